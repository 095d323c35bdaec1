"""What the guides list is whole: a code that nobody explained, and an explanation of nothing, stop `make docs`."""

import codes
import lists
import pytest

from chassis.errors import Conflict
from tests.catalogue.services import acts


class TestProblems:
    def test_every_class_has_its_row(self):
        table = codes.format_problems("")

        assert [error.code for error in codes.list_problem_classes() if f"| `{error.code}` |" not in table] == []

    def test_a_new_code_needs_an_explanation(self, monkeypatch):
        new = type("TeapotFull", (Conflict,), {"code": "TEAPOT_FULL"})
        known = list(codes.list_problem_classes())
        monkeypatch.setattr(codes, "list_problem_classes", lambda: [*known, new])

        with pytest.raises(codes.UnexplainedCode, match="TEAPOT_FULL needs a line"):
            codes.format_problems("")


@pytest.mark.parametrize("kind", ["problems", "fields", "unavailable"])
def test_an_explanation_of_nothing_is_found(monkeypatch, kind):
    monkeypatch.setitem(codes.REMEDIES, kind, {**codes.REMEDIES[kind], "LONG_GONE": "Nothing."})

    with pytest.raises(codes.UnexplainedCode, match="LONG_GONE is gone"):
        getattr(codes, f"format_{kind}")("")


@pytest.mark.parametrize("kind", ["problems", "fields", "unavailable"])
def test_a_code_without_explanation_is_found(monkeypatch, kind):
    code, *rest = codes.REMEDIES[kind]
    monkeypatch.setitem(codes.REMEDIES, kind, {one: codes.REMEDIES[kind][one] for one in rest})

    with pytest.raises(codes.UnexplainedCode, match=f"{code} needs a line"):
        getattr(codes, f"format_{kind}")("")


def test_every_list_that_comes_in_pages_has_its_row():
    paged = [act.path for api, act in acts() if {"pageSize", "startAt"} <= api.endpoint(act.name).query_names]

    assert paged
    assert [path for path in paged if f"| `{path}` |" not in lists.format_lists("")] == []
