"""The image is built where it is missing, under all its names; a stand-in for docker writes down its words."""

import base64
import shutil

import pytest

from deploy.image import CONTEXT, push, tag, version
from deploy.refusal import Refused

DOCKER = '#!/bin/sh\necho "$@" >>"$ASKED"\nif [ "$1" = login ]; then cat >>"$ASKED.word"; fi\nexit ${CODE:-0}\n'


class Registry:
    """ECR with one repository."""

    class exceptions:  # noqa: N801 - as botocore names it
        RepositoryNotFoundException = KeyError
        ImageNotFoundException = LookupError

    def __init__(self, images: set[str]) -> None:
        self.images = images

    def describe_repositories(self, **asked):
        return {
            "repositories": [
                {"repositoryUri": {"bbws-wordpress-dev": "registry.example/w"}[asked["repositoryNames"][0]]}
            ]
        }

    def describe_images(self, **asked):
        if asked["imageIds"][0]["imageTag"] not in self.images:
            raise LookupError

    def get_authorization_token(self):
        return {"authorizationData": [{"authorizationToken": base64.b64encode(b"AWS:word-of-the-hour").decode()}]}


@pytest.fixture
def asked(tmp_path, monkeypatch):
    program = tmp_path / "bin" / "docker"
    program.parent.mkdir()
    program.write_text(DOCKER)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    return tmp_path / "asked"


def test_a_missing_image_is_built_for_fargates_processor_and_pushed(root, asked):
    name = push(root, "bbws-wordpress-dev", Registry(set()))

    assert name == f"registry.example/w:{tag(root)}"
    login, build = asked.read_text().splitlines()
    assert login == "login --username AWS --password-stdin registry.example"
    assert asked.with_suffix(".word").read_text() == "word-of-the-hour"
    assert f"--platform linux/arm64 --file {root}/{CONTEXT}/image/Dockerfile --tag {name} " in build
    assert f"--tag registry.example/w:{version(root)} --tag registry.example/w:latest --push {root}/{CONTEXT}" in build


def test_a_dockerfile_without_a_version_is_refused(tmp_path):
    (tmp_path / CONTEXT / "image").mkdir(parents=True)
    (tmp_path / CONTEXT / "image" / "Dockerfile").write_text("FROM wordpress:latest\n")

    with pytest.raises(Refused, match="ARG WORDPRESS"):
        version(tmp_path)


def test_an_image_that_is_there_is_not_built(root, asked):
    push(root, "bbws-wordpress-dev", Registry({tag(root)}))

    assert not asked.exists()


def test_any_change_is_another_tag(root, tmp_path):
    copy = shutil.copytree(root / CONTEXT, tmp_path / CONTEXT)
    assert tag(tmp_path) == tag(root)

    (copy / "image" / "php.ini").write_text("memory_limit = 1M\n")
    assert tag(tmp_path) != tag(root)


def test_a_missing_repository_says_which_stack_makes_it(root):
    with pytest.raises(Refused, match="make deploy stack=hosting"):
        push(root, "bbws-wordpress-sit", Registry(set()))


def test_a_build_that_fails_is_refused(root, asked, monkeypatch):
    monkeypatch.setenv("CODE", "1")
    with pytest.raises(Refused, match="failed in ways"):
        push(root, "bbws-wordpress-dev", Registry(set()))


def test_without_docker_it_says_where_images_are_built(root, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="the workflow `image`"):
        push(root, "bbws-wordpress-dev", Registry(set()))
