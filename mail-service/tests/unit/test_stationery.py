"""Letters as people read them."""

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from mail.domain.notice import Notice, NoticeKind
from mail.services.stationery import TEMPLATES, Stationery, took


def notice(kind: NoticeKind = NoticeKind.SITE_READY, **facts) -> Notice:
    plain = {
        "event_id": "event-1",
        "kind": kind,
        "tenant_id": "tenant-1",
        "correlation_id": "trace-1",
        "recipient": "jo@example.com",
        "site_id": "site-1",
        "site_name": "Jo's Bakery",
        "site_url": "https://bakery.example.com",
        "seconds": 8.2,
    }
    return Notice(**plain | facts)


class TestWrite:
    def test_tells_where_the_new_site_is(self):
        letter = Stationery().write(notice())

        assert letter.subject == "Your site Jo's Bakery is ready"
        assert "It took us 8 seconds." in letter.text
        for part in (letter.text, letter.html):
            assert "https://bakery.example.com" in part
            assert "trace-1" in part

    def test_leaves_out_a_duration_that_nobody_measured(self):
        letter = Stationery().write(notice(seconds=None))

        assert "took" not in letter.text + letter.html

    def test_tells_what_went_wrong_and_what_to_do(self):
        letter = Stationery().write(notice(NoticeKind.SITE_FAILED, error_message="The name is taken."))

        assert letter.subject == "We could not create your site Jo's Bakery"
        for part in (letter.text, letter.html):
            assert "The name is taken." in part
            assert "Retry" in part

    def test_admits_that_it_does_not_know_what_went_wrong(self):
        letter = Stationery().write(notice(NoticeKind.SITE_FAILED))

        assert "Something unexpected happened on our side." in letter.text

    @pytest.mark.parametrize("kind", NoticeKind)
    def test_names_of_customers_are_text_and_never_markup_or_headers(self, kind):
        evil = "<script>alert(1)</script>{{ 7*7 }}\r\nBcc: all@example.com"
        letter = Stationery().write(notice(kind, site_name=evil, error_message=evil))

        assert "<script>" not in letter.html
        assert "{{ 7*7 }}" in letter.html
        assert letter.subject.isprintable()
        assert len(letter.subject) <= 120

    @pytest.mark.parametrize("kind", NoticeKind)
    def test_html_works_without_anything_from_outside(self, kind):
        """Mail clients block images, scripts and style sheets."""
        html = Stationery().write(notice(kind)).html

        assert not any(tag in html for tag in ("<img", "<script", "<link", "<style", "@import", "url("))

    def test_every_kind_has_its_letter(self):
        assert set(TEMPLATES) == set(NoticeKind)


class TestSandbox:
    def test_a_misspelt_name_is_an_error_and_not_an_empty_place(self):
        with pytest.raises(UndefinedError):
            Stationery().environment.from_string("{{ siteName }}").render({})

    def test_a_template_cannot_reach_python(self):
        with pytest.raises(SecurityError):
            Stationery().environment.from_string("{{ ''.__class__.__mro__ }}").render({})


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, None),
        (0.2, "1 second"),
        (59.4, "59 seconds"),
        (60, "1 minute"),
        (125, "2 minutes 5 seconds"),
        (3600, "60 minutes"),
    ],
)
def test_durations_are_words(seconds, words):
    assert took(seconds) == words
