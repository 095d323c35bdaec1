"""The part of WordPress's own REST API that the platform uses."""

import re
import sqlite3
from typing import Any

from local_platform.wordpress.simulator.call import Call, Route
from local_platform.wordpress.simulator.fields import LINE, PROSE
from local_platform.wordpress.simulator.pages import MAX_CONTENT
from local_platform.wordpress.simulator.refusal import Refusal
from local_platform.wordpress.simulator.request import Answer
from local_platform.wordpress.simulator.sites import MAIN_SITE

PAGE_SIZE = 10


def index(call: Call) -> dict[str, Any]:
    """What the site is called and speaks."""
    agent = ["bbws/v1"] if call.site["id"] == MAIN_SITE else []
    authorize = f"{call.home}/wp-admin/authorize-application.php"
    return {
        "name": call.site["title"],
        "description": "",
        "url": call.home,
        "home": call.home,
        "gmt_offset": "0",
        "timezone_string": "",
        "namespaces": ["oembed/1.0", *agent, "wp/v2"],
        "authentication": {"application-passwords": {"endpoints": {"authorization": authorize}}},
    }


def me(call: Call) -> dict[str, Any]:
    """Whose credentials these are."""
    if not call.authenticated:
        raise Refusal("rest_not_logged_in", "You are not currently logged in.", 401)
    user = call.instance.user
    plain = {"id": 1, "name": user, "url": "", "description": "", "link": f"{call.home}/author/{user}/", "slug": user}
    if call.request.query("context") != "edit":
        return plain
    return plain | {"username": user, "email": call.instance.mail, "roles": ["administrator"]}


def list_pages(call: Call) -> Answer:
    """The published pages, newest first; `slug` and `per_page` narrow them."""
    slug, size = call.request.query("slug"), int(call.request.query("per_page") or PAGE_SIZE)
    found = [page for page in call.pages.list() if slug in (None, page["slug"])]
    counts = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(-(-len(found) // size))}
    return Answer([_page(call, page) for page in found[:size]], headers=counts)


def create_page(call: Call) -> Answer:
    """Add a page."""
    if not call.authenticated:
        raise Refusal("rest_cannot_create", "Sorry, you are not allowed to create posts as this user.", 401)
    fields = call.fields
    title, content = fields.line("title", 200), fields.optional("content", MAX_CONTENT, PROSE)
    fields.optional("status", 20, LINE)  # everything is published here
    fields.done()
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    number = call.pages.insert({"slug": slug, "title": title, "content": content})
    page = call.pages.get(number)
    return Answer(page and _page(call, page), 201, {"Location": f"{call.home}/wp-json/wp/v2/pages/{number}"})


def get_page(call: Call) -> dict[str, Any]:
    """One page."""
    page = call.pages.get(call.number)
    if page is None:
        raise Refusal("rest_post_invalid_id", "Invalid post ID.", 404)
    return _page(call, page)


def _page(call: Call, page: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": page["id"],
        "date_gmt": page["created"].rstrip("Z"),
        "slug": page["slug"],
        "status": "publish",
        "type": "page",
        "link": f"{call.home}/{page['slug']}/",
        "title": {"rendered": page["title"]},
        "content": {"rendered": re.sub(r"<!--.*?-->", "", page["content"]), "protected": False},
    }


ROUTES = (
    Route("GET", "/?", index, public=True),
    Route("GET", "/wp/v2/users/me", me, public=True),
    Route("GET", "/wp/v2/pages", list_pages, public=True),
    Route("POST", "/wp/v2/pages", create_page, public=True),
    Route("GET", "/wp/v2/pages/([0-9]{1,18})", get_page, public=True),
)
