"""Runs a command line from a table of commands. A failed check prints its reason and exits with 1."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from deploy.environment_files import find_region
from deploy.errors import CommandError

ROOT = Path(__file__).parents[2]


type Option = tuple[str, dict[str, Any]]
type Commands = Mapping[str, tuple[Callable[[Namespace], str], Sequence[Option]]]

CONFIG = Config(connect_timeout=3, read_timeout=30, retries={"mode": "adaptive", "total_max_attempts": 6})


def build_parser(program: str, description: str | None, commands: Commands) -> ArgumentParser:
    """Build the parser of all commands. Tests check the runbooks against it."""
    parser = ArgumentParser(prog=program, description=description)
    subparsers = parser.add_subparsers(required=True)
    for name, (run, options) in commands.items():
        command = subparsers.add_parser(name, help=run.__doc__, description=run.__doc__, allow_abbrev=False)
        command.set_defaults(run=run)
        for option, settings in options:
            command.add_argument(option, **settings)
    return parser


def run_command(parser: ArgumentParser, arguments: Sequence[str] | None) -> int:
    """Run one command. Return 0, or 1 when a check failed."""
    options = parser.parse_args(arguments)
    boto3.setup_default_session(botocore_session=_create_session(options))
    try:
        sys.stdout.write(options.run(options))
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _create_session(options: Namespace) -> botocore.session.Session:
    """Create the session of `boto3.client`: it retries throttled calls, in the Region that the environment declares.

    A Region in the shell counts only for commands without an environment: it may be that of yesterday's work.
    """
    session = botocore.session.get_session()
    session.set_default_client_config(CONFIG)
    environment = getattr(options, "env", None) or getattr(options, "source", None)
    if environment and (region := find_region(ROOT, environment)):
        session.set_config_variable("region", region)
    return session


def print_line(line: str) -> None:
    """Print the progress of a command at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
