"""Policies: what a function declares, and no more."""

from typing import Any

import pytest
from pydantic import ValidationError

from local_platform.provision.permissions import policy
from local_platform.service_manifest import Function


def statements(**declared: Any) -> dict[str, list[str]]:
    """Action → resources."""
    document = policy(Function.model_validate({"handler": "a.b", **declared}))
    return {action: s["Resource"] for s in document["Statement"] for action in s["Action"] if "logs" not in action}


def test_a_table_comes_with_its_indexes_only() -> None:
    found = statements(permissions={"dynamodb": {"sites": ["GetItem", "Query"]}})
    table = "arn:aws:dynamodb:af-south-1:000000000000:table/bbws-sites-local"
    resources = [table, f"{table}/index/*", f"{table}/stream/*"]
    assert found == {"dynamodb:GetItem": resources, "dynamodb:Query": resources}


def test_an_ecs_service_is_named_with_its_cluster() -> None:
    found = statements(permissions={"ecs": {"service/tenant-*": ["DescribeServices"]}})
    assert found == {"ecs:DescribeServices": ["arn:aws:ecs:af-south-1:000000000000:service/*/tenant-*"]}


def test_a_role_has_no_region_and_a_star_stays_a_star() -> None:
    found = statements(permissions={"iam": {"role/bbws-ecs-*": ["PassRole"]}, "ses": {"*": ["SendEmail"]}})
    assert found == {"iam:PassRole": ["arn:aws:iam::000000000000:role/bbws-ecs-*"], "ses:SendEmail": ["*"]}


def test_the_sources_of_triggers_may_be_read() -> None:
    found = statements(triggers=[{"queue": "work"}, {"stream": "sites"}, {"schedule": "rate(1 minute)"}])
    assert found["sqs:DeleteMessage"] == ["arn:aws:sqs:af-south-1:000000000000:bbws-work-local"]
    assert "dynamodb:GetRecords" in found


def test_a_role_is_held_to_the_declared_partition_keys() -> None:
    declared = {"permissions": {"dynamodb": {"mail": ["UpdateItem"], "sites": ["Query"]}}, "keys": {"mail": ["MAIL#*"]}}
    held = [s.get("Condition") for s in policy(Function.model_validate({"handler": "a.b", **declared}))["Statement"]]
    assert held[:2] == [{"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["MAIL#*"]}}, None]


def test_keys_of_a_table_that_is_not_permitted_are_a_mistake() -> None:
    with pytest.raises(ValidationError, match="name a table of `permissions`"):
        Function.model_validate({"handler": "a.b", "keys": {"mail": ["MAIL#*"]}})
