"""`python -m operate <verb>`: what the runbooks call; a refusal is told in words and ends with 1."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from deploy.refusal import Refused
from operate import verbs
from operate.cloud import environments

type _Option = tuple[str, dict[str, Any]]

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def span(text: str) -> timedelta:
    """`30m`, `2h` or `1d`."""
    found = re.fullmatch(r"(\d+)([mhd])", text)
    if not found:
        raise ArgumentTypeError(f"{text} is no span: write 30m, 2h or 1d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


_ENV: _Option = ("--env", {"required": True, "choices": environments(verbs.ROOT)})
_QUEUE: _Option = ("--queue", {"required": True, "help": "mail-dlq, or as AWS has it"})
_SIDE: _Option = ("--side", {"required": True, "help": "the name that restore-table told"})
_VERBS: dict[str, tuple[Callable[[Namespace], str], Sequence[_Option]]] = {
    "alarms": (verbs.alarms, [_ENV]),
    "dead-letters": (verbs.dead_letters, [_ENV]),
    "dead-letters-show": (verbs.dead_letters_show, [_ENV, _QUEUE, ("--limit", {"type": int, "default": 10})]),
    "replay": (
        verbs.replay,
        [
            _ENV,
            _QUEUE,
            ("--rate", {"type": int, "default": 10, "help": "messages a second"}),
            ("--only-type", {"default": "", "help": "as dead-letters-show tells it"}),
        ],
    ),
    "set-aside": (
        verbs.set_aside,
        [
            _ENV,
            _QUEUE,
            ("--only-type", {"required": True, "help": "as dead-letters-show tells it, such as unreadable"}),
            ("--into", {"required": True, "type": Path, "help": "a file; it is added to"}),
        ],
    ),
    "restore-table": (
        verbs.restore_table,
        [
            _ENV,
            ("--table", {"required": True}),
            ("--at", {"required": True, "help": "2026-11-21T03:15:00Z, or latest"}),
        ],
    ),
    "copy-back": (
        verbs.copy_back,
        [
            _ENV,
            _SIDE,
            ("--tenant", {"default": "", "help": "its items only; or --everything"}),
            ("--everything", {"action": "store_true"}),
            ("--overwrite", {"action": "store_true", "help": "also what differs; else only what is missing"}),
            ("--keys", {"action": "store_true", "help": "tell which"}),
            ("--apply", {"action": "store_true", "help": "write; else only numbers"}),
        ],
    ),
    "drop-side": (verbs.drop_side, [_ENV, _SIDE]),
    "operations": (verbs.operations, [_ENV, ("--stuck-for", {"type": span, "default": timedelta(minutes=30)})]),
    "keys": (verbs.keys, [_ENV]),
    "trace": (verbs.follow, [_ENV, ("--request-id", {"default": ""}), ("--operation", {"default": ""})]),
}


def main(words: Sequence[str] | None = None) -> int:
    """Do one verb; 0 when it was done, 1 when it was refused."""
    given = parser().parse_args(words)
    try:
        sys.stdout.write(given.run(given))
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def parser() -> ArgumentParser:
    """All verbs with their options; a test holds the runbooks against it."""
    whole = ArgumentParser(prog="operate", description=verbs.__doc__)
    verb = whole.add_subparsers(required=True)
    for name, (run, options) in _VERBS.items():
        one = verb.add_parser(name, help=run.__doc__, description=run.__doc__, allow_abbrev=False)
        one.set_defaults(run=run)
        for option, settings in options:
            one.add_argument(option, **settings)
    return whole


if __name__ == "__main__":
    sys.exit(main())
