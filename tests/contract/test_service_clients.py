"""Every act that a service calls at another, and every member that it reads, is in the other's contract."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.access.acts import find_act

ROOT = Path(__file__).parents[2]


def calls(file: Path) -> Iterator[tuple[str, set[str]]]:
    """Each act that a client asks for, and the members of the answer that it reads."""
    for function in ast.walk(ast.parse(file.read_text())):
        if not isinstance(function, ast.FunctionDef):
            continue
        acts = [
            argument.value
            for node in ast.walk(function)
            if isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith(("service_client.get", "service_client.get"))
            for argument in node.args
            if isinstance(argument, ast.Constant)
        ]
        members = {
            node.slice.value
            for node in ast.walk(function)
            if isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and ast.unparse(node.value) == "found"
        }
        yield from ((act, members) for act in acts)


CALLS = [
    pytest.param(act, members, id=f"{file.parents[1].name}/{file.stem}: {act}")
    for file in sorted(ROOT.glob("*-service/src/*/clients/*.py"))
    for act, members in calls(file)
]


@pytest.mark.parametrize(("act", "members"), CALLS)
def test_the_act_answers_the_members_that_are_read(act, members, platform):
    known = find_act(act)
    operation = platform["paths"][known.path][known.method.lower()]
    schemas = platform["components"]["schemas"]
    reply = schemas[operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]]
    resource = schemas[reply["properties"]["data"]["$ref"].split("/")[-1]]

    assert members - set(resource["properties"]) == set()


def test_sites_asks_for_tenants_instances_and_templates():
    asked = {parameters.values[0] for parameters in CALLS}

    assert {"get_tenant", "get_instance", "get_template"} <= asked
