"""The generated keys of an environment: how old, which edition, and which functions still carry the ones before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.refusal import Refused
from operate.declared import Function

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

GENERATED = frozenset({"cursor_key", "invitation_key", "log_hash_key"})  # made by terraform/stacks/keys
_EDITION_TAG = "bbws:edition"  # by terraform/modules/keys
_EDITION = re.compile(r"^\s*edition\s*=\s*(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Keys:
    """What is known of them without reading one."""

    secret: str
    made: datetime
    edition: str  # "?" when the secret was made before it was tagged


def exist(environment: str, secrets: "SecretsManagerClient") -> bool:
    """Whether the stack `keys` was applied there."""
    try:
        secrets.describe_secret(SecretId=_name(environment))
    except secrets.exceptions.ResourceNotFoundException:
        return False
    return True


def keys(environment: str, secrets: "SecretsManagerClient") -> Keys:
    """The secret in use; its value is not asked for."""
    name = _name(environment)
    try:
        told = secrets.describe_secret(SecretId=name)
        versions = secrets.list_secret_version_ids(SecretId=name)["Versions"]
    except secrets.exceptions.ResourceNotFoundException as error:
        raise Refused(f"there is no secret {name}: run `make deploy stack=keys env={environment}`.") from error
    current = next(version for version in versions if "AWSCURRENT" in version.get("VersionStages", []))
    tags = {tag["Key"]: tag["Value"] for tag in told.get("Tags", [])}
    return Keys(name, current["CreatedDate"].astimezone(UTC), tags.get(_EDITION_TAG, "?"))


def declared_edition(root: Path, environment: str) -> str:
    """What `environments/<env>/keys.tfvars` asks for; 1 unless told."""
    file = root / "terraform" / "environments" / environment / "keys.tfvars"
    found = _EDITION.search(file.read_text()) if file.exists() else None
    return found[1] if found else "1"


def behind(
    fleet: Sequence[Function], environment: str, since: datetime, functions: "LambdaClient", alias: str
) -> list[Function]:
    """Functions whose callers meet a version that was made before the keys were: it carries those before."""
    holders = [function for function in fleet if function.settings & GENERATED]
    return [function for function in holders if _made(f"bbws-{function.name}-{environment}", functions, alias) < since]


def _name(environment: str) -> str:
    return f"bbws/settings/{environment}"


def _made(name: str, functions: "LambdaClient", alias: str) -> datetime:
    try:
        told = functions.get_function_configuration(FunctionName=name, Qualifier=alias)
    except functions.exceptions.ResourceNotFoundException as error:
        raise Refused(f"{name} or its alias {alias} is missing: apply its stack first.") from error
    return datetime.fromisoformat(told["LastModified"]).astimezone(UTC)
