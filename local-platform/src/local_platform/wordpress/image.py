"""The "container image" on this machine: WordPress's core, our configuration and the agent, in one folder."""

import os
import shutil
from pathlib import Path

from local_platform.options import CHECKOUT
from local_platform.wordpress.core import Core

AGENT_SOURCE = CHECKOUT / "wordpress-agent"


def build_image(core: Core, target: Path, source: Path = AGENT_SOURCE) -> Path:
    """Make `target` what `wordpress-agent/image/Dockerfile` makes of the same files; quick when it is there already."""
    target.mkdir(parents=True, exist_ok=True)
    _link_core(core.folder, target / "html")
    _mirror(source / "image", target)
    _mirror(source / "agent", target / "mu-plugins")
    for stale in set(_scripts(target / "mu-plugins")) - set(_scripts(source / "agent")):
        (target / "mu-plugins" / stale).unlink()
    return target


def _mirror(source: Path, target: Path) -> None:
    for script in _scripts(source):
        _place(source / script, target / script)


def _scripts(folder: Path) -> list[Path]:
    return sorted(file.relative_to(folder) for file in folder.rglob("*.php"))


def _link_core(core: Path, html: Path) -> None:
    """Hard links where the file system can: 70 MB and 2,500 files in a moment. Nothing ever writes into either."""
    mark = html.with_name("core.txt")
    if mark.is_file() and mark.read_text() == str(core):
        return
    shutil.rmtree(html, ignore_errors=True)
    shutil.copytree(core, html, copy_function=_link_or_copy)
    mark.write_text(str(core))


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def _place(source: Path, target: Path) -> None:
    """Replace the file at once: a running WordPress may be reading it."""
    content = source.read_bytes()
    if target.is_file() and target.read_bytes() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".fresh")
    fresh.write_bytes(content)
    fresh.replace(target)
