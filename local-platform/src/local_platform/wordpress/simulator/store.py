"""The simulator's database: one SQLite file, one transaction for each request, so that nothing happens by halves."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

_WAIT = 30.0  # seconds for the other requests
_TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sites (
    id INTEGER PRIMARY KEY AUTOINCREMENT, domain TEXT NOT NULL UNIQUE, title TEXT NOT NULL, key TEXT UNIQUE,
    registered TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'active', theme TEXT NOT NULL, front_page INTEGER);
CREATE TABLE IF NOT EXISTS pages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL REFERENCES sites ON DELETE CASCADE, slug TEXT NOT NULL,
    title TEXT NOT NULL, content TEXT NOT NULL, created TEXT NOT NULL, UNIQUE (site, slug));
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, op TEXT NOT NULL, args TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'queued',
    step TEXT NOT NULL, cursor INTEGER NOT NULL DEFAULT 0, heartbeat TEXT NOT NULL,
    result TEXT NOT NULL DEFAULT '{}', error TEXT NOT NULL DEFAULT 'null');
"""


class NotInstalled(Exception):
    """No simulated WordPress is installed here yet: run `install` first."""


@contextlib.contextmanager
def transaction(file: Path) -> Iterator[sqlite3.Connection]:
    """An exclusive transaction: committed when the block ends, rolled back when it raises.

    Raises:
        NotInstalled: the database does not exist.
    """
    if not file.is_file():
        raise NotInstalled(f"{file} is missing: run `install` first.")
    with contextlib.closing(sqlite3.connect(file, timeout=_WAIT, isolation_level=None)) as database:
        database.row_factory = sqlite3.Row
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")


def create(file: Path) -> None:
    """Make the tables, unless they exist; safe when several do it at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(file, timeout=_WAIT, isolation_level=None)) as database:
        for statement in _TABLES.split(";"):
            database.execute(statement)
