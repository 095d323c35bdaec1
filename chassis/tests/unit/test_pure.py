"""The small pure parts: ids, lifecycle, attributes, items, settings, headers."""

from dataclasses import dataclass, make_dataclass
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import alias_generators

from chassis.attributes import from_attributes, to_attribute, to_attributes
from chassis.call import make_call
from chassis.caller import ANONYMOUS, Caller, Role
from chassis.errors import InvalidRequest, InvalidTransition
from chassis.events import Command, Event, MalformedMessage
from chassis.ids import is_id, new_id, new_operation_id, slug_of
from chassis.items import UnreadableItem, from_item, to_camel, to_item
from chassis.lifecycle import Lifecycle
from chassis.observability import Log, UnlistedFieldError, pseudonym, where
from chassis.settings import Settings, SettingsError
from chassis.testing import FrozenClock, bus_message

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"


class Light(StrEnum):
    RED = "RED"
    GREEN = "GREEN"


class Turn(StrEnum):
    GO = "go"
    STOP = "stop"


LIGHTS = Lifecycle({(Light.RED, Turn.GO): Light.GREEN, (Light.GREEN, Turn.STOP): Light.RED})


class TestIds:
    def test_new_ids_differ_and_are_ids(self):
        assert new_id("site") != new_id("site")
        assert is_id(new_id("site"))

    @pytest.mark.parametrize(
        "odd", ["", "site-", "-site", "SITE-1", "site-1\n", "site_1", "..", "site-%2f", "site-" + "a" * 65]
    )
    def test_refuses_what_is_no_id(self, odd):
        assert not is_id(odd)

    def test_an_operation_id_carries_its_tenants_slug(self):
        operation_id = new_operation_id(TENANT)

        assert slug_of(operation_id) == slug_of(TENANT) == "1b4e28ba2fa1"
        assert is_id(operation_id)

    def test_a_short_id_has_no_slug(self):
        with pytest.raises(ValueError, match="too short"):
            slug_of("tenant-1")


class TestLifecycle:
    def test_follows_its_table(self):
        assert LIGHTS.after(Light.RED, Turn.GO) is Light.GREEN
        assert LIGHTS.allows(Light.GREEN, Turn.STOP)
        assert LIGHTS.sources(Turn.STOP) == [Light.GREEN]

    def test_says_what_is_possible_instead(self):
        with pytest.raises(InvalidTransition) as refused:
            LIGHTS.after(Light.RED, Turn.STOP)

        assert refused.value.extensions == {"currentStatus": "RED", "requestedAction": "stop", "allowedActions": ["go"]}

    def test_draws_itself(self):
        assert "RED --> GREEN: go" in LIGHTS.mermaid()


stored = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class TestAttributes:
    @given(st.dictionaries(st.text(), stored, max_size=5))
    def test_come_back_as_they_went(self, item):
        assert from_attributes(to_attributes(item)) == item

    def test_refuse_types_that_we_do_not_store(self):
        with pytest.raises(TypeError, match="set is not stored"):
            to_attribute({1})
        with pytest.raises(TypeError, match="BS"):
            from_attributes({"a": {"BS": []}})


@dataclass(frozen=True, kw_only=True)
class Wheel:
    size_cm: int


@dataclass(frozen=True, kw_only=True)
class Cart:
    cart_id: str
    light: Light
    wheels: tuple[Wheel, ...] = ()
    owner_name: str | None = None
    notes: dict[str, str] | None = None


@dataclass(frozen=True)
class Weight:
    kilos: float
    least: float | None = None
    anything: tuple[Any, ...] = ()


