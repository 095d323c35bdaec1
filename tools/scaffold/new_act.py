"""Lays out an act on a resource that a service has: route, rule, link, handler, schema, method, catalogue row, test.

The new act begins as a copy of the act that reads the resource, under its own name, rule and tests. So it works at
once; the change goes into its method in the service.
"""

import importlib
import re
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from scaffold import act_parts
from scaffold.draft import Draft
from scaffold.names import Mistake, class_name
from scaffold.source import add_import, insert_entry, insert_function
from scaffold.wanted import Parent, Wanted

TEMPLATES = Path(__file__).parent / "act"
_ACT = re.compile(r"[a-z]+(_[a-z]+)+")
_METHODS = {"GET", "POST", "PUT", "DELETE"}
_ENVIRONMENT = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - sources, no HTML


def lay_out_act(root: Path, wanted: Wanted) -> list[Path]:
    """Write the act into the service; answers the files that are new or changed.

    Raises:
        Mistake: the act exists, or the service has no resource at the route; nothing was changed.
    """
    folder = root / f"{wanted.service}-service"
    package = folder / "src" / wanted.service
    if not (package / "api.py").exists():
        raise Mistake(f"There is no {wanted.service}-service with an API. `make new-service NAME=…` lays one out.")
    parent, draft = _find_parent(wanted), Draft()
    prepared = act_parts.find_preparation(root, wanted, parent)
    _enter(draft, package / "api.py", "api", act_parts.route_row(wanted, parent, root))
    _enter_rule(draft, package / "domain" / "permissions.py", wanted, parent)
    _enter_link(draft, package / "domain" / "links.py", wanted, parent)
    _write_handler(draft, wanted, parent)
    _write_method(draft, wanted, parent)
    if wanted.has_body:
        draft.write(package / "schemas" / f"{wanted.act}.py", _render("schema.py.j2", wanted))
    if wanted.method != "GET":
        _enter(draft, root / "tests/catalogue/writes.py", "WRITES", act_parts.catalogue_row(wanted, prepared))
    test = _render("test.py.j2", wanted, id=parent.id, prepared=prepared, rel=wanted.rel)
    draft.write(folder / "tests" / "integration" / f"test_{wanted.act}.py", test)
    _enter_readme(draft, folder / "README.md", wanted)
    return draft.save()


def _find_parent(wanted: Wanted) -> Parent:
    """The GET act on the longest path that the route goes on from."""
    if not _ACT.fullmatch(wanted.act) or wanted.method not in _METHODS or not wanted.route.startswith("/v1.0/"):
        raise Mistake("Give ACT as verb_noun, METHOD as GET, POST, PUT or DELETE, ROUTE as /v1.0/….")
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


def _write_handler(draft: Draft, wanted: Wanted, parent: Parent) -> None:
    text = draft.read(parent.handler)
    text = insert_function(text, parent.name, act_parts.handler(text, wanted, parent.name))
    if wanted.has_body:
        text = add_import(text, f"{wanted.service}.schemas.{wanted.act}", f"{class_name(wanted.act)}Request")
    draft.write(parent.handler, text)


def _write_method(draft: Draft, wanted: Wanted, parent: Parent) -> None:
    text = draft.read(parent.service)
    draft.write(parent.service, insert_function(text, parent.name, act_parts.method(text, wanted, parent.name)))


def _enter_rule(draft: Draft, file: Path, wanted: Wanted, parent: Parent) -> None:
    rule = act_parts.rule(draft.read(file), wanted, parent.name)
    _enter(draft, file, "RULES", f'    "{wanted.act}": {rule},\n')
    if wanted.method != "GET":
        draft.write(file, add_import(draft.read(file), "chassis.access.caller", "Role"))


def _enter_link(draft: Draft, file: Path, wanted: Wanted, parent: Parent) -> None:
    container = act_parts.find_links(draft.read(file), parent.name, wanted.rel)
    _enter(draft, file, container, f'    Affordance("{wanted.rel}", "{wanted.act}"),\n')


def _enter_readme(draft: Draft, file: Path, wanted: Wanted) -> None:
    """The last row of the table under "What may I call?"."""
    before, heading, after = draft.read(file).partition("## What may I call?\n")
    table = re.search(r"^(\|.*\n)+", after, re.MULTILINE)
    if table:
        row = f"| `{wanted.act}` | `{wanted.method} {wanted.route}` | {act_parts.who(wanted)} |\n"
        draft.write(file, before + heading + after[: table.end()] + row + after[table.end() :])


def _enter(draft: Draft, file: Path, container: str, entry: str) -> None:
    draft.write(file, insert_entry(draft.read(file), container, entry))


def _render(template: str, wanted: Wanted, **more: str) -> str:
    text = (TEMPLATES / template).read_text()
    words = {
        "act": wanted.act,
        "Act": class_name(wanted.act),
        "writes": wanted.method != "GET",
        "body": wanted.has_body,
    }
    return _ENVIRONMENT.from_string(text).render(words | more)
