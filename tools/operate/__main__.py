"""Command line for the engineer on call; the runbooks use it. A failed check prints its reason and exits with 1."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from deploy import command_line
from deploy.command_line import Commands, Option
from operate import commands
from operate.cloud import list_environments

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def parse_span(text: str) -> timedelta:
    """Parse a duration such as `30m`, `2h` or `1d`."""
    found = re.fullmatch(r"(\d+)([mhd])", text)
    if not found:
        raise ArgumentTypeError(f"{text} is not a duration: write 30m, 2h or 1d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


_ENV: Option = ("--env", {"required": True, "choices": list_environments(commands.ROOT)})
_QUEUE: Option = ("--queue", {"required": True, "help": "mail-dlq, or its full name on AWS"})
_SIDE: Option = ("--side", {"required": True, "help": "the name that restore-table printed"})
_COMMANDS: Commands = {
    "list-alarms": (commands.list_alarms, [_ENV]),
    "list-dead-letters": (commands.list_dead_letters, [_ENV]),
    "show-dead-letters": (commands.show_dead_letters, [_ENV, _QUEUE, ("--limit", {"type": int, "default": 10})]),
    "replay": (
        commands.replay,
        [
            _ENV,
            _QUEUE,
            ("--rate", {"type": int, "default": 10, "help": "messages per second"}),
            ("--only-type", {"default": "", "help": "as show-dead-letters prints it"}),
        ],
    ),
    "set-aside": (
        commands.set_aside,
        [
            _ENV,
            _QUEUE,
            ("--only-type", {"required": True, "help": "as show-dead-letters prints it, such as unreadable"}),
            ("--into", {"required": True, "type": Path, "help": "a file; messages are appended"}),
        ],
    ),
    "restore-table": (
        commands.restore_table,
        [
            _ENV,
            ("--table", {"required": True}),
            ("--at", {"required": True, "help": "2026-11-21T03:15:00Z, or latest"}),
        ],
    ),
    "copy-back": (
        commands.copy_back,
        [
            _ENV,
            _SIDE,
            ("--tenant", {"default": "", "help": "copy only this tenant's items; or use --everything"}),
            ("--everything", {"action": "store_true"}),
            ("--overwrite", {"action": "store_true", "help": "also write items that differ, not only missing ones"}),
            ("--keys", {"action": "store_true", "help": "print the keys"}),
            ("--apply", {"action": "store_true", "help": "write; without it, print numbers only"}),
        ],
    ),
    "delete-side-table": (commands.delete_side_table, [_ENV, _SIDE]),
    "list-stuck-operations": (
        commands.list_stuck_operations,
        [_ENV, ("--stuck-for", {"type": parse_span, "default": timedelta(minutes=30)})],
    ),
    "show-keys": (commands.show_keys, [_ENV]),
    "trace": (commands.trace_request, [_ENV, ("--request-id", {"default": ""}), ("--operation", {"default": ""})]),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Return 0, or 1 when a check failed."""
    return command_line.run_command(build_parser(), arguments)


def build_parser() -> ArgumentParser:
    """Build the parser of all commands."""
    return command_line.build_parser("operate", commands.__doc__, _COMMANDS)


if __name__ == "__main__":
    sys.exit(main())
