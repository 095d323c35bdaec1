"""Terraform is told the right words in the right order; a stand-in on PATH writes down what it was told."""

import os
import re
from pathlib import Path

import pytest

from deploy.refusal import Refused
from deploy.stacks import Stack, stacks
from deploy.tenant import Order, carry_out, confirmed

TENANT = "tenant-983d5058-e4c4-4fc0-b3b4-1543eb11642e"


@pytest.fixture
def told(tmp_path, monkeypatch):
    """What the stand-in was told, a line a call; it fails at the word in FAIL_AT."""
    program = tmp_path / "bin" / "terraform"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\necho "$@" >>"$TOLD"\n'
        'case "$*" in *" ${FAIL_AT:-nothing}"*) exit 1 ;; *" show "*) echo "{}" ;; esac\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("TOLD", str(tmp_path / "told"))
    return lambda: [re.sub(r"-chdir=\S+ ", "", line) for line in (tmp_path / "told").read_text().splitlines()]


@pytest.fixture
def house(tmp_path) -> Path:
    root = tmp_path / "house"
    for stack in ("sites-service", "foundation", "extra"):
        (root / "terraform" / "stacks" / stack).mkdir(parents=True)
        (root / "terraform" / "stacks" / stack / "main.tf").touch()
    sizes = root / "terraform" / "environments" / "dev"
    sizes.mkdir(parents=True)
    (sizes / "common.tfvars").touch()
    (root / "platform.yaml").write_text("services: [tenants-service, sites-service]")
    (root / "tenants" / TENANT).mkdir(parents=True)
    return root


class TestStacks:
    def test_the_foundation_comes_first_and_services_as_declared(self, house):
        assert stacks(house) == ["foundation", "sites-service", "extra"]

    def test_the_recovery_region_makes_no_keys_of_its_own(self, house):
        (house / "terraform" / "stacks" / "keys").mkdir()
        (house / "terraform" / "stacks" / "keys" / "main.tf").touch()

        assert "keys" in stacks(house, "prod")
        assert stacks(house, "recovery") == ["foundation", "sites-service", "extra"]

    def test_a_deployment_initialises_and_applies_with_the_environments_sizes(self, house, told):
        Stack(house, "sites-service", "dev").deploy()

        environment = house / "terraform" / "environments" / "dev"
        backend = f"-backend-config={environment}/backend.hcl"
        assert told() == [
            f"init -input=false -reconfigure {backend} -backend-config=key=stacks/sites-service/terraform.tfstate",
            f"apply -input=false -auto-approve -lock-timeout=5m -var-file={environment}/common.tfvars",
        ]

    def test_what_stands_is_taken_away_with_the_same_words(self, house, told):
        Stack(house, "sites-service", "local").destroy()

        assert [line.split()[0] for line in told()] == ["init", "apply"]
        assert told()[1] == "apply -destroy -input=false -auto-approve -lock-timeout=5m"

    def test_each_stack_works_in_a_folder_of_its_own(self, house, told, monkeypatch, tmp_path):
        program = tmp_path / "bin" / "terraform"
        program.write_text('#!/bin/sh\necho "$TF_DATA_DIR" >>"$TOLD"\n')
        monkeypatch.setenv("TF_DATA_DIR", "/data")

        for name in ("sites-service", "foundation"):
            Stack(house, name, "dev").validate()
        assert sorted(set(told())) == ["/data/foundation", "/data/sites-service"]

    def test_several_at_once_do_not_talk_at_the_same_time(self, house, told, monkeypatch, tmp_path, capfd):
        (tmp_path / "bin" / "terraform").write_text("#!/bin/sh\necho made; echo broken >&2\n")
        monkeypatch.setenv("AT_ONCE", "2")

        Stack(house, "foundation", "dev").validate()
        assert capfd.readouterr().out == "".join(
            f"── terraform {act} of foundation\nmade\nbroken\n" for act in ("init", "validate")
        )

    def test_a_plan_is_written_as_json(self, house, told, tmp_path):
        Stack(house, "foundation", "dev").plan(tmp_path / "plans")

        assert [line.split()[0] for line in told()] == ["init", "plan", "show"]
        assert [file.name for file in (tmp_path / "plans").iterdir()] == ["foundation.json"]

    def test_validation_needs_no_backend(self, house, told):
        Stack(house, "foundation", "dev").validate()

        assert told() == ["init -input=false -backend=false", "validate"]

    def test_stops_at_the_first_failure(self, house, told, monkeypatch):
        monkeypatch.setenv("FAIL_AT", "init")

        with pytest.raises(Refused, match="terraform init of foundation failed"):
            Stack(house, "foundation", "dev").deploy()
        assert len(told()) == 1

    def test_refuses_a_stack_that_is_not_there(self, house):
        with pytest.raises(Refused, match="there are: foundation"):
            Stack(house, "sitez", "dev").deploy()


class TestTenant:
    @pytest.mark.parametrize(
        ("action", "words"),
        [
            ("plan", ["init", "validate", "plan"]),
            ("apply", ["init", "validate", "plan", "apply"]),
            ("destroy", ["init", "validate", "plan", "apply"]),
        ],
    )
    def test_only_a_written_plan_is_applied(self, house, told, action, words):
        carry_out(Order(TENANT, action, "request-1", "dev"), house)

        lines = told()
        assert [line.split()[0] for line in lines] == words
        assert f"key=tenants/{TENANT}/terraform.tfstate" in lines[0]
        assert ("-destroy" in lines[2]) is (action == "destroy")
        assert all(line.endswith("tenant.tfplan") for line in lines[3:])

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"tenant": "../../etc"}, "tenant_id"),
            ({"tenant": TENANT.upper()}, "tenant_id"),
            ({"tenant": TENANT.replace("9", "0")}, "no folder"),
            ({"request": "a b; rm"}, "request_id"),
            ({"action": "taint"}, "action"),
            ({"environment": "qa"}, "environment"),
        ],
    )
    def test_refuses_what_is_malformed_before_terraform_runs(self, house, told, change, reason, tmp_path):
        order = {"tenant": TENANT, "action": "apply", "request": "request-1", "environment": "dev", **change}

        with pytest.raises(Refused, match=reason):
            carry_out(Order(**order), house)
        assert not (tmp_path / "told").exists()

    def test_nothing_is_applied_when_the_plan_fails(self, house, told, monkeypatch):
        monkeypatch.setenv("FAIL_AT", "plan")

        with pytest.raises(Refused, match="terraform plan"):
            carry_out(Order(TENANT, "apply", "request-1", "dev"), house)
        assert "apply" not in " ".join(told())

    def test_a_person_confirms_twice_and_never_in_prod(self):
        confirmed(TENANT, "sit", TENANT, TENANT)

        with pytest.raises(Refused, match="both confirmations"):
            confirmed(TENANT, "sit", TENANT, "yes")
        with pytest.raises(Refused, match="never by hand"):
            confirmed(TENANT, "prod", TENANT, TENANT)
