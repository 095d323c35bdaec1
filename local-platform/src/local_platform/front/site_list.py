"""The sites that exist, for the start page."""

from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError
from starlette.concurrency import run_in_threadpool

from local_platform.clients import Aws
from local_platform.names import full_name

MOST = 100


@dataclass(frozen=True)
class ListedSite:
    """One site; `url` is None until it is live."""

    name: str
    url: str | None
    status: str


class SiteList:
    """Reads the sites table; the only scan, which a table on a laptop allows."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    async def read(self) -> list[ListedSite]:
        """All sites that are not deleted, by name; empty while the embedded AWS is away."""
        try:
            return await run_in_threadpool(self._scan)
        except (BotoCoreError, ClientError):
            return []

    def _scan(self) -> list[ListedSite]:
        items = self._aws("dynamodb").scan(
            TableName=full_name("sites"),
            FilterExpression="entityType = :site AND #status <> :deleted",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":site": {"S": "SITE"}, ":deleted": {"S": "DELETED"}},
        )["Items"][:MOST]
        found = [ListedSite(item["siteName"]["S"], item.get("url", {}).get("S"), item["status"]["S"]) for item in items]
        return sorted(found, key=lambda site: site.name.casefold())
