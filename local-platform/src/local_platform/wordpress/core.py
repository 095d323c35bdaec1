"""Where the WordPress core comes from: a folder that somebody names, the Debian package, or a download of it."""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from local_platform.wordpress import debian
from local_platform.wordpress.errors import WordPressUnavailable

OLDEST = (6, 1)
SYSTEM = Path("/usr/share/wordpress")  # Debian's package, when it is installed
_VERSION = re.compile(r"\$wp_version\s*=\s*'(\d+)\.(\d+)[^']*'")
_NOT_OURS = ("wp-config.php", ".htaccess", "uploads")  # of the machine's own web server


@dataclass(frozen=True)
class Core:
    """A self-contained WordPress tree, never written to."""

    folder: Path
    source: str
    version: str


def obtain(cache: Path, say: Callable[[str], None], environment: Mapping[str, str] = os.environ) -> Core:
    """Find WordPress, copying or downloading it into the cache when it is not there yet.

    Raises:
        WordPressUnavailable: WORDPRESS_DIR holds none, or none can be downloaded.
    """
    named = environment.get("WORDPRESS_DIR")
    if named:
        return _copied(Path(named), cache, "WORDPRESS_DIR")
    if (SYSTEM / "wp-includes/version.php").is_file():
        return _copied(SYSTEM, cache, "the installed Debian package")
    return _downloaded(cache, say)


def version_of(folder: Path) -> str:
    """The version of an unpacked WordPress.

    Raises:
        WordPressUnavailable: the folder has none, or it is too old.
    """
    file = folder / "wp-includes/version.php"
    found = _VERSION.search(file.read_text()) if file.is_file() else None
    if found is None:
        raise WordPressUnavailable(
            f"{folder} holds no WordPress: point WORDPRESS_DIR at an unpacked one, or unset it to have one downloaded."
        )
    if (int(found[1]), int(found[2])) < OLDEST:
        raise WordPressUnavailable(f"{folder} holds WordPress {found[1]}.{found[2]}: the agent needs 6.1 or newer.")
    return found[0].split("'")[1]


def _copied(source: Path, cache: Path, name: str) -> Core:
    version = version_of(source)
    mark = f"{source.resolve()} {(source / 'wp-includes/version.php').stat().st_mtime_ns}"
    target = cache / f"wordpress-{version}-{hashlib.sha256(mark.encode()).hexdigest()[:8]}"
    if not target.is_dir():
        _copy(source, target)
    return Core(target, name, version)


def _downloaded(cache: Path, say: Callable[[str], None]) -> Core:
    target = cache / "wordpress-debian"
    if not target.is_dir():
        say("downloading WordPress from this machine's Debian mirror")
        with debian.unpacked_wordpress(cache) as source:
            _copy(source, target)
    return Core(target, "the Debian package, downloaded", version_of(target))


def _copy(source: Path, target: Path) -> None:
    """Copy with links followed: the package links into others, and the tree must stand alone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(
        source, fresh, ignore=shutil.ignore_patterns(*_NOT_OURS), ignore_dangling_symlinks=True, dirs_exist_ok=True
    )
    if target.is_dir():  # another platform was quicker
        shutil.rmtree(fresh)
    else:
        fresh.rename(target)
