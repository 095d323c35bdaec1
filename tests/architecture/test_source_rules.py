"""Rules about the text of our sources that no linter of others knows; each is shown to find what it looks for."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

type Check = Callable[[ast.Module], Iterator[str]]

_EXCUSE = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<code>[:\[]\s*[\w, -]+\]?)?(?P<reason>\s*[-#–].+)?", re.IGNORECASE)


def boto_clients(tree: ast.Module) -> Iterator[str]:
    """Clients are made by `chassis.runtime.clients`, which gives them short time-outs."""
    makers = {"create_client", "client", "resource", "Session", "get_session"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in makers:
            owner = ast.unparse(node.func.value)
            if node.func.attr in ("create_client", "get_session") or owner.split(".")[0] in ("boto3", "botocore"):
                yield ast.unparse(node.func)
        if isinstance(node, ast.ImportFrom) and node.module in ("boto3", "botocore.session"):
            yield f"from {node.module}"


def scans(tree: ast.Module) -> Iterator[str]:
    """A request asks for keys; what would need a Scan needs an index."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "scan":
            yield ast.unparse(node.func)
        if isinstance(node, ast.Constant) and node.value in ("scan", "Scan"):
            yield f"the operation {node.value}"


def swallowed(tree: ast.Module) -> Iterator[str]:
    """An error is handled, logged or raised; none is swallowed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and all(isinstance(part, ast.Pass) for part in node.body):
            caught = ast.unparse(node.type) if node.type else "everything"
            if caught in ("everything", "Exception", "BaseException"):
                yield f"except {caught}: pass"


def environment_reads(tree: ast.Module) -> Iterator[str]:
    """The environment is read by `settings.py`, so that a missing variable is named.

    `keys.py` adds to it, and the relay takes it whole.
    """
    relayed = {part.value for part in ast.walk(tree) if isinstance(part, ast.keyword) and part.arg == "addresses"}
    for node in ast.walk(tree):
        if node in relayed:
            continue
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv"):
            yield ast.unparse(node)


LOCAL = "local-platform/"  # a composition that is never deployed: it sets the environment and makes what is missing
RULES: dict[str, tuple[Check, tuple[str, ...]]] = {
    "boto clients": (boto_clients, (LOCAL, "chassis/src/chassis/runtime/clients.py")),
    "scans": (scans, (LOCAL, "chassis/src/chassis/testing/")),  # the spy looks for them, and tests look at everything
    "swallowed errors": (swallowed, ()),
    "environment reads": (
        environment_reads,
        (LOCAL, *(f"chassis/src/chassis/runtime/{name}.py" for name in ("settings", "keys", "logging", "cold_start"))),
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_no_source_breaks_the_rule(root: Path, rule):
    check, exempt = RULES[rule]
    found = {
        name: hits
        for file in sorted(root.glob("*/src/**/*.py"))
        if not (name := str(file.relative_to(root))).startswith(exempt)
        and (hits := list(check(ast.parse(file.read_text()))))
    }

    assert found == {}


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        ("boto clients", "import boto3\nboto3.client('sqs')"),
        ("boto clients", "import boto3\nboto3.session.Session()"),
        ("boto clients", "from boto3 import client"),
        ("boto clients", "session.create_client('dynamodb')"),
        ("boto clients", "from botocore.session import get_session"),
        ("scans", "table.client.scan(TableName='t')"),
        ("scans", "client.get_paginator('scan')"),
        ("swallowed errors", "try:\n    f()\nexcept Exception:\n    pass"),
        ("swallowed errors", "try:\n    f()\nexcept:\n    pass"),
        ("environment reads", "import os\nos.environ['TABLE']"),
        ("environment reads", "import os\nos.getenv('TABLE')"),
    ],
)
def test_the_rule_finds_what_it_looks_for(rule, planted):
    check, _ = RULES[rule]

    assert list(check(ast.parse(planted)))


def test_no_module_has_a_name_into_which_anything_fits(root: Path):
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "platform"}

    assert [str(file.relative_to(root)) for file in root.glob("*/src/**/*.py") if file.stem in vague] == []


def test_files_are_one_thought(root: Path):
    long = {str(file.relative_to(root)): lines for file in root.glob("*/src/**/*.py") if (lines := _lines(file)) > 300}

    assert long == {}


def _lines(file: Path) -> int:
    return len(file.read_text().splitlines())


def bare_excuses(text: str) -> list[str]:
    """Suppressions without a code."""
    return [line.strip() for line in text.splitlines() if (found := _EXCUSE.search(line)) and not found["code"]]


def test_every_excuse_names_its_rule(root: Path):
    bare = {
        str(file.relative_to(root)): hits
        for file in root.glob("*/src/**/*.py")
        if (hits := bare_excuses(file.read_text()))
    }

    assert bare == {}


@pytest.mark.parametrize("excuse", ["noqa", "type: ignore", "type:ignore - because"])
def test_an_excuse_without_a_code_is_found(excuse):
    assert bare_excuses(f"x = f()  # {excuse}\n")
