"""What nobody could deliver: whoever waits for it learns that it failed, and can retry."""

from datetime import timedelta

import pytest

from chassis.operations.operation import OperationStatus
from sites.domain.lifecycle import SiteStatus
from sqs_consumers import dead_letter_consumer, workflow_consumer


def bury(world, message) -> bool:
    return world.deliver(message, consumer=dead_letter_consumer)


class TestDeadLetter:
    def test_fails_the_operation_and_the_site(self, world):
        site = world.ask_for_site()

        assert bury(world, world.message(site))

        failed, operation = world.site(site.site_id), world.operation(site)
        assert (failed.status, failed.failure.code) == (SiteStatus.FAILED, "UNDELIVERABLE")
        assert (operation.status, operation.error.safe_to_retry) == (OperationStatus.FAILED, True)
        channels = sorted(line["channel"] for line in world.lines(site, "SITE_CREATION_FAILED"))
        assert channels == ["bus", "topic"]

    def test_a_retry_brings_it_back_to_life(self, world):
        site = world.ask_for_site()
        bury(world, world.message(site))
        world.clock.advance(seconds=5)

        assert world.act("retry", site) == 202
        assert world.deliver(world.message(site))

        assert world.site(site.site_id).status is SiteStatus.ACTIVE

    def test_says_when_no_worker_can_read_it(self, world):
        site = world.ask_for_site()

        assert bury(world, world.message(site) | {"messageType": "SITE_EXPLOSION_REQUEST"})

        failed = world.site(site.site_id).failure
        assert (failed.code, failed.safe_to_retry) == ("POISON", False)
        assert world.sites_counted() == 0
        assert world.ask_for_site(subdomain=site.subdomain).status is SiteStatus.PROVISIONING

    def test_leaves_alone_what_has_ended(self, world):
        site = world.ask_for_site()
        message = world.message(site)
        world.deliver(message)

        assert bury(world, message)

        assert world.site(site.site_id).status is SiteStatus.ACTIVE

    def test_waits_for_a_worker_that_is_at_it_after_all(self, world):
        site = world.ask_for_site()
        world.log().claim(site.operation_id, timedelta(seconds=45))

        assert not bury(world, world.message(site))

        assert world.operation(site).status is OperationStatus.IN_PROGRESS

    @pytest.mark.parametrize("body", ["", "{not json", {"messageType": "SITE_CREATION_REQUEST"}])
    def test_logs_what_cannot_be_read(self, world, body, caplog):
        assert bury(world, body)

        assert "poison_message" in caplog.messages

    def test_logs_ids_that_are_none(self, world, caplog):
        site = world.ask_for_site()
        message = world.message(site) | {"payload": {"operationId": "op-x"}}

        assert bury(world, message)

        assert "poison_message" in caplog.messages

    def test_gives_the_slot_of_the_tenant_to_its_next_site(self, world):
        """A worker died at work, again and again; meanwhile the tenant's other sites waited for its slot."""
        sites = [world.ask_for_site() for _ in range(6)]
        slots = workflow_consumer.consumer().runner.slots
        for site in sites[:5]:
            slots.take(world.log().claim(site.operation_id, timedelta(seconds=45)), 5)
        assert world.deliver(world.message(sites[5]))
        assert world.operation(sites[5]).deferred_at
        world.clock.advance(seconds=60)

        assert bury(world, world.message(sites[0]))

        assert world.operation(sites[5]).deferred_at is None
        assert len(world.lines(sites[5], "SITE_CREATION_REQUEST")) == 2
