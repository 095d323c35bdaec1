"""The pages that people see: start, API reference, mail, an invitation, problems, and why there is no site."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from local_platform.front.site_list import ListedSite
from local_platform.front.times import readable
from local_platform.people import EVERYBODY

ASSETS = files("local_platform.front") / "assets"
SWAGGER = files("aws_lambda_powertools.event_handler.openapi.swagger_ui")
STATIC = {
    "style.css": (ASSETS, "text/css"),
    "copy.js": (ASSETS, "text/javascript"),
    "reference.css": (ASSETS, "text/css"),
    "reference.js": (ASSETS, "text/javascript"),
    "invitations.css": (ASSETS, "text/css"),
    "invitations.js": (ASSETS, "text/javascript"),
    "swagger-ui.min.css": (SWAGGER, "text/css"),
    "swagger-ui-bundle.min.js": (SWAGGER, "text/javascript"),
}


@dataclass(frozen=True)
class StartPage:
    """What the start page shows of this run; empty until the platform is ready.

    Attributes:
        api: the address of the API.
        commands: to paste into a terminal, up to an open site.
        facts: what else there is to know, by its name.
    """

    api: str = ""
    commands: Sequence[str] = ()
    facts: Mapping[str, str] | None = None


def asset(name: str) -> tuple[bytes, str] | None:
    """A file that pages load, with its media type; everything is packaged, nothing comes from the network."""
    if name not in STATIC:
        return None
    folder, media_type = STATIC[name]
    return (folder / name).read_bytes(), media_type


def start(page: StartPage, sites: Iterable[ListedSite]) -> str:
    """Where everything is, the sites, the first commands, and a token for each of the demo people."""
    return _render(
        "start.html",
        here="/",
        api=page.api,
        commands=page.commands,
        facts=page.facts or {},
        sites=list(sites),
        people=EVERYBODY,
    )


def reference(contract: str) -> str:
    """The API reference of one contract."""
    return _render("reference.html", here="/docs", contract=contract, people=EVERYBODY)


def invitations() -> str:
    """The page behind the link of an invitation; the secret is in the fragment, which only its script sees."""
    return (ASSETS / "invitations.html").read_text()


def account(page: str, oauth: Mapping[str, str], email: str, problem: str) -> str:
    """A page of the identity pool: `sign_in`, `sign_up` or `confirm`; `oauth` is the client's request."""
    return _render("account.html", here="", page=page, oauth=oauth, email=email, problem=problem)


def portal(path: str) -> str:
    """Stands for the page of the customer portal to which mails lead: its path is the API's without the version."""
    return _render("portal.html", here="", command=f"api tenant_admin GET /v1.0{path}")


def inbox(mails: Iterable[Mapping[str, Any]]) -> str:
    """All mail, newest first."""
    return _render("inbox.html", here="/mail", mails=list(mails))


def message(mail: Mapping[str, Any]) -> str:
    """One mail; its HTML is shown in a sandbox, where it can run and load nothing."""
    return _render("message.html", here="/mail", mail=mail)


def problem(body: Mapping[str, Any]) -> str:
    """A problem document, for a person who opened its address."""
    return _render(
        "problem.html",
        here="",
        title=body["title"],
        detail=body["detail"],
        status=body["status"],
        code=body["code"],
        errors=body.get("errors", []),
        trace_id=body["traceId"],
    )


def api_root(body: Mapping[str, Any], address: str) -> str:
    """The root of the API, for a person who opened its address."""
    text = json.dumps(body, indent=2, ensure_ascii=False)
    return _render("api_root.html", here="", data=body["data"], command=f"curl {address}", json=text)


def no_such_site(host: str, front: str) -> str:
    """Nobody has this host name; `front` is the address of the start page, empty for none."""
    return _site_problem(
        "There is no site here",
        f"No site has the address {host}.",
        "Check the spelling. A site has its address from the moment it is created until it is deleted.",
        front,
    )


def site_is_away(host: str, retry_seconds: int) -> str:
    """The host is somebody's, but no task of theirs is healthy."""
    advice = "It usually starts within a minute. This page tries again by itself."
    return _site_problem("This site is starting", f"WordPress is not ready for {host} yet.", advice, "", retry_seconds)


def _site_problem(title: str, sentence: str, advice: str, front: str, retry_seconds: int = 0) -> str:
    return _render(
        "site_problem.html",
        title=title,
        sentence=sentence,
        advice=advice,
        front=front,
        retry_seconds=retry_seconds,
        style=(ASSETS / "style.css").read_text(),
    )


def _render(name: str, **values: object) -> str:
    return _templates().get_template(name).render(values)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(str(ASSETS / "templates"))),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["readable"] = readable
    return environment
