"""From the message to the live site: a simulated WordPress, real tables, and everything that goes wrong on the way."""

import json
import threading
from datetime import timedelta

import pytest

from chassis.operation import OperationStatus, StepStatus
from chassis.testing import queue_event
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from sites.clients.wordpress import WordPressClient
from sites.domain.lifecycle import SiteStatus
from sqs_consumers import site_creation_consumer

TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
ALL_TOLD = ["SITE_CREATED", "SITE_CREATION_COMPLETE", "SITE_CREATION_REQUEST", "SITE_CREATION_REQUESTED"]


def assert_live_once(world, wordpress, site):
    """The one good end: recorded, announced and told once, with one site in WordPress."""
    live, operation = world.site(site.site_id), world.operation(site)
    assert (live.status, operation.status) == (SiteStatus.ACTIVE, OperationStatus.COMPLETED)
    assert live.version == site.version + 1
    assert world.names(site) == ALL_TOLD
    (made,) = wordpress.sites(site.site_id)
    assert (made["id"], made["domain"]) == (live.wp_site_id, f"{site.subdomain}.sites.test")
    assert wordpress.hosts().count(made["domain"]) == 1


class TestOneMessage:
    def test_makes_the_site_live(self, world, wordpress, template):
        site = world.ask_for_site(templateId=template)

        assert world.deliver(world.message(site))

        assert_live_once(world, wordpress, site)
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
        assert payload["siteUrl"] == f"http://{site.subdomain}.sites.test:8080"
        assert (payload["status"], payload["provisioningDuration"]) == ("ACTIVE", 12)

    def test_names_nobody_on_the_bus(self, world):
        site = world.ask_for_site(adminEmail="owner@acme.example.com")

        world.deliver(world.message(site))

        (event,) = world.lines(site, "SITE_CREATED")
        assert event["channel"] == "bus"
        assert "owner@" not in json.dumps(event["body"])

    def test_twice_changes_nothing(self, world, wordpress):
        site = world.ask_for_site()
        message = world.message(site)

        assert [world.deliver(message) for _ in range(3)] == [True] * 3

        assert_live_once(world, wordpress, site)


class TestKilled:
    @pytest.mark.parametrize("moment", list(Moment))
    def test_at_any_call_and_delivered_again_ends_the_same(self, world, wordpress, template, moment):
        """Once at every outgoing call, to AWS or to WordPress."""
        rehearsal = world.ask_for_site(templateId=template)
        message = world.message(rehearsal)
        with calls_counted() as calls:
            world.deliver(message)
        assert sum(name.startswith("http:POST") for name in calls.names) == 3
        assert "dynamodb:TransactWriteItems" in calls.names

        for number, name in enumerate(calls.names):
            site = world.ask_for_site(templateId=template)
            message = world.message(site)
            with killed_at(number, moment), pytest.raises(Killed):
                world.deliver(message)
            world.clock.advance(seconds=60)

            world.deliver_until_done(message)

            try:
                assert_live_once(world, wordpress, site)
            except AssertionError as error:
                raise AssertionError(f"killed {moment} call {number}, {name}") from error

    def test_again_and_again_at_the_same_place_ends_the_same(self, world, wordpress):
        site = world.ask_for_site()
        message = world.message(site)
        for number in (8, 7, 7, 7):  # each time right after WordPress has made the site
            with killed_at(number, Moment.AFTER), pytest.raises(Killed):
                world.deliver(message)
            world.clock.advance(seconds=60)

        world.deliver_until_done(message)

        assert_live_once(world, wordpress, site)


class TestTwoWorkers:
    def test_at_once_make_one_site(self, world, wordpress):
        site = world.ask_for_site()
        message = world.message(site)
        event = queue_event(message, queue=world.queue)
        worker = site_creation_consumer.worker()
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(worker(event, None))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert {"batchItemFailures": []} in answers
        world.deliver_until_done(message)
        assert_live_once(world, wordpress, site)

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
        assert_live_once(world, wordpress, site)


