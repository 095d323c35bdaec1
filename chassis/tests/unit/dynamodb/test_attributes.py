"""Items go to DynamoDB and come back as they were."""

from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.dynamodb.attributes import from_attributes, to_attribute, to_attributes

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

    def test_a_member_of_an_enumeration_of_numbers_is_its_number(self):
        assert to_attribute(HTTPStatus.OK) == {"N": "200"}

    def test_refuse_types_that_we_do_not_store(self):
        with pytest.raises(TypeError, match="set is not stored"):
            to_attribute({1})
        with pytest.raises(TypeError, match="BS"):
            from_attributes({"a": {"BS": []}})
