"""A member who leaves frees a seat of the tier; the invitations service takes seats."""

from tenants.dao import keys


def taken(table, people) -> int:
    return table.get(keys.seats(people.tenant_id))["taken"]


def test_a_member_who_leaves_gives_the_seat_back(people, table):
    people.join("jo")
    people.join("mo")

    people.remove("jo")
    people.remove("jo")

    assert taken(table, people) == 1


def test_another_role_takes_no_seat(people, table):
    people.join("jo")

    people.change("jo", "tenant_operator")

    assert taken(table, people) == 1
