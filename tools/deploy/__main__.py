"""`python -m deploy <verb>`: what the workflows call; a refusal is told in words and ends with 1."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from deploy import pair, tenant_database, verbs
from deploy.refusal import Refused

type _Option = tuple[str, dict[str, Any]]

_FOLDER: _Option = ("--folder", {"type": Path, "default": Path("dist")})
_BUCKET: _Option = ("--bucket", {"required": True})
_ENV: _Option = ("--env", {"required": True, "choices": ["dev", "sit", "prod", "recovery", "local"]})
_SERVICE: _Option = ("--service", {"default": "", "help": "folder or name; all unless told"})
_RELEASE: _Option = ("--release", {"required": True, "help": "the digest that names it"})
_TENANT: _Option = ("--tenant", {"required": True})

_EMAIL: _Option = ("--email", {"required": True})
_STACKS: _Option = ("stacks", {"nargs": "*", "help": "all unless told"})
_RUN: _Option = ("--run-url", {"default": ""})
_HOLD: _Option = ("--hold", {"type": float, "default": 600, "help": "seconds with a tenth of the traffic"})
_WATCH: _Option = ("--watch", {"type": float, "default": 300, "help": "seconds with all of it"})
_SETTLE: _Option = ("--settle", {"type": float, "default": 60, "help": "seconds for the last writes to be copied"})
_FROM: _Option = ("--from", {"required": True, "dest": "source"})
_TO: _Option = ("--to", {"required": True, "dest": "target"})
_VERBS: dict[str, tuple[Callable[[Namespace], str], Sequence[_Option]]] = {
    "changed": (verbs.changed, [("--base", {"default": ""})]),
    "record": (verbs.record, [_FOLDER, ("--commit", {"required": True})]),
    "verify": (verbs.verify, [_FOLDER, ("--release", {"default": ""})]),
    "keep": (verbs.keep, [_FOLDER, _BUCKET]),
    "fetch": (verbs.fetch, [_FOLDER, _BUCKET, _RELEASE]),
    "running": (verbs.running, [_ENV, _BUCKET, _FOLDER]),
    "note": (verbs.note, [_ENV, _BUCKET, _FOLDER, _RELEASE, _RUN]),
    "gate": (verbs.gate, [_FROM, _TO, _RELEASE, _BUCKET]),
    "promotable": (verbs.promotable, [_FROM, _TO, _BUCKET, _FOLDER, ("--release", {"default": ""})]),
    "window": (verbs.window, [_ENV]),
    "arrive": (verbs.arrive, [_ENV, _BUCKET, _FOLDER, _RELEASE, _RUN, _HOLD, _WATCH]),
    "fail-over": (pair.fail_over, [_SETTLE, ("--lost", {"action": "store_true", "help": "the old Region is gone"})]),
    "fail-back": (pair.fail_back, [_SETTLE]),
    "shift": (verbs.shift, [_ENV, _SERVICE, _HOLD, _WATCH]),
    "rollback": (verbs.roll_back, [_ENV, _SERVICE]),
    "breaking": (
        verbs.breaking,
        [("--old", {"type": Path, "required": True}), ("--new", {"type": Path, "default": Path("openapi")})],
    ),
    "plan": (verbs.plan, [_ENV, ("--folder", {"type": Path, "required": True}), _STACKS]),
    "validate": (verbs.validate, []),
    "deploy": (verbs.deploy, [_ENV, _STACKS]),
    "destroy": (verbs.destroy, [("--env", {"required": True, "choices": ["local"]})]),
    "plan-comment": (verbs.plan_comment, [_FOLDER]),
    "drift-issue": (verbs.drift_issue, [_ENV, _FOLDER]),
    "tenant": (
        verbs.tenant_order,
        [_TENANT, _ENV, ("--action", {"required": True}), ("--request", {"required": True})],
    ),
    "tenant-database": (tenant_database.run, [_ENV, ("--task", {"required": True, "help": "ARN of its definition"})]),
    "tenant-confirm": (
        verbs.tenant_confirm,
        [_TENANT, _ENV, ("--confirmation", {"required": True}), ("--again", {"required": True})],
    ),
    "found": (verbs.found, [_ENV]),
    "image": (verbs.push_image, [_ENV]),
    "first-admin": (verbs.first_admin, [_ENV, _EMAIL]),
    "sign-in": (verbs.sign_in, [_ENV, _EMAIL]),
    "notes": (verbs.release_notes, [("--tag", {"required": True})]),
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
    whole = ArgumentParser(prog="deploy", description=__doc__)
    verb = whole.add_subparsers(required=True)
    for name, (run, options) in _VERBS.items():
        one = verb.add_parser(name, help=run.__doc__, description=run.__doc__)
        one.set_defaults(run=run)
        for option, settings in options:
            one.add_argument(option, **settings)
    return whole


if __name__ == "__main__":
    sys.exit(main())
