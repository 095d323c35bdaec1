"""Reports age and edition of an environment's generated keys, and which functions still use the previous keys."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.errors import CommandError
from operate.declarations import Function

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

GENERATED = frozenset(
    {"cursor_key", "edge_key", "edge_key_previous", "invitation_key", "log_hash_key"}
)  # made by terraform/stacks/keys
_EDITION_TAG = "bbws:edition"  # by terraform/modules/keys
_EDITION = re.compile(r"^\s*edition\s*=\s*(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class GeneratedKeys:
    """Facts about the keys that need no access to their values."""

    secret: str
    created_at: datetime
    edition: str  # "?" when the secret was made before it was tagged


def keys_exist(environment: str, secrets: "SecretsManagerClient") -> bool:
    """Whether the stack `keys` was applied in an environment."""
    try:
        secrets.describe_secret(SecretId=_secret_name(environment))
    except secrets.exceptions.ResourceNotFoundException:
        return False
    return True


def get_keys(environment: str, secrets: "SecretsManagerClient") -> GeneratedKeys:
    """Get the facts about the secret in use, without its value."""
    name = _secret_name(environment)
    try:
        response = secrets.describe_secret(SecretId=name)
        versions = secrets.list_secret_version_ids(SecretId=name)["Versions"]
    except secrets.exceptions.ResourceNotFoundException as error:
        raise CommandError(f"the secret {name} is missing: run `make deploy stack=keys env={environment}`.") from error
    current = next(version for version in versions if "AWSCURRENT" in version.get("VersionStages", []))
    tags = {tag["Key"]: tag["Value"] for tag in response.get("Tags", [])}
    return GeneratedKeys(name, current["CreatedDate"].astimezone(UTC), tags.get(_EDITION_TAG, "?"))


def read_declared_edition(root: Path, environment: str) -> str:
    """Read the edition in `environments/<env>/keys.tfvars`; 1 by default."""
    file = root / "terraform" / "environments" / environment / "keys.tfvars"
    found = _EDITION.search(file.read_text()) if file.exists() else None
    return found[1] if found else "1"


def find_outdated_functions(
    candidates: Sequence[Function], environment: str, since: datetime, functions: "LambdaClient", alias: str
) -> list[Function]:
    """Find functions whose live version is older than the keys: it still uses the previous keys."""
    holders = [function for function in candidates if function.keys]
    return [
        function
        for function in holders
        if _get_deployment_time(f"bbws-{function.name}-{environment}", functions, alias) < since
    ]


def _secret_name(environment: str) -> str:
    return f"bbws/settings/{environment}"


def _get_deployment_time(name: str, functions: "LambdaClient", alias: str) -> datetime:
    try:
        response = functions.get_function_configuration(FunctionName=name, Qualifier=alias)
    except functions.exceptions.ResourceNotFoundException as error:
        raise CommandError(f"{name} or its alias {alias} is missing: apply its stack first.") from error
    return datetime.fromisoformat(response["LastModified"]).astimezone(UTC)
