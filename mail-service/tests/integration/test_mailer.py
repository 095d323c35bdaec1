"""The mailer from queue message to inbox: one e-mail per notice, despite repeated deliveries and killed processes."""

import json
import urllib.request
import uuid
from dataclasses import dataclass

import pytest
from botocore.exceptions import ClientError

from chassis.dynamodb.table import Table
from chassis.http.sealing import Seal
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.testing import queue_event
from chassis.testing.figures import read_figures
from mail import dependencies, mailer_main
from mail.dao import keys
from mail.dao.dispatch_dao import DispatchDAO
from mail.domain.email import Email

KEY = "invitation-key-of-a-test"
SENDER = "Managed WordPress <no-reply@mail.example.com>"


class Killed(BaseException):
    """Simulates a killed process: an exception that none of our code may catch."""


@dataclass
class Post:
    """The queue, the inbox and the table around the mailer."""

    endpoint: str
    table: Table
    queue: str

    def deliver(self, *bodies: str | dict) -> list[str]:
        """Deliver messages; return those that the queue must deliver again."""
        answer = mailer_main.lambda_handler(queue_event(*bodies, queue=self.queue), None)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def inbox(self, recipient: str) -> list[dict]:
        """The delivered e-mails."""
        with urllib.request.urlopen(f"{self.endpoint}/_ministack/ses/messages") as answer:
            accounts = json.load(answer)["messages"].values()
        return [mail for mails in accounts for mail in mails if mail["To"] == [recipient]]

    def record(self, notice: dict) -> dict | None:
        return self.table.get(keys.dispatch(notice["tenantId"], notice["eventId"]))


@pytest.fixture
def post(aws, tables, monkeypatch) -> Post:
    monkeypatch.setenv("MAIL_SENDER", SENDER)
    monkeypatch.setenv("PORTAL_URL", "https://portal.example.com")
    monkeypatch.setenv("INVITATION_KEY", KEY)
    for cached in (dependencies.settings, dependencies.mail_service):
        cached.cache_clear()
    clients.ses().verify_email_identity(EmailAddress="no-reply@mail.example.com")
    clients.sqs().create_queue(QueueName="mail-test")
    return Post(aws, Table(clients.dynamodb(), tables("mail")), "mail-test")


def notice(name: str = "SITE_CREATION_COMPLETE", **payload) -> dict:
    who = f"jo-{uuid.uuid4().hex}@example.com"
    plain = {"siteId": "site-1", "siteName": "Bäckerei", "recipient": who, "siteUrl": "https://b.example.com"}
    return {
        "eventId": str(uuid.uuid4()),
        "eventType": name,
        "schemaVersion": 1,
        "tenantId": "tenant-1",
        "timestamp": "2026-02-21T08:00:00.000Z",
        "correlationId": "trace-1",
        "payload": plain | payload,
    }


def of(message: dict) -> str:
    return message["payload"]["recipient"]


class TestSendNotice:
    def test_mails_text_and_html_to_the_customer(self, post):
        ready = notice(provisioningDuration=12)

        assert post.deliver(ready) == []

        [mail] = post.inbox(of(ready))
        assert (mail["Source"], mail["Subject"]) == (SENDER, "Your site Bäckerei is ready")
        assert "https://b.example.com" in mail["BodyText"]
        assert '<a href="https://b.example.com"' in mail["BodyHtml"]
        assert post.record(ready)["status"] == "SENT"

    def test_mails_a_failure_with_its_reason(self, post):
        failed = notice("SITE_CREATION_FAILED", siteUrl=None, error={"code": "X", "message": "The name is taken."})

        assert post.deliver(failed) == []

        [mail] = post.inbox(of(failed))
        assert "The name is taken." in mail["BodyText"]

    def test_a_second_delivery_sends_no_second_mail(self, post):
        ready = notice()

        assert post.deliver(ready, ready) == []
        assert post.deliver(ready) == []

        assert len(post.inbox(of(ready))) == 1

    def test_another_event_for_the_same_site_is_another_mail(self, post):
        ready = notice()
        again = ready | {"eventId": str(uuid.uuid4())}

        post.deliver(ready, again)

        assert len(post.inbox(of(ready))) == 2

    @pytest.mark.parametrize("wrong", ["garbage", notice("SITE_SOLD"), notice(recipient="a@b.com\r\nBcc: c@d.com")])
    def test_what_it_cannot_mail_stays_for_the_dead_letter_queue_and_the_rest_goes_out(self, post, wrong):
        ready = notice()

        assert post.deliver(wrong, ready) == ["message-0"]

        assert len(post.inbox(of(ready))) == 1

    def test_a_name_cannot_smuggle_headers_into_the_mail(self, post):
        ready = notice(siteName="Bakery\r\nBcc: all@example.com\r\n\r\nBuy")

        post.deliver(ready)

        [mail] = post.inbox(of(ready))
        assert mail["Subject"] == "Your site Bakery Bcc: all@example.com Buy is ready"
        assert (mail["CC"], mail["BCC"]) == ([], [])


