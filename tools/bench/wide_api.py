"""A made-up API of any number of routes, each with models of its own, to show that a start does not grow with them."""

import compileall
from pathlib import Path

PER_MODULE = 5
COLLECTION = "/v1.0/tenants/{tenant_id}/things"
_MAIN = """
from chassis.runtime.cold_start import start

with start(waited_for=True):
    from {package}.api import api as lambda_handler
"""
_API = """
from chassis.access.authorization import Relation, Rule
from chassis.access.caller import EVERYBODY
from chassis.http.api import Api
from chassis.http.routes import act

_RULE = Rule(Relation.TENANT, EVERYBODY)
ROUTES = {{
{rows}
}}
api = Api("wide", ROUTES, {{act.name: _RULE for act in ROUTES.values()}})
"""
_ROW = """    "GET {path}{n}": act("{module}.get_thing{n}"),
    "POST {path}{n}": act("{module}.create_thing{n}", status=201),
"""
_HEAD = """
from pydantic import Field

from chassis.access.links import Affordance, offer
from chassis.http.envelope import Linked, PageSize, Reply, Request
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response, created

LINKS = (Affordance("self", "get_tenant"), Affordance("collection", "list_tenants"), Affordance("sites", "list_sites"))
"""
_HANDLERS = '''

class Thing{n}Request(Request):
    """A thing that is wanted."""

    thing_name: str = Field(min_length=1, max_length=100)
    color: str | None = None
    weight: int = Field(default=1, ge=1, le=100)


class Thing{n}Resource(Linked):
    """A thing."""

    thing_id: str
    thing_name: str
    color: str | None
    weight: int
    version: int


class Thing{n}Reply(Reply[Thing{n}Resource]):
    """One thing."""


def shown{n}(tenant_id: str, context: RequestContext, name: str, weight: int) -> Thing{n}Reply:
    """A thing with its links."""
    offered = offer(LINKS, caller=context.caller, tenant_id=tenant_id, ids={{"tenant_id": tenant_id}})
    values = {{"thing_id": "thing-1", "thing_name": name, "color": None, "weight": weight, "version": 1}}
    return Thing{n}Reply.of(Thing{n}Resource.model_validate({{**values, "links": offered.links}}), context)


def get_thing{n}(tenant_id: str, context: RequestContext, page_size: PageSize = 20) -> Thing{n}Reply:
    """Get a thing."""
    return shown{n}(tenant_id, context, "thing", page_size)


def create_thing{n}(tenant_id: str, request: Thing{n}Request, context: RequestContext) -> Response[Thing{n}Reply]:
    """Create a thing."""
    return created(shown{n}(tenant_id, context, request.thing_name, request.weight), "/v1.0/things/thing-1")
'''


def write_api(folder: Path, routes: int) -> str:
    """Write the package `wide<routes>` into `folder`, compiled; answer its name."""
    package = f"wide{routes}"
    inside = folder / package
    inside.mkdir()
    numbers = range(routes // 2)  # each number has a read and a write
    home = {n: f"{package}.handlers{n // PER_MODULE}" for n in numbers}
    rows = "".join(_ROW.format(n=n, path=COLLECTION, module=home[n]) for n in numbers)
    (inside / "__init__.py").write_text("")
    (inside / "main.py").write_text(_MAIN.format(package=package))
    (inside / "api.py").write_text(_API.format(rows=rows))
    for module in sorted(set(home.values())):
        text = _HEAD + "".join(_HANDLERS.format(n=n) for n in numbers if home[n] == module)
        (inside / f"{module.rpartition('.')[2]}.py").write_text(text)
    compileall.compile_dir(inside, quiet=1)
    return package
