"""What a service asks its neighbours for stands in their contracts: the path, and every member that it reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def calls(file: Path) -> Iterator[tuple[str, set[str]]]:
    """Each path that a client asks with `service_client.get`, and the members of the answer that it reads."""
    for function in ast.walk(ast.parse(file.read_text())):
        if not isinstance(function, ast.FunctionDef):
            continue
        paths = [
            argument.value
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("service_client.get")
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
        yield from ((path, members) for path in paths)


CALLS = [
    pytest.param(path, members, id=f"{file.parents[1].name}/{file.stem}: {path}")
    for file in sorted(ROOT.glob("*-service/src/*/clients/*.py"))
    for path, members in calls(file)
]


def operation_at(platform: dict, path: str) -> dict:
    """The GET operation that answers `path`, whose last segments may be given instead of a parameter."""
    for template, operations in platform["paths"].items():
        if "get" in operations and re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", template), path):
            return operations["get"]
    raise AssertionError(f"no contract answers GET {path}")


@pytest.mark.parametrize(("path", "members"), CALLS)
def test_a_neighbour_answers_the_path_with_the_members_that_are_read(path, members, platform):
    operation = operation_at(platform, path)
    schemas = platform["components"]["schemas"]
    reply = schemas[operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]]
    resource = schemas[reply["properties"]["data"]["$ref"].split("/")[-1]]

    assert members - set(resource["properties"]) == set()


def test_sites_asks_for_tenants_instances_and_templates():
    asked = {parameters.values[0] for parameters in CALLS}

    assert {"/v1.0/tenants/{tenant_id}", "/v1.0/templates/{template_id}"} <= asked
