"""Names of sites and time zones as people write them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidValue
from sites.schemas.texts import require_line, require_timezone
from sites.services.site_verification import contains_text


class TestLine:
    @pytest.mark.parametrize("text", ["Café", "ラーメン", "👩‍👩‍👧 Shop", "می‌خواهم", "O'Neil & Söhne (3x4)"])
    def test_takes_any_script(self, text):
        assert require_line(text) == unicodedata.normalize("NFC", text)

    @pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\u2028b", "a\u202eb", "a\ufeffb", "a\x7fb"])
    def test_refuses_what_cannot_be_seen(self, text):
        with pytest.raises(InvalidValue, match="one line"):
            require_line(text)


class TestTimezone:
    @pytest.mark.parametrize("name", ["UTC", "Africa/Johannesburg", "America/Argentina/Ushuaia"])
    def test_takes_places(self, name):
        assert require_timezone(name) == name

    @pytest.mark.parametrize(
        "name", ["", "utc", "GMT", "Etc/GMT+3", "Africa", "Africa/", "Africa/../../etc/passwd", "/etc", "Africa/\0"]
    )
    def test_refuses_the_others(self, name):
        with pytest.raises(InvalidValue, match="Johannesburg"):
            require_timezone(name)


class TestShows:
    @pytest.mark.parametrize(
        ("page", "title"),
        [
            ("<title>Acme &#038; Söhne &#8211; Just another site</title>", "Acme & Söhne"),
            ("<h1>O&#8217;Neil</h1>", "O'Neil"),
            ("<h1>3&#215;4 Shop</h1>", "3x4 Shop"),
            ("<h1>&#8220;Quoted&#8221;</h1>", '"Quoted"'),
            ("<h1>anything</h1>", "!!!"),
        ],
    )
    def test_sees_through_the_dress(self, page, title):
        assert contains_text(page, title)

    def test_misses_what_is_not_there(self):
        assert not contains_text("<title>Tenant network</title>", "Acme")

    @given(st.text(max_size=40), st.text(max_size=40))
    def test_a_title_on_a_page_is_always_seen(self, title, around):
        assert contains_text(f"{title}", title)
        assert contains_text(
            f"<p>{around.replace('&', '')}</p><h1>{title.replace('&', '')}</h1>", title.replace("&", "")
        )
