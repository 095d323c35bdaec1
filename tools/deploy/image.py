"""WordPress's image, built where it is missing; instances ask for it by WordPress's version or as `latest`."""

import base64
import hashlib
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.refusal import Refused

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient

CONTEXT = "wordpress-agent"
_MADE_OF = ("agent", "image")
_PLATFORM = "linux/arm64"  # what terraform/modules/wordpress-instance asks Fargate for


def tag(root: Path) -> str:
    """Twelve hex digits of the SHA-256 over all files' names and digests; terraform/stacks/hosting counts so too."""
    context = root / CONTEXT
    files = sorted(
        file.relative_to(context).as_posix()
        for part in _MADE_OF
        for file in (context / part).rglob("*")
        if file.is_file()
    )
    lines = [f"{name} {hashlib.sha256((context / name).read_bytes()).hexdigest()}" for name in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def version(root: Path) -> str:
    """The version of WordPress that the Dockerfile builds upon, for example `6.8.3`.

    Raises:
        Refused: its first argument names none.
    """
    found = re.search(r"^ARG WORDPRESS=(\d+\.\d+(?:\.\d+)?)", _dockerfile(root).read_text(), re.MULTILINE)
    if found is None:
        raise Refused(f"{_dockerfile(root).relative_to(root)} must begin with `ARG WORDPRESS=<version>-…`.")
    return found[1]


def push(root: Path, repository: str, registry: "ECRClient") -> str:
    """Build and push the image unless the repository has it; its full name.

    Raises:
        Refused: the repository is missing, or docker cannot build.
    """
    try:
        found = registry.describe_repositories(repositoryNames=[repository])["repositories"][0]
    except registry.exceptions.RepositoryNotFoundException:
        raise Refused(f"there is no repository {repository}: `make deploy stack=hosting` makes it.") from None
    uri = found["repositoryUri"]
    if not _is_there(repository, tag(root), registry):
        _docker(["login", "--username", "AWS", "--password-stdin", uri.partition("/")[0]], _word(registry))
        names = [word for name in (tag(root), version(root), "latest") for word in ("--tag", f"{uri}:{name}")]
        build = ["buildx", "build", "--platform", _PLATFORM, "--file", str(_dockerfile(root)), *names, "--push"]
        _docker([*build, str(root / CONTEXT)])
    return f"{uri}:{tag(root)}"


def _dockerfile(root: Path) -> Path:
    return root / CONTEXT / "image" / "Dockerfile"


def _is_there(repository: str, wanted: str, registry: "ECRClient") -> bool:
    try:
        registry.describe_images(repositoryName=repository, imageIds=[{"imageTag": wanted}])
    except registry.exceptions.ImageNotFoundException:
        return False
    return True


def _word(registry: "ECRClient") -> str:
    """The password of the hour."""
    given = registry.get_authorization_token()["authorizationData"][0]["authorizationToken"]
    return base64.b64decode(given).decode().partition(":")[2]


def _docker(words: list[str], said: str = "") -> None:
    try:
        done = subprocess.run(["docker", *words], input=said or None, text=True, check=False)
    except FileNotFoundError:
        raise Refused(
            "there is no `docker` on PATH: images are built by the workflow `image`, or where docker is."
        ) from None
    if done.returncode:
        raise Refused(f"`docker {words[0]}` failed in ways that stand above.")
