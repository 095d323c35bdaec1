"""The image is built if it is missing, under all its tags; a fake docker records its arguments."""

import base64
import shutil

import pytest

from deploy.errors import CommandError
from deploy.image import CONTEXT, compute_tag, push_image, read_platform, read_wordpress_version

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
        return {"authorizationData": [{"authorizationToken": base64.b64encode(b"AWS:registry-password").decode()}]}


@pytest.fixture
def docker_calls(tmp_path, monkeypatch):
    program = tmp_path / "bin" / "docker"
    program.parent.mkdir()
    program.write_text(DOCKER)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    monkeypatch.setenv("ASKED", str(tmp_path / "docker_calls"))
    return tmp_path / "docker_calls"


def test_a_missing_image_is_built_for_fargates_processor_and_pushed(root, docker_calls):
    name = push_image(root, "bbws-wordpress-dev", Registry(set()))

    assert name == f"registry.example/w:{compute_tag(root)}"
    login, build = docker_calls.read_text().splitlines()
    assert login == "login --username AWS --password-stdin registry.example"
    assert docker_calls.with_suffix(".word").read_text() == "registry-password"
    assert f"--platform linux/arm64 --file {root}/{CONTEXT}/image/Dockerfile --tag {name} " in build
    assert f"--tag registry.example/w:{read_wordpress_version(root)} --tag registry.example/w:latest --push " in build
    assert build.endswith(f"{root}/{CONTEXT}")


def test_the_processor_is_the_declared_one(tmp_path):
    (tmp_path / "platform.yaml").write_text("wordpress: {architecture: X86_64}\n")

    assert read_platform(tmp_path) == "linux/x86_64"  # docker's other name of linux/amd64


def test_a_dockerfile_without_a_version_is_an_error(tmp_path):
    (tmp_path / CONTEXT / "image").mkdir(parents=True)
    (tmp_path / CONTEXT / "image" / "Dockerfile").write_text("FROM wordpress:latest\n")

    with pytest.raises(CommandError, match="ARG WORDPRESS"):
        read_wordpress_version(tmp_path)


def test_an_existing_image_is_not_built(root, docker_calls):
    push_image(root, "bbws-wordpress-dev", Registry({compute_tag(root)}))

    assert not docker_calls.exists()


def test_any_change_is_another_tag(root, tmp_path):
    copy = shutil.copytree(root / CONTEXT, tmp_path / CONTEXT)
    assert compute_tag(tmp_path) == compute_tag(root)

    (copy / "image" / "php.ini").write_text("memory_limit = 1M\n")
    assert compute_tag(tmp_path) != compute_tag(root)


def test_a_missing_repository_names_its_stack(root):
    with pytest.raises(CommandError, match="make deploy stack=hosting"):
        push_image(root, "bbws-wordpress-sit", Registry(set()))


def test_a_failed_build_is_an_error(root, docker_calls, monkeypatch):
    monkeypatch.setenv("CODE", "1")
    with pytest.raises(CommandError, match="see its output"):
        push_image(root, "bbws-wordpress-dev", Registry(set()))


def test_without_docker_it_says_where_images_are_built(root, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="the workflow `image`"):
        push_image(root, "bbws-wordpress-dev", Registry(set()))
