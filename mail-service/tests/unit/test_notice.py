"""Which notices the mailer accepts, and which texts it makes safe."""

import json

import pytest

from chassis.messaging.envelopes import MalformedMessage
from mail.domain.notice import ROLES, NoticeKind, one_line
from mail.schemas.notice import notice_of


def body(**payload) -> str:
    found = {
        "siteId": "site-1",
        "siteName": "Bakery",
        "recipient": "jo@example.com",
        "siteUrl": "https://b.example.com",
    }
    return json.dumps(envelope(payload=found | payload))


def envelope(**members) -> dict:
    return {
        "eventId": "event-1",
        "eventType": "SITE_CREATION_COMPLETE",
        "schemaVersion": 1,
        "tenantId": "tenant-1",
        "timestamp": "2026-02-21T08:00:00.000Z",
        "correlationId": "trace-1",
        "payload": {},
    } | members


def invitation(role: str) -> str:
    told = {
        "invitationId": "inv-1",
        "recipient": "jo@example.com",
        "organizationName": "Acme",
        "role": role,
        "invitedBy": "admin@example.com",
        "expiresAt": "2026-02-28T08:00:00.000Z",
        "sealedToken": "sealed",
    }
    return json.dumps(envelope(eventType="INVITATION_SENT", payload=told))


class TestNoticeOf:
    def test_reads_what_the_sites_service_announces(self):
        notice = notice_of(body(status="ACTIVE", tenantId="tenant-1", requestedBy="amina@example.com", newer=1))

        assert (notice.kind, notice.recipient) == (NoticeKind.SITE_READY, "jo@example.com")
        assert notice.requested_by == "amina@example.com"

    def test_reads_a_notice_of_yesterday_that_names_nobody_who_asked(self):
        assert notice_of(body()).requested_by is None

    @pytest.mark.parametrize(
        "wrong",
        [
            "",
            "no json",
            "[]",
            json.dumps(envelope()),
            body().replace("SITE_CREATION_COMPLETE", "SITE_SOLD"),
            body().replace('"schemaVersion": 1', '"schemaVersion": 2'),
            body().replace("event-1", ""),
            body(recipient="nobody"),
            body(recipient="jo@example.com, all@example.com"),
            body(recipient="jo@example.com\r\nBcc: all@example.com"),
            body(siteUrl=None),
            body(siteUrl="javascript:alert(1)"),
            body(siteUrl="https://b.example.com\nhttps://evil.example"),
        ],
    )
    def test_refuses_what_it_cannot_mail(self, wrong):
        with pytest.raises(MalformedMessage):
            notice_of(wrong)

    def test_sends_to_the_form_of_an_address_that_mail_servers_know(self):
        assert notice_of(body(recipient="Jo@Exämple.com")).recipient == "jo@xn--exmple-cua.com"

    def test_names_the_role_of_an_invitation_and_what_it_lets_one_do(self):
        notice = notice_of(invitation("tenant_viewer"))

        assert (notice.role, notice.duties) == ROLES["tenant_viewer"]

    def test_nobody_is_invited_to_a_role_without_a_name(self):
        with pytest.raises(MalformedMessage):
            notice_of(invitation("platform_admin"))

    def test_says_nothing_of_the_content_when_it_refuses(self):
        """Logs contain the text of exceptions, and addresses are personal data."""
        with pytest.raises(MalformedMessage) as refused:
            notice_of(body(recipient="jo at example.com"))

        assert "jo" not in str(refused.value)


class TestOneLine:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("Jo's  Bakery", "Jo's Bakery"),
            ("a\r\nBcc: all@example.com", "a Bcc: all@example.…"),
            ("a\x00\x1b\x85\u2028b", "a b"),
            ("Bäckerei 🥐", "Bäckerei 🥐"),
            ("👩‍👩‍👧 می‌خواهم", "👩‍👩‍👧 می‌خواهم"),
            ("a\u202eb\u200bc", "a b c"),
            ("👍🏽" * 20, "👍🏽" * 20),
            ("👍🏽" * 21, "👍🏽" * 19 + "…"),
            ("x" * 21, "x" * 19 + "…"),
        ],
    )
    def test_leaves_one_short_printable_line(self, text, line):
        assert one_line(text, 20) == line
