"""Moves the addresses in the saved state when the platform starts with another PORT.

Many records of the embedded AWS hold an address: urls of sites, mail, queues, settings of functions. So the checkpoint
is changed as text before the embedded AWS reads it. WordPress stores no port: the agent adds it.
"""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from local_platform.files import write_text
from local_platform.options import Options

_FIXED_PORTS = 4  # front, balancer, embedded AWS, database; those of tasks are given anew at every start


def previous_port(options: Options) -> int | None:
    """The PORT under which the state was written; None for fresh state."""
    written = options.state / "aws.json"
    if not written.exists():
        return None
    aws_port = urlsplit(json.loads(written.read_text())["endpoint"]).port or 0
    return aws_port - (options.aws_port - options.port)


def move_addresses(options: Options) -> int | None:
    """Move the saved addresses to the PORT of this run; return the previous PORT, None when nothing moved."""
    before = previous_port(options)
    checkpoint = options.state / "aws" / "checkpoint.json"
    if before in (None, options.port) or not checkpoint.exists():
        return None
    write_text(checkpoint, move_in_text(checkpoint.read_text(), before, options.port))
    _remove_stale_files(options.state / "aws" / "state")
    return before


def move_in_text(text: str, before: int, after: int) -> str:
    """The text with all addresses of this machine moved from the ports after `before` to those after `after`."""
    ports = "|".join(str(before + offset) for offset in range(_FIXED_PORTS))
    address = re.compile(rf"((?:localhost|127\.0\.0\.1)(?::|%3A))({ports})(?![0-9])")
    return address.sub(lambda found: f"{found[1]}{int(found[2]) - before + after}", text)


def _remove_stale_files(folder: Path) -> None:
    """Remove the files that the embedded AWS writes from the checkpoint at its start."""
    for file in folder.glob("*.json"):
        file.unlink()
