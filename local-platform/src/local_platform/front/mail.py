"""The mail inbox: all mail that was sent through SES."""

from datetime import UTC, datetime
from typing import Any

import httpx

type Json = dict[str, Any]


class Inbox:
    """Reads the mail that the embedded SES has accepted."""

    def __init__(self, aws: str) -> None:
        self._client = httpx.AsyncClient(base_url=aws, timeout=5, trust_env=False)

    async def messages(self) -> list[Json]:
        """All mail, newest first; `{id, at, from, to, subject, text, html}`.

        Raises:
            httpx.HTTPError: the embedded AWS is away.
        """
        answer = await self._client.get("/_ministack/ses/messages")
        answer.raise_for_status()
        found = [_mail(record) for records in answer.json()["messages"].values() for record in records]
        return sorted(found, key=lambda mail: mail["at"], reverse=True)

    async def message(self, mail_id: str) -> Json | None:
        """One mail by its id."""
        return next((mail for mail in await self.messages() if mail["id"] == mail_id), None)

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()


def _mail(record: Json) -> Json:
    at = datetime.fromtimestamp(record["Timestamp"], UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "id": record["MessageId"].partition("@")[0],
        "at": at,
        "from": record["Source"],
        "to": [*record["To"], *record["CC"], *record["BCC"]],
        "subject": record["Subject"],
        "text": record["BodyText"],
        "html": record["BodyHtml"] or "",
    }
