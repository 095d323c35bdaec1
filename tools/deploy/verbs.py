"""The acts behind `python -m deploy`, each from its parsed arguments to its text."""

import json
import sys
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from getpass import getpass
from pathlib import Path

import yaml

from deploy import (
    aws,
    bootstrap,
    canary,
    contracts,
    deployments,
    gates,
    health,
    image,
    people,
    plans,
    releases,
    rollback,
    tenant,
)
from deploy.aliases import Function
from deploy.changed import change, changed_files
from deploy.house import services
from deploy.notes import notes
from deploy.order import backwards, in_order, needs, stacks
from deploy.refusal import Refused
from deploy.stacks import Stack

ROOT = Path(__file__).parents[2]


def changed(given: Namespace) -> str:
    """What the change since a commit touches, as outputs of a step."""
    return change(ROOT, changed_files(ROOT, given.base)).outputs()


def record(given: Namespace) -> str:
    """Write down what the build made."""
    return f"release={releases.record(given.folder, given.commit).id}\n"


def verify(given: Namespace) -> str:
    """Look at every byte of a release."""
    return f"release={releases.verify(given.folder, given.release).id}\n"


def keep(given: Namespace) -> str:
    """Put a release into the artefact bucket."""
    return f"release={releases.keep(given.folder, given.bucket, aws.store()).id}\n"


def fetch(given: Namespace) -> str:
    """Get a release from the artefact bucket."""
    return f"release={releases.fetch(given.release, given.folder, given.bucket, aws.store()).id}\n"


def note(given: Namespace) -> str:
    """Keep the record of a deployment that ended well."""
    release = releases.verify(given.folder, given.release)
    done = deployments.Deployment(given.env, release.id, release.commit, datetime.now(UTC), given.run_url)
    deployments.note(done, given.bucket, aws.store())
    return f"{given.env} runs {release.id}\n"


def gate(given: Namespace) -> str:
    """Whether a release may go on; refuses with every reason."""
    demands = gates.gate(given.source, given.target)
    before = deployments.current(given.source, given.bucket, aws.store())
    now = datetime.now(UTC)
    suffered = health.counts(_names(given.source, ""), now - demands.soak, now, aws.watch())
    reasons = list(gates.refusals(demands, before, given.release, suffered, now))
    if reasons:
        raise Refused("\n".join(f"{given.source} → {given.target}: {reason}" for reason in reasons))
    return f"{given.source} → {given.target}: open\n"


def promotable(given: Namespace) -> str:
    """Ask the gate about a release, or about what runs in the environment before, and fetch it."""
    release = given.release or deployments.current(given.source, given.bucket, aws.store()).release
    gate(Namespace(**{**vars(given), "release": release}))
    found = releases.fetch(release, given.folder, given.bucket, aws.store())
    return f"release={found.id}\ncommit={found.commit}\n"


def running(given: Namespace) -> str:
    """Fetch what runs in an environment."""
    found = deployments.current(given.env, given.bucket, aws.store())
    releases.fetch(found.release, given.folder, given.bucket, aws.store())
    return f"release={found.release}\ncommit={found.commit}\n"


def window(given: Namespace) -> str:
    """Whether people are there for a change now; asked once more after the approval, which may have taken hours."""
    if not gates.open_now(given.env, datetime.now(UTC)):
        raise Refused(f"no change window of {given.env} is open: {gates.windows_told(given.env)}.")
    return f"{given.env}: the window is open\n"


def arrive(given: Namespace) -> str:
    """Bring a release to an environment: prove it, keep it, apply all stacks, shift the traffic, write it down."""
    release = releases.verify(given.folder, given.release)
    releases.keep(given.folder, given.bucket, aws.store())
    deploy(Namespace(env=given.env, stacks=[]))
    shift(Namespace(env=given.env, service="", hold=given.hold, watch=given.watch))
    return note(Namespace(**{**vars(given), "release": release.id}))


def shift(given: Namespace) -> str:
    """Canary: a tenth of the traffic, then all; back by itself on an alarm."""
    pace = canary.Pace(hold=timedelta(seconds=given.hold), watch=timedelta(seconds=given.watch))
    canary.shift(_fleet(given.env, given.service), given.env, pace, aws.watch(), _say)
    return ""


def roll_back(given: Namespace) -> str:
    """Take the last shift back."""
    moved = rollback.roll_back(_fleet(given.env, given.service))
    return "".join(f"{name} → {version}\n" for name, version in moved.items())


