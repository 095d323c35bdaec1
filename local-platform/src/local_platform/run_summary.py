"""What a person or a script needs to use the platform: addresses, first commands, `platform.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local_platform.files import write_text
from local_platform.options import WordPressKind

DEMO_SUBDOMAIN = "hello"


@dataclass(frozen=True, kw_only=True)
class RunSummary:
    """Addresses, tokens and first commands of one run.

    Attributes:
        aws: where the embedded AWS listens; `tools/bin/operate --env local` goes there.
        tokens: an ID token by role.
        tenant_id: the demo company; None when nothing was seeded.
        wordpress_description: which WordPress it is, and how to get the real one when it is simulated.
        default_state: whether `file` is where docs/guides/api.sh looks for it by itself.
    """

    front: str
    aws: str
    file: Path
    tokens: Mapping[str, str]
    tenant_id: str | None
    wordpress: WordPressKind
    wordpress_description: str
    default_state: bool = True

    def write(self) -> None:
        """Write `platform.json`, readable by its owner alone because it holds tokens, and `aws.json` for operators."""
        content = {
            "api": self.front,
            "docs": f"{self.front}/docs",
            "mail": f"{self.front}/mail",
            "tokens": dict(self.tokens),
            "tenantId": self.tenant_id,
            "wordpress": self.wordpress,
        }
        write_text(self.file.with_name("aws.json"), json.dumps({"endpoint": self.aws}) + "\n")
        write_text(self.file, json.dumps(content, indent=2) + "\n")

    def rows(self) -> dict[str, str]:
        """The table that the terminal shows, by what a row is about."""
        return {
            "Start page": self.front,
            "API": f"{self.front}/v1.0",
            "API reference": f"{self.front}/docs",
            "Mail inbox": f"{self.front}/mail",
            "WordPress": self.wordpress_description,
            "Demo tenant": self.tenant_id or "none",
            "All this as JSON": str(self.file),
        }

    def commands(self) -> tuple[str, ...]:
        """Commands to paste into a second terminal, from the first request to an open site."""
        body = json.dumps({"siteName": "Hello", "subdomain": DEMO_SUBDOMAIN, "environment": "DEV"})
        state = "" if self.default_state else f"export BBWS_LOCAL='{self.file.parent}'; "
        return (
            f"{state}. docs/guides/api.sh",
            "wait_for data.status=ACTIVE tenant_admin GET /v1.0/tenants/$ACME",
            f"api tenant_admin POST /v1.0/tenants/$ACME/sites '{body}' 'Prefer: wait=20'",
            "SITE=$(answer data.site.siteId)",
            "wait_for data.status=ACTIVE tenant_admin GET /v1.0/tenants/$ACME/sites/$SITE",
            'curl -s "$(answer data.url)" | grep "<title>"',
        )
