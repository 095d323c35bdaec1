"""Places of rules at the balancer."""

from chassis.hosting.placement import FIRST_PLACE, LAST_PLACE, choose_priority

HOST = "shop.sites.test"


def test_a_host_always_begins_at_the_same_place_of_its_own() -> None:
    places = {choose_priority(f"shop-{number}.sites.test", set()) for number in range(100)}
    assert choose_priority(HOST, set()) == choose_priority(HOST, {1, 2})
    assert len(places) > 95
    assert all(FIRST_PLACE <= place <= LAST_PLACE for place in places)


def test_a_taken_place_gives_the_next_and_the_last_gives_the_first() -> None:
    own = choose_priority(HOST, set())
    assert choose_priority(HOST, {own, own + 1}) == own + 2
    assert choose_priority(HOST, set(range(own, LAST_PLACE + 1))) == FIRST_PLACE
