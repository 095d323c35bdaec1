"""What Terraform deploys works, is what `make run` has, changes nothing when applied again, and leaves nothing behind.

The tests stand in the order of a deployment's life; each asks something else of the one deployment of the session.
"""

import io
import json
import time
import zipfile
from pathlib import Path

import pytest

from deploy import deployments, releases
from deploy.stack_order import list_stacks
from local_platform.clients import Aws
from local_platform.manifest import Platform
from local_platform.names import ACCOUNT, ENVIRONMENT, function_name
from local_platform.options import Options
from local_platform.package import Packager
from local_platform.provision.deployment import Deployment
from local_platform.testing import RunningPlatform, free_port_block
from tests.e2e.account import ROOT, STATE_BUCKET, Account, applied
from tests.e2e.deployed_platform import TERRAFORM_CALLS, DeployedPlatform, emulator
from tests.e2e.follower import Follower
from tests.e2e.inventory import inventory
from tests.e2e.leftovers import leftovers
from tests.e2e.pipeline_rights import JUDGED_AS, read_calls, read_rights, reads, refused
from tests.integration import test_journey
from tests.integration.platform.test_edge import (
    test_a_route_needs_the_edge_even_with_a_good_token as test_the_deployed_api_serves_only_what_comes_through_the_edge,
)
from tests.integration.platform.test_edge import (
    test_addresses_without_an_authorizer_need_it_too as test_deployed_addresses_without_an_authorizer_need_it_too,
)
from tests.integration.test_journey import (
    test_a_tenant_an_instance_and_a_site_that_a_browser_can_open as test_the_journey_runs_through_the_deployed_api,
)
from tests.integration.test_newcomer import newcomer
from tests.integration.test_newcomer import (
    test_a_newcomer_gets_from_the_mail_to_a_membership as test_a_newcomer_gets_in_on_the_deployed_pool,
)
from tests.terraform.inventory import Resource, Terraform

pytestmark = pytest.mark.timeout(1800)  # the first test waits until everything was applied
__all__ = [
    "newcomer",
    "test_a_newcomer_gets_in_on_the_deployed_pool",
    "test_deployed_addresses_without_an_authorizer_need_it_too",
    "test_the_deployed_api_serves_only_what_comes_through_the_edge",
    "test_the_journey_runs_through_the_deployed_api",
]

BUCKET = f"bbws-artefacts-{ENVIRONMENT}-{ACCOUNT}"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch):
    """The minute of `make run` is not asked for here: every function starts cold, behind its alias."""
    monkeypatch.setattr(test_journey, "BUDGET_SECONDS", 300)


@pytest.fixture(scope="module")
def provisioned(tmp_path_factory: pytest.TempPathFactory, declared: Platform):
    """Another account, filled by the local platform's own provisioner."""
    port = free_port_block()
    choices = Options.from_environment({"PORT": str(port), "BBWS_LOCAL": str(tmp_path_factory.mktemp("local") / "it")})
    embedded = emulator(choices)
    embedded.start()
    aws = Aws(choices.aws)
    Deployment(aws, declared, Packager(ROOT), choices.placeholders).run(lambda _step: None)
    yield aws
    embedded.stop()


def test_the_inventory_is_that_of_make_run(account: Account, provisioned: Aws):
    """What Terraform adds is what a laptop has no use for: certificates in the layer."""
    deployed, local = inventory(account.client), inventory(provisioned)
    for function in deployed["functions"].values():
        function["environment"].remove("AWS_CA_BUNDLE")
    ours = deployed["subscriptions"].pop("bbws-alarms-local → operations-local@managed-wordpress.example")

    assert ours == "email"
    for kind, things in local.items():
        assert deployed[kind] == things, kind


def test_no_state_and_no_environment_holds_a_generated_key(account: Account):
    """Only the edge's state holds one, which CloudFront's configuration needs, and none of the others beside it."""
    keys = json.loads(account.client("secretsmanager").get_secret_value(SecretId="bbws/settings/local")["SecretString"])
    functions = account.client("lambda").get_paginator("list_functions").paginate()
    environments = json.dumps([it["Environment"]["Variables"] for page in functions for it in page["Functions"]])
    found = {(stack, name) for stack, text in states(account).items() for name, value in keys.items() if value in text}

    assert found == {("edge", "edge_key_previous")}
    assert len(keys) == len(set(keys.values())) == 5
    assert [name for name, value in keys.items() if value in environments] == []


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> list[Resource]:
    """The pipeline's roles, which a person applies."""
    return Terraform(ROOT, tmp_path_factory.mktemp("account")).applied("account", JUDGED_AS)


