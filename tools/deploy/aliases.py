"""Moves the traffic of a function between its versions. The gateway, queues and rules call its alias `live`."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import AliasConfigurationResponseTypeDef, AliasConfigurationTypeDef

LIVE = "live"  # made by terraform/modules/service
BACKUP = "backup-"  # + UTC time; the versions that the alias pointed to before (domain §10.7)
_TIME_FORMAT = "%Y%m%dT%H%M%SZ"
_KEPT_BACKUPS = 5


@dataclass(frozen=True)
class Function:
    """A Lambda function whose callers use its alias `live`."""

    name: str
    client: "LambdaClient"

    def get_version(self) -> str:
        """The version that receives the alias's traffic, or most of it."""
        return self._get_alias()["FunctionVersion"]

    def find_newest_version(self) -> str:
        """The version that was published last."""
        pages = self.client.get_paginator("list_versions_by_function").paginate(FunctionName=self.name)
        numbers = [int(found["Version"]) for page in pages for found in page["Versions"] if found["Version"].isdigit()]
        if not numbers:
            raise CommandError(f"{self.name} has no published version: apply its stack first.")
        return str(max(numbers))

    def split_traffic(self, version: str, share: float) -> None:
        """Send a share (0 to 1) of the traffic to another version."""
        self.client.update_alias(
            FunctionName=self.name, Name=LIVE, RoutingConfig={"AdditionalVersionWeights": {version: share}}
        )

    def point_to(self, version: str) -> None:
        """Send all traffic to one version."""
        self.client.update_alias(
            FunctionName=self.name,
            Name=LIVE,
            FunctionVersion=version,
            RoutingConfig={"AdditionalVersionWeights": {}},
        )

    def back_up(self, now: datetime) -> None:
        """Store the current version in a backup alias and delete all but the five newest backups."""
        name = f"{BACKUP}{now.strftime(_TIME_FORMAT)}"
        self.client.create_alias(FunctionName=self.name, Name=name, FunctionVersion=self.get_version())
        for old in self._list_backup_aliases()[_KEPT_BACKUPS:]:
            self.client.delete_alias(FunctionName=self.name, Name=old["Name"])

    def is_split(self) -> bool:
        """Whether part of the traffic goes to another version."""
        return bool(self._get_alias().get("RoutingConfig", {}).get("AdditionalVersionWeights"))

    def list_backups(self) -> dict[str, str]:
        """Versions that the alias pointed to before: backup alias → version."""
        return {found["Name"]: found["FunctionVersion"] for found in self._list_backup_aliases()}

    def _get_alias(self) -> "AliasConfigurationResponseTypeDef":
        try:
            return self.client.get_alias(FunctionName=self.name, Name=LIVE)
        except self.client.exceptions.ResourceNotFoundException as error:
            raise CommandError(f"{self.name} or its alias {LIVE} is missing: apply its stack first.") from error

    def _list_backup_aliases(self) -> list["AliasConfigurationTypeDef"]:
        """Return the backup aliases, newest first."""
        pages = self.client.get_paginator("list_aliases").paginate(FunctionName=self.name)
        found = [alias for page in pages for alias in page["Aliases"] if alias["Name"].startswith(BACKUP)]
        return sorted(found, key=lambda alias: alias["Name"], reverse=True)
