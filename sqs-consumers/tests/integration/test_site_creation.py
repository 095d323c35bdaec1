"""From the message to the live site, whoever dies or comes twice on the way."""

import json
import threading
from datetime import timedelta

import pytest

from chassis.operations.operation import OperationStatus
from chassis.testing import queue_event
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from chassis.testing.figures import read_figures
from sites.clients.wordpress import WordPressClient
from sqs_consumers import workflow_consumer


class TestOneMessage:
    def test_makes_the_site_live(self, world, wordpress, template):
        site = world.ask_for_site(templateId=template)

        assert world.deliver(world.message(site))

        world.assert_live_once(wordpress, site)
        live, operation = world.site(site.site_id), world.operation(site)
        assert live.url == f"http://{site.subdomain}.sites.test:8080"
        assert (live.wordpress_version, live.php_version) != (None, None)
        assert live.health_status == "HEALTHY"
        assert operation.progress == 100
        assert all(step.started_at and step.completed_at for step in operation.steps)
        assert wordpress.sites(site.site_id)[0]["theme"] == "twentytwentytwo"
        assert "Since 1901" in wordpress.page(f"{site.subdomain}.sites.test")

    def test_tells_the_administrator(self, world):
        site = world.ask_for_site(adminEmail="owner@acme.example.com")
        world.clock.advance(seconds=12)

        world.deliver(world.message(site))

        (notice,) = world.lines(site, "SITE_CREATION_COMPLETE")
        payload = notice["body"]["payload"]
        assert (notice["channel"], notice["target"]) == ("topic", "NOTIFICATIONS_TOPIC")
        assert payload["recipient"] == "owner@acme.example.com"
        assert payload["requestedBy"] == site.created_by
        assert payload["siteUrl"] == f"http://{site.subdomain}.sites.test:8080"
        assert (payload["status"], payload["provisioningDuration"]) == ("ACTIVE", 12)

    def test_names_nobody_on_the_bus(self, world):
        site = world.ask_for_site(adminEmail="owner@acme.example.com")

        world.deliver(world.message(site))

        (event,) = world.lines(site, "SITE_CREATED")
        assert event["channel"] == "bus"
        assert "owner@" not in json.dumps(event["body"])

    def test_twice_changes_nothing_and_counts_once(self, world, wordpress, capsys):
        site = world.ask_for_site()
        message = world.message(site)
        world.clock.advance(seconds=12)

        assert [world.deliver(message) for _ in range(3)] == [True] * 3

        world.assert_live_once(wordpress, site)
        figures = read_figures(capsys.readouterr().out)
        assert figures["OperationsCompleted", "SITE_CREATION"] == 1
        assert figures["OperationDuration", "SITE_CREATION"] == 12_000
        assert figures["OperationsFailed", "SITE_CREATION"] == 0


class TestKilled:
    @pytest.mark.parametrize("moment", list(Moment))
    def test_at_any_call_and_delivered_again_ends_the_same(self, world, wordpress, template, moment):
        """Once at every outgoing call, to AWS or to WordPress."""
        rehearsal = world.ask_for_site(templateId=template)
        message = world.message(rehearsal)
        with calls_counted() as calls:
            world.deliver(message)
        assert sum(name.startswith("http:POST") for name in calls.names) == 3
        assert {"dynamodb:TransactWriteItems", "elbv2:CreateRule"} <= set(calls.names)

        for number, name in enumerate(calls.names):
            site = world.ask_for_site(templateId=template)
            message = world.message(site)
            with killed_at(number, moment), pytest.raises(Killed):
                world.deliver(message)
            world.clock.advance(seconds=60)

            world.deliver_until_done(message)

            try:
                world.assert_live_once(wordpress, site)
            except AssertionError as error:
                raise AssertionError(f"killed {moment} call {number}, {name}") from error

    def test_again_and_again_at_the_same_place_ends_the_same(self, world, wordpress):
        rehearsal = world.message(world.ask_for_site())
        with calls_counted() as calls:
            world.deliver(rehearsal)
        made = next(number for number, name in enumerate(calls.names) if name.startswith("http:POST"))
        site = world.ask_for_site()
        message = world.message(site)
        # each time right after WordPress has made the site; a later worker has its slot (2 calls) and the rule (7)
        for number in (made, made - 9, made - 9, made - 9):
            with killed_at(number, Moment.AFTER) as calls, pytest.raises(Killed):
                world.deliver(message)
            assert calls.names[-1].startswith("http:POST")
            world.clock.advance(seconds=60)

        world.deliver_until_done(message)

        world.assert_live_once(wordpress, site)


