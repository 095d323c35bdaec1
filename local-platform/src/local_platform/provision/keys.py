"""The secret with the local platform's keys, which functions read when they start."""

import json
from collections.abc import Mapping

from local_platform.clients import Aws

SECRET = "bbws/keys/make-run"  # noqa: S105 - a name; `bbws/settings/local` is that of applied stacks


def ensure_keys(aws: Aws, keys: Mapping[str, str]) -> str:
    """Create the secret or change what differs; return the id of the version that holds `keys`."""
    secrets, declared = aws("secretsmanager"), json.dumps(dict(keys))
    try:
        there = secrets.get_secret_value(SecretId=SECRET)
    except secrets.exceptions.ResourceNotFoundException:
        return str(secrets.create_secret(Name=SECRET, SecretString=declared)["VersionId"])
    if there["SecretString"] == declared:
        return str(there["VersionId"])
    return str(secrets.put_secret_value(SecretId=SECRET, SecretString=declared)["VersionId"])
