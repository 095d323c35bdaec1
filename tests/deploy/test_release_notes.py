"""Release notes list the changes by service."""

import subprocess

import pytest

from deploy.errors import CommandError
from deploy.release_notes import write_release_notes


@pytest.fixture
def repository(tmp_path):
    def git(*words):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=tmp_path, check=True)

    git("init", "-q", "-b", "main")
    for subject, tag in (
        ("sites: create", "v0.1.0"),
        ("sites: retry a failed creation", None),
        ("Tidy up", None),
        ("chassis: page", "v0.2.0"),
    ):
        git("commit", "-q", "--allow-empty", "-m", subject)
        if tag:
            git("tag", tag)
    return tmp_path


def test_notes_list_the_commits_since_the_previous_tag(repository):
    assert write_release_notes(repository, "v0.2.0") == (
        "## v0.2.0\n\nSince v0.1.0.\n\n### chassis\n\n- page\n\n### repository\n\n- Tidy up\n\n"
        "### sites\n\n- retry a failed creation\n"
    )


def test_the_first_release_lists_every_commit(repository):
    assert "The first release." in write_release_notes(repository, "v0.1.0")


def test_an_unknown_tag_is_an_error(repository):
    with pytest.raises(CommandError, match="git log"):
        write_release_notes(repository, "v9.9.9")
