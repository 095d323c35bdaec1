"""The contracts themselves: committed as the code writes them, valid, and free of clashes between services."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

METHODS = {"get", "post", "put", "delete"}


def documents(written: dict[Path, str]) -> dict[str, dict]:
    """Each service's own document."""
    return {
        path.stem: yaml.safe_load(text)
        for path, text in written.items()
        if path.suffix == ".yaml" and path.stem != "platform"
    }


def test_the_committed_files_are_what_the_code_writes(written):
    different = [str(path) for path, text in written.items() if not path.exists() or path.read_text() != text]

    assert different == [], "run `make openapi` and commit the result"


def test_no_committed_file_has_lost_its_service(written):
    folder = next(iter(written)).parents[1] / "openapi"
    lost = {path for kind in ("*.yaml", "events/*.json") for path in folder.glob(kind)} - set(written)

    assert lost == set()


def test_every_document_is_valid_openapi(written):
    for path, text in written.items():
        if path.suffix == ".yaml":
            validate(yaml.safe_load(text))


def test_every_event_schema_is_valid_and_closed_about_what_is_required(written):
    schemas = [json.loads(text) for path, text in written.items() if path.suffix == ".json"]

    assert schemas
    for schema in schemas:
        Draft202012Validator.check_schema(schema)
        assert "tenantId" in schema["required"], schema["title"]


def test_operation_ids_are_unique_on_the_whole_platform(written):
    names = [
        operation["operationId"]
        for document in documents(written).values()
        for path in document["paths"].values()
        for operation in path.values()
    ]

    assert sorted(names) == sorted(set(names))


def test_no_two_services_mean_different_things_by_one_schema_name(written):
    """They are merged into one document: the later would silently win."""
    seen: dict[str, tuple[str, object]] = {}
    clashes = [
        f"{name}: {seen[name][0]} and {service}"
        for service, document in documents(written).items()
        for name, schema in document["components"]["schemas"].items()
        if seen.setdefault(name, (service, schema))[1] != schema
    ]

    assert clashes == []


def test_every_operation_says_who_may_and_what_goes_wrong(platform):
    for path, operations in platform["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert method in METHODS, where
            assert {"x-relation", "x-roles", "summary", "description"} <= set(operation), where
            assert {"401", "404", "500"} <= set(operation["responses"]), where


@pytest.mark.parametrize("acting", ["post", "put", "delete"])
def test_every_write_takes_an_idempotency_key(platform, acting):
    for path, operations in platform["paths"].items():
        if acting in operations:
            names = {parameter["name"] for parameter in operations[acting]["parameters"]}
            assert "Idempotency-Key" in names, f"{acting} {path}"


def test_nothing_else_is_public(platform):
    """The linter's rule is off because of these: a read of health, the root, and answers by the secret of a mail."""
    operations = [operation for path in platform["paths"].values() for operation in path.values()]
    public = {one["operationId"] for one in operations if one["security"] == []}

    health = {name for name in public if name.startswith("get_") and name.endswith("_health")}
    assert public - health == {"get_root", "lookup_invitation", "decline_invitation"}
