"""Keys come from the version of the secret that the function was deployed with."""

import json
import os

import pytest

from chassis.runtime import clients, keys
from chassis.runtime.settings import SettingsError

HELD = {"cursor_key": "c", "edge_key": "e", "log_hash_key": "l"}


class Secrets:
    """Secrets Manager with one secret; notes what was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []

    def get_secret_value(self, **asked: str) -> dict[str, str]:
        self.asked.append(asked)
        return {"SecretString": json.dumps(HELD)}


@pytest.fixture
def secrets(monkeypatch) -> Secrets:
    found = Secrets()
    monkeypatch.setattr(clients, "secrets_manager", lambda: found)
    monkeypatch.setattr(os, "environ", {"KEYS_SECRET": "bbws/settings/dev", "KEYS_VERSION": "v2"})
    return found


class TestLoad:
    def test_asks_once_for_the_version_it_was_deployed_with(self, secrets):
        os.environ["KEYS"] = "CURSOR_KEY EDGE_KEY"
        keys.load()

        assert secrets.asked == [{"SecretId": "bbws/settings/dev", "VersionId": "v2"}]

    def test_takes_the_named_keys_and_no_others(self, secrets):
        os.environ["KEYS"] = "CURSOR_KEY EDGE_KEY"
        keys.load()

        assert (os.environ["CURSOR_KEY"], os.environ["EDGE_KEY"]) == ("c", "e")
        assert "LOG_HASH_KEY" not in os.environ

    def test_asks_nothing_where_no_key_is_needed(self, secrets):
        keys.load()

        assert secrets.asked == []

    def test_a_missing_key_names_the_secret_and_no_value(self, secrets):
        os.environ["KEYS"] = "CURSOR_KEY INVITATION_KEY"
        with pytest.raises(SettingsError, match="bbws/settings/dev lacks INVITATION_KEY: apply the stack `keys`"):
            keys.load()
