"""Empties an account of what stacks did not create, or keep on purpose: it would end a destroy, or a second life.

An environment has one Region of one account for itself, so what is named after tenants there belongs to it.
"""

from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3

from deploy.environment_files import find_in, get_state_bucket, read_settings
from deploy.errors import CommandError
from deploy.stack_order import find_dependencies, reverse_dependencies, run_in_order
from deploy.stacks import Stack

ROOT = Path(__file__).parents[2]
LOCAL = "local"
_TENANTS = ("/ecs/tenant-", "bbws-tenant-", "bbws/wp/")  # log groups, target groups, secrets
type Clients = Callable[[str], Any]


def destroy(options: Namespace) -> str:
    """Destroy an environment with all its data. Needs an administrator's credentials; prod is protected."""
    _check(options.env, options.confirm)
    [account] = read_settings(ROOT, options.env, "common.tfvars", "account_id")
    teardown = Teardown(options.env, account, boto3.client)  # type: ignore[arg-type]  # an overload per service
    teardown.empty()
    stacks = reverse_dependencies(find_dependencies(ROOT, options.env))
    run_in_order(stacks, lambda name: Stack(ROOT, name, options.env).destroy())
    teardown.forget()
    return f"{options.env} is destroyed; the stack `account` and the bucket of Terraform's states stay\n"


def leave(options: Namespace) -> str:
    """Destroy the stack `account` and the bucket of Terraform's states, after `destroy`."""
    _check(options.env, options.confirm)
    Stack(ROOT, "account", options.env).destroy()
    bucket = get_state_bucket(ROOT, options.env)
    empty_bucket(boto3.client("s3"), bucket)
    boto3.client("s3").delete_bucket(Bucket=bucket)
    return f"nothing of {options.env} is left\n"


def _check(environment: str, confirmation: str) -> None:
    """Refuse an environment that is protected, not confirmed, or of another account than the credentials."""
    file = ROOT / "terraform" / "environments" / environment / "common.tfvars"
    if environment not in (LOCAL, confirmation):
        raise CommandError(f"this destroys {environment} with all data of its tenants: add confirm={environment}.")
    if find_in(file, r"deletion_protection *= *(\w+)") != "false":
        raise CommandError(
            f"{environment} is protected: set `deletion_protection = false` in {file.relative_to(ROOT)}, "
            "have that reviewed, and deploy all stacks first."
        )
    [account] = read_settings(ROOT, environment, "common.tfvars", "account_id")
    found = boto3.client("sts").get_caller_identity()["Account"]
    if found != account:
        raise CommandError(f"the credentials are of account {found}, {environment} is in {account}.")


