"""The simulated agent's jobs. Each runs within one transaction, so there is no half-way to be seen."""

import json
import sqlite3
from typing import Any

from local_platform.wordpress.simulator.fields import KEY, LINE, MAX_ID, SLUG, STYLESHEET, Fields
from local_platform.wordpress.simulator.pages import Pages, read_pages
from local_platform.wordpress.simulator.rest_error import RestError
from local_platform.wordpress.simulator.sites import Sites, now

STEPS = {"apply_template": ("theme", "pages", "front_page")}
FINISHED = "finished"


class Jobs:
    """Job rows and the work behind them."""

    def __init__(self, database: sqlite3.Connection, sites: Sites) -> None:
        self._database, self._sites = database, sites

    def create(self, fields: Fields) -> tuple[dict[str, Any], bool]:
        """The job of the wanted id, created if there is none; and whether it was created."""
        job, op, args = _read(fields)
        made = self._database.execute(
            "INSERT OR IGNORE INTO jobs (id, op, args, step, heartbeat) VALUES (?, ?, ?, ?, ?)",
            (job, op, json.dumps(args), STEPS[op][0], now()),
        )
        stored = self._find(job)
        if (stored["op"], json.loads(stored["args"])) != (op, args):
            raise RestError("bbws_job_differs", f"The job {job} exists with another op or other args.", 409)
        return _describe(stored), made.rowcount == 1

    def get(self, job: str) -> dict[str, Any]:
        """The job as the contract shows it."""
        return _describe(self._find(job))

    def run(self, job: str) -> dict[str, Any]:
        """Work on the job to its end; a failed one is tried again from its step."""
        row = self._find(job)
        steps = STEPS[row["op"]]
        left = steps[steps.index(row["step"]) :] if row["step"] != FINISHED else ()
        for step in left:
            try:
                self._step(job, step)
            except RestError as error:
                self._keep(job, status="failed", error=json.dumps({"code": error.code, "message": error.message}))
                break
        return self.get(job)

    def _step(self, job: str, step: str) -> None:
        row = self._find(job)
        args, result = json.loads(row["args"]), json.loads(row["result"])
        site = args["site"]
        if step == "theme":
            self._sites.set_theme(site, args["stylesheet"])
            result = {"site": site, "theme": args["stylesheet"], "pages": []}
        pages = Pages(self._database, self._sites.find(site)["id"])
        if step == "pages":
            result["pages"] = [pages.ensure(page) for page in args["pages"]]
        if step == "front_page":
            pages.set_front(args["front_page"])
        steps = (*STEPS[row["op"]], FINISHED)
        following = steps[steps.index(step) + 1]
        status = "done" if following == FINISHED else "running"
        self._keep(job, status=status, step=following, result=json.dumps(result), error="null")

    def _keep(self, job: str, **changes: str) -> None:
        for name, value in (changes | {"heartbeat": now()}).items():
            self._database.execute(f"UPDATE jobs SET {name} = ? WHERE id = ?", (value, job))  # noqa: S608 - our column

    def _find(self, job: str) -> sqlite3.Row:
        found: sqlite3.Row | None = self._database.execute("SELECT * FROM jobs WHERE id = ?", (job,)).fetchone()
        if found is None:
            raise RestError("bbws_job_not_found", f"There is no job {job}.", 404)
        return found


def _read(fields: Fields) -> tuple[str, str, dict[str, Any]]:
    job, op, args = fields.text("id", MAX_ID, KEY), fields.text("op", 40, LINE), fields.members("args")
    if op and op not in STEPS:
        fields.problem("op", f"One of: {', '.join(STEPS)}.")
    fields.done()
    return job, op, _read_template(Fields(args, "args."))


def _read_template(fields: Fields) -> dict[str, Any]:
    template = {
        "site": fields.identifier("site"),
        "stylesheet": fields.text("stylesheet", MAX_ID, STYLESHEET),
        "pages": read_pages(fields),
        "front_page": fields.optional("front_page", 190, SLUG),
    }
    fields.done()
    return template


def _describe(row: sqlite3.Row) -> dict[str, Any]:
    plain = {name: row[name] for name in ("id", "op", "status", "step", "cursor", "heartbeat")}
    return plain | {"result": json.loads(row["result"]), "error": json.loads(row["error"])}
