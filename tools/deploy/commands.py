"""Implements the commands of `python -m deploy`: each takes parsed options and returns the text to print."""

import json
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from getpass import getpass
from pathlib import Path

import boto3
import yaml

from deploy import (
    bootstrap,
    canary,
    contracts,
    deployments,
    health,
    image,
    plans,
    release_checks,
    release_notes,
    releases,
    rollback,
    tenant_terraform,
    user_pool,
)
from deploy.aliases import Function
from deploy.change_scope import find_scope, list_changed_files
from deploy.checkout import list_services
from deploy.command_line import print_line
from deploy.environment_files import get_state_bucket, read_settings
from deploy.errors import CommandError
from deploy.stack_order import find_dependencies, list_stacks, run_in_order
from deploy.stacks import Stack

ROOT = Path(__file__).parents[2]


def find_change_scope(options: Namespace) -> str:
    """Find what changed since a commit, as outputs of a workflow step."""
    return find_scope(ROOT, list_changed_files(ROOT, options.base)).format_outputs()


def record_release(options: Namespace) -> str:
    """Record the files of a build."""
    return f"release={releases.record(options.folder, options.commit).id}\n"


def check_promotion(options: Namespace) -> str:
    """Check whether a release may be promoted; fail with every reason against it."""
    rules = release_checks.find_rules(options.source, options.target)
    before = deployments.get_current(options.source, options.bucket, boto3.client("s3"))
    now = datetime.now(UTC)
    counts = health.count_errors(
        _list_function_names(options.source, ""), now - rules.soak, now, boto3.client("cloudwatch")
    )
    reasons = list(release_checks.find_blockers(rules, before, options.release, counts, now))
    if reasons:
        raise CommandError("\n".join(f"{options.source} → {options.target}: {reason}" for reason in reasons))
    return f"{options.source} → {options.target}: allowed\n"


def prepare_promotion(options: Namespace) -> str:
    """Check a release, by default the one that runs in the source environment, and fetch it."""
    release = options.release or deployments.get_current(options.source, options.bucket, boto3.client("s3")).release
    check_promotion(Namespace(**{**vars(options), "release": release}))
    found = releases.fetch(release, options.folder, options.bucket, boto3.client("s3"))
    return f"release={found.id}\ncommit={found.commit}\n"


def fetch_running(options: Namespace) -> str:
    """Fetch the release that runs in an environment."""
    found = deployments.get_current(options.env, options.bucket, boto3.client("s3"))
    releases.fetch(found.release, options.folder, options.bucket, boto3.client("s3"))
    return f"release={found.release}\ncommit={found.commit}\n"


def check_window(options: Namespace) -> str:
    """Check that a change window is open; called again after the approval, which may take hours."""
    if not release_checks.is_window_open(options.env, datetime.now(UTC)):
        raise CommandError(
            f"no change window of {options.env} is open: {release_checks.describe_windows(options.env)}."
        )
    return f"{options.env}: the change window is open\n"


def release(options: Namespace) -> str:
    """Release to an environment: verify and store the build, apply all stacks, shift traffic, record it."""
    s3 = boto3.client("s3")
    release = releases.verify(options.folder, options.release)
    releases.store(options.folder, options.bucket, s3)
    deploy(Namespace(env=options.env, stacks=[]))
    shift_traffic(Namespace(env=options.env, service="", hold=options.hold, watch=options.watch))
    releases.verify(options.folder, release.id)  # unchanged while it was deployed
    done = deployments.Deployment(options.env, release.id, release.commit, datetime.now(UTC), options.run_url)
    deployments.record(done, options.bucket, s3)
    return f"{options.env} runs {release.id}\n"


def shift_traffic(options: Namespace) -> str:
    """Shift traffic to the new versions: a tenth, then all. Roll back by itself on an alarm."""
    schedule = canary.ShiftSchedule(hold=timedelta(seconds=options.hold), watch=timedelta(seconds=options.watch))
    canary.shift_traffic(
        _list_functions(options.env, options.service), options.env, schedule, boto3.client("cloudwatch"), print_line
    )
    return ""


def roll_back(options: Namespace) -> str:
    """Roll back the last traffic shift."""
    moved = rollback.roll_back(_list_functions(options.env, options.service))
    return "".join(f"{name} → {version}\n" for name, version in moved.items())


def check_contracts(options: Namespace) -> str:
    """Fail on changes that break callers of the older contracts."""
    found = []
    for old in sorted(options.old.glob("*.yaml")):
        if old.name != "platform.yaml":  # all other contracts in one file
            new = options.new / old.name
            after = yaml.safe_load(new.read_text()) if new.exists() else {"paths": {}}
            found += [
                f"{old.stem}: {line}"
                for line in contracts.find_breaking_changes(yaml.safe_load(old.read_text()), after)
            ]
    if found:
        raise CommandError("\n".join(found))
    return "no breaking change\n"


def bootstrap_state(options: Namespace) -> str:
    """Create the bucket of Terraform's state. Safe to repeat."""
    return f"Terraform's state is stored in {bootstrap.create_state_bucket(ROOT, options.env, boto3.client('s3'))}\n"