class TestItems:
    def test_are_camel_case_and_leave_none_out(self):
        cart = Cart(cart_id="c1", light=Light.RED, wheels=(Wheel(size_cm=40),))

        assert to_item(cart) == {"cartId": "c1", "light": "RED", "wheels": [{"sizeCm": 40}]}

    def test_come_back_with_keys_and_newer_fields_passed_over(self):
        cart = Cart(cart_id="c1", light=Light.RED, wheels=(Wheel(size_cm=40),), notes={"someKey": "v"})

        assert from_item(Cart, {"PK": "X", "newer": 1, **to_item(cart)}) == cart

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"light": "BLUE"}, r"Cart\.light: 'BLUE'"),
            ({"cartId": 1}, r"Cart\.cartId: int stands there"),
            ({"cartId": None}, r"Cart\.cartId: NoneType stands there"),
            ({"wheels": "round"}, r"Cart\.wheels: str stands there"),
            ({"wheels": [40]}, r"Cart\.wheels: Wheel: int stands there"),
            ({"wheels": [{"sizeCm": "x"}]}, r"Cart\.wheels: Wheel\.sizeCm: str stands there"),
            ({"wheels": [{}]}, r"Cart\.wheels: Wheel: .*size_cm"),
            ({"notes": ["a"]}, r"Cart\.notes: list stands there"),
            ({"notes": {"a": 1}}, r"Cart\.notes: int stands there"),
        ],
    )
    def test_say_what_cannot_be_read(self, wrong, told):
        item = to_item(Cart(cart_id="c1", light=Light.RED))

        with pytest.raises(UnreadableItem, match=told):
            from_item(Cart, item | wrong)

    def test_a_missing_attribute_is_named(self):
        with pytest.raises(UnreadableItem, match=r"Cart: .*cart_id"):
            from_item(Cart, {"light": "RED"})

    def test_what_is_no_item_at_all_is_said(self):
        with pytest.raises(UnreadableItem, match="Cart: list stands there"):
            from_item(Cart, ["c1"])

    def test_a_whole_number_may_stand_where_numbers_have_fractions(self):
        assert repr(from_item(Weight, {"kilos": 3, "least": None}).kilos) == "3.0"

    def test_plain_values_and_lists_of_anything_pass(self):
        weight = Weight(kilos=1.5, anything=({"a": [1, None]}, Light.RED))

        assert to_item(weight) == {"kilos": 1.5, "anything": [{"a": [1, None]}, "RED"]}
        assert from_item(Weight, to_item(weight)).anything == ({"a": [1, None]}, "RED")

    @pytest.mark.parametrize("kind", [set[str], bytes, tuple[str, str]])
    def test_a_type_that_nobody_stores_is_refused(self, kind):
        with pytest.raises(TypeError, match="teach it"):
            from_item(make_dataclass("Odd", [("parts", kind)]), {"parts": []})

    @given(st.from_regex(r"[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*", fullmatch=True))
    def test_names_are_those_of_the_wire(self, name):
        assert to_camel(name) == alias_generators.to_camel(name)


class Wanted(Settings):
    chassis_test_table: str
    chassis_test_seconds: int = 3


class TestSettings:
    def test_come_from_the_environment(self, monkeypatch):
        monkeypatch.setenv("CHASSIS_TEST_TABLE", "t")
        found = Wanted.from_environment()

        assert (found.chassis_test_table, found.chassis_test_seconds) == ("t", 3)

    def test_are_of_the_type_that_they_name(self, monkeypatch):
        monkeypatch.setenv("CHASSIS_TEST_TABLE", "7")
        monkeypatch.setenv("CHASSIS_TEST_SECONDS", "7")
        found = Wanted.from_environment()

        assert (found.chassis_test_table, found.chassis_test_seconds) == ("7", 7)

    def test_do_not_change(self, monkeypatch):
        monkeypatch.setenv("CHASSIS_TEST_TABLE", "t")

        with pytest.raises(AttributeError, match="set CHASSIS_TEST_TABLE"):
            Wanted.from_environment().chassis_test_table = "other"

    def test_name_what_is_missing_and_what_is_wrong(self, monkeypatch):
        monkeypatch.setenv("CHASSIS_TEST_SECONDS", "soon")

        with pytest.raises(SettingsError, match=r"CHASSIS_TEST_TABLE.*CHASSIS_TEST_SECONDS"):
            Wanted.from_environment()


def call(**headers: str):
    return make_call("create_site", ANONYMOUS, "trace", {n.replace("_", "-"): v for n, v in headers.items()}, '{"a":1}')


