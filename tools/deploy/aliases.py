"""Moves the traffic of one function between its versions; an alias is what gateway, queues and rules call."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from deploy.refusal import Refused

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import AliasConfigurationResponseTypeDef, AliasConfigurationTypeDef

LIVE = "live"  # made by terraform/modules/service
BACKUP = "backup-"  # + UTC time; the versions that the alias pointed to before (domain §10.7)
_STAMP = "%Y%m%dT%H%M%SZ"
_KEPT = 5


@dataclass(frozen=True)
class Function:
    """A function whose traffic comes by its alias."""

    name: str
    client: "LambdaClient"

    def version(self) -> str:
        """The version that gets the alias's traffic, or most of it."""
        return self._alias()["FunctionVersion"]

    def newest(self) -> str:
        """The version published last."""
        pages = self.client.get_paginator("list_versions_by_function").paginate(FunctionName=self.name)
        numbers = [int(found["Version"]) for page in pages for found in page["Versions"] if found["Version"].isdigit()]
        if not numbers:
            raise Refused(f"{self.name} has no published version: apply its stack first.")
        return str(max(numbers))

    def split(self, version: str, share: float) -> None:
        """Send a share (0..1) of the traffic to another version."""
        self.client.update_alias(
            FunctionName=self.name, Name=LIVE, RoutingConfig={"AdditionalVersionWeights": {version: share}}
        )

    def point(self, version: str) -> None:
        """Send all traffic to one version."""
        self.client.update_alias(
            FunctionName=self.name,
            Name=LIVE,
            FunctionVersion=version,
            RoutingConfig={"AdditionalVersionWeights": {}},
        )

    def back_up(self, now: datetime) -> None:
        """Remember the present version, and forget all but the last few memories."""
        name = f"{BACKUP}{now.strftime(_STAMP)}"
        self.client.create_alias(FunctionName=self.name, Name=name, FunctionVersion=self.version())
        for old in self._backups()[_KEPT:]:
            self.client.delete_alias(FunctionName=self.name, Name=old["Name"])

    def is_split(self) -> bool:
        """Whether a part of the traffic goes to another version."""
        return bool(self._alias().get("RoutingConfig", {}).get("AdditionalVersionWeights"))

    def backups(self) -> dict[str, str]:
        """What the alias pointed to before: name of the memory -> version."""
        return {found["Name"]: found["FunctionVersion"] for found in self._backups()}

    def _alias(self) -> "AliasConfigurationResponseTypeDef":
        try:
            return self.client.get_alias(FunctionName=self.name, Name=LIVE)
        except self.client.exceptions.ResourceNotFoundException as error:
            raise Refused(f"{self.name} or its alias {LIVE} is missing: apply its stack first.") from error

    def _backups(self) -> list["AliasConfigurationTypeDef"]:
        """Newest first."""
        pages = self.client.get_paginator("list_aliases").paginate(FunctionName=self.name)
        found = [alias for page in pages for alias in page["Aliases"] if alias["Name"].startswith(BACKUP)]
        return sorted(found, key=lambda alias: alias["Name"], reverse=True)
