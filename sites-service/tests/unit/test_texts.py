"""Names of sites and time zones as people write them."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidValue
from sites.schemas.texts import require_timezone
from sites.services.site_verification import shows_name


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


class TestShowsName:
    @pytest.mark.parametrize(
        ("page", "name"),
        [
            ("<title>Acme &#038; Söhne &#8211; Just another site</title>", "Acme & Söhne"),
            ("<title>About &#8211; Acme</title>", "Acme"),
            ("<h1><a href='/'>O&#039;Neil</a></h1>", "O'Neil"),
            ("<h1>\n  Two   Words </h1>", "Two  Words"),
            ("<title>R&amp;amp;D</title>", "R&amp;D"),
            ("<p>&amp;lt;3 Cats</p>", "&lt;3 Cats"),
            ("<p>caf&amp;eacute;</p>", "caf&eacute;"),
            ("<title>&#48; &#8211; Just another site</title>", "0"),
            ("<p>★★★</p>", "★★★"),
            ("<p>C:\\Sites\\new</p>", "C:\\Sites\\new"),
        ],
    )
    def test_reads_what_a_visitor_reads(self, page, name):
        assert shows_name(page, name)

    @pytest.mark.parametrize(
        ("page", "name"),
        [
            ("<title>Tenant network</title>", "Acme"),
            ("<title>R&amp;D</title>", "R&amp;D"),
            ("<title>café</title>", "caf&eacute;"),
            ("<h1>O&#8217;Neil</h1>", "O'Neil"),
            ("<h1>3&#215;4 Shop</h1>", "3x4 Shop"),
            ("<p>C:Sitesnew</p>", "C:\\Sites\\new"),
            ("<h1>anything</h1>", "★★★"),
            ("<h1>10 things</h1>", "0"),
            ("<img alt='Acme'>", "Acme"),
        ],
    )
    def test_misses_a_name_that_is_changed_or_absent(self, page, name):
        assert not shows_name(page, name)

    @given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40))
    def test_a_name_on_a_page_is_always_seen(self, name):
        assert shows_name(f"<title>{html.escape(name)} – x</title>", name)
        assert shows_name(f"<p>other</p><h1>{html.escape(name)}</h1>", name)