def breaking(given: Namespace) -> str:
    """Refuse what would break a caller of the older contracts."""
    found = []
    for old in sorted(given.old.glob("*.yaml")):
        if old.name != "platform.yaml":  # the others in one
            new = given.new / old.name
            after = yaml.safe_load(new.read_text()) if new.exists() else {"paths": {}}
            found += [f"{old.stem}: {line}" for line in contracts.breaking(yaml.safe_load(old.read_text()), after)]
    if found:
        raise Refused("\n".join(found))
    return "no break\n"


def found(given: Namespace) -> str:
    """Make the bucket of Terraform's states; again changes nothing."""
    return f"states are kept in {bootstrap.found(ROOT, given.env, aws.store())}\n"


def push_image(given: Namespace) -> str:
    """Build WordPress's image and push it, unless it is there."""
    return f"{image.push(ROOT, f'bbws-wordpress-{given.env}', aws.images())}\n"


def first_admin(given: Namespace) -> str:
    """Make somebody the environment's first platform administrator."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    table, where = f"bbws-tenants-{given.env}", _pool(given.env)
    user_id = people.first_admin(given.email.lower(), where, table, now, aws.identity(), aws.tables())
    return f"{given.email} is {user_id}, {people.ROLE}; the password for the first sign-in comes by mail\n"


def sign_in(given: Namespace) -> str:
    """Sign somebody in and print their ID token, valid for an hour."""
    return f"{people.sign_in(given.email.lower(), _pool(given.env), getpass, aws.identity())}\n"


def plan(given: Namespace) -> str:
    """Plan stacks into a folder, one `<stack>.json` each."""
    apart: dict[str, set[str]] = {name: set() for name in given.stacks or stacks(ROOT, given.env)}
    in_order(apart, lambda name: Stack(ROOT, name, given.env).plan(given.folder))
    return ""


def validate(_: Namespace) -> str:
    """Let Terraform read every stack, without any cloud."""
    for name in stacks(ROOT):
        Stack(ROOT, name, "dev").validate()
    return ""


def deploy(given: Namespace) -> str:
    """Apply stacks, in their order when all."""
    in_order(_asked(given), lambda name: Stack(ROOT, name, given.env).deploy())
    return ""


def destroy(given: Namespace) -> str:
    """Take away all that stands on an emulated AWS; real environments have no such verb."""
    in_order(backwards(needs(ROOT)), lambda name: Stack(ROOT, name, given.env).destroy())
    return ""


def _asked(given: Namespace) -> dict[str, set[str]]:
    if given.stacks:
        return {name: set(given.stacks[:index]) for index, name in enumerate(given.stacks)}
    return needs(ROOT, given.env)


def plan_comment(given: Namespace) -> str:
    """The text about the plans of a folder, one `<stack>.json` each."""
    return plans.comment(_plans(given.folder))


def drift_issue(given: Namespace) -> str:
    """The text about what drifted; nothing when nothing did."""
    return plans.drift_issue(given.env, _plans(given.folder))


def tenant_order(given: Namespace) -> str:
    """Carry out an order for one tenant."""
    tenant.carry_out(tenant.Order(given.tenant, given.action, given.request, given.env), ROOT)
    return ""


def tenant_confirm(given: Namespace) -> str:
    """A person's double confirmation."""
    tenant.confirmed(given.tenant, given.env, given.confirmation, given.again)
    return ""


def release_notes(given: Namespace) -> str:
    """What a tag brings."""
    return notes(ROOT, given.tag)


def _pool(environment: str) -> people.Pool:
    client = aws.parameters()
    try:
        told = client.get_parameter(Name=f"/bbws/{environment}/foundation")["Parameter"]["Value"]
    except client.exceptions.ParameterNotFound:
        raise Refused(
            f"{environment} has no foundation: `make deploy stack=foundation env={environment}` first."
        ) from None
    return people.pool(json.loads(told)["settings"])


def _plans(folder: Path) -> dict[str, plans.Plan]:
    found = {file.stem: json.loads(file.read_text()) for file in folder.glob("*.json")}
    if not found:
        raise Refused(f"{folder} holds no plan: `terraform show -json <plan> > {folder}/<stack>.json`.")
    return found


def _names(environment: str, service: str) -> list[str]:
    names = [
        name
        for found in services(ROOT)
        if service in ("", found.folder, found.name)
        for name in found.function_names(environment)
    ]
    if not names:
        known = ", ".join(found.folder for found in services(ROOT))
        raise Refused(f"no service is called {service!r}; there are: {known}.")
    return names


def _fleet(environment: str, service: str) -> list[Function]:
    client = aws.functions()
    return [Function(name, client) for name in _names(environment, service)]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
