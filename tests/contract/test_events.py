"""What is announced is what is understood: producers' own payloads, through the queue, into consumers' own handlers."""

import importlib
import json
from pathlib import Path

import pytest

from chassis.dynamodb.items import from_item, to_item
from chassis.messaging.envelopes import Event
from chassis.runtime import clients
from chassis.testing import bus_message, queue_event
from chassis.testing.yaml_files import read_yaml
from instances.domain import events as instance_events
from invitations.domain import events as invitation_events
from invitations.domain.ranks import GRANTED
from mail.domain.notice import ROLES, NoticeKind
from mail.schemas.notice import notice_of
from sites.domain import events as site_events
from tenants.domain import events as tenant_events

ROOT = Path(__file__).parents[2]
TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
ANNOUNCED = {
    module.SOURCE: set(module.EVENTS) for module in (tenant_events, invitation_events, instance_events, site_events)
}
RULES = [
    pytest.param(rule, id=name)
    for path in sorted(ROOT.glob("*/service.yaml"))
    for name, rule in (read_yaml(path).get("rules") or {}).items()
    if rule["bus"] == "events"
]


def event(name: str, source: str, payload: object) -> Event:
    return Event(
        name=name,
        source=source,
        tenant_id=TENANT,
        data=to_item(payload),
        correlation_id="trace-1",
        event_id="event-1",
        occurred_at="2026-02-21T08:00:00.000Z",
    )


def tenant_facts() -> tenant_events.TenantFacts:
    facts = {"tenantId": TENANT, "organizationName": "Acme", "contactEmail": "jo@example.com", "slug": "1b4e28ba2fa1"}
    return from_item(tenant_events.TenantFacts, facts | {"environment": "dev", "status": "ACTIVE", "version": 2})


def member_facts() -> tenant_events.MemberFacts:
    facts = {"tenantId": TENANT, "userId": "user-1", "role": "tenant_admin", "active": False, "by": "jo@example.com"}
    return from_item(tenant_events.MemberFacts, facts)


def instance_facts() -> instance_events.InstanceFacts:
    facts = {"tenantId": TENANT, "instanceId": TENANT, "tier": "STANDARD", "slug": "1b4e28ba2fa1"}
    return from_item(instance_events.InstanceFacts, facts | {"state": "ACTIVE", "version": 3})


def site_notice(**facts: object) -> site_events.SiteNotice:
    plain = {
        "siteId": "site-1",
        "tenantId": TENANT,
        "siteName": "Bakery",
        "status": "ACTIVE",
        "provisioningDuration": 8,
        "version": 2,
        "siteUrl": "https://bakery.example.com",
        "recipient": "jo@example.com",
        "requestedBy": "amina@example.com",
    }
    return from_item(site_events.SiteNotice, plain | facts)


@pytest.mark.parametrize("rule", RULES)
class TestEveryRule:
    def test_waits_for_events_that_somebody_announces(self, rule):
        announced = set().union(*(ANNOUNCED[source] for source in rule["source"]))

        assert set(rule["detail_types"]) - announced == set()


def test_every_notice_that_the_mailer_knows_is_announced_by_somebody():
    assert {kind.value for kind in NoticeKind} <= set().union(*ANNOUNCED.values())


def test_the_mailer_reads_what_invitations_send():
    common = {"tenantId": TENANT, "invitationId": "inv-1", "recipient": "new@example.com", "organizationName": "Acme"}
    sent = {
        "role": "tenant_viewer",
        "invitedBy": "a@b.com",
        "expiresAt": "2026-02-28T08:00:00.000Z",
        "sealedToken": "s",
        "teamName": "North",
    }
    invitation = from_item(invitation_events.InvitationEmail, common | sent)
    decline = from_item(invitation_events.DeclineEmail, common | {"declinedBy": "new@example.com", "reason": "No"})

    invited = notice_of(json.dumps(event("INVITATION_SENT", invitation_events.SOURCE, invitation).detail()))
    declined = notice_of(json.dumps(event("INVITATION_DECLINED", invitation_events.SOURCE, decline).detail()))

    assert (invited.recipient, invited.role, invited.expires_on) == (
        "new@example.com",
        "Viewer",
        "28 February 2026, 08:00 UTC",
    )
    assert invited.team_name == "North"
    assert (declined.declined_by, declined.reason) == ("new@example.com", "No")


def test_the_mailer_has_words_for_every_role_that_somebody_can_be_invited_to():
    assert set(ROLES) == {role.value for role in GRANTED}


@pytest.mark.parametrize("kind", [NoticeKind.SITE_READY, NoticeKind.SITE_FAILED])
def test_the_mailer_reads_what_sites_send(kind):
    failure = {"code": "WORDPRESS_AWAY", "message": "WordPress is away."}
    payload = site_notice() if kind is NoticeKind.SITE_READY else site_notice(status="FAILED", error=failure)
    body = json.dumps(event(kind.value, site_events.SOURCE, payload).detail())

    notice = notice_of(body)

    assert kind.value in site_events.EVENTS
    assert (notice.site_name, notice.recipient, notice.requested_by) == (
        "Bakery",
        "jo@example.com",
        "amina@example.com",
    )
    assert notice.error_message == (None if kind is NoticeKind.SITE_READY else "WordPress is away.")


@pytest.mark.parametrize(
    ("consumer", "queue", "told"),
    [
        ("sites", "sites-reactions", [event("TENANT_ACTIVATED", tenant_events.SOURCE, tenant_facts())]),
        ("sites", "sites-reactions", [event("INSTANCE_ACTIVATED", instance_events.SOURCE, instance_facts())]),
        ("invitations", "invitations-reactions", [event("INSTANCE_CREATED", instance_events.SOURCE, instance_facts())]),
        ("invitations", "invitations-reactions", [event("MEMBER_REMOVED", tenant_events.SOURCE, member_facts())]),
        ("instances", "instances-reactions", [event("TENANT_CREATED", tenant_events.SOURCE, tenant_facts())]),
    ],
)
def test_copies_are_fed_by_the_producers_own_events(consumer, queue, told, tables):
    """Twice, because every delivery may come twice."""
    clients.sqs().create_queue(QueueName=queue)
    dependencies = importlib.import_module(f"{consumer}.dependencies")
    for cached in vars(dependencies).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()
    batch = queue_event(*(bus_message(one) for one in [*told, *told]), queue=queue)

    answer = importlib.import_module(f"{consumer}.reactor_main").lambda_handler(batch, None)

    assert answer == {"batchItemFailures": []}
