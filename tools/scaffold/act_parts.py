"""The pieces of a new act, each made from the act that reads the same resource."""

import ast
import inspect
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

from chassis.http.endpoint import Depends
from scaffold.names import Mistake, class_name
from scaffold.source import find_function, lines_of
from scaffold.wanted import Parent, Wanted

REASON = "No longer needed."
_HINTS = {False: "the change goes before this line", True: "read what this act shows instead"}


def file_of(thing: Any) -> Path:  # noqa: ANN401 - a function or class
    """Where it is written."""
    return Path(inspect.getsourcefile(thing) or "")


def service_of(handler: Callable[..., Any], name: str) -> Path:
    """The file of the class whose method `name` the handler calls.

    Raises:
        Mistake: no dependency of the handler has such a method.
    """
    for hint in get_type_hints(handler, include_extras=True).values():
        made = getattr(hint, "__origin__", None)
        if any(isinstance(mark, Depends) for mark in getattr(hint, "__metadata__", ())) and hasattr(made, name):
            return file_of(inspect.unwrap(getattr(made, name)))
    raise Mistake(f"The handler of {name} calls no method of that name; lay this act out by hand, after another one.")


def handler(text: str, wanted: Wanted, read: str) -> str:
    """The handler of the reading act under the new name; with a body it takes one and hands the reason on."""
    made = ast.parse(lines_of(text, find_function(text, read))).body[0]
    assert isinstance(made, ast.FunctionDef)  # noqa: S101 - find_function answers nothing else
    made.name = wanted.act
    made.body[0] = ast.Expr(ast.Constant(f"{_sentence(wanted.act)}."))
    for node in ast.walk(made):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == read:
            node.func.attr = wanted.act
            if wanted.has_body:
                node.keywords.append(ast.keyword("reason", ast.parse("request.reason", mode="eval").body))
    if wanted.has_body:
        _take_body(made, f"{class_name(wanted.act)}Request")
    return f"{ast.unparse(made)}\n"


def _take_body(function: ast.FunctionDef, model: str) -> None:
    """Let the function take the request before the context."""
    names = [argument.arg for argument in function.args.args]
    place = names.index("context") if "context" in names else len(names) - len(function.args.defaults)
    function.args.args.insert(place, ast.arg("request", ast.Name(model)))


def method(text: str, wanted: Wanted, read: str) -> str:
    """A method of the service beside the reading one: it answers the resource as it is."""
    found = find_function(text, read)
    call = ast.unparse(_call_of(found))
    arguments = found.args
    if wanted.has_body:
        arguments.kwonlyargs.append(ast.arg("reason", ast.Name("str")))
        arguments.kw_defaults.append(None)
    returns = ast.unparse(found.returns) if found.returns else "None"
    raises = "".join(re.findall(r"\n\s*Raises:.*", ast.get_docstring(found, clean=False) or "", re.DOTALL))
    words = f'"""{_sentence(wanted.act)}.{raises or ""}"""'
    return (
        f"    def {wanted.act}({ast.unparse(arguments)}) -> {returns}:\n"
        f"        {words}\n"
        f"        return {call}  # {_HINTS[wanted.method == 'GET']}: docs/new-service.md\n"
    )


def _call_of(function: ast.FunctionDef) -> ast.Call:
    """The function called with its own arguments."""
    own, *rest = function.args.args
    keywords = [ast.keyword(one.arg, ast.Name(one.arg)) for one in function.args.kwonlyargs]
    return ast.Call(ast.Attribute(ast.Name(own.arg), function.name), [ast.Name(one.arg) for one in rest], keywords)


def _sentence(act: str) -> str:
    """`archive_site` as "Archive a site"."""
    verb, *nouns = act.split("_")
    noun = " ".join(nouns)
    return f"{verb.capitalize()} {'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def route_row(wanted: Wanted, parent: Parent, root: Path) -> str:
    """The row of the route table."""
    module = ".".join(parent.handler.relative_to(root / f"{wanted.service}-service" / "src").with_suffix("").parts)
    return f'        "{wanted.method} {wanted.route}": act("{module}.{wanted.act}"),\n'


