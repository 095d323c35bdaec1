"""E-mails as people read them."""

import re

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from chassis.http.sealing import Seal
from chassis.messaging.envelopes import MalformedMessage
from mail.domain.notice import DeclineNotice, InvitationNotice, Notice, NoticeKind, SiteNotice
from mail.services.email_renderer import TEMPLATES, EmailRenderer
from mail.services.portal_links import PortalLinks

SEAL = Seal("invitation-key-of-a-test")
LINKS = PortalLinks("https://portal.example.com", SEAL)
SITE_KINDS = [NoticeKind.SITE_READY, NoticeKind.SITE_FAILED]


def any_notice(kind: NoticeKind, text: str = "Plain") -> Notice:
    """A notice of any kind, with `text` in every field that a customer fills."""
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
        "duties": "create and run sites",
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
        "requested_by": "amina@example.com",
    }
    return SiteNotice(**plain | facts)


def button(html: str) -> tuple[str, str]:
    """The address and the label of the button."""
    (found,) = re.findall(r'<a href="([^"]*)" style="display:inline-block[^>]*>([^<]*)</a>', html)
    return found


class TestRender:
    def test_tells_where_the_new_site_is(self):
        email = EmailRenderer(LINKS).render(notice())

        assert email.subject == "Your site Jo's Bakery is ready"
        assert "Open your site:\nhttps://bakery.example.com" in email.text
        assert button(email.html) == ("https://bakery.example.com", "Open your site")
        for part in (email.text, email.html):
            assert "trace-1" in part

    @pytest.mark.parametrize("kind", SITE_KINDS)
    @pytest.mark.parametrize(
        ("requested_by", "reason"),
        [
            ("amina@example.com", "because amina@example.com created this site and named you as its administrator."),
            ("jo@example.com", "because you created this site."),
            (None, "because you are the administrator of this site."),
        ],
    )
    def test_names_the_real_reason_and_the_person(self, kind, requested_by, reason):
        email = EmailRenderer(LINKS).render(notice(kind, requested_by=requested_by))

        for part in (email.text, email.html):
            assert f"You get this mail {reason}" in " ".join(part.split())

    def test_tells_what_went_wrong_and_what_to_do(self):
        email = EmailRenderer(LINKS).render(notice(NoticeKind.SITE_FAILED, error_message="The name is taken."))

        assert email.subject == "We could not create your site Jo's Bakery"
        page = "https://portal.example.com/tenants/tenant-1/sites/site-1"
        assert button(email.html) == (page, "Open the site in your portal")
        assert f'choose "Retry":\n{page}\n' in email.text
        for part in (email.text, email.html):
            assert "The name is taken." in part
            assert "Retry" in part

    def test_admits_that_it_does_not_know_what_went_wrong(self):
        email = EmailRenderer(LINKS).render(notice(NoticeKind.SITE_FAILED))

        assert "Something unexpected happened on our side." in email.text

    @pytest.mark.parametrize("kind", NoticeKind)
    def test_names_of_customers_are_text_and_never_markup_or_headers(self, kind):
        evil = "<script>alert(1)</script>{{ 7*7 }}\r\nBcc: all@example.com"
        email = EmailRenderer(LINKS).render(any_notice(kind, evil))

        assert "<script>" not in email.html
        assert "{{ 7*7 }}" in email.html
        assert email.subject.isprintable()
        assert len(email.subject) <= 120

    @pytest.mark.parametrize("kind", NoticeKind)
    def test_html_works_without_anything_from_outside(self, kind):
        """Mail clients block images, scripts and style sheets."""
        html = EmailRenderer(LINKS).render(any_notice(kind)).html

        assert not any(tag in html for tag in ("<img", "<script", "<link", "<style", "@import", "url("))

    def test_every_kind_has_its_templates(self):
        assert set(TEMPLATES) == set(NoticeKind)


class TestInvitation:
    def test_holds_the_link_with_the_secret_as_a_fragment(self):
        email = EmailRenderer(LINKS).render(invitation(message="Come\nsoon"))

        assert email.subject == "admin@example.com invites you to Acme Bakeries"
        assert "https://portal.example.com/invitations#token=the-secret\n" in email.text
        assert button(email.html) == (
            "https://portal.example.com/invitations#token=the-secret",
            "Accept the invitation",
        )
        for part in (email.text, email.html):
            assert "Come\nsoon" in part
            assert "28 November 2026, 08:00 UTC" in part
            assert "Operator" in part
            assert "you can create and run sites" in part.replace("You", "you")

    def test_leaves_out_words_that_nobody_wrote(self):
        assert "They write" not in EmailRenderer(LINKS).render(invitation()).text

    def test_names_the_team_when_there_is_one(self):
        email = EmailRenderer(LINKS).render(invitation(team_name="Web <shop>"))

        assert "Acme Bakeries, in the team Web <shop>." in email.text
        assert ", in the team <strong" in email.html
        assert ">Web &lt;shop&gt;</strong>." in email.html
        assert "team" not in EmailRenderer(LINKS).render(invitation()).text

    @pytest.mark.parametrize("foreign", [{"tenant_id": "tenant-2"}, {"invitation_id": "inv-2"}, {"sealed_token": "x"}])
    def test_a_secret_of_another_invitation_opens_nothing(self, foreign):
        with pytest.raises(MalformedMessage):
            EmailRenderer(LINKS).render(invitation(**foreign))

    def test_a_notice_shows_no_secret_when_it_is_printed(self):
        assert "sealed" not in repr(invitation())


class TestDecline:
    def test_tells_the_inviter_who_and_why(self):
        email = EmailRenderer(LINKS).render(any_notice(NoticeKind.DECLINED, "No time"))

        assert email.subject == "new@example.com declined your invitation to No time"
        assert "They write:\nNo time" in email.text
        assert "You get this mail because you invited new@example.com." in email.text
        page = "https://portal.example.com/tenants/tenant-1/invitations"
        assert f"again:\n{page}\n" in email.text
        assert button(email.html) == (page, "Open your invitations")
        assert "invite somebody else" in email.html


class TestSandbox:
    def test_a_misspelt_name_is_an_error_and_not_an_empty_place(self):
        with pytest.raises(UndefinedError):
            EmailRenderer(LINKS).environment.from_string("{{ siteName }}").render({})

    def test_a_template_cannot_reach_python(self):
        with pytest.raises(SecurityError):
            EmailRenderer(LINKS).environment.from_string("{{ ''.__class__.__mro__ }}").render({})
