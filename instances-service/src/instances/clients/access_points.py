"""EFS: each tenant's own part of the file system. The name of the directory is the tenant's, so it is found by that."""

from contextlib import suppress
from typing import TYPE_CHECKING

from chassis.operations.refusals import explained
from chassis.operations.step_outcomes import Retryable
from instances.domain.hosting import Hosting
from instances.domain.instance import Instance
from instances.domain.tags import as_capital_list, tags_of

if TYPE_CHECKING:
    from mypy_boto3_efs import EFSClient
    from mypy_boto3_efs.type_defs import AccessPointDescriptionTypeDef

_WEB_SERVER = 33  # user and group of the image's web server (domain §7.5)


class AccessPoints:
    """Creates the tenant's access point, finds it again, and deletes it; files are never deleted."""

    def __init__(self, client: "EFSClient", hosting: Hosting) -> None:
        self.client, self.hosting = client, hosting

    def create(self, instance: Instance) -> dict[str, str]:
        """Create the access point unless it exists; return its `id` and `arn`.

        Raises:
            Impossible: AWS does not accept it.
            Retryable: it is not ready yet.
        """
        with explained("the storage"):
            found = self._find(instance) or self._create(instance)
        if found["LifeCycleState"] != "available":
            raise Retryable("The storage is not ready yet.", cause=f"access point {found['LifeCycleState']}")
        return {"id": found["AccessPointId"], "arn": found["AccessPointArn"]}

    def delete(self, instance: Instance) -> None:
        """Delete the access point; harmless when it is gone."""
        found = self._find(instance)
        if found:
            with suppress(self.client.exceptions.AccessPointNotFound):
                self.client.delete_access_point(AccessPointId=found["AccessPointId"])

    def _find(self, instance: Instance) -> "AccessPointDescriptionTypeDef | None":
        pages = self.client.get_paginator("describe_access_points").paginate(FileSystemId=self.hosting.file_system_id)
        return next((it for page in pages for it in page["AccessPoints"] if _path(it) == _directory(instance)), None)

    def _create(self, instance: Instance) -> "AccessPointDescriptionTypeDef":
        """The token is the tenant's: a second call of ours is refused instead of making a second access point."""
        tags = tags_of(instance.tenant_id, self.hosting.environment, instance.opportunity_id, "efs")
        try:
            return self.client.create_access_point(  # type: ignore[return-value]  # the same with an answer's metadata
                ClientToken=instance.tenant_id,
                FileSystemId=self.hosting.file_system_id,
                PosixUser={"Uid": _WEB_SERVER, "Gid": _WEB_SERVER},
                RootDirectory={
                    "Path": _directory(instance),
                    "CreationInfo": {"OwnerUid": _WEB_SERVER, "OwnerGid": _WEB_SERVER, "Permissions": "755"},
                },
                Tags=as_capital_list(tags | {"Name": f"tenant-{instance.slug}-wp-content"}),  # type: ignore[arg-type]
            )
        except self.client.exceptions.AccessPointAlreadyExists as error:
            raise Retryable("The storage is not ready yet.", cause="the access point is not listed yet") from error


def _directory(instance: Instance) -> str:
    return f"/tenant-{instance.slug}"


def _path(found: "AccessPointDescriptionTypeDef") -> str:
    return found.get("RootDirectory", {}).get("Path", "/")
