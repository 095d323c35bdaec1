"""Keys that a function reads when it starts: no environment on AWS, plan or state holds them (ADR 0041)."""

import json
import os

from chassis.runtime import clients
from chassis.runtime.settings import SettingsError

_NAMES, _SECRET, _VERSION = "KEYS", "KEYS_SECRET", "KEYS_VERSION"


def load() -> None:
    """Read the keys that `KEYS` names into variables of this process, with one call; without `KEYS` do nothing.

    `KEYS_SECRET` names the secret and `KEYS_VERSION` its version. The version is fixed when the function is deployed:
    after a rotation, function and edge know one another's key until both are deployed again.

    Raises:
        SettingsError: the secret lacks one of the keys.
    """
    names = os.environ.get(_NAMES, "").split()
    if not names:
        return
    secret = os.environ[_SECRET]
    response = clients.secrets_manager().get_secret_value(SecretId=secret, VersionId=os.environ[_VERSION])
    keys = json.loads(response["SecretString"])
    if missing := [name for name in names if name.lower() not in keys]:
        raise SettingsError(f"the secret {secret} lacks {', '.join(missing)}: apply the stack `keys`")
    os.environ |= {name: keys[name.lower()] for name in names}
