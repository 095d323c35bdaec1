"""Writes files of the state folder atomically and for their owner alone: it holds tokens, passwords and links."""

import fcntl
import os
from pathlib import Path
from typing import TextIO

from local_platform.options import StartError


def write_text(path: Path, text: str) -> None:
    """Replace the file at once: a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(0o600)
    fresh.write_text(text)
    fresh.replace(path)


def lock(folder: Path) -> TextIO:
    """Lock the folder for this process and close it to other users; the lock ends with the process.

    Raises:
        StartError: another run holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    held = (folder / "lock").open("a+")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        owner = held.read().strip() or "unknown"
        held.close()
        raise StartError(
            f"{folder} is in use by another `make run` (process {owner}): stop that one, or set BBWS_LOCAL and PORT."
        ) from None
    held.truncate(0)
    held.write(f"{os.getpid()}\n")
    held.flush()
    return held
