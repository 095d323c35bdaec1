"""Arguments of `tools/bin/deploy` reach the commands, and a failed check ends with exit code 1."""

import json

import pytest

from deploy import releases
from deploy.__main__ import main

TENANT = "tenant-983d5058-e4c4-4fc0-b3b4-1543eb11642e"


@pytest.fixture
def plans(tmp_path):
    change = {"address": "aws_sqs_queue.a", "change": {"actions": ["update"]}}
    (tmp_path / "sites-service.json").write_text(json.dumps({"resource_changes": [change]}))
    return str(tmp_path)


def test_the_plans_of_a_folder_become_a_comment_and_an_issue(plans, capsys):
    assert main(["write-plan-comment", "--folder", plans]) == 0
    assert "### sites-service: 1 changes" in capsys.readouterr().out

    assert main(["write-drift-issue", "--env", "sit", "--folder", plans]) == 0
    assert "`sit` differs from what its stacks declare." in capsys.readouterr().out


def test_a_folder_without_plans_is_an_error(tmp_path, capsys):
    assert main(["write-drift-issue", "--env", "sit", "--folder", str(tmp_path)]) == 1
    assert "contains no plan" in capsys.readouterr().err


def test_an_unknown_service_fails_with_the_known_ones(cloud, capsys):
    assert main(["rollback", "--env", "dev", "--service", "sitez"]) == 1
    assert "choose from: ecs-event-handler" in capsys.readouterr().err


def test_dev_and_sit_take_a_change_at_any_hour(capsys):
    assert main(["check-window", "--env", "sit"]) == 0


def test_the_scope_is_printed_as_outputs(capsys):
    assert main(["find-scope"]) == 0
    assert "sites-service" in capsys.readouterr().out


@pytest.mark.parametrize(("again", "code"), [(TENANT, 0), ("tenant-other", 1)])
def test_a_confirmation_is_checked(again, code):
    arguments = ["check-confirmation", "--tenant", TENANT, "--env", "dev", "--confirmation", TENANT, "--again", again]

    assert main(arguments) == code


def test_a_request_for_a_tenant_without_a_folder_fails(capsys):
    arguments = [
        "run-tenant-terraform",
        "--tenant",
        TENANT,
        "--env",
        "dev",
        "--action",
        "apply",
        "--request",
        "request-1",
    ]

    assert main(arguments) == 1
    assert "commit it first" in capsys.readouterr().err


def test_a_recorded_build_is_verified(tmp_path, capsys):
    (tmp_path / "layer.zip").write_bytes(b"layer")
    assert main(["record-release", "--folder", str(tmp_path), "--commit", "c0ffee"]) == 0

    assert capsys.readouterr().out == f"release={releases.verify(tmp_path).id}\n"