class TestWordPressDown:
    def test_shows_the_retry_and_recovers_by_itself(self, world, wordpress):
        site = world.ask_for_site()
        message = world.message(site)
        wordpress.stop()

        assert not world.deliver(message)

        step = world.operation(site).step("create_site")
        assert (step.status, step.attempts) == (StepStatus.RETRYING, 1)
        assert step.message == "WordPress does not answer as it should; it will be tried again."
        assert step.retry_at
        wordpress.start()
        world.clock.advance(seconds=5)
        assert world.deliver(message)
        assert_live_once(world, wordpress, site)

    def test_ends_with_the_cause_and_a_retry_that_works(self, world, wordpress):
        site = world.ask_for_site()
        message = world.message(site)
        wordpress.stop()

        assert world.deliver_until_done(message) == 3

        failed, operation = world.site(site.site_id), world.operation(site)
        assert (failed.status, operation.status) == (SiteStatus.FAILED, OperationStatus.FAILED)
        assert (failed.failure.code, failed.failure.safe_to_retry) == ("DEPENDENCY_UNAVAILABLE", True)
        assert (operation.error.step, operation.error.cause) == ("create_site", "WpUnreachable 0 ConnectionError")
        (notice,) = [line for line in world.lines(site, "SITE_CREATION_FAILED") if line["channel"] == "topic"]
        assert notice["body"]["payload"]["error"]["code"] == "DEPENDENCY_UNAVAILABLE"
        wordpress.start()
        assert world.act("retry", site) == 202
        assert world.deliver(world.message(site))
        live = world.site(site.site_id)
        assert (live.status, live.failure) == (SiteStatus.ACTIVE, None)
        assert len(wordpress.sites(site.site_id)) == 1


def _refuse(*_):
    from sites.clients.wordpress_errors import WpNotFound

    raise WpNotFound(404, "bbws_theme_not_found")


class TestRefusedByWordPress:
    def test_an_unknown_theme_fails_the_site_at_once(self, world, wordpress, template, monkeypatch):
        site = world.ask_for_site(templateId=template)
        with monkeypatch.context() as patch:
            patch.setattr(WordPressClient, "set_theme", _refuse)
            assert world.deliver(world.message(site))

        failed, operation = world.site(site.site_id), world.operation(site)
        assert (failed.failure.code, operation.error.step) == ("WORDPRESS_LACKS_IT", "apply_template")
        created = operation.step("create_site")
        assert created.status is StepStatus.COMPLETED

        world.clock.advance(seconds=5)
        assert world.act("retry", site) == 202
        assert world.deliver(world.message(site))
        assert world.site(site.site_id).status is SiteStatus.ACTIVE
        assert world.operation(site).step("create_site") == created

    def test_refused_credentials_fail_the_site_and_a_new_secret_heals(self, world, wordpress, secret):
        site = world.ask_for_site()
        secret("wrong WRONG wrong WRONG 1234")
        assert world.deliver(world.message(site))
        assert world.site(site.site_id).failure.code == "WORDPRESS_CREDENTIALS_REFUSED"

        secret("abcd EFGH ijkl MNOP qrst UVWX")
        world.clock.advance(seconds=5)
        world.act("retry", site)

        assert world.deliver(world.message(site))
        assert world.site(site.site_id).status is SiteStatus.ACTIVE

    def test_a_page_without_the_title_is_looked_at_again(self, world, wordpress, monkeypatch):
        site = world.ask_for_site()
        with monkeypatch.context() as patch:
            patch.setattr(WordPressClient, "get_front_page", lambda *_: "<html>Nothing to see</html>")
            assert not world.deliver(world.message(site))

        assert world.operation(site).step("verify_site").status is StepStatus.RETRYING
        world.clock.advance(seconds=5)
        assert world.deliver(world.message(site))
        assert_live_once(world, wordpress, site)


class TestCancelled:
    def test_stops_at_the_next_step_and_can_be_retried(self, world, wordpress, monkeypatch):
        site = world.ask_for_site()
        message = world.message(site)
        create_site = WordPressClient.create_site

        def cancelled_meanwhile(client, *args, **wanted):
            made = create_site(client, *args, **wanted)
            assert world.act("cancel", site) == 200
            return made

        with monkeypatch.context() as patch:
            patch.setattr(WordPressClient, "create_site", cancelled_meanwhile)
            assert not world.deliver(message)

        assert world.deliver(message)
        assert world.site(site.site_id).failure.code == "CANCELLED"
        assert world.operation(site).status is OperationStatus.CANCELLED
        world.clock.advance(seconds=5)
        assert world.act("retry", site) == 202
        assert world.deliver(world.message(site))
        assert world.site(site.site_id).status is SiteStatus.ACTIVE
        assert len(wordpress.sites(site.site_id)) == 1

    def test_before_anybody_began_makes_nothing(self, world, wordpress):
        site = world.ask_for_site()
        world.act("cancel", site)

        assert world.deliver(world.message(site))

        assert wordpress.sites(site.site_id) == []


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

        answer = site_creation_consumer.lambda_handler(event, None)

        assert answer == {"batchItemFailures": [{"itemIdentifier": "message-0"}]}
        assert_live_once(world, wordpress, site)


class TestLease:
    def test_a_second_message_waits_while_the_first_is_at_work(self, world):
        site = world.ask_for_site()
        log = world_log(world)
        log.claim(site.operation_id, timedelta(seconds=45))

        assert not world.deliver(world.message(site))

        world.clock.advance(seconds=46)
        assert world.deliver(world.message(site))


def world_log(world):
    from chassis.operation_log import OperationLog

    return OperationLog(world.operations.client, world.operations.name, world.clock)
