"""A cursor opens the list that it was made for, and nothing else."""

import base64

import pytest

from chassis.errors import FieldError
from chassis.http.paging import Cursors, InvalidCursor
from chassis.testing import FrozenClock

KEY = {"PK": "TENANT#1", "SK": "SITE#1"}
SCOPE = ("list_sites", "tenant-1", "ACTIVE")
cursors = Cursors("secret")
clock = FrozenClock()


def test_a_cursor_leads_on_where_the_page_ended():
    cursor = cursors.write(KEY, SCOPE, clock())

    assert cursors.read(cursor, SCOPE, clock()) == KEY


def test_there_is_none_at_the_end_and_none_is_the_beginning():
    assert cursors.write(None, SCOPE, clock()) is None
    assert cursors.read(None, SCOPE, clock()) is None


def test_tells_nothing_of_the_key():
    cursor = cursors.write(KEY, SCOPE, clock())
    assert cursor
    raw = base64.urlsafe_b64decode(cursor + "==")

    assert b"TENANT" not in raw
    assert b"SITE" not in raw


@pytest.mark.parametrize(
    "scope",
    [("list_sites", "tenant-2", "ACTIVE"), ("list_sites", "tenant-1", ""), ("list_users", "tenant-1", "ACTIVE")],
)
def test_opens_no_other_list(scope):
    cursor = cursors.write(KEY, SCOPE, clock())

    with pytest.raises(InvalidCursor):
        cursors.read(cursor, scope, clock())


def test_lasts_a_day():
    cursor = cursors.write(KEY, SCOPE, clock())
    later = FrozenClock()
    later.advance(hours=24)
    assert cursors.read(cursor, SCOPE, later()) == KEY
    later.advance(seconds=1)

    with pytest.raises(InvalidCursor):
        cursors.read(cursor, SCOPE, later())


@pytest.mark.parametrize("forged", ["", "a", "garbage", "é", "AAAA" * 20, "%00"])
def test_refuses_forgeries(forged):
    with pytest.raises(InvalidCursor):
        cursors.read(forged, SCOPE, clock())


def test_one_changed_bit_is_a_forgery():
    cursor = cursors.write(KEY, SCOPE, clock())
    assert cursor
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=="))
    raw[-1] ^= 1

    with pytest.raises(InvalidCursor):
        cursors.read(base64.urlsafe_b64encode(raw).decode(), SCOPE, clock())
    assert cursors.read(cursor, SCOPE, clock()) == KEY


def test_opens_what_earlier_releases_wrote():
    assert (
        cursors.read(
            "CWPoffuIFCAwneKTCbdG4s_0eKCPmn4HOr2C_U-wQybbIWhZBgFBfjOhJMauiyrs5AHnlQXDL87Y6Vdtrj0aegsuFjr7FOow74Y4LHGxH-S5uVm8MgI",
            SCOPE,
            clock(),
        )
        == KEY
    )


def test_says_what_to_do_with_one_that_leads_nowhere():
    words = "This startAt is older than a day, or comes from another list. Leave it out to begin with the first page."

    assert InvalidCursor().detail == words
    assert list(InvalidCursor().errors) == [FieldError("startAt", "INVALID_PAGINATION_TOKEN", words)]
