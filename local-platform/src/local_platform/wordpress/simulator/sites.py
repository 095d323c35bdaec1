"""The simulated network's sites."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from local_platform.wordpress.simulator.fields import HOST, KEY, LANGUAGE, LINE, Fields
from local_platform.wordpress.simulator.instance import Instance
from local_platform.wordpress.simulator.rest_error import RestError
from local_platform.wordpress.simulator.text import MAX_TITLE

MAIN_SITE = 1
THEMES = ("twentytwentyone", "twentytwentythree", "twentytwentytwo")
DEFAULT_THEME = "twentytwentythree"
LANGUAGES = ("", "en_US")
_COLUMNS = "id, domain, title, key, registered, status, theme"


def now() -> str:
    """The time as the agent writes it: UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Sites:
    """Find, make, change and remove sites within one transaction."""

    def __init__(self, database: sqlite3.Connection, instance: Instance) -> None:
        self._database, self._instance = database, instance

    def describe(self, site: sqlite3.Row) -> dict[str, Any]:
        """The site as the contract shows it."""
        stored = {name: site[name] for name in ("id", "domain", "title", "key", "registered", "status", "theme")}
        url = self._instance.url(site["domain"])
        return stored | {"path": "/", "url": url, "main": site["id"] == MAIN_SITE}

    def of_host(self, host: str) -> sqlite3.Row | None:
        """The site of a host name without port."""
        return self._one("domain", host)

    def find(self, site: int) -> sqlite3.Row:
        """The site of a number.

        Raises:
            RestError: `bbws_site_not_found`.
        """
        found = self._one("id", site)
        if found is None:
            raise RestError("bbws_site_not_found", f"This network has no site {site}.", 404)
        return found

    def list(self, key: str | None) -> list[dict[str, Any]]:
        """All sites, or the one with this key."""
        if key is not None:
            found = self._one("key", key)
            return [self.describe(found)] if found else []
        return [self.describe(site) for site in self._database.execute("SELECT * FROM sites ORDER BY id")]

    def create(self, fields: Fields) -> tuple[dict[str, Any], bool]:
        """The site of the wanted key, created if there is none; and whether it was created."""
        wanted = _read(fields)
        known = self._one("key", wanted["key"])
        if known is None:
            return self.describe(self._insert(wanted)), True
        if known["domain"] != wanted["host"]:
            message = f"The key {wanted['key']} belongs to the site {known['domain']}."
            raise RestError("bbws_key_differs", message, 409)
        self._database.execute("UPDATE sites SET title = ? WHERE id = ?", (wanted["title"], known["id"]))
        return self.describe(self.find(known["id"])), False

    def set_status(self, site: int, status: str) -> dict[str, Any]:
        """Archive the site or take it back."""
        self._refuse_main(self.find(site))
        self._database.execute("UPDATE sites SET status = ? WHERE id = ?", (status, site))
        return self.describe(self.find(site))

    def set_theme(self, site: int, stylesheet: str) -> dict[str, Any]:
        """Give the site a theme of the network."""
        self.find(site)
        if stylesheet not in THEMES:
            raise RestError("bbws_theme_not_found", f"This network has no theme {stylesheet}.", 404)
        self._database.execute("UPDATE sites SET theme = ? WHERE id = ?", (stylesheet, site))
        return self.describe(self.find(site))

    def delete(self, site: int) -> dict[str, Any]:
        """Remove the site and its pages; return what it was."""
        previous = self.describe(self._refuse_main(self.find(site)))
        self._database.execute("DELETE FROM sites WHERE id = ?", (site,))
        return previous

    def _insert(self, wanted: dict[str, str]) -> sqlite3.Row:
        if self.of_host(wanted["host"]):
            raise RestError("bbws_site_taken", f"The host {wanted['host']} already has a site.", 409)
        made = self._database.execute(
            "INSERT INTO sites (domain, title, key, registered, theme) VALUES (?, ?, ?, ?, ?)",
            (wanted["host"], wanted["title"], wanted["key"], now(), DEFAULT_THEME),
        )
        return self.find(made.lastrowid or 0)

    def _one(self, column: str, value: object) -> sqlite3.Row | None:
        query = f"SELECT {_COLUMNS}, front_page FROM sites WHERE {column} = ?"  # noqa: S608 - the column is ours
        found: sqlite3.Row | None = self._database.execute(query, (value,)).fetchone()
        return found

    def _refuse_main(self, site: sqlite3.Row) -> sqlite3.Row:
        if site["id"] == MAIN_SITE:
            raise RestError("bbws_main_site", "Not the main site: this API lives there.", 409)
        return site


def _read(fields: Fields) -> dict[str, str]:
    wanted = {
        "host": fields.text("host", 253, HOST),
        "title": fields.line("title", MAX_TITLE),
        "key": fields.text("key", 64, KEY),
        "admin_email": fields.optional("admin_email", 254, LINE),
        "language": fields.optional("language", 20, LANGUAGE),
    }
    local, _, domain = wanted["admin_email"].partition("@")
    if wanted["admin_email"] and not (local and "." in domain and " " not in wanted["admin_email"]):
        fields.problem("admin_email", "An e-mail address.")
    if wanted["language"] not in LANGUAGES:
        fields.problem("language", f"Installed here: {', '.join(LANGUAGES[1:])}.")
    fields.done()
    return wanted
