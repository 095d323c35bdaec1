"""Logs hold what somebody decided to log, and no person."""

import json

import pytest

from chassis.runtime.logging import FunctionFailed, Log, UnlistedFieldError, log_failures, pseudonym

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


class TestLogFailures:
    def test_a_failed_function_is_logged_and_fails_without_its_text(self, capsys):
        @log_failures("test-of-failing-functions")
        def lambda_handler(_event, _context):
            raise ValueError("Mrs Smith")

        with pytest.raises(FunctionFailed) as raised:
            lambda_handler({}, None)

        record = json.loads(capsys.readouterr().out)
        assert record["message"] == "function_failed"
        assert record["error"].startswith("ValueError at ")
        assert raised.value.__cause__ is raised.value.__context__ is None  # the runtime logs the text of every cause
        assert "Smith" not in json.dumps(record) + str(raised.value)

    def test_leaves_answers_alone(self):
        assert log_failures("test")(lambda event, _: event)({"a": 1}, None) == {"a": 1}
