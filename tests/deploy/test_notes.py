"""Notes of a release name what changed, service by service."""

import subprocess

import pytest

from deploy.notes import notes
from deploy.refusal import Refused


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


def test_a_release_tells_what_came_since_the_one_before(repository):
    assert notes(repository, "v0.2.0") == (
        "## v0.2.0\n\nSince v0.1.0.\n\n### chassis\n\n- page\n\n### house\n\n- Tidy up\n\n"
        "### sites\n\n- retry a failed creation\n"
    )


def test_the_first_release_tells_everything(repository):
    assert "The first release." in notes(repository, "v0.1.0")


def test_refuses_a_tag_that_is_not_there(repository):
    with pytest.raises(Refused, match="git log"):
        notes(repository, "v9.9.9")
