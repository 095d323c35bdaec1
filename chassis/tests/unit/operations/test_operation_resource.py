"""Operations on the wire: times as durations, and causes for staff only."""

import pytest

from chassis.access.caller import Role
from chassis.access.links import Offer
from chassis.http.request_context import RequestContext
from chassis.operations.operation import Operation, OperationError, OperationStatus, OperationStep, StepStatus
from chassis.operations.operation_resource import OperationResource
from chassis.testing import caller

TENANT = "tenant-1"
OPERATION = Operation(
    operation_id="op-1",
    tenant_id=TENANT,
    operation_type="SITE_CREATION",
    status=OperationStatus.FAILED,
    resource_type="SITE",
    resource_id="site-1",
    resource_href="/v1.0/sites/site-1",
    steps=(
        OperationStep(
            name="create_site",
            title="Create it",
            status=StepStatus.COMPLETED,
            attempts=2,
            started_at="2026-02-21T08:00:01.000Z",
            completed_at="2026-02-21T08:00:03.23449Z",
            result={"secret": "for later steps"},
        ),
        OperationStep(name="tell", title="Tell", started_at="2026-02-21T08:00:04.000Z"),
    ),
    created_at="2026-02-21T08:00:00.000Z",
    created_by="a@example.com",
    correlation_id="trace-1",
    deadline="2026-02-21T08:30:00.000Z",
    completed_at="2026-02-21T08:00:10.000Z",
    error=OperationError(code="GONE", message="It is gone.", step="tell", cause="ReadTimeout", safe_to_retry=False),
)


def shown(role: Role, offered: Offer | None = None) -> dict:
    who = caller(role, tenant_id=TENANT if role is Role.TENANT_ADMIN else None)
    made = OperationResource.of(OPERATION, RequestContext("get_operation", who, "trace-1"), offered)
    return made.model_dump(by_alias=True, mode="json")


def test_shows_how_far_it_is_and_how_long_it_took():
    found = shown(Role.PLATFORM_ADMIN)

    assert (found["operationId"], found["status"], found["progress"], found["message"]) == (
        *("op-1", "FAILED"),
        *(50, "It is gone."),
    )
    assert found["durationSeconds"] == 10.0
    assert [step["durationSeconds"] for step in found["steps"]] == [2.234, None]
    assert [(step["name"], step["attempts"]) for step in found["steps"]] == [("create_site", 2), ("tell", 0)]
    assert "secret" not in str(found)


@pytest.mark.parametrize(("role", "cause"), [(Role.PLATFORM_VIEWER, "ReadTimeout"), (Role.TENANT_ADMIN, None)])
def test_only_staff_read_the_technical_cause(role, cause):
    assert shown(role)["error"] == {
        **{"code": "GONE", "message": "It is gone.", "step": "tell"},
        **{"cause": cause, "safeToRetry": False},
    }


def test_links_to_itself_and_to_its_resource_unless_others_are_offered():
    own, other = shown(Role.PLATFORM_ADMIN), shown(Role.PLATFORM_ADMIN, Offer({"retry": {"href": "/r"}}, {}))

    assert own["_links"] == {"self": {"href": "/v1.0/operations/op-1"}, "resource": {"href": "/v1.0/sites/site-1"}}
    assert own["_unavailable"] == {}
    assert other["_links"] == {"retry": {"href": "/r"}}
