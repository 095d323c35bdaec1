"""An account becomes empty again: what would end a destroy goes before, what would block a second life after it."""

import io
import json
import zipfile

import boto3
import pytest

from deploy import teardown
from deploy.__main__ import main
from deploy.teardown import Teardown, empty_bucket
from local_platform.embedded_aws import variables
from tests.e2e.leftovers import leftovers

ACCOUNT = "536580886816"
NOTHING = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]})
SLUG = "983d5058e4c4"
FOREIGN = {
    "log groups": ["/aws/lambda/bbws-sites-api-sit", "/aws/lambda/theirs", "/ecs/theirs"],
    "secrets": ["bbws/settings/sit", "theirs"],
    "snapshots": ["bbws-mysql-last-sit"],
    "repositories": ["bbws-wordpress-dev"],
    "layers": ["bbws-requirements-sit"],
    "targets": ["theirs"],
    "roles": [f"bbws-tenant-{SLUG}-sit"],
}


@pytest.fixture
def account(aws: str, monkeypatch):
    """An account of its own, by its id as the key; what is in it by kind."""
    for name, value in {**variables(aws), "AWS_ACCESS_KEY_ID": ACCOUNT}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    return boto3.client


@pytest.fixture
def lived_in(account):
    """What a life leaves: releases, images, a last snapshot, tenants' resources; and what belongs to others."""
    bucket = f"bbws-artefacts-dev-{ACCOUNT}"
    store = account("s3")
    store.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "af-south-1"})
    store.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for body in (b"1", b"2"):
        store.put_object(Bucket=bucket, Key="releases/1/a.zip", Body=body)
    store.delete_object(Bucket=bucket, Key="releases/1/a.zip")  # leaves a mark
    account("ecr").create_repository(repositoryName="bbws-wordpress-dev")
    account("ecr").put_image(repositoryName="bbws-wordpress-dev", imageManifest="{}", imageTag="latest")
    make_snapshots(account("rds"))
    ecs = account("ecs")
    ecs.create_cluster(clusterName="bbws-cluster-dev")
    make_service(ecs)
    iam = account("iam")
    for name in (f"bbws-tenant-{SLUG}-dev", *FOREIGN["roles"]):
        iam.create_role(RoleName=name, Path="/tenant/", AssumeRolePolicyDocument=NOTHING)
        iam.put_role_policy(RoleName=name, PolicyName="mount", PolicyDocument=NOTHING)
    groups = account("elbv2")
    for name in (f"bbws-tenant-{SLUG}", "theirs"):
        groups.create_target_group(Name=name, Protocol="HTTP", Port=80, VpcId="vpc-1", TargetType="ip")
    for name in (
        f"/ecs/tenant-{SLUG}-wordpress",
        "/aws/lambda/bbws-sites-api-dev",
        "/aws/rds/instance/bbws-mysql-dev/error",
    ):
        account("logs").create_log_group(logGroupName=name)
    for name in FOREIGN["log groups"]:
        account("logs").create_log_group(logGroupName=name)
    secrets = account("secretsmanager")
    for name in (f"bbws/wp/tenant-{SLUG}/database", "bbws/settings/dev", *FOREIGN["secrets"]):
        secrets.create_secret(Name=name, SecretString="{}")
    secrets.delete_secret(SecretId="bbws/settings/dev")  # as Terraform does: the name stays taken for 30 days
    for name in ("bbws-requirements-dev", "bbws-requirements-sit"):
        account("lambda").publish_layer_version(LayerName=name, Content={"ZipFile": empty_zip()})
    return bucket


def test_nothing_of_an_environment_is_left_and_all_of_others(account, lived_in):
    gone = Teardown("dev", ACCOUNT, account)

    for _ in range(2):  # it is safe to repeat
        gone.empty()
        gone.forget()

    found = leftovers(account)
    assert account("s3").list_object_versions(Bucket=lived_in).get("Versions", []) == []
    assert account("s3").list_object_versions(Bucket=lived_in).get("DeleteMarkers", []) == []
    assert account("ecr").list_images(repositoryName="bbws-wordpress-dev")["imageIds"] == []
    services = account("ecs").list_services(cluster="bbws-cluster-dev")["serviceArns"]
    assert services == []
    for kind in ("log groups", "secrets", "snapshots", "layers", "roles"):
        assert found[kind] == FOREIGN[kind], kind
    assert [it["TargetGroupName"] for it in account("elbv2").describe_target_groups()["TargetGroups"]] == ["theirs"]
    account("secretsmanager").create_secret(Name="bbws/settings/dev", SecretString="{}")  # a second life begins


def test_an_empty_account_has_nothing_to_forget(account):
    Teardown("other", ACCOUNT, account).empty()
    empty_bucket(account("s3"), "nowhere")


@pytest.mark.parametrize("command", ["destroy", "leave"])
@pytest.mark.parametrize(
    ("environment", "confirm", "said"),
    [
        ("dev", "", "this destroys dev with all data of its tenants: add confirm=dev."),
        ("dev", "sit", "add confirm=dev"),
        ("prod", "prod", "prod is protected: set `deletion_protection = false`"),
        ("recovery", "recovery", "recovery is protected"),
        ("sit", "sit", f"the credentials are of account {ACCOUNT}, sit is in 815856636111."),
    ],
)
def test_what_must_not_be_destroyed_is_refused(account, monkeypatch, capsys, command, environment, confirm, said):
    monkeypatch.setattr(teardown, "Stack", None)  # nothing may get there

    assert main([command, "--env", environment, "--confirm", confirm]) == 1
    assert said in capsys.readouterr().err


def test_recovery_points_go_before_their_vault(account, monkeypatch):
    """The emulator makes no recovery points, so the calls are compared."""
    deleted = []

    class Backup:
        def can_paginate(self, _call):
            return False

        def list_backup_vaults(self):
            return {"BackupVaultList": [{"BackupVaultName": "bbws-backup-dev"}, {"BackupVaultName": "bbws-backup-sit"}]}

        def list_recovery_points_by_backup_vault(self, BackupVaultName):  # noqa: N803 - boto3 writes it so
            return {"RecoveryPoints": [{"RecoveryPointArn": f"{BackupVaultName}/1"}]}

        def delete_recovery_point(self, BackupVaultName, RecoveryPointArn):  # noqa: N803
            deleted.append((BackupVaultName, RecoveryPointArn))

    Teardown("dev", ACCOUNT, {"backup": Backup()}.__getitem__)._delete_recovery_points()
    assert deleted == [("bbws-backup-dev", "bbws-backup-dev/1")]


def make_snapshots(rds) -> None:
    rds.create_db_instance(
        DBInstanceIdentifier="bbws-mysql-dev",
        Engine="mysql",
        DBInstanceClass="db.t3.micro",
        AllocatedStorage=20,
        MasterUsername="bbws",
        MasterUserPassword="password-of-a-test",
    )
    for name in ("bbws-mysql-last-dev", "bbws-mysql-last-sit"):
        rds.create_db_snapshot(DBSnapshotIdentifier=name, DBInstanceIdentifier="bbws-mysql-dev")


def make_service(ecs) -> None:
    container = {"name": "wordpress", "image": "any", "memory": 512}
    ecs.register_task_definition(family=f"tenant-{SLUG}-wordpress", containerDefinitions=[container])
    ecs.create_service(
        cluster="bbws-cluster-dev",
        serviceName=f"tenant-{SLUG}",
        taskDefinition=f"tenant-{SLUG}-wordpress",
        desiredCount=0,
    )


def empty_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("python/nothing.py", "")
    return packed.getvalue()
