"""Our frozen dataclasses behave as the library's: each statement is made of both."""

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace

import pytest

from chassis.runtime import records


@dataclasses.dataclass(frozen=True)
class TheirPoint:
    x: int
    y: int = 0
    tags: dict = field(default_factory=dict, repr=False)


@records.dataclass(frozen=True)
class OurPoint:
    x: int
    y: int = 0
    tags: dict = field(default_factory=dict, repr=False)


@records.dataclass(frozen=True, kw_only=True)
class Named(OurPoint):
    name: str


@records.dataclass(frozen=True)
class Sorted:
    parts: tuple

    def __post_init__(self) -> None:
        if list(self.parts) != sorted(self.parts):
            raise ValueError("not sorted")


@pytest.fixture(params=[TheirPoint, OurPoint])
def point(request):
    return request.param


class TestBothKinds:
    def test_are_made_by_place_and_by_name_with_defaults(self, point):
        assert point(1) == point(x=1, y=0) == point(1, 0, {})
        assert (point(1, y=2).x, point(1, y=2).y) == (1, 2)

    def test_make_a_default_anew_for_each(self, point):
        assert point(1).tags is not point(1).tags

    @pytest.mark.parametrize(("placed", "named"), [((), {}), ((1, 2, {}, 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1})])
    def test_refuse_what_does_not_fit(self, point, placed, named):
        with pytest.raises(TypeError):
            point(*placed, **named)

    def test_do_not_change(self, point):
        one = point(1)

        with pytest.raises(FrozenInstanceError):
            one.x = 2
        with pytest.raises(FrozenInstanceError):
            del one.x
        assert one.x == 1

    def test_differ_by_any_value(self, point):
        assert point(1) != point(2)
        assert point(1) != point(1, 2)
        assert (point(1) == (1, 0, {})) is False

    def test_can_be_keys_when_their_values_can(self, point):
        assert {point(1, 2, ()): "a"}[point(1, 2, ())] == "a"
        with pytest.raises(TypeError):
            hash(point(1))

    def test_show_what_may_be_shown(self, point):
        assert repr(point(1)) == f"{point.__name__}(x=1, y=0)"

    def test_are_dataclasses_to_the_library(self, point):
        assert is_dataclass(point)
        assert [part.name for part in fields(point)] == ["x", "y", "tags"]
        assert replace(point(1), y=5) == point(1, 5)
        assert dataclasses.asdict(point(1)) == {"x": 1, "y": 0, "tags": {}}

    def test_can_be_copied_and_pickled(self, point):
        assert copy.deepcopy(point(1)) == pickle.loads(pickle.dumps(point(1))) == point(1)


class TestOurs:
    def test_inherit_fields(self):
        assert Named(1, name="n") != Named(1, name="m")
        assert Named(1, name="n") != OurPoint(1)
        with pytest.raises(TypeError, match="fields are x, y, tags, name"):
            Named(1)

    def test_look_at_themselves_when_they_are_made(self):
        assert Sorted((1, 2)).parts == (1, 2)
        with pytest.raises(ValueError, match="not sorted"):
            replace(Sorted((1, 2)), parts=(2, 1))

    def test_a_class_keeps_its_own_methods(self):
        @records.dataclass(frozen=True)
        class Shy:
            secret: str

            def __repr__(self) -> str:
                return "…"

        assert repr(Shy("s")) == "…"
