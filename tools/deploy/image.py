"""Builds and pushes the WordPress image if it is missing. Instances use it by WordPress version or as `latest`."""

import base64
import hashlib
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient

CONTEXT = "wordpress-agent"
_SOURCES = ("agent", "image")


def compute_tag(root: Path) -> str:
    """Compute the tag: 12 hex digits of the SHA-256 of all file names and digests, as terraform/stacks/hosting does."""
    context = root / CONTEXT
    files = sorted(
        file.relative_to(context).as_posix()
        for part in _SOURCES
        for file in (context / part).rglob("*")
        if file.is_file()
    )
    lines = [f"{name} {hashlib.sha256((context / name).read_bytes()).hexdigest()}" for name in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def read_wordpress_version(root: Path) -> str:
    """Read the WordPress version of the Dockerfile, for example `6.8.3`.

    Raises:
        CommandError: its first argument names no version.
    """
    found = re.search(r"^ARG WORDPRESS=(\d+\.\d+(?:\.\d+)?)", _dockerfile_path(root).read_text(), re.MULTILINE)
    if found is None:
        raise CommandError(f"{_dockerfile_path(root).relative_to(root)} must begin with `ARG WORDPRESS=<version>-…`.")
    return found[1]


def read_platform(root: Path) -> str:
    """Read the processor for which the image is built, as docker names it, for example `linux/arm64`."""
    declared = yaml.safe_load((root / "platform.yaml").read_text())
    return f"linux/{declared['wordpress']['architecture'].lower()}"


def push_image(root: Path, repository: str, registry: "ECRClient") -> str:
    """Build and push the image unless the repository has it. Return its full name.

    Raises:
        CommandError: the repository is missing, or docker failed.
    """
    try:
        found = registry.describe_repositories(repositoryNames=[repository])["repositories"][0]
    except registry.exceptions.RepositoryNotFoundException:
        raise CommandError(f"the repository {repository} is missing: `make deploy stack=hosting` creates it.") from None
    uri = found["repositoryUri"]
    if not _image_exists(repository, compute_tag(root), registry):
        _run_docker(
            ["login", "--username", "AWS", "--password-stdin", uri.partition("/")[0]], _get_registry_password(registry)
        )
        names = [
            word
            for name in (compute_tag(root), read_wordpress_version(root), "latest")
            for word in ("--tag", f"{uri}:{name}")
        ]
        build = [
            "buildx",
            "build",
            "--platform",
            read_platform(root),
            "--file",
            str(_dockerfile_path(root)),
            *names,
            "--push",
        ]
        _run_docker([*build, str(root / CONTEXT)])
    return f"{uri}:{compute_tag(root)}"


def _dockerfile_path(root: Path) -> Path:
    return root / CONTEXT / "image" / "Dockerfile"


def _image_exists(repository: str, wanted: str, registry: "ECRClient") -> bool:
    try:
        registry.describe_images(repositoryName=repository, imageIds=[{"imageTag": wanted}])
    except registry.exceptions.ImageNotFoundException:
        return False
    return True


def _get_registry_password(registry: "ECRClient") -> str:
    """Get the registry password, which is valid for 12 hours."""
    given = registry.get_authorization_token()["authorizationData"][0]["authorizationToken"]
    return base64.b64decode(given).decode().partition(":")[2]


def _run_docker(arguments: list[str], stdin: str = "") -> None:
    try:
        done = subprocess.run(["docker", *arguments], input=stdin or None, text=True, check=False)
    except FileNotFoundError:
        raise CommandError(
            "`docker` is not on PATH: the workflow `image` builds images, or run this where docker is installed."
        ) from None
    if done.returncode:
        raise CommandError(f"`docker {arguments[0]}` failed: see its output above.")
