"""Text goes into WordPress as text and comes back equal, byte for byte; visitors see just what was written."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import InvalidValue
from chassis.text import require_length, require_line
from sites.services.site_verification import shows_name

PLATFORM = ("platform", "abcd EFGH 1234 ijkl MNOP 5678")
TITLES = [
    *(
        "R&amp;D",
        "Fish &amp; Chips",
        "&lt;3 Cats",
        "caf&eacute;",
        r"C:\Sites\new",
        "0",
        "★★★",
        "<b>bold</b>",
        "Wordpress",
    ),
    *(
        'O\'Neil "the best" -- 3x4 ...',
        "&#0; &bogus; &",
        "&#65;&#x41;",
        "100 % %s $1 \\1",
        "a:0:{}",
        "i:5;",
        "N;",
        "[caption]",
        "{{x}}",
    ),
    *(
        "O’Reilly",
        "株式会社\u3000山田",
        "می‌خواهم",
        "👩‍👩‍👧 ♥\ufe0f",
        "Two  blanks",
        "é" * 100,
        "\U0001f44d\U0001f3fd" * 100,
    ),
]
BODY = (
    "<!-- wp:paragraph -->\r\n<p>C:\\new \\\\ 'a' \"b\" 3x4 -- ... &amp;amp; &#150; caf&eacute; ★ 0 %s</p>\n"
    "<script>if (1 < 2) document.title += '\\u0041';</script><!-- /wp:paragraph -->"
)


@pytest.mark.parametrize("title", TITLES)
def test_a_name_comes_back_and_is_seen_as_it_was_written(tenant, title):
    site = tenant.site(title=title)

    assert site["title"] == title
    assert tenant.agent("GET", f"/sites/{site['id']}").json()["title"] == title
    assert html.unescape(tenant.at(site["domain"], "GET", "/wp-json/").json()["name"]) == title
    assert shows_name(tenant.at(site["domain"], "GET", "/", headers={"Accept": "text/html"}).text, title)


def is_name(text: str) -> bool:
    """Whether the API takes the text as a site's name."""
    try:
        return require_length(require_line(text), 1, 100) == text
    except InvalidValue:
        return False


NAMES = st.text(max_size=60) | st.text("&#;:xX0aA <>\"'\\%-.()[]{}", max_size=12)


@settings(max_examples=60)
@given(NAMES.map(str.strip).filter(is_name))
def test_any_name_that_the_api_takes_comes_back(tenant, title):
    wanted = {"host": "any-name.localhost", "title": title, "key": "site-any-name"}

    assert tenant.agent("POST", "/sites", json=wanted).json()["title"] == title
    assert html.unescape(tenant.at(wanted["host"], "GET", "/wp-json/?_fields=name").json()["name"]) == title


def test_a_repeated_creation_corrects_the_name(tenant):
    wanted = tenant.wanted(title="R&D")
    tenant.agent("POST", "/sites", json=wanted)

    assert tenant.agent("POST", "/sites", json=wanted | {"title": "R&amp;D"}).json()["title"] == "R&amp;D"


@pytest.mark.parametrize("title", TITLES)
def test_pages_come_back_as_they_were_written(tenant, title):
    site = tenant.site()
    pages = [{"slug": "home", "title": title, "content": BODY}]
    assert tenant.agent("POST", f"/sites/{site['id']}/pages", json={"pages": pages}).status_code == 200

    found = tenant.at(site["domain"], "GET", "/wp-json/wp/v2/pages?slug=home&context=edit", auth=PLATFORM).json()[0]

    assert html.unescape(found["title"]["raw"]) == title
    assert found["content"]["raw"] == BODY
