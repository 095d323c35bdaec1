"""Terraform is called with the right arguments in the right order; a fake program on PATH records the calls."""

import os
import re
from pathlib import Path

import pytest

from deploy.errors import CommandError
from deploy.stack_order import list_stacks
from deploy.stacks import Stack
from deploy.tenant_terraform import TenantRequest, check_confirmation, run_request

SETTINGS = 'account_id = "536580886816"\nregion = "af-south-1"\n'
TENANT = "tenant-983d5058-e4c4-4fc0-b3b4-1543eb11642e"


def list_backend(environment: Path, state: str) -> str:
    """The options of `terraform init`: one bucket per account, wherever the shell stands."""
    bucket = f"bbws-terraform-state-{environment.name}-536580886816"
    options = (f"{environment}/backend.hcl", f"bucket={bucket}", "region=af-south-1", f"key={state}/terraform.tfstate")
    return " ".join(f"-backend-config={it}" for it in options)


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """Calls of the fake Terraform, one per line; it fails at the argument in FAIL_AT."""
    program = tmp_path / "bin" / "terraform"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\necho "$@" >>"$CALLS"\n'
        'case "$*" in *" ${FAIL_AT:-nothing}"*) exit 1 ;; *" show "*) echo "{}" ;; esac\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    return lambda: [re.sub(r"-chdir=\S+ ", "", line) for line in (tmp_path / "calls").read_text().splitlines()]


@pytest.fixture
def checkout(tmp_path) -> Path:
    root = tmp_path / "checkout"
    for stack in ("sites-service", "foundation", "extra"):
        (root / "terraform" / "stacks" / stack).mkdir(parents=True)
        (root / "terraform" / "stacks" / stack / "main.tf").touch()
    sizes = root / "terraform" / "environments" / "dev"
    sizes.mkdir(parents=True)
    (sizes / "common.tfvars").write_text(SETTINGS)
    (root / "platform.yaml").write_text("services: [tenants-service, sites-service]")
    (root / "tenants" / TENANT).mkdir(parents=True)
    return root


class TestStacks:
    def test_the_foundation_comes_first_and_services_as_declared(self, checkout):
        assert list_stacks(checkout) == ["foundation", "sites-service", "extra"]

    def test_the_recovery_region_makes_no_keys_of_its_own(self, checkout):
        (checkout / "terraform" / "stacks" / "keys").mkdir()
        (checkout / "terraform" / "stacks" / "keys" / "main.tf").touch()

        assert "keys" in list_stacks(checkout, "prod")
        assert list_stacks(checkout, "recovery") == ["foundation", "sites-service", "extra"]

    def test_a_deployment_initialises_and_applies_with_the_environments_sizes(self, checkout, calls):
        Stack(checkout, "sites-service", "dev").deploy()

        environment = checkout / "terraform" / "environments" / "dev"
        assert calls() == [
            f"init -input=false -reconfigure {list_backend(environment, 'stacks/sites-service')}",
            f"apply -input=false -auto-approve -lock-timeout=5m -var-file={environment}/common.tfvars",
        ]

    def test_a_destroy_uses_the_same_arguments(self, checkout, calls):
        Stack(checkout, "sites-service", "dev").destroy()

        assert [line.split()[0] for line in calls()] == ["init", "apply"]
        assert calls()[1] == (
            "apply -destroy -input=false -auto-approve -lock-timeout=5m"
            f" -var-file={checkout}/terraform/environments/dev/common.tfvars"
        )

    def test_each_stack_works_in_a_folder_of_its_own(self, checkout, calls, monkeypatch, tmp_path):
        program = tmp_path / "bin" / "terraform"
        program.write_text('#!/bin/sh\necho "$TF_DATA_DIR" >>"$CALLS"\n')
        monkeypatch.setenv("TF_DATA_DIR", "/data")

        for name in ("sites-service", "foundation"):
            Stack(checkout, name, "dev").validate()
        assert sorted(set(calls())) == ["/data/foundation", "/data/sites-service"]

    def test_parallel_output_is_not_mixed(self, checkout, calls, monkeypatch, tmp_path, capfd):
        (tmp_path / "bin" / "terraform").write_text("#!/bin/sh\necho made; echo broken >&2\n")
        monkeypatch.setenv("AT_ONCE", "2")

        Stack(checkout, "foundation", "dev").validate()
        assert capfd.readouterr().out == "".join(
            f"── terraform {act} of foundation\nmade\nbroken\n" for act in ("init", "validate")
        )

    def test_a_plan_is_written_as_json(self, checkout, calls, tmp_path):
        Stack(checkout, "foundation", "dev").plan(tmp_path / "plans")

        assert [line.split()[0] for line in calls()] == ["init", "plan", "show"]
        assert [file.name for file in (tmp_path / "plans").iterdir()] == ["foundation.json"]

    def test_validation_needs_no_backend(self, checkout, calls):
        Stack(checkout, "foundation", "dev").validate()

        assert calls() == ["init -input=false -backend=false", "validate"]

    def test_stops_at_the_first_failure(self, checkout, calls, monkeypatch):
        monkeypatch.setenv("FAIL_AT", "init")

        with pytest.raises(CommandError, match="terraform init of foundation failed"):
            Stack(checkout, "foundation", "dev").deploy()
        assert len(calls()) == 1

    def test_an_unknown_stack_is_an_error(self, checkout):
        with pytest.raises(CommandError, match="choose from: foundation"):
            Stack(checkout, "sitez", "dev").deploy()


