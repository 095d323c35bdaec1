"""Logs hold what somebody decided to log, and no person."""

import pytest

from chassis.runtime.logging import Log, UnlistedFieldError, describe_exception, pseudonym

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"


class TestObservability:
    def test_refuses_a_field_that_nobody_decided_to_log(self):
        with pytest.raises(UnlistedFieldError, match="email"):
            Log("test").info("created", email="a@example.com")

    def test_logs_listed_fields_as_json(self, capsys):
        Log("test-of-listed-fields").info("created", tenant_id=TENANT, site_id=None)

        line = capsys.readouterr().out
        assert TENANT in line
        assert "site_id" not in line

    def test_a_person_is_a_stable_stand_in(self, monkeypatch):
        monkeypatch.setenv("LOG_HASH_KEY", "k")

        assert pseudonym("user-1") == pseudonym("user-1") != pseudonym("user-2")
        assert "user-1" not in pseudonym("user-1")

    def test_an_exception_is_told_by_place_not_by_text(self):
        try:
            raise ValueError("Mrs Smith's address")
        except ValueError as error:
            told = describe_exception(error)

        assert told.startswith("ValueError at test_logging.py:")
        assert "Smith" not in told
