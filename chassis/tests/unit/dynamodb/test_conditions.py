"""Conditions and updates in DynamoDB's own words."""

import pytest

from chassis.dynamodb.conditions import Condition, Expressions, UpdateExpression


@pytest.mark.parametrize(
    ("condition", "rendered", "values"),
    [
        (Condition(), "", []),
        (Condition(exists=True), "attribute_exists(#PK)", []),
        (Condition(exists=False), "attribute_not_exists(#PK)", []),
        (Condition(equals={"a": 1}), "#a = :v0", [{"N": "1"}]),
        (Condition(less_than={"a": 1}), "#a < :v0", [{"N": "1"}]),
        (Condition(greater_than={"a": 1}), "#a > :v0", [{"N": "1"}]),
        (Condition(contains={"a": "b"}), "contains(#a, :v0)", [{"S": "b"}]),
        (Condition(less_than_attribute={"a": "b"}), "#a < #b", []),
        (Condition(is_in={"a": ["b", "c"]}), "#a IN (:v0, :v1)", [{"S": "b"}, {"S": "c"}]),
        (
            Condition(not_in={"a": ["b", "c"]}),
            "(attribute_not_exists(#a) OR NOT #a IN (:v0, :v1))",
            [{"S": "b"}, {"S": "c"}],
        ),
        (Condition(not_exists=["a", "b"]), "attribute_not_exists(#a) AND attribute_not_exists(#b)", []),
        (
            Condition(absent_or_less_than={"a": 1}),
            "(attribute_not_exists(#a) OR #a < :v0)",
            [{"N": "1"}],
        ),
        (
            Condition(exists=True, equals={"a": 1, "b.c": 2}),
            "attribute_exists(#PK) AND #a = :v0 AND #b.#c = :v1",
            [{"N": "1"}, {"N": "2"}],
        ),
    ],
)
def test_a_condition_asks_for_all_its_parts(condition, rendered, values):
    expressions = Expressions()

    assert expressions.render_condition(condition) == rendered
    assert list(expressions.values.values()) == values
    assert list(expressions.values) == [f":v{number}" for number in range(len(values))]


def test_an_update_sets_adds_and_removes():
    expressions = Expressions()

    update = UpdateExpression(set={"a": 1, "b.c": "x"}, add={"n": 2}, remove=["d", "e"])

    assert expressions.render_update(update) == "SET #a = :v0, #b.#c = :v1 ADD #n :v2 REMOVE #d, #e"
    assert expressions.fields() == {
        "ExpressionAttributeNames": {f"#{name}": name for name in "abcnde"},
        "ExpressionAttributeValues": {":v0": {"N": "1"}, ":v1": {"S": "x"}, ":v2": {"N": "2"}},
    }


def test_what_is_not_asked_is_not_sent():
    """DynamoDB refuses empty maps of names and values."""
    expressions = Expressions()

    assert expressions.render_update(UpdateExpression()) == ""
    assert expressions.fields() == {}
    assert expressions.name("a") == "#a"
    assert expressions.fields() == {"ExpressionAttributeNames": {"#a": "a"}}
