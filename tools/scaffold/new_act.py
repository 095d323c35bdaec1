"""Lays out an act on a resource that a service has: route, rule, link, handler, schema, method, catalogue row, test.

The new act begins as a copy of the act that reads the resource, under its own name, rule and tests: it works at once,
and its method in the service is where the change goes.
"""

import importlib
import re
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from scaffold import act_parts
from scaffold.names import Mistake, class_name
from scaffold.source import add_import, insert_entry, insert_function
from scaffold.wanted import Parent, Wanted

TEMPLATES = Path(__file__).parent / "act"
_ACT = re.compile(r"[a-z]+(_[a-z]+)+")
_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
_ENVIRONMENT = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - sources, no HTML


def lay_out_act(root: Path, wanted: Wanted) -> list[Path]:
    """Write the act into the service; answers the files that are new or changed.

    Raises:
        Mistake: the act exists, or the service has no resource at the route.
    """
    package = root / f"{wanted.service}-service" / "src" / wanted.service
    if not (package / "api.py").exists():
        raise Mistake(f"There is no {wanted.service}-service with an API. `make new-service NAME=…` lays one out.")
    parent = _find_parent(root, wanted)
    prepared = act_parts.find_preparation(root, wanted, parent)
    changed = [
        _write_handler(package, wanted, parent),
        _write_method(wanted, parent),
        _enter(package / "api.py", "api", act_parts.route_row(wanted, parent, root)),
        _enter_rule(package, wanted, parent),
        _enter_link(package, wanted, parent),
        _write_test(root, wanted, parent, prepared),
    ]
    if wanted.has_body:
        schema = package / "schemas" / f"{wanted.act}.py"
        schema.write_text(_render("schema.py.j2", wanted))
        changed.append(schema)
    if wanted.method != "GET":
        catalogue = root / "tests" / "catalogue" / "writes.py"
        changed.append(_enter(catalogue, "WRITES", act_parts.catalogue_row(wanted, prepared)))
    return changed


def _find_parent(root: Path, wanted: Wanted) -> Parent:
    """The GET act on the longest path that the route goes on from."""
    if not _ACT.fullmatch(wanted.act) or wanted.method not in _METHODS or not wanted.route.startswith("/v1.0/"):
        raise Mistake("Give ACT as verb_noun, METHOD as GET, POST, PUT, PATCH or DELETE, ROUTE as /v1.0/….")
    acts = importlib.import_module(f"{wanted.service}.api").api.acts
    if wanted.act in acts or any((act.method, act.path) == (wanted.method, wanted.route) for act in acts.values()):
        raise Mistake(f"{wanted.act} or {wanted.method} {wanted.route} exists already.")
    reads = [act for act in acts.values() if act.method == "GET" and act.path.endswith("}")]
    above = [act for act in reads if wanted.route == act.path or wanted.route.startswith(f"{act.path}/")]
    if not above:
        paths = ", ".join(sorted(act.path for act in reads)) or "none"
        raise Mistake(f"{wanted.route} leads to no resource that {wanted.service} can read. There are: {paths}.")
    found = max(above, key=lambda act: len(act.path))
    handler = found.load()
    return Parent(found.name, found.path, act_parts.file_of(handler), act_parts.service_of(handler, found.name))


def _write_handler(package: Path, wanted: Wanted, parent: Parent) -> Path:
    text = parent.handler.read_text()
    text = insert_function(text, parent.name, act_parts.handler(text, wanted, parent.name))
    if wanted.has_body:
        text = add_import(text, f"{wanted.service}.schemas.{wanted.act}", f"{class_name(wanted.act)}Request")
    parent.handler.write_text(text)
    return parent.handler


def _write_method(wanted: Wanted, parent: Parent) -> Path:
    text = parent.service.read_text()
    parent.service.write_text(insert_function(text, parent.name, act_parts.method(text, wanted, parent.name)))
    return parent.service


def _enter_rule(package: Path, wanted: Wanted, parent: Parent) -> Path:
    file = package / "domain" / "permissions.py"
    rule = act_parts.rule(file.read_text(), wanted, parent.name)
    _enter(file, "RULES", f'    "{wanted.act}": {rule},\n')
    if wanted.method != "GET":
        file.write_text(add_import(file.read_text(), "chassis.access.caller", "Role"))
    return file


def _enter_link(package: Path, wanted: Wanted, parent: Parent) -> Path:
    file = package / "domain" / "links.py"
    container = act_parts.find_links(file.read_text(), parent.name)
    return _enter(file, container, f'    Affordance("{wanted.rel}", "{wanted.act}"),\n')


def _write_test(root: Path, wanted: Wanted, parent: Parent, prepared: str) -> Path:
    file = root / f"{wanted.service}-service" / "tests" / "integration" / f"test_{wanted.act}.py"
    file.write_text(_render("test.py.j2", wanted, id=parent.id, prepared=prepared, rel=wanted.rel))
    return file


def _enter(file: Path, container: str, entry: str) -> Path:
    file.write_text(insert_entry(file.read_text(), container, entry))
    return file


def _render(template: str, wanted: Wanted, **more: str) -> str:
    text = (TEMPLATES / template).read_text()
    words = {
        "act": wanted.act,
        "Act": class_name(wanted.act),
        "writes": wanted.method != "GET",
        "body": wanted.has_body,
    }
    return _ENVIRONMENT.from_string(text).render(words | more)
