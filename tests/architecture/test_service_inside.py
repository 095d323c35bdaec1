"""Every service has the same inside: who knows one knows all."""

import ast
import importlib
from pathlib import Path

from local_platform.manifest import read_service

FOLDERS = {"handlers", "schemas", "workflows", "services", "dao", "clients", "domain"}
FILES = {
    "__init__.py",
    "main.py",
    "api.py",
    "dependencies.py",
    "settings.py",
    "py.typed",
    "messages.py",
    "event_handlers.py",
}
OWN = {  # what one service has and nobody else
    "instances": {"provisioner_dependencies.py"},  # the composition root of the one function that may touch ECS
    "mail": {"templates"},
    "templates": {"seed"},
    "tenants": {"authorizer_dependencies.py"},  # the composition root of the one function that checks signatures
}
BEHIND_HTTP = [
    *("main.py", "api.py", "dependencies.py", "settings.py"),
    *("domain/permissions.py", "domain/links.py", "dao/keys.py"),
]


def package(folder: Path) -> Path:
    """The one package of a deployable part."""
    [found] = [path for path in (folder / "src").iterdir() if (path / "__init__.py").exists()]
    return found


def entries(folder: Path) -> set[str]:
    """The modules that are functions, by name."""
    return {path.stem for path in package(folder).glob("*.py") if path.stem == "main" or path.stem.endswith("_main")}


def test_a_deployed_part_is_a_folder_with_one_package_a_readme_and_tests(deployed):
    assert (deployed / "README.md").exists()
    assert list((deployed / "tests").rglob("test_*.py"))
    assert package(deployed).name in {deployed.name.replace("-", "_"), deployed.name.removesuffix("-service")}


def test_the_names_inside_are_the_agreed_ones(service):
    inside = package(service)
    found = {path.name for path in inside.iterdir() if path.name != "__pycache__"}
    agreed = FOLDERS | FILES | OWN.get(inside.name, set()) | {f"{stem}.py" for stem in entries(service)}

    assert found - agreed == set()


def test_a_service_behind_http_has_all_of_the_way_from_route_to_table(http_service):
    assert [name for name in BEHIND_HTTP if not (package(http_service) / name).exists()] == []


def test_every_module_says_what_it_is(root):
    silent = [
        str(file.relative_to(root))
        for file in sorted(root.glob("*/src/**/*.py"))
        if not ast.get_docstring(ast.parse(file.read_text()))
    ]

    assert silent == []


def test_functions_and_entry_points_are_the_same_set(service):
    declared = {function.handler for function in read_service(service).functions.values()}

    assert declared == {f"{package(service).name}.{stem}.lambda_handler" for stem in entries(service)}


def test_every_handler_can_be_called(deployed):
    for function in read_service(deployed).functions.values():
        module, _, name = function.handler.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name)), function.handler