class TestInvitations:
    def invitation(self, **payload) -> dict:
        sealed = Seal(KEY).close("the-secret", ("tenant-1", "inv-1"))
        told = {
            "invitationId": "inv-1",
            "organizationName": "Acme",
            "role": "tenant_viewer",
            "invitedBy": "admin@example.com",
            "expiresAt": "2026-02-28T08:00:00.000Z",
            "sealedToken": sealed,
        }
        return notice("INVITATION_SENT", **told | payload)

    def test_the_secret_reaches_the_mailbox_and_nothing_else(self, post, capfd):
        invited = self.invitation()

        assert post.deliver(invited) == []

        [mail] = post.inbox(of(invited))
        for part in (mail["BodyText"], mail["BodyHtml"]):
            assert "https://portal.example.com/invitations#token=the-secret" in part
            assert "Viewer" in part
        assert "the-secret" not in json.dumps(post.record(invited)) + "".join(capfd.readouterr())

    def test_a_secret_that_was_not_sealed_by_us_is_not_mailed(self, post):
        forged = self.invitation(sealedToken=Seal("another key").close("x", ("tenant-1", "inv-1")))

        assert post.deliver(forged) == ["message-0"]
        assert post.inbox(of(forged)) == []

    def test_a_declined_invitation_is_told_to_the_inviter(self, post):
        told = notice("INVITATION_DECLINED", organizationName="Acme", declinedBy="new@example.com", reason="No time")

        assert post.deliver(told) == []
        [mail] = post.inbox(of(told))
        assert "No time" in mail["BodyText"]


class TestWhenSesRefuses:
    def test_the_next_delivery_tries_again_at_once(self, post, monkeypatch, capsys):
        ready = notice()
        monkeypatch.setenv("MAIL_SENDER", "unverified@example.net")
        for cached in (dependencies.settings, dependencies.mail_service):
            cached.cache_clear()
        assert post.deliver(ready) == ["message-0"]
        kind = "SITE_CREATION_COMPLETE"
        assert read_figures(capsys.readouterr().out) == {("MailsSent", kind): 0, ("MailsFailed", kind): 1}

        monkeypatch.setenv("MAIL_SENDER", SENDER)
        for cached in (dependencies.settings, dependencies.mail_service):
            cached.cache_clear()
        assert post.deliver(ready) == []

        assert len(post.inbox(of(ready))) == 1
        assert post.record(ready)["attempts"] == 2
        assert read_figures(capsys.readouterr().out) == {("MailsSent", kind): 1, ("MailsFailed", kind): 0}


class TestWhenTheMailerIsKilled:
    """The mailer dies after the claim or after sending; the lease decides which mailer may continue, and when."""

    @pytest.fixture
    def service(self, post, clock):
        service = dependencies.mail_service()
        service.dispatches.clock = clock
        return service

    def killed_at(self, monkeypatch, target: object, method: str, *, after: bool) -> None:
        real = getattr(target, method)

        def die(*arguments: object) -> None:
            if after:
                real(*arguments)
            raise Killed

        monkeypatch.setattr(target, method, die)

    @pytest.mark.parametrize(
        ("method", "after", "mails"),
        [("send", False, 1), ("send", True, 2)],
        ids=["before the sending: one mail", "after the sending: two rather than none"],
    )
    def test_the_customer_hears_of_it_after_the_lease(self, post, service, clock, method, after, mails):
        ready = notice()
        with pytest.MonkeyPatch.context() as patch:
            self.killed_at(patch, service.sender, method, after=after)
            with pytest.raises(Killed):
                post.deliver(ready)

        assert post.deliver(ready) == ["message-0"]  # the lease still holds
        clock.advance(seconds=31)
        assert post.deliver(ready) == []

        assert len(post.inbox(of(ready))) == mails
        assert post.record(ready)["status"] == "SENT"

    def test_a_mail_that_was_recorded_is_never_sent_again(self, post, service, clock):
        ready = notice()
        with pytest.MonkeyPatch.context() as patch:
            self.killed_at(patch, service.dispatches, "record_sent", after=True)
            with pytest.raises(Killed):
                post.deliver(ready)
        clock.advance(days=1)

        assert post.deliver(ready) == []

        assert len(post.inbox(of(ready))) == 1


def test_two_mailers_at_the_same_notice_send_one_mail(post):
    """The claim is one conditional write; the queue delivers the loser's message again, when the e-mail was sent."""
    ready = notice()
    winner = DispatchDAO(post.table, utc_now)
    assert winner.claim(ready["tenantId"], ready["eventId"])

    assert post.deliver(ready) == ["message-0"]

    assert post.inbox(of(ready)) == []


def test_an_error_of_ses_is_raised_as_it_is(post):
    """The worker needs the original error to decide whether to try again."""
    box = dependencies.mail_service().sender
    with pytest.raises(ClientError, match="MessageRejected"):
        type(box)(box.client, "unverified@example.net").send(Email("s", "t", "<p>h</p>"), "jo@example.com")
