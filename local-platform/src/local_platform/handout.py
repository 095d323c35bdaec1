"""What a person or a script needs to use the platform: the table, the first commands, `platform.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local_platform.files import write_text
from local_platform.options import WordPressKind


@dataclass(frozen=True, kw_only=True)
class Handout:
    """Everything about one run.

    Attributes:
        aws: where the embedded AWS listens; `tools/bin/operate --env local` goes there.
        tokens: an ID token by role.
        tenant_id: the demo company; None when nothing was seeded.
        described: which WordPress it is, and how to get the real one when it is simulated.
    """

    front: str
    aws: str
    file: Path
    tokens: Mapping[str, str]
    tenant_id: str | None
    wordpress: WordPressKind
    described: str

    def write(self) -> None:
        """Write `platform.json`, for nobody else's eyes: it holds tokens. Operators read `aws.json` beside it."""
        content = {
            "api": self.front,
            "docs": f"{self.front}/docs",
            "mail": f"{self.front}/mail",
            "tokens": dict(self.tokens),
            "tenantId": self.tenant_id,
            "wordpress": self.wordpress,
        }
        write_text(self.file.with_name("aws.json"), json.dumps({"endpoint": self.aws}) + "\n")
        write_text(self.file, json.dumps(content, indent=2) + "\n", private=True)

    def rows(self) -> dict[str, str]:
        """The table, by what a row is about."""
        port = self.front.rpartition(":")[2]
        return {
            "API": f"{self.front}/v1.0",
            "API reference": f"{self.front}/docs",
            "Mail inbox": f"{self.front}/mail",
            "Sites": f"http://<subdomain>.localhost:{port}",
            "WordPress": self.described,
            "Demo tenant": self.tenant_id or "none",
            "All this as JSON": str(self.file),
        }

    def commands(self) -> tuple[str, ...]:
        """The first lines to paste: a token, who am I to the API, a tenant of one's own."""
        read = f"import json; print(json.load(open('{self.file}'))['tokens']['platform_admin'])"
        body = json.dumps(
            {"organizationName": "My First Tenant", "contactEmail": "me@first.example", "environment": "dev"}
        )
        bearer = '-H "Authorization: Bearer $TOKEN"'
        return (
            f'TOKEN=$(python3 -c "{read}")',
            f"curl -s {bearer} {self.front}/v1.0/tenants",
            f"curl -s {bearer} -H 'Content-Type: application/json' -d '{body}' {self.front}/v1.0/tenants",
        )