def test_the_pipeline_may_do_all_that_terraform_did(deployed: DeployedPlatform, pipeline: list[Resource]):
    calls, rights = read_calls(deployed.options.state / TERRAFORM_CALLS), read_rights(pipeline, "deploy")

    assert {action.partition(":")[0] for action, *_ in calls} >= {"dynamodb", "iam", "kms", "lambda", "s3", "sqs"}
    assert list(refused(rights, calls)) == []
    assert list(refused([it for it in rights if it["Sid"] != "ChangeWhatHasOurName"], calls))


def test_a_plan_may_read_all_that_terraform_read(deployed: DeployedPlatform, pipeline: list[Resource]):
    calls, rights = reads(read_calls(deployed.options.state / TERRAFORM_CALLS)), read_rights(pipeline, "read")

    assert list(refused(rights, calls)) == []
    assert list(refused([it for it in rights if it["Sid"] != "DecryptWhatPlansRead"], calls))


def test_a_release_is_deployed_and_taken_back_within_two_minutes(
    account: Account, platform: RunningPlatform, artefacts: Path
):
    """deploy.yml and rollback.yml by their targets. All else than the changed service is applied without a change."""
    changed = function_name("templates", "api")
    (artefacts / "templates.zip").write_bytes(with_a_note(artefacts / "templates.zip"))
    release = releases.record(artefacts, "c0ffee").id

    said = account.make(
        *("release", "env=local", f"bucket={BUCKET}", f"release={release}", f"folder={artefacts}"),
        *("hold=1", "watch=1", "run=a-run"),
    )
    assert applied(said) == {stack: (0, int(stack == "templates-service"), 0) for stack in list_stacks(ROOT)}
    assert deployments.get_current("local", BUCKET, account.client("s3")).release == release
    assert version(account, changed) == "2"
    assert platform.client(None).get("/v1.0/health/templates").status_code == 200

    begun = time.monotonic()
    account.make("rollback", "env=local")
    assert time.monotonic() - begun < 120
    assert version(account, changed) == "1"
    assert version(account, function_name("sites", "api")) == "1"
    assert platform.client(None).get("/v1.0/health/templates").status_code == 200


def test_the_page_for_an_empty_account_leads_to_an_api_that_serves(
    deployed: DeployedPlatform, platform: RunningPlatform
):
    """The rest of docs/runbooks/onboard.md: the first administrator, and a look at the result."""
    here = {"$API_URL": f"http://127.0.0.1:{platform.port}", "$TOKEN": platform.token("platform_admin")}

    said = deployed.onboard.follow(instead=here)

    assert "thandi@operator.example is user-" in said
    assert '"status": "ok"' in said
    assert '"create_tenant": {' in said
    assert "no alarm of local is active" in said


def test_destroy_leaves_an_account_as_it_was(account: Account):
    """docs/runbooks/destroy.md, with tenants, releases and images there. Nothing blocks a second life."""
    tired = account.client("ecr")
    tired.put_image(repositoryName=f"bbws-wordpress-{ENVIRONMENT}", imageManifest="{}", imageTag="latest")
    assert account.client("ecs").list_services(cluster=f"bbws-cluster-{ENVIRONMENT}")["serviceArns"], (
        "a tenant is there"
    )
    assert account.client("s3").list_object_versions(Bucket=BUCKET)["Versions"], "a release is there"

    Follower("destroy", account.open_shell()).follow()

    assert leftovers(account.client) == {"buses": ["default"]}


def with_a_note(file: Path) -> bytes:
    """The zip, changed in a way that its code does not feel."""
    content = io.BytesIO(file.read_bytes())
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("NOTE", "the next release")
    return content.getvalue()


def states(account: Account) -> dict[str, str]:
    """Stack → the text of its state."""
    s3 = account.client("s3")
    found = [it["Key"] for it in s3.list_objects_v2(Bucket=STATE_BUCKET)["Contents"] if it["Key"].endswith(".tfstate")]
    return {key.split("/")[-2]: s3.get_object(Bucket=STATE_BUCKET, Key=key)["Body"].read().decode() for key in found}


def version(account: Account, function: str) -> str:
    """The version that callers meet."""
    return account.client("lambda").get_alias(FunctionName=function, Name="live")["FunctionVersion"]
