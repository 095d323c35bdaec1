"""Command line of the delivery tools. A failed check prints its reason and exits with 1."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from deploy import (
    command_line,
    commands,
    ends_of_support,
    github_environments,
    quotas,
    regions,
    teardown,
    tenant_database,
)
from deploy.command_line import Commands, Option

_FOLDER: Option = ("--folder", {"type": Path, "default": Path("dist")})
_BUCKET: Option = ("--bucket", {"required": True})
_ENV: Option = ("--env", {"required": True, "choices": ["dev", "sit", "prod", "recovery", "local"]})
_CONFIRM: Option = ("--confirm", {"default": "", "help": "the environment's name once more; not for local"})
_SERVICE: Option = ("--service", {"default": "", "help": "folder or name; all services by default"})
_RELEASE: Option = ("--release", {"required": True, "help": "digest of the release"})
_TENANT: Option = ("--tenant", {"required": True})

_EMAIL: Option = ("--email", {"required": True})
_STACKS: Option = ("stacks", {"nargs": "*", "help": "all stacks by default"})
_RUN: Option = ("--run-url", {"default": ""})
_HOLD: Option = ("--hold", {"type": float, "default": 600, "help": "seconds at a tenth of the traffic"})
_WATCH: Option = ("--watch", {"type": float, "default": 300, "help": "seconds at all of the traffic"})
_SETTLE: Option = (
    "--settle",
    {"type": float, "default": 60, "help": "seconds to wait until the last writes are replicated"},
)
_FROM: Option = ("--from", {"required": True, "dest": "source"})
_TO: Option = ("--to", {"required": True, "dest": "target"})
_COMMANDS: Commands = {
    "find-scope": (commands.find_change_scope, [("--base", {"default": ""})]),
    "record-release": (commands.record_release, [_FOLDER, ("--commit", {"required": True})]),
    "fetch-running": (commands.fetch_running, [_ENV, _BUCKET, _FOLDER]),
    "check-promotion": (commands.check_promotion, [_FROM, _TO, _RELEASE, _BUCKET]),
    "prepare-promotion": (commands.prepare_promotion, [_FROM, _TO, _BUCKET, _FOLDER, ("--release", {"default": ""})]),
    "check-window": (commands.check_window, [_ENV]),
    "release": (commands.release, [_ENV, _BUCKET, _FOLDER, _RELEASE, _RUN, _HOLD, _WATCH]),
    "fail-over": (
        regions.fail_over,
        [_SETTLE, ("--lost", {"action": "store_true", "help": "the old Region does not answer"})],
    ),
    "fail-back": (regions.fail_back, [_SETTLE]),
    "shift-traffic": (commands.shift_traffic, [_ENV, _SERVICE, _HOLD, _WATCH]),
    "rollback": (commands.roll_back, [_ENV, _SERVICE]),
    "check-contracts": (
        commands.check_contracts,
        [("--old", {"type": Path, "required": True}), ("--new", {"type": Path, "default": Path("openapi")})],
    ),
    "plan": (commands.plan, [_ENV, ("--folder", {"type": Path, "required": True}), _STACKS]),
    "validate": (commands.validate, []),
    "deploy": (commands.deploy, [_ENV, _STACKS]),
    "destroy": (teardown.destroy, [_ENV, _CONFIRM]),
    "leave": (teardown.leave, [_ENV, _CONFIRM]),
    "write-plan-comment": (commands.write_plan_comment, [_FOLDER]),
    "write-drift-issue": (commands.write_drift_issue, [_ENV, _FOLDER]),
    "run-tenant-terraform": (
        commands.run_tenant_terraform,
        [_TENANT, _ENV, ("--action", {"required": True}), ("--request", {"required": True})],
    ),
    "create-tenant-database": (
        tenant_database.run,
        [_ENV, ("--task", {"required": True, "help": "ARN of its task definition"})],
    ),
    "check-confirmation": (
        commands.check_confirmation,
        [_TENANT, _ENV, ("--confirmation", {"required": True}), ("--again", {"required": True})],
    ),
    "check-quotas": (
        quotas.check,
        [
            _ENV,
            ("--tenants", {"type": int, "default": 10, "help": "how many tenants to plan for; 10 by default"}),
            ("--sites", {"type": int, "default": 5, "help": "how many sites each of them has; 5 by default"}),
            ("--tier", {"choices": quotas.TIERS, "default": "STANDARD"}),
            ("--ask", {"action": "store_true", "help": "request what is missing"}),
        ],
    ),
    "show-environment": (commands.show_environment, [_ENV]),
    "bootstrap": (commands.bootstrap_state, [_ENV]),
    "set-github-environments": (github_environments.set_environments, [_ENV]),
    "check-github-environments": (github_environments.check_environments, [_ENV]),
    "push-image": (commands.push_image, [_ENV]),
    "create-first-admin": (commands.create_first_admin, [_ENV, _EMAIL]),
    "sign-in": (commands.sign_in, [_ENV, _EMAIL]),
    "check-ends-of-support": (ends_of_support.check, []),
    "write-release-notes": (commands.write_release_notes, [("--tag", {"required": True})]),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Return 0, or 1 when a check failed."""
    return command_line.run_command(build_parser(), arguments)


def build_parser() -> ArgumentParser:
    """Build the parser of all commands."""
    return command_line.build_parser("deploy", __doc__, _COMMANDS)


if __name__ == "__main__":
    sys.exit(main())
