"""Records become items and messages, and come back; what does not fit is named."""

from dataclasses import dataclass, make_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import alias_generators

from chassis.dynamodb.items import UnreadableItem, from_item, to_camel, to_item
from chassis.testing.lights import Light


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