def show_environment(options: Namespace) -> str:
    """Print what an environment declares, for `eval` in a shell; the AWS command line then uses its Region."""
    names = ("account_id", "region", "api", "wordpress")
    account, region, api, sites = read_settings(ROOT, options.env, "common.tfvars", *names)
    values = {
        "ACCOUNT": account,
        "AWS_REGION": region,
        "API_NAME": api,
        "API_URL": f"https://{api}",
        "SITES_NAME": sites,
    }
    values |= {"BUCKET": f"bbws-artefacts-{options.env}-{account}", "STATE_BUCKET": get_state_bucket(ROOT, options.env)}
    return "".join(f"export {name}={value}\n" for name, value in values.items())


def push_image(options: Namespace) -> str:
    """Build and push the WordPress image unless the registry has it."""
    return f"{image.push_image(ROOT, f'bbws-wordpress-{options.env}', boto3.client('ecr'))}\n"


def create_first_admin(options: Namespace) -> str:
    """Create the environment's first platform administrator."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    table, pool = f"bbws-tenants-{options.env}", _find_user_pool(options.env)
    user_id = user_pool.create_first_admin(
        options.email.lower(), pool, table, now, boto3.client("cognito-idp"), boto3.client("dynamodb")
    )
    return f"{options.email} is {user_id}, {user_pool.ROLE}; the password for the first sign-in comes by e-mail\n"


def sign_in(options: Namespace) -> str:
    """Sign a person in and print their ID token, which is valid for one hour."""
    pool = _find_user_pool(options.env)
    return f"{user_pool.sign_in(options.email.lower(), pool, getpass, boto3.client('cognito-idp'))}\n"


def plan(options: Namespace) -> str:
    """Plan stacks into a folder, one `<stack>.json` per stack."""
    independent: dict[str, set[str]] = {name: set() for name in options.stacks or list_stacks(ROOT, options.env)}
    run_in_order(independent, lambda name: Stack(ROOT, name, options.env).plan(options.folder))
    return ""


def validate(_: Namespace) -> str:
    """Validate every stack without AWS."""
    for name in list_stacks(ROOT):
        Stack(ROOT, name, "dev").validate()
    return ""


def deploy(options: Namespace) -> str:
    """Apply stacks; all of them in order of dependency by default."""
    run_in_order(_select_stacks(options), lambda name: Stack(ROOT, name, options.env).deploy())
    return ""


def _select_stacks(options: Namespace) -> dict[str, set[str]]:
    if options.stacks:
        return {name: set(options.stacks[:index]) for index, name in enumerate(options.stacks)}
    return find_dependencies(ROOT, options.env)


def write_plan_comment(options: Namespace) -> str:
    """Write a comment about the plans of a folder, one `<stack>.json` per stack."""
    return plans.format_comment(_read_plans(options.folder))


def write_drift_issue(options: Namespace) -> str:
    """Write an issue about drift; empty when nothing drifted."""
    return plans.format_drift_issue(options.env, _read_plans(options.folder))


def run_tenant_terraform(options: Namespace) -> str:
    """Plan, apply or destroy one tenant's infrastructure."""
    tenant_terraform.run_request(
        tenant_terraform.TenantRequest(options.tenant, options.action, options.request, options.env), ROOT
    )
    return ""


def check_confirmation(options: Namespace) -> str:
    """Check a person's double confirmation."""
    tenant_terraform.check_confirmation(options.tenant, options.env, options.confirmation, options.again)
    return ""


def write_release_notes(options: Namespace) -> str:
    """Write the release notes of a tag."""
    return release_notes.write_release_notes(ROOT, options.tag)


def _find_user_pool(environment: str) -> user_pool.UserPool:
    client = boto3.client("ssm")
    try:
        published = client.get_parameter(Name=f"/bbws/{environment}/foundation")["Parameter"]["Value"]
    except client.exceptions.ParameterNotFound:
        raise CommandError(
            f"{environment} has no foundation: `make deploy stack=foundation env={environment}` first."
        ) from None
    return user_pool.read_user_pool(json.loads(published)["settings"])


def _read_plans(folder: Path) -> dict[str, plans.Plan]:
    found = {file.stem: json.loads(file.read_text()) for file in folder.glob("*.json")}
    if not found:
        raise CommandError(f"{folder} contains no plan: `terraform show -json <plan> > {folder}/<stack>.json`.")
    return found


def _list_function_names(environment: str, service: str) -> list[str]:
    names = [
        name
        for found in list_services(ROOT)
        if service in ("", found.folder, found.name)
        for name in found.function_names(environment)
    ]
    if not names:
        known = ", ".join(found.folder for found in list_services(ROOT))
        raise CommandError(f"no service is called {service!r}; choose from: {known}.")
    return names


def _list_functions(environment: str, service: str) -> list[Function]:
    client = boto3.client("lambda")
    return [Function(name, client) for name in _list_function_names(environment, service)]
