"""Deletions that no worker could finish: people see the operation as FAILED and retry it."""

import os

import pytest

from chassis.access.caller import EVERYBODY, Role
from chassis.operations.operation import Operation, OperationStatus, StepStatus
from chassis.operations.operation_log import OperationLog
from chassis.runtime import clients
from chassis.testing import FrozenClock, caller, queue_event
from tenants import dead_letters_main, hierarchy_deletion_main
from tenants.domain.tenant import TenantStatus

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
DIVISIONS = "/v1.0/tenants/{tenant_id}/divisions"
RETRY = "/v1.0/tenants/{tenant_id}/hierarchy/deletions/{operation_id}/retry"
KEY = {"idempotency-key": "again-4711"}


class AcceptedDeletion:
    """A division of an active tenant whose deletion was accepted."""

    def __init__(self, ask, make_tenant, items_of) -> None:
        self.ask, self.items_of = ask, items_of
        self.tenant_id = make_tenant()
        here = {"tenant_id": self.tenant_id}
        made = ask("POST", DIVISIONS, STAFF, parameters=here, body={"name": "Retail"})[2]
        self.division_id = made["data"]["divisionId"]
        self.own = here | {"division_id": self.division_id}
        path = f"{DIVISIONS}/{{division_id}}"
        reply = ask("DELETE", path, STAFF, parameters=self.own, query={"cascade": "true"})[2]
        self.operation_id = reply["data"]["operation"]["operationId"]

    def messages(self) -> list[dict]:
        return [line["body"] for line in self.items_of("OUTBOX") if line["name"] == "HIERARCHY_DELETION_REQUEST"]

    def bury(self, *bodies: object) -> dict:
        return dead_letters_main.lambda_handler(queue_event(*(bodies or self.messages())), None)

    def work(self) -> None:
        hierarchy_deletion_main.lambda_handler(queue_event(*self.messages()), None)

    def operation(self) -> Operation:
        log = OperationLog(clients.dynamodb(), os.environ["OPERATIONS_TABLE"], FrozenClock())
        return log.find(self.operation_id)

    def retry(self, who=STAFF, operation_id: str | None = None, **options) -> tuple[int, dict]:
        ids = {"tenant_id": self.tenant_id, "operation_id": operation_id or self.operation_id}
        status, _, body = self.ask("POST", RETRY, who, parameters=ids, **options)
        return status, body

    def exists(self) -> bool:
        return self.ask("GET", f"{DIVISIONS}/{{division_id}}", STAFF, parameters=self.own)[0] == 200


@pytest.fixture
def deletion(ask, make_tenant, items_of) -> AcceptedDeletion:
    return AcceptedDeletion(ask, make_tenant, items_of)


class TestDeadLetters:
    def test_end_the_operation_where_people_can_see_it(self, deletion):
        assert deletion.bury() == {"batchItemFailures": []}

        operation = deletion.operation()
        assert (operation.status, operation.error.code) == (OperationStatus.FAILED, "UNDELIVERABLE")
        assert (operation.error.safe_to_retry, operation.error.step) == (True, "delete_below")
        assert [step.status for step in operation.steps] == [StepStatus.FAILED, StepStatus.PENDING]

    def test_of_an_unknown_kind_are_no_use_to_retry(self, deletion):
        deletion.bury(deletion.messages()[0] | {"messageType": "HIERARCHY_EXPLOSION_REQUEST"})

        assert (deletion.operation().error.code, deletion.operation().error.safe_to_retry) == ("POISON", False)

    def test_change_nothing_after_the_end(self, deletion):
        deletion.work()

        assert deletion.bury() == {"batchItemFailures": []}
        assert deletion.operation().status is OperationStatus.COMPLETED

    def test_wait_for_a_worker_that_is_at_it_after_all(self, deletion):
        clients.dynamodb().update_item(
            TableName=os.environ["OPERATIONS_TABLE"],
            Key={"PK": {"S": f"TENANT#{deletion.operation_id.replace('-', '')[2:14]}"}}
            | {"SK": {"S": f"OPERATION#{deletion.operation_id}"}},
            UpdateExpression="SET leaseUntil = :later",
            ExpressionAttributeValues={":later": {"S": "2999-01-01T00:00:00.000Z"}},
        )

        assert deletion.bury()["batchItemFailures"]
        assert deletion.operation().status is OperationStatus.PENDING

    @pytest.mark.parametrize("body", ["?", '{"messageType": "HIERARCHY_DELETION_REQUEST"}'])
    def test_are_dropped_when_nobody_can_read_them(self, deletion, body):
        assert deletion.bury(body) == {"batchItemFailures": []}

    def test_with_an_id_that_is_none_are_dropped(self, deletion):
        assert deletion.bury(deletion.messages()[0] | {"payload": {"operationId": "op-x"}}) == {"batchItemFailures": []}
        assert deletion.operation().status is OperationStatus.PENDING


