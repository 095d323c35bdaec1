"""Letters as people read them."""

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from chassis.http.sealing import Seal
from chassis.messaging.envelopes import MalformedMessage
from mail.domain.notice import DeclineNotice, InvitationNotice, Notice, NoticeKind, SiteNotice
from mail.services.invitation_links import InvitationLinks
from mail.services.stationery import TEMPLATES, Stationery, took

SEAL = Seal("invitation-key-of-a-test")
LINKS = InvitationLinks("https://portal.example.com/invitations", SEAL)
SITE_KINDS = [NoticeKind.SITE_READY, NoticeKind.SITE_FAILED]


def any_notice(kind: NoticeKind, text: str = "Plain") -> Notice:
    """A notice of any kind, with `text` wherever a customer chose the words."""
    common = {
        "event_id": "e",
        "kind": kind,
        "tenant_id": "tenant-1",
        "correlation_id": "trace-1",
        "recipient": "a@b.com",
    }
    if kind is NoticeKind.INVITED:
        return invitation(organization_name=text, message=text)
    if kind is NoticeKind.DECLINED:
        return DeclineNotice(**common, organization_name=text, declined_by="new@example.com", reason=text)
    return notice(kind, site_name=text, error_message=text)


def invitation(**facts) -> InvitationNotice:
    plain = {
        "event_id": "event-1",
        "kind": NoticeKind.INVITED,
        "tenant_id": "tenant-1",
        "correlation_id": "trace-1",
        "recipient": "new@example.com",
        "invitation_id": "inv-1",
        "organization_name": "Acme Bakeries",
        "role": "Operator",
        "duties": "creates and runs sites",
        "invited_by": "admin@example.com",
        "expires_on": "28 November 2026, 08:00 UTC",
        "sealed_token": SEAL.close("the-secret", ("tenant-1", "inv-1")),
    }
    return InvitationNotice(**plain | facts)


def notice(kind: NoticeKind = NoticeKind.SITE_READY, **facts) -> SiteNotice:
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
    return SiteNotice(**plain | facts)


class TestWrite:
    def test_tells_where_the_new_site_is(self):
        letter = Stationery(LINKS).write(notice())

        assert letter.subject == "Your site Jo's Bakery is ready"
        assert "It took us 8 seconds." in letter.text
        for part in (letter.text, letter.html):
            assert "https://bakery.example.com" in part
            assert "trace-1" in part

    def test_leaves_out_a_duration_that_nobody_measured(self):
        letter = Stationery(LINKS).write(notice(seconds=None))

        assert "took" not in letter.text + letter.html

    def test_tells_what_went_wrong_and_what_to_do(self):
        letter = Stationery(LINKS).write(notice(NoticeKind.SITE_FAILED, error_message="The name is taken."))

        assert letter.subject == "We could not create your site Jo's Bakery"
        for part in (letter.text, letter.html):
            assert "The name is taken." in part
            assert "Retry" in part

    def test_admits_that_it_does_not_know_what_went_wrong(self):
        letter = Stationery(LINKS).write(notice(NoticeKind.SITE_FAILED))

        assert "Something unexpected happened on our side." in letter.text

    @pytest.mark.parametrize("kind", NoticeKind)
    def test_names_of_customers_are_text_and_never_markup_or_headers(self, kind):
        evil = "<script>alert(1)</script>{{ 7*7 }}\r\nBcc: all@example.com"
        letter = Stationery(LINKS).write(any_notice(kind, evil))

        assert "<script>" not in letter.html
        assert "{{ 7*7 }}" in letter.html
        assert letter.subject.isprintable()
        assert len(letter.subject) <= 120

    @pytest.mark.parametrize("kind", NoticeKind)
    def test_html_works_without_anything_from_outside(self, kind):
        """Mail clients block images, scripts and style sheets."""
        html = Stationery(LINKS).write(any_notice(kind)).html

        assert not any(tag in html for tag in ("<img", "<script", "<link", "<style", "@import", "url("))

    def test_every_kind_has_its_letter(self):
        assert set(TEMPLATES) == set(NoticeKind)


class TestInvitation:
    def test_holds_the_link_with_the_secret_as_a_fragment(self):
        letter = Stationery(LINKS).write(invitation(message="Come\nsoon"))

        assert letter.subject == "admin@example.com invites you to Acme Bakeries"
        assert "https://portal.example.com/invitations#token=the-secret\n" in letter.text
        assert letter.html.count('href="https://portal.example.com/invitations#token=the-secret"') == 2
        for part in (letter.text, letter.html):
            assert "Come\nsoon" in part
            assert "28 November 2026, 08:00 UTC" in part
            assert "Operator" in part
            assert "creates and runs sites" in part

    def test_leaves_out_words_that_nobody_wrote(self):
        assert "They write" not in Stationery(LINKS).write(invitation()).text

    def test_names_the_team_when_there_is_one(self):
        letter = Stationery(LINKS).write(invitation(team_name="Web <shop>"))

        assert "Acme Bakeries, in the team Web <shop>." in letter.text
        assert ", in the team <strong" in letter.html
        assert ">Web &lt;shop&gt;</strong>." in letter.html
        assert "team" not in Stationery(LINKS).write(invitation()).text

    @pytest.mark.parametrize("foreign", [{"tenant_id": "tenant-2"}, {"invitation_id": "inv-2"}, {"sealed_token": "x"}])
    def test_a_secret_of_another_invitation_opens_nothing(self, foreign):
        with pytest.raises(MalformedMessage):
            Stationery(LINKS).write(invitation(**foreign))

    def test_a_notice_shows_no_secret_when_it_is_printed(self):
        assert "sealed" not in repr(invitation())


class TestDecline:
    def test_tells_the_inviter_who_and_why(self):
        letter = Stationery(LINKS).write(any_notice(NoticeKind.DECLINED, "No time"))

        assert letter.subject == "new@example.com declined your invitation to No time"
        assert "They write:\nNo time" in letter.text


class TestSandbox:
    def test_a_misspelt_name_is_an_error_and_not_an_empty_place(self):
        with pytest.raises(UndefinedError):
            Stationery(LINKS).environment.from_string("{{ siteName }}").render({})

    def test_a_template_cannot_reach_python(self):
        with pytest.raises(SecurityError):
            Stationery(LINKS).environment.from_string("{{ ''.__class__.__mro__ }}").render({})


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
