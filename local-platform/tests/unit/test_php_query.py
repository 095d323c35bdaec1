"""Names of query parameters are those that PHP gives them."""

import json
import shutil
import subprocess
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_platform.front.php_query import php_name, read_query

PHP = shutil.which("php")
NAMES = st.lists(st.text("aA_ .[]+%=&/\0\t9é", max_size=8), min_size=200, max_size=200)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *((spelling, "rest_route") for spelling in ("rest_route", "rest.route", "rest%20route", "rest+route")),
        *(
            (spelling, "rest_route")
            for spelling in ("rest[route", "%20rest_route", "rest_route%00x", "rest_route[a.b]")
        ),
        *(("rest_routes", "rest_routes"), ("rest__route", "rest__route"), ("Rest_Route", "Rest_Route")),
    ],
)
def test_a_spelling_has_the_name_that_php_gives_it(written: str, name: str) -> None:
    assert read_query(f"a=1&{written}=/x") == [("a", "1"), (name, "/x")]


@pytest.mark.skipif(PHP is None, reason="not run: no PHP here")
@settings(max_examples=10, deadline=None)
@given(NAMES)
def test_php_agrees(names: list[str]) -> None:
    """Every variable that PHP makes has the name that we foresee; it makes none of an empty name."""
    code = (
        "foreach (json_decode(stream_get_contents(STDIN)) as $one)"
        " { parse_str($one . '=1', $made); $all[] = array_map('strval', array_keys($made)); }"
        " echo json_encode($all);"
    )
    sent = json.dumps([quote_plus(name) for name in names])
    done = subprocess.run([str(PHP), "-r", code], input=sent, capture_output=True, text=True, check=True)
    for name, made in zip(names, json.loads(done.stdout), strict=True):
        assert made in ([], [php_name(name)]), name