class TestRetry:
    def test_goes_on_with_the_same_operation(self, deletion):
        deletion.bury()

        status, body = deletion.retry()

        assert (status, body["data"]["operation"]["operationId"]) == (202, deletion.operation_id)
        assert (body["data"]["operation"]["status"], body["data"]["unit"]["name"]) == ("PENDING", "Retail")
        deletion.work()
        assert deletion.operation().status is OperationStatus.COMPLETED
        assert not deletion.exists()

    def test_is_told_in_the_audit_trail(self, deletion):
        deletion.bury()
        deletion.retry()

        [entry] = [one for one in deletion.items_of("AUDIT") if one["eventType"].endswith("_RETRIED")]
        assert (entry["eventType"], entry["resourceId"]) == (
            "HIERARCHY_DIVISION_DELETION_RETRIED",
            deletion.division_id,
        )

    def test_is_one_retry_for_one_key(self, deletion):
        deletion.bury()

        answers = [deletion.retry(headers=KEY)[0] for _ in range(5)]

        assert answers == [202] * 5
        assert len(deletion.messages()) == 2

    def test_is_refused_while_it_may_still_succeed_and_after_it_did(self, deletion, everything):
        before = everything()

        status, body = deletion.retry()

        assert (status, body["currentStatus"]) == (422, "PENDING")
        assert everything() == before
        deletion.work()
        assert deletion.retry()[1]["currentStatus"] == "COMPLETED"

    def test_needs_an_active_tenant(self, deletion, set_status, everything):
        deletion.bury()
        set_status(deletion.tenant_id, TenantStatus.SUSPENDED)
        before = everything()

        assert deletion.retry()[1]["code"] == "INVALID_STATUS_TRANSITION"
        assert everything() == before

    def test_of_what_the_tenant_does_not_have_says_the_same(self, deletion, ask, make_tenant, items_of):
        """Another tenant's operation, an unknown one, and an id that is too short."""
        other = make_tenant("Other")
        deletion.bury()
        seen = set()
        for operation_id in (deletion.operation_id, "op-00000000-0000-4000-8000-000000000001", "op-1"):
            ids = {"tenant_id": other, "operation_id": operation_id}
            status, _, body = ask("POST", RETRY, STAFF, parameters=ids)
            seen.add((status, body["code"], body["detail"]))

        assert len(seen) == 1
        assert seen.pop()[:2] == (404, "OPERATION_NOT_FOUND")

    @pytest.mark.parametrize("role", sorted(EVERYBODY))
    def test_is_for_administrators(self, deletion, role):
        deletion.bury()
        who = caller(role, tenant_id=deletion.tenant_id if role.startswith("tenant") else None)

        allowed = role in (Role.PLATFORM_ADMIN, Role.TENANT_ADMIN)
        assert deletion.retry(who)[0] == (202 if allowed else 403)
