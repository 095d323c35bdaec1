"""The agent's contract (`wordpress-agent/README.md`), route by route."""

import re
from typing import Any

from local_platform.wordpress.simulator.fields import KEY, MAX_ID, SLUG, STATUS, STYLESHEET
from local_platform.wordpress.simulator.pages import Pages, read_pages
from local_platform.wordpress.simulator.request import Answer
from local_platform.wordpress.simulator.request_context import RequestContext, Route
from local_platform.wordpress.simulator.rest_error import invalid

AGENT = "simulated"
CONTRACT = 1


def info(context: RequestContext) -> dict[str, Any]:
    """Which agent this is."""
    network = {"domain": context.instance.domain, "sites": len(context.sites.list(None))}
    return {"agent": AGENT, "contract": CONTRACT, "wordpress": "simulated", "php": "none", "network": network}


def list_sites(context: RequestContext) -> dict[str, Any]:
    """All sites, or the one of a key."""
    key = context.request.query("key")
    if key is not None and not (len(key) <= MAX_ID and re.fullmatch(KEY[0], key)):
        raise invalid({"key": f"1 to {MAX_ID} characters: {KEY[1]}."})
    return {"sites": context.sites.list(key)}


def create_site(context: RequestContext) -> Answer:
    """A site, once for each key."""
    return _made(*context.sites.create(context.fields))


def get_site(context: RequestContext) -> dict[str, Any]:
    """One site."""
    return context.sites.describe(context.sites.find(context.number))


def delete_site(context: RequestContext) -> dict[str, Any]:
    """Remove a site."""
    return {"deleted": True, "previous": context.sites.delete(context.number)}


def set_status(context: RequestContext) -> dict[str, Any]:
    """Archive a site or take it back."""
    fields = context.fields
    status = fields.text("status", 10, STATUS)
    fields.done()
    return context.sites.set_status(context.number, status)


def set_theme(context: RequestContext) -> dict[str, Any]:
    """Give a site a theme."""
    fields = context.fields
    stylesheet = fields.text("stylesheet", MAX_ID, STYLESHEET)
    fields.done()
    return context.sites.set_theme(context.number, stylesheet)


def add_pages(context: RequestContext) -> dict[str, Any]:
    """Add missing pages and choose the front page; by halves never, as an error undoes the transaction."""
    fields = context.fields
    wanted, front = read_pages(fields), fields.optional("front_page", 190, SLUG)
    fields.done()
    pages = Pages(context.database, context.sites.find(context.number)["id"])
    answer = {"pages": [pages.ensure(page) for page in wanted]}
    pages.set_front(front)
    return answer


def site_health(context: RequestContext) -> dict[str, Any]:
    """One site's figures."""
    site = context.sites.find(context.number)
    pages = Pages(context.database, site["id"]).list()
    size = sum(len(page["content"].encode()) for page in pages)
    versions = {"status": "ok", "wp": "simulated", "php": "none", "home": context.instance.url(site["domain"])}
    database = {"db_ok": True, "db_bytes": size, "tables": 1, "autoload_bytes": 0}
    files = {"uploads_bytes": 0, "uploads_writable": True, "theme_ok": True}
    counts = {
        "users": 1,
        "plugins_active": 0,
        "plugin_updates": 0,
        "cron_overdue": 0,
        "posts": {"publish": 1, "draft": 0},
    }
    return versions | database | files | counts | {"https": versions["home"].startswith("https:")}


def create_job(context: RequestContext) -> Answer:
    """A job, once for each id."""
    return _made(*context.jobs.create(context.fields))


def get_job(context: RequestContext) -> dict[str, Any]:
    """Where a job stands."""
    return context.jobs.get(context.argument)


def run_job(context: RequestContext) -> dict[str, Any]:
    """Work on a job."""
    return context.jobs.run(context.argument)


def _made(body: dict[str, Any], new: bool) -> Answer:
    return Answer(body, 201 if new else 200)


_SITE = "/bbws/v1/sites/([0-9]{1,18})"
_JOB = "/bbws/v1/jobs/([A-Za-z0-9][A-Za-z0-9._:-]{0,63})"
ROUTES = (
    Route("GET", "/bbws/v1/info", info),
    Route("GET", "/bbws/v1/sites", list_sites),
    Route("POST", "/bbws/v1/sites", create_site),
    Route("GET", _SITE, get_site),
    Route("DELETE", _SITE, delete_site),
    Route("GET", f"{_SITE}/health", site_health),
    Route("POST", f"{_SITE}/status", set_status),
    Route("POST", f"{_SITE}/theme", set_theme),
    Route("POST", f"{_SITE}/pages", add_pages),
    Route("POST", "/bbws/v1/jobs", create_job),
    Route("GET", _JOB, get_job),
    Route("POST", f"{_JOB}/run", run_job),
)
