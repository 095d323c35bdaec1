"""The deletion of a unit with everything below it: the act, and the worker that carries it out."""

import os

import pytest

from chassis.access.caller import Role
from chassis.dynamodb.conditions import UpdateExpression
from chassis.dynamodb.table import Table
from chassis.operations.operation_log import operation_key
from chassis.runtime import clients
from chassis.testing import caller, queue_event
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from chassis.testing.figures import read_figures
from tenants.hierarchy_deletion_main import lambda_handler

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
KEY = {"idempotency-key": "order-4711"}


@pytest.fixture
def work(items_of):
    """Give the worker all deletion commands of the outbox, or those of one tenant."""
    clients.sqs().create_queue(QueueName="bbws-hierarchy-deletion-test")

    def deliver(tenant_id: str = "") -> dict:
        asked = [line for line in items_of("OUTBOX") if line["name"] == "HIERARCHY_DELETION_REQUEST"]
        lines = [line for line in asked if line["PK"].endswith(tenant_id)]
        return lambda_handler(
            queue_event(*[line["body"] for line in lines], queue="bbws-hierarchy-deletion-test"), None
        )

    return deliver


class TestCascade:
    def test_deletes_everything_below_as_an_operation(self, tree, branch, work, capsys):
        tree.make(*branch["division"], name="South")
        tree.make(name="Stays")

        status, _, body = tree.request("DELETE", "division", branch["division"], query={"cascade": "true"})

        assert (status, body["data"]["operation"]["status"]) == (202, "PENDING")
        assert body["data"]["operation"]["createdBy"] == STAFF.email
        assert tree.read(branch["division"])[1]["data"]["active"] is False
        assert work() == {"batchItemFailures": []}
        assert tree.all() == [("Stays", [])]
        assert work() == {"batchItemFailures": []}
        assert read_figures(capsys.readouterr().out)["OperationsCompleted", "HIERARCHY_DELETION"] == 1

    def test_closes_the_unit_at_once(self, tree, branch):
        tree.delete(branch["division"], cascade=True)

        made = tree.request("POST", "group", branch["division"], body={"name": "Late"})
        changed = tree.request("PUT", "division", branch["division"], body={"name": "Late"})
        gone = tree.delete(branch["division"])
        assert [answer[0] for answer in (made, changed, gone)] == [422, 422, 422]
        links = tree.read(branch["division"])[1]
        assert {rel for rel, link in links["_links"].items() if "method" in link} == {"cascade_delete"}

    def test_frees_the_names_and_the_room(self, tree, branch, work, items_of):
        tree.delete(branch["division"], cascade=True)
        work()

        left = {item["entityType"] for kind in ("UNIT", "GUARD") for item in items_of(kind)}
        assert left == {"GUARD"}  # the guards of the tenant's own name and slug
        assert [item["children"] for item in items_of("COUNTER")] == [0]
        assert tree.make(name="Retail")

    def test_says_the_same_to_the_same_request(self, tree, branch, work):
        first = tree.delete(branch["division"], cascade=True, headers=KEY)
        work()
        second = tree.delete(branch["division"], cascade=True, headers=KEY)

        assert (first[0], second[0]) == (202, 202)
        assert first[1]["data"]["operation"]["operationId"] == second[1]["data"]["operation"]["operationId"]
        assert (second[1]["data"]["unit"], second[1]["data"]["operation"]["status"]) == (None, "COMPLETED")

    @pytest.mark.parametrize("moment", Moment)
    def test_ends_the_same_wherever_the_worker_is_killed(self, make_tree, make_tenant, work, moment, items_of):
        def prepared(name: str):
            tree = make_tree(make_tenant(name))
            division = tree.make(name="Retail")
            tree.make(*tree.make(*division, name="North"), name="A-Team")
            tree.delete(division, cascade=True)
            return tree

        counted = prepared("Counted")
        with calls_counted() as calls:
            work(counted.tenant_id)
        for fatal in range(len(calls.names)):
            tree = prepared(f"Killed {fatal}")
            try:
                with killed_at(fatal, moment):
                    work(tree.tenant_id)
            except Killed:
                end_leases(items_of, tree.tenant_id)
            work(tree.tenant_id)
            assert tree.all() == [], f"killed {moment} {calls.names[fatal]}"


def end_leases(items_of, tenant_id: str) -> None:
    """Make the leases of killed workers lapse."""
    table = Table(clients.dynamodb(), os.environ["OPERATIONS_TABLE"])
    for line in items_of("OUTBOX"):
        if line["name"] == "HIERARCHY_DELETION_REQUEST" and line["PK"].endswith(tenant_id):
            key = operation_key(line["body"]["payload"]["operationId"])
            table.update(key, UpdateExpression(remove=["leaseUntil"]))