def rule(permissions: str, wanted: Wanted, read: str) -> str:
    """Who may: readers what readers may; writes begin with administrators."""
    rows = next(node.value for node in ast.parse(permissions).body if isinstance(node, ast.AnnAssign))
    assert isinstance(rows, ast.Dict)  # noqa: S101 - RULES is one in every service
    row = next(
        value for key, value in zip(rows.keys, rows.values, strict=True) if key and ast.literal_eval(key) == read
    )
    if wanted.method == "GET":
        return ast.unparse(row)
    if "Relation.TENANT" in ast.unparse(row):
        return "Rule(Relation.TENANT, frozenset({Role.PLATFORM_ADMIN, Role.TENANT_ADMIN}))"
    return "Rule(Relation.PLATFORM, frozenset({Role.PLATFORM_ADMIN}))"


def find_links(links: str, read: str, rel: str) -> str:
    """The name of the tuple that holds the links of the resource.

    Raises:
        Mistake: none links to the reading act as `self`, or it has a link `rel` already.
    """
    for node in ast.parse(links).body:
        if isinstance(node, ast.Assign) and f"Affordance('self', '{read}')" in ast.unparse(node.value):
            if f"Affordance('{rel}', " in ast.unparse(node.value):
                raise Mistake(f"The resource has a link {rel!r} already; begin the act's name with another verb.")
            return ast.unparse(node.targets[0])
    raise Mistake(f"domain/links.py has no tuple with Affordance('self', '{read}'); lay this act out by hand.")


def find_preparation(root: Path, wanted: Wanted, parent: Parent) -> str:
    """An expression that makes a right request, with the tools of tests/catalogue/writes.py.

    Raises:
        Mistake: nothing there makes such a resource.
    """
    rows = _catalogue(root)
    acts = import_module(f"{wanted.service}.api").api.acts.values()
    body = f'body={{"reason": "{REASON}"}}' if wanted.has_body else "body=None"
    siblings = [act.name for act in acts if act.name in rows and act.path.startswith(f"{parent.path}/")]
    if siblings:
        return f'replace(WRITES["{siblings[0]}"].prepare(harness), act="{wanted.act}", {body})'
    collection = parent.path.rpartition("/")[0]
    creates = [act.name for act in acts if act.name in rows and (act.method, act.path) == ("POST", collection)]
    if not creates:
        raise Mistake(f"tests/catalogue/writes.py has no act that makes what {parent.path} reads; add that act first.")
    name = parent.id.split("_")
    field = name[0] + "".join(part.capitalize() for part in name[1:])
    made = f'done(WRITES["{creates[0]}"].prepare(harness))["{field}"]'
    return f'harness.ask("{wanted.act}", {body}, {parent.id}={made})'


def _catalogue(root: Path) -> set[str]:
    """The acts that have a row."""
    tree = ast.parse((root / "tests" / "catalogue" / "writes.py").read_text())
    rows = next(
        node.value for node in tree.body if isinstance(node, ast.Assign) and "WRITES" in ast.unparse(node.targets[0])
    )
    assert isinstance(rows, ast.Dict)  # noqa: S101 - WRITES is one
    return {ast.literal_eval(key) for key in rows.keys if key}


def catalogue_row(wanted: Wanted, prepared: str) -> str:
    """The row: a right request, and what makes another valid body of it; it changes nothing yet."""
    other = ', {"reason": "Another reason."}' if wanted.has_body else ""
    return f'    "{wanted.act}": Write(lambda harness: {prepared}{other}, effect=False),\n'


def who(wanted: Wanted) -> str:
    """Who may call it, in the words of a README."""
    return "who may read the resource" if wanted.method == "GET" else "administrators"
