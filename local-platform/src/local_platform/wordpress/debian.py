"""WordPress from Debian's packages, used as plain archives: nothing is installed and no right of root is needed."""

import contextlib
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from local_platform.wordpress.errors import CommandFailed, WordPressUnavailable
from local_platform.wordpress.programs import find_program

_LINKED_INTO = re.compile(r"^(libjs-|libphp-|php-getid3)")  # packages whose files the tree links to
_THEMES = "^wordpress-theme-twenty"
_TIMEOUT = 300  # seconds for one command: a slow mirror
_REMEDY = "set WORDPRESS_DIR to an unpacked WordPress (6.1 or newer), or start with WORDPRESS=simulated"


@contextlib.contextmanager
def unpacked_wordpress(cache: Path) -> Iterator[Path]:
    """Download and unpack the packages of this machine's release; the folder lives as long as the context.

    Raises:
        WordPressUnavailable: no Debian, or no mirror answers.
    """
    if find_program("apt-get") is None or find_program("dpkg-deb") is None:
        raise WordPressUnavailable(f"No WordPress here, and no apt-get to download one: {_REMEDY}.")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="debian-") as name:
        folder = Path(name)
        try:
            _download(folder)
            for package in folder.glob("*.deb"):
                _run(["dpkg-deb", "-x", str(package), str(folder)], folder)
        except CommandFailed as error:
            raise WordPressUnavailable(f"WordPress could not be downloaded ({error}): {_REMEDY}.") from error
        yield folder / "usr/share/wordpress"


def _download(folder: Path) -> None:
    """With the machine's own package lists, or with fresh ones of ours when they are missing or outdated."""
    try:
        _fetch(folder, [])
    except CommandFailed:
        options = _private_lists(folder)
        _run(["apt-get", *options, "update", "-qq"], folder)
        _fetch(folder, options)


def _fetch(folder: Path, options: Sequence[str]) -> None:
    described = _run(["apt-cache", *options, "show", "--no-all-versions", "wordpress"], folder)
    themes = _run(["apt-cache", *options, "search", "--names-only", _THEMES], folder)
    wanted = ["wordpress", *_linked_packages(described), *(line.split()[0] for line in themes.splitlines())]
    _run(["apt-get", *options, "-o", "APT::Sandbox::User=", "download", "-qq", *wanted], folder)


def _linked_packages(described: str) -> list[str]:
    depends = re.search(r"^Depends: (.*)$", described, re.MULTILINE)
    names = [entry.split()[0] for entry in depends[1].split(",")] if depends else []
    return [name for name in names if _LINKED_INTO.match(name)]


def _private_lists(folder: Path) -> list[str]:
    """Options that keep apt's state in our folder: the machine's lists belong to root."""
    (folder / "lists/partial").mkdir(parents=True)
    (folder / "archives/partial").mkdir(parents=True)
    settings = {"Dir::State::lists": folder / "lists", "Dir::Cache": folder, "Debug::NoLocking": 1}
    return [text for name, value in settings.items() for text in ("-o", f"{name}={value}")] + [
        "-o",
        "APT::Sandbox::User=",
    ]


def _run(command: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise CommandFailed(f"{command[0]} took more than {_TIMEOUT} s") from None
    if done.returncode != 0:
        last = (done.stderr.strip() or "no message").splitlines()[-1]
        raise CommandFailed(f"{command[0]}: {last}")
    return done.stdout