class TestTenant:
    @pytest.mark.parametrize(
        ("action", "subcommands"),
        [
            ("plan", ["init", "validate", "plan"]),
            ("apply", ["init", "validate", "plan", "apply"]),
            ("destroy", ["init", "validate", "plan", "apply"]),
        ],
    )
    def test_only_a_saved_plan_is_applied(self, checkout, calls, action, subcommands):
        run_request(TenantRequest(TENANT, action, "request-1", "dev"), checkout)

        lines = calls()
        assert [line.split()[0] for line in lines] == subcommands
        assert f"key=tenants/{TENANT}/terraform.tfstate" in lines[0]
        assert ("-destroy" in lines[2]) is (action == "destroy")
        assert all(line.endswith("tenant.tfplan") for line in lines[3:])

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"tenant": "../../etc"}, "tenant_id"),
            ({"tenant": TENANT.upper()}, "tenant_id"),
            ({"tenant": TENANT.replace("9", "0")}, "is missing"),
            ({"request_id": "a b; rm"}, "request_id"),
            ({"action": "taint"}, "action"),
            ({"environment": "qa"}, "environment"),
        ],
    )
    def test_rejects_malformed_requests_before_terraform_runs(self, checkout, calls, change, reason, tmp_path):
        request = {"tenant": TENANT, "action": "apply", "request_id": "request-1", "environment": "dev", **change}

        with pytest.raises(CommandError, match=reason):
            run_request(TenantRequest(**request), checkout)
        assert not (tmp_path / "calls").exists()

    def test_nothing_is_applied_when_the_plan_fails(self, checkout, calls, monkeypatch):
        monkeypatch.setenv("FAIL_AT", "plan")

        with pytest.raises(CommandError, match="terraform plan"):
            run_request(TenantRequest(TENANT, "apply", "request-1", "dev"), checkout)
        assert "apply" not in " ".join(calls())

    def test_a_person_confirms_twice_and_never_in_prod(self):
        check_confirmation(TENANT, "sit", TENANT, TENANT)

        with pytest.raises(CommandError, match="both confirmations"):
            check_confirmation(TENANT, "sit", TENANT, "yes")
        with pytest.raises(CommandError, match="never by hand"):
            check_confirmation(TENANT, "prod", TENANT, TENANT)
