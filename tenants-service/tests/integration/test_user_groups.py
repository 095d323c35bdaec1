"""The worker that copies roles from the table to Cognito's groups."""

import uuid

import pytest

from chassis.access.caller import Role
from chassis.runtime import clients
from chassis.testing import queue_event
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from tenants.user_groups_main import lambda_handler

OTHER = (
    '{"messageType": "OTHER", "schemaVersion": 1, "payload": {}, "correlationId": "", "idempotencyKey": "",'
    ' "timestamp": ""}'
)
NOBODY = OTHER.replace("OTHER", "GROUP_SYNC_REQUEST")
ADMIN, OPERATOR, VIEWER = (role.value for role in (Role.TENANT_ADMIN, Role.TENANT_OPERATOR, Role.TENANT_VIEWER))


class TestGroups:
    """Cognito: group `{tenantId}-{role}`."""

    @pytest.fixture
    def pool(self, table, monkeypatch) -> str:
        pool_id = clients.cognito().create_user_pool(PoolName=f"pool-{uuid.uuid4()}", UsernameAttributes=["email"])[
            "UserPool"
        ]["Id"]
        monkeypatch.setenv("USER_POOL_ID", pool_id)
        clients.sqs().create_queue(QueueName="bbws-user-groups-test")
        return pool_id

    @pytest.fixture
    def person(self, pool) -> str:
        made = clients.cognito().admin_create_user(
            UserPoolId=pool,
            Username="jo@example.com",
            UserAttributes=[{"Name": "email", "Value": "jo@example.com"}],
            MessageAction="SUPPRESS",
        )["User"]
        return next(one["Value"] for one in made["Attributes"] if one["Name"] == "sub")

    @pytest.fixture
    def groups(self, pool):
        def held(name: str) -> set[str]:
            found = clients.cognito().admin_list_groups_for_user(UserPoolId=pool, Username=name)["Groups"]
            return {one["GroupName"] for one in found}

        return held

    @pytest.fixture
    def follow(self, items_of, pool):
        def deliver(*, newest_first: bool = False) -> dict:
            lines = [one for one in items_of("OUTBOX") if one["name"] == "GROUP_SYNC_REQUEST"]
            lines.sort(key=lambda line: line["createdAt"], reverse=newest_first)
            return lambda_handler(queue_event(*[one["body"] for one in lines], queue="bbws-user-groups-test"), None)

        return deliver

    @pytest.fixture
    def somebody(self, people, person) -> str:
        """Give a person of the pool a role in the tenant; return the pool's subject."""
        people.join(person, OPERATOR)
        return person

    @pytest.mark.parametrize("newest_first", [False, True])
    def test_follow_the_table_whatever_the_order(self, people, somebody, follow, groups, tenant_id, newest_first):
        assert follow(newest_first=newest_first) == {"batchItemFailures": []}
        assert groups(somebody) == {f"{tenant_id}-{OPERATOR}"}

        people.change(somebody, ADMIN)
        follow(newest_first=newest_first)
        assert groups(somebody) == {f"{tenant_id}-{ADMIN}"}

        people.join("other", ADMIN)
        people.remove(somebody)
        follow(newest_first=newest_first)
        assert groups(somebody) == set()

    @pytest.mark.parametrize("body", ["{}", "[]", "x", OTHER, NOBODY])
    def test_do_not_follow_what_nobody_can_read(self, pool, body):
        answer = lambda_handler(queue_event(body, queue="bbws-user-groups-test"), None)

        assert len(answer["batchItemFailures"]) == 1

    @pytest.mark.parametrize("moment", Moment)
    def test_end_the_same_wherever_the_worker_is_killed(self, people, somebody, follow, groups, tenant_id, moment):
        with calls_counted() as calls:
            follow()
        for fatal in range(len(calls.names)):
            role = (ADMIN, VIEWER, OPERATOR)[fatal % 3]
            people.join("boss", ADMIN)
            people.change(somebody, role)
            try:
                with killed_at(fatal, moment):
                    follow()
            except Killed:
                follow()
            assert groups(somebody) == {f"{tenant_id}-{role}"}
