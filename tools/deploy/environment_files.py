"""Reads single settings of `terraform/environments/<name>`."""

import re
from pathlib import Path

from deploy.errors import CommandError

_SETTING = re.compile(r'^ *(\w+) *= *"([^"]*)"', re.MULTILINE)


def read_settings(root: Path, environment: str, file: str, *names: str) -> list[str]:
    """Read text settings that have a line of their own, such as `region` of common.tfvars.

    Raises:
        CommandError: a setting is missing.
    """
    path = root / "terraform" / "environments" / environment / file
    found = dict(reversed(_SETTING.findall(path.read_text())))  # the first line of a name counts
    if missing := [name for name in names if name not in found]:
        raise CommandError(f"{path.relative_to(root)} must set {', '.join(f'`{name}`' for name in missing)}.")
    return [found[name] for name in names]


def find_region(root: Path, environment: str) -> str | None:
    """Find the Region of an environment; None when no folder of Terraform declares the environment."""
    file = root / "terraform" / "environments" / environment / "common.tfvars"
    return read_settings(root, environment, "common.tfvars", "region")[0] if file.exists() else None


def get_state_bucket(root: Path, environment: str) -> str:
    """Name the bucket of Terraform's states. Names of buckets are the world's, so the account's id is in it."""
    [account] = read_settings(root, environment, "common.tfvars", "account_id")
    return f"bbws-terraform-state-{environment}-{account}"


def list_backend_options(root: Path, environment: str, state: str) -> list[str]:
    """List the options of `terraform init` for the state at `<state>/terraform.tfstate`."""
    [region] = read_settings(root, environment, "common.tfvars", "region")
    settings = {"bucket": get_state_bucket(root, environment), "region": region, "key": f"{state}/terraform.tfstate"}
    file = root / "terraform" / "environments" / environment / "backend.hcl"
    return [f"-backend-config={it}" for it in (file, *(f"{name}={value}" for name, value in settings.items()))]


def find_in(file: Path, pattern: str) -> str:
    """Find the first group of a pattern in a file.

    Raises:
        CommandError: nothing matches.
    """
    found = re.search(pattern, file.read_text())
    if found is None:
        raise CommandError(f"{file} has nothing like {pattern}.")
    return found[1]
