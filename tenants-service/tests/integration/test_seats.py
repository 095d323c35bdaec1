"""Members and live invitations share the seats of a tier; assign_user respects the limit too."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.dynamodb.conditions import Condition, UpdateExpression
from tenants.dao import keys


class Harness:
    """Assigns and removes people of one tenant."""

    def __init__(self, people, table) -> None:
        self.people, self.table, self.seats = people, table, keys.seats(people.tenant_id)

    def assign(self, number: int) -> tuple[int, dict]:
        return self.people.assign(f"p{number}")

    def remove(self, number: int) -> int:
        return self.people.remove(f"p{number}")[0]

    def set_seats(self, **facts: object) -> None:
        self.table.update(self.seats, UpdateExpression(set=facts), Condition())

    def taken(self) -> int:
        return self.table.get(self.seats)["taken"]


@pytest.fixture
def harness(people, table) -> Harness:
    return Harness(people, table)


def test_the_smallest_tier_holds_ten_people(harness, everything):
    assert [harness.assign(number)[0] for number in range(10)] == [201] * 10
    harness.assign(10)
    before = everything()

    status, body = harness.assign(10)

    assert (status, body["code"], body["tier"], body["limit"]) == (422, "QUOTA_EXCEEDED", "BASIC", 10)
    assert everything() == before


def test_live_invitations_take_seats_too(harness):
    harness.set_seats(taken=9)  # as the invitations service counts them in the same item

    assert [harness.assign(1)[0], harness.assign(2)[0]] == [201, 422]


def test_a_member_who_leaves_gives_the_seat_back_and_takes_it_again(harness):
    harness.set_seats(taken=9)
    harness.assign(1)

    assert (harness.assign(2)[0], harness.remove(1), harness.assign(2)[0]) == (422, 204, 201)
    assert harness.assign(1)[0] == 422
    assert harness.taken() == 10


def test_another_role_takes_no_seat(harness):
    harness.assign(1)
    harness.people.change("p1", "tenant_operator")

    assert harness.taken() == 1


def test_who_is_a_member_already_is_told_so_even_in_a_full_house(harness):
    harness.assign(1)
    harness.set_seats(taken=10)

    assert harness.assign(1)[1]["code"] == "DUPLICATE_RESOURCE"


@pytest.mark.parametrize(("tier", "status"), [("STANDARD", 201), ("ENTERPRISE", 201), ("UNHEARD_OF", 422)])
def test_a_larger_tier_has_more(harness, tier, status):
    harness.set_seats(taken=10, tier=tier)

    assert harness.assign(1)[0] == status


def test_many_at_once_never_take_more_than_there_are(harness):
    harness.set_seats(taken=7)
    with ThreadPoolExecutor(6) as pool:
        statuses = [status for status, _ in pool.map(harness.assign, range(6))]

    assert statuses.count(201) == harness.taken() - 7 <= 3
    assert set(statuses) <= {201, 422, 503}