class Teardown:
    """What is in an environment besides its stacks' resources."""

    def __init__(self, environment: str, account: str, clients: Clients) -> None:
        self._environment, self._account, self._clients = environment, account, clients

    def empty(self) -> None:
        """Delete what keeps Terraform from destroying: contents of what the stacks made, and what people made."""
        self._delete_services()
        self._delete_tenant_roles()  # while they have the boundary, the stack `account` cannot end
        empty_bucket(self._clients("s3"), f"{self._name('artefacts')}-{self._account}")
        self._delete_images()
        self._delete_recovery_points()
        self._delete_final_snapshot()  # of an earlier life: its name would be taken

    def forget(self) -> None:
        """Delete what outlives its stack: what AWS made by itself, and names that a second life needs."""
        self._delete_final_snapshot()
        self._delete_target_groups()
        self._delete_secrets()
        self._delete_log_groups()
        self._delete_layers()

    def _name(self, resource: str) -> str:
        return f"bbws-{resource}-{self._environment}"

    def _delete_services(self) -> None:
        ecs, cluster = self._clients("ecs"), self._name("cluster")
        if cluster in {arn.rpartition("/")[2] for arn in ecs.list_clusters()["clusterArns"]}:
            for service in list(_list(ecs, "list_services", "serviceArns", cluster=cluster)):
                ecs.delete_service(cluster=cluster, service=service, force=True)

    def _delete_tenant_roles(self) -> None:
        iam = self._clients("iam")
        for role in [it["RoleName"] for it in _list(iam, "list_roles", "Roles", PathPrefix="/tenant/")]:
            if role.endswith(f"-{self._environment}"):
                for policy in list(_list(iam, "list_role_policies", "PolicyNames", RoleName=role)):
                    iam.delete_role_policy(RoleName=role, PolicyName=policy)
                iam.delete_role(RoleName=role)

    def _delete_images(self) -> None:
        ecr, repository = self._clients("ecr"), self._name("wordpress")
        names = {it["repositoryName"] for it in _list(ecr, "describe_repositories", "repositories")}
        if repository in names:
            for image in list(_list(ecr, "list_images", "imageIds", repositoryName=repository)):
                ecr.batch_delete_image(repositoryName=repository, imageIds=[{"imageDigest": image["imageDigest"]}])

    def _delete_recovery_points(self) -> None:
        backup, vault = self._clients("backup"), self._name("backup")
        vaults = {it["BackupVaultName"] for it in _list(backup, "list_backup_vaults", "BackupVaultList")}
        if vault in vaults:
            points = _list(backup, "list_recovery_points_by_backup_vault", "RecoveryPoints", BackupVaultName=vault)
            for arn in [it["RecoveryPointArn"] for it in points]:
                backup.delete_recovery_point(BackupVaultName=vault, RecoveryPointArn=arn)

    def _delete_final_snapshot(self) -> None:
        rds, name = self._clients("rds"), self._name("mysql-last")
        for found in list(_list(rds, "describe_db_snapshots", "DBSnapshots", SnapshotType="manual")):
            if found["DBSnapshotIdentifier"] == name:
                rds.delete_db_snapshot(DBSnapshotIdentifier=name)

    def _delete_target_groups(self) -> None:
        balancers = self._clients("elbv2")
        for group in list(_list(balancers, "describe_target_groups", "TargetGroups")):
            if group["TargetGroupName"].startswith(_TENANTS):
                balancers.delete_target_group(TargetGroupArn=group["TargetGroupArn"])

    def _delete_secrets(self) -> None:
        """Delete secrets at once: a deleted name stays taken for 30 days otherwise."""
        manager, own = self._clients("secretsmanager"), f"bbws/settings/{self._environment}"
        for secret in list(_list(manager, "list_secrets", "SecretList", IncludePlannedDeletion=True)):
            if secret["Name"].startswith(_TENANTS) or secret["Name"] in (own, f"{own}-pager"):
                manager.delete_secret(SecretId=secret["ARN"], ForceDeleteWithoutRecovery=True)

    def _delete_log_groups(self) -> None:
        """Delete groups that a late log line, RDS or Container Insights made again."""
        logs = self._clients("logs")
        for group in list(_list(logs, "describe_log_groups", "logGroups")):
            name = group["logGroupName"]
            ours = name.startswith(("/aws/", "/bbws/")) and "bbws-" in name
            if name.startswith(_TENANTS) or (ours and f"-{self._environment}" in name):
                logs.delete_log_group(logGroupName=name)

    def _delete_layers(self) -> None:
        functions, layer = self._clients("lambda"), self._name("requirements")
        for version in list(_list(functions, "list_layer_versions", "LayerVersions", LayerName=layer)):
            functions.delete_layer_version(LayerName=layer, VersionNumber=version["Version"])


def empty_bucket(store: Any, bucket: str) -> None:  # noqa: ANN401 - the S3 client
    """Delete every version of every object, and the marks of deleted ones. A missing bucket is empty."""
    if bucket not in {it["Name"] for it in store.list_buckets()["Buckets"]}:
        return
    for page in store.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for kept in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            store.delete_object(Bucket=bucket, Key=kept["Key"], VersionId=kept["VersionId"])


def _list(client: Any, call: str, listed: str, **words: Any) -> Iterator[Any]:  # noqa: ANN401 - any client
    """Yield the items of all pages of a call."""
    if client.can_paginate(call):
        for page in client.get_paginator(call).paginate(**words):
            yield from page[listed]
    else:
        yield from getattr(client, call)(**words)[listed]
