"""The simulated sites' pages."""

import sqlite3
from typing import Any

from local_platform.wordpress.simulator.fields import PROSE, SLUG, Fields
from local_platform.wordpress.simulator.rest_error import invalid
from local_platform.wordpress.simulator.sites import now
from local_platform.wordpress.simulator.text import MAX_TITLE

MAX_PAGES = 50
MAX_CONTENT = 200_000  # characters


def read_pages(fields: Fields) -> list[dict[str, str]]:
    """The field `pages` of a body."""
    pages = fields.objects("pages", MAX_PAGES, _read_page)
    slugs = [page["slug"] for page in pages]
    if len(set(slugs)) < len(slugs):
        fields.problem("pages", "Each slug once.")
    return pages


def _read_page(fields: Fields) -> dict[str, str]:
    return {
        "slug": fields.text("slug", 190, SLUG),
        "title": fields.line("title", MAX_TITLE),
        "content": fields.optional("content", MAX_CONTENT, PROSE),
    }


class Pages:
    """One site's pages within one transaction."""

    def __init__(self, database: sqlite3.Connection, site: int) -> None:
        self._database, self._site = database, site

    def find(self, slug: str) -> sqlite3.Row | None:
        """The page of a slug."""
        return self._one("slug", slug)

    def get(self, page: int) -> sqlite3.Row | None:
        """The page of a number."""
        return self._one("id", page)

    def list(self) -> list[sqlite3.Row]:
        """All, newest first, as WordPress lists them."""
        query = "SELECT * FROM pages WHERE site = ? ORDER BY created DESC, id DESC"
        return self._database.execute(query, (self._site,)).fetchall()

    def ensure(self, page: dict[str, str]) -> dict[str, Any]:
        """The page of this slug, added if there is none; one that somebody has changed stays as it is."""
        known = self.find(page["slug"])
        number = known["id"] if known else self.insert(page)
        return {"id": number, "slug": page["slug"], "created": known is None}

    def insert(self, page: dict[str, str]) -> int:
        """Add a page."""
        made = self._database.execute(
            "INSERT INTO pages (site, slug, title, content, created) VALUES (?, ?, ?, ?, ?)",
            (self._site, page["slug"], page["title"], page["content"], now()),
        )
        return made.lastrowid or 0

    def set_front(self, slug: str) -> None:
        """Choose the page that visitors see first; an empty slug leaves what is."""
        if not slug:
            return
        page = self.find(slug)
        if page is None:
            raise invalid({"front_page": f"The site has no page {slug}."})
        self._database.execute("UPDATE sites SET front_page = ? WHERE id = ?", (page["id"], self._site))

    def _one(self, column: str, value: object) -> sqlite3.Row | None:
        query = f"SELECT * FROM pages WHERE site = ? AND {column} = ?"  # noqa: S608 - the column is ours
        found: sqlite3.Row | None = self._database.execute(query, (self._site, value)).fetchone()
        return found
