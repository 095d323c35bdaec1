"""The part of WordPress's own REST API that the platform uses."""

import re
import sqlite3
from typing import Any

from local_platform.wordpress.simulator.fields import LINE, PROSE
from local_platform.wordpress.simulator.pages import MAX_CONTENT
from local_platform.wordpress.simulator.request import Answer
from local_platform.wordpress.simulator.request_context import RequestContext, Route
from local_platform.wordpress.simulator.rest_error import RestError
from local_platform.wordpress.simulator.text import MAX_TITLE, html_of_text

PAGE_SIZE = 10


def index(context: RequestContext) -> dict[str, Any]:
    """What the site is called and speaks."""
    agent = ["bbws/v1"] if context.has_agent else []
    authorize = f"{context.home}/wp-admin/authorize-application.php"
    return {
        "name": html_of_text(context.site["title"]),
        "description": "",
        "url": context.home,
        "home": context.home,
        "gmt_offset": "0",
        "timezone_string": "",
        "namespaces": ["oembed/1.0", *agent, "wp/v2"],
        "authentication": {"application-passwords": {"endpoints": {"authorization": authorize}}},
    }


def me(context: RequestContext) -> dict[str, Any]:
    """Whose credentials these are."""
    if not context.authenticated:
        raise RestError("rest_not_logged_in", "You are not currently logged in.", 401)
    user = context.instance.user
    plain = {
        "id": 1,
        "name": user,
        "url": "",
        "description": "",
        "link": f"{context.home}/author/{user}/",
        "slug": user,
    }
    if context.request.query("context") != "edit":
        return plain
    return plain | {"username": user, "email": context.instance.mail, "roles": ["administrator"]}


def list_pages(context: RequestContext) -> Answer:
    """The published pages, newest first; `slug` and `per_page` narrow them."""
    slug, size = context.request.query("slug"), int(context.request.query("per_page") or PAGE_SIZE)
    found = [page for page in context.pages.list() if slug in (None, page["slug"])]
    counts = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(-(-len(found) // size))}
    return Answer([_page(context, page) for page in found[:size]], headers=counts)


def create_page(context: RequestContext) -> Answer:
    """Add a page."""
    if not context.authenticated:
        raise RestError("rest_cannot_create", "Sorry, you are not allowed to create posts as this user.", 401)
    fields = context.fields
    title, content = fields.line("title", MAX_TITLE), fields.optional("content", MAX_CONTENT, PROSE)
    fields.optional("status", 20, LINE)  # everything is published here
    fields.done()
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    number = context.pages.insert({"slug": slug, "title": title, "content": content})
    page = context.pages.get(number)
    return Answer(page and _page(context, page), 201, {"Location": f"{context.home}/wp-json/wp/v2/pages/{number}"})


def get_page(context: RequestContext) -> dict[str, Any]:
    """One page."""
    page = context.pages.get(context.number)
    if page is None:
        raise RestError("rest_post_invalid_id", "Invalid post ID.", 404)
    return _page(context, page)


def _page(context: RequestContext, page: sqlite3.Row) -> dict[str, Any]:
    title, content = html_of_text(page["title"]), page["content"]
    edited = context.authenticated and context.request.query("context") == "edit"
    return {
        "id": page["id"],
        "date_gmt": page["created"].rstrip("Z"),
        "slug": page["slug"],
        "status": "publish",
        "type": "page",
        "link": f"{context.home}/{page['slug']}/",
        "title": {"rendered": title} | ({"raw": title} if edited else {}),
        "content": {"rendered": re.sub(r"<!--.*?-->", "", content), "protected": False}
        | ({"raw": content} if edited else {}),
    }


ROUTES = (
    Route("GET", "/?", index, public=True),
    Route("GET", "/wp/v2/users/me", me, public=True),
    Route("GET", "/wp/v2/pages", list_pages, public=True),
    Route("POST", "/wp/v2/pages", create_page, public=True),
    Route("GET", "/wp/v2/pages/([0-9]{1,18})", get_page, public=True),
)