class TestTwoWorkers:
    def test_at_once_make_one_site(self, world, wordpress):
        site = world.ask_for_site()
        message = world.message(site)
        event = queue_event(message, queue=world.queue)
        worker = workflow_consumer.worker
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(worker(event, None))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert {"batchItemFailures": []} in answers
        world.deliver_until_done(message)
        world.assert_live_once(wordpress, site)

    def test_a_worker_that_slept_through_its_lease_writes_nothing(self, world, wordpress, monkeypatch):
        site = world.ask_for_site()
        message = world.message(site)
        create_site = WordPressClient.create_site
        slept = []

        def slow(client, *args, **wanted):
            made = create_site(client, *args, **wanted)
            if not slept:
                slept.append(True)
                world.clock.advance(seconds=60)
                assert world.deliver(message)
            return made

        monkeypatch.setattr(WordPressClient, "create_site", slow)

        assert not world.deliver(message)

        assert world.deliver(message)
        world.assert_live_once(wordpress, site)


class TestLease:
    def test_a_second_message_waits_while_the_first_is_at_work(self, world):
        site = world.ask_for_site()
        log = world.log()
        log.claim(site.operation_id, timedelta(seconds=45))

        assert not world.deliver(world.message(site))

        world.clock.advance(seconds=46)
        assert world.deliver(world.message(site))


class TestPoison:
    @pytest.mark.parametrize(
        "change",
        [
            {"messageType": "SITE_EXPLOSION_REQUEST"},
            {"schemaVersion": 2},
            {"payload": {}},
            {"payload": None},
            {"payload": {"operationId": "op-x"}},
        ],
    )
    def test_comes_again_until_the_dead_letter_queue_has_it(self, world, change):
        site = world.ask_for_site()

        assert not world.deliver(world.message(site) | change)

        assert world.operation(site).status is OperationStatus.PENDING

    @pytest.mark.parametrize("body", ["", "{not json", "[]", "7"])
    def test_whatever_it_is(self, world, body):
        assert not world.deliver(body)

    def test_a_request_for_an_operation_that_is_gone_is_done(self, world):
        site = world.ask_for_site()
        message = world.message(site)
        message["payload"]["operationId"] = "op-0a1b2c3d-4e5f-0000-0000-000000000000"

        assert world.deliver(message)

    def test_does_not_hold_up_its_neighbours(self, world, wordpress):
        site = world.ask_for_site()
        event = queue_event("poison", world.message(site), queue=world.queue)

        answer = workflow_consumer.lambda_handler(event, None)

        assert answer == {"batchItemFailures": [{"itemIdentifier": "message-0"}]}
        world.assert_live_once(wordpress, site)


class TestTenantLimit:
    def test_the_sixth_site_of_a_tenant_waits_and_is_woken_by_the_first_that_ends(self, world, wordpress):
        sites = [world.ask_for_site() for _ in range(6)]
        slots = workflow_consumer.consumer().runner.slots
        for site in sites[:5]:
            slots.take(world.log().claim(site.operation_id, timedelta(seconds=45)), 5)
        assert world.deliver(world.message(sites[5]))
        assert wordpress.sites(sites[5].site_id) == []
        world.clock.advance(seconds=60)

        assert world.deliver(world.message(sites[0]))

        assert len(world.lines(sites[5], "SITE_CREATION_REQUEST")) == 2
        assert world.deliver(world.message(sites[5]))
        assert world.site(sites[5].site_id).status == "ACTIVE"