class TestCall:
    @pytest.mark.parametrize(
        ("prefer", "wait"),
        [("wait=5", 5), ("respond-async, wait=20", 20), ("wait=999", 20), ("await=5", 0), ("wait=x", 0), ("", 0)],
    )
    def test_waits_as_preferred(self, prefer, wait):
        assert call(prefer=prefer).wait == wait

    @pytest.mark.parametrize(("sent", "version"), [("3", 3), ('"3"', 3), ('W/"3"', 3), ("*", None)])
    def test_reads_the_version_seen(self, sent, version):
        assert call(if_match=sent).version == version

    @pytest.mark.parametrize(
        "headers",
        [{"if_match": "abc"}, {"idempotency_key": ""}, {"idempotency_key": "a b"}, {"idempotency_key": "k" * 256}],
    )
    def test_names_a_malformed_header(self, headers):
        with pytest.raises(InvalidRequest) as refused:
            call(**headers)

        assert refused.value.errors[0].code == "INVALID_HEADER"

    def test_keeps_the_token_out_of_its_text(self):
        assert "secret-token" not in repr(call(authorization="Bearer secret-token"))

    def test_the_same_key_of_two_people_is_two_keys(self):
        def key_of(user: str) -> str:
            made = make_call("create_site", Caller(user, "e"), "t", {"idempotency-key": "k"}, None)
            assert made.idempotency
            return made.idempotency.sort_key

        assert key_of("user-1") == key_of("user-1") != key_of("user-2")


def test_a_caller_survives_the_authorizers_context():
    who = Caller("user-1", "a@example.com", Role.PLATFORM_VIEWER, {TENANT: Role.TENANT_ADMIN})

    assert Caller.from_context(who.to_context()) == who
    assert not ANONYMOUS.signed_in


class TestEvents:
    event = Event(
        "SITE_CREATED", "bbws.sites", TENANT, {"siteId": "site-1"}, "trace", "evt-1", "2026-02-21T08:00:00.000Z"
    )

    def test_an_event_survives_the_bus(self):
        assert Event.from_queue(bus_message(self.event)) == self.event

    def test_a_command_survives_the_queue(self):
        import json

        command = Command("SITE_CREATION_REQUEST", {"siteId": "site-1"}, "trace", "op-1", "2026-02-21T08:00:00.000Z")

        assert Command.from_queue(json.dumps(command.body())) == command

    @pytest.mark.parametrize(
        "body", ["", "{}", "[]", "null", '{"schemaVersion": 2}', '{"detail": {"schemaVersion": 99}}', "\x00"]
    )
    def test_what_nobody_can_read_is_malformed(self, body):
        with pytest.raises(MalformedMessage):
            Event.from_queue(body)
        with pytest.raises(MalformedMessage):
            Command.from_queue(body)


class TestObservability:
    def test_refuses_a_field_that_nobody_decided_to_log(self):
        with pytest.raises(UnlistedFieldError, match="email"):
            Log("test").info("created", email="a@example.com")

    def test_logs_listed_fields_as_json(self, capsys):
        Log("test-of-listed-fields").info("created", tenant_id=TENANT, site_id=None)

        line = capsys.readouterr().out
        assert TENANT in line
        assert "site_id" not in line

    def test_a_person_is_a_stable_stand_in(self, monkeypatch):
        monkeypatch.setenv("LOG_HASH_KEY", "k")

        assert pseudonym("user-1") == pseudonym("user-1") != pseudonym("user-2")
        assert "user-1" not in pseudonym("user-1")

    def test_an_exception_is_told_by_place_not_by_text(self):
        try:
            raise ValueError("Mrs Smith's address")
        except ValueError as error:
            told = where(error)

        assert told.startswith("ValueError at test_pure.py:")
        assert "Smith" not in told


def test_the_frozen_clock_moves_only_when_told():
    clock = FrozenClock()
    before = clock()
    clock.advance(seconds=5)

    assert (clock() - before).total_seconds() == 5
