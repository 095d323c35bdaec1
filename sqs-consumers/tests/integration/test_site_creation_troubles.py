"""WordPress down, WordPress unwilling, people who change their minds."""

import pytest
from botocore.exceptions import ClientError

from chassis.hosting.listener_rules import ListenerRules
from chassis.operations.operation import OperationStatus, StepStatus
from chassis.operations.operation_log import OperationLog
from chassis.runtime import clients
from chassis.testing.figures import read_figures
from sites.clients.wordpress import WordPressClient
from sites.clients.wordpress_errors import WpNotFound
from sites.domain.lifecycle import SiteStatus

TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"  # as in conftest.py


def lacks_theme(*_):
    raise WpNotFound(404, "bbws_theme_not_found")


class TestWordPressDown:
    def test_shows_the_retry_and_recovers_by_itself(self, world, wordpress):
        site = world.ask_for_site()
        message = world.message(site)
        wordpress.stop()

        assert not world.deliver(message)

        step = world.operation(site).step("create_site")
        assert (step.status, step.attempts) == (StepStatus.RETRYING, 1)
        assert step.message == "WordPress does not answer right now."
        assert step.retry_at
        wordpress.start()
        world.clock.advance(seconds=5)
        assert world.deliver(message)
        world.assert_live_once(wordpress, site)

    def test_ends_with_the_cause_and_a_retry_that_works(self, world, wordpress):
        site = world.ask_for_site()
        message = world.message(site)
        wordpress.stop()

        assert world.deliver_until_done(message) == 3

        failed, operation = world.site(site.site_id), world.operation(site)
        assert (failed.status, operation.status) == (SiteStatus.FAILED, OperationStatus.FAILED)
        assert (failed.failure.code, failed.failure.safe_to_retry) == ("DEPENDENCY_UNAVAILABLE", True)
        assert (operation.error.step, operation.error.cause) == ("create_site", "WpUnreachable 0 NewConnectionError")
        (notice,) = [line for line in world.lines(site, "SITE_CREATION_FAILED") if line["channel"] == "topic"]
        assert notice["body"]["payload"]["error"]["code"] == "DEPENDENCY_UNAVAILABLE"
        wordpress.start()
        assert world.act("retry", site) == 202
        assert world.deliver(world.message(site))
        live = world.site(site.site_id)
        assert (live.status, live.failure) == (SiteStatus.ACTIVE, None)
        assert len(wordpress.sites(site.site_id)) == 1


def refused(code):
    def refuse(*_, **__):
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "CreateRule")

    return refuse


class TestBalancer:
    """The rule that sends the site's host to the tenant's WordPress."""

    def test_has_the_tags_of_the_tenants_target_group(self, world):
        site = world.ask_for_site()

        assert world.deliver(world.message(site))

        (rule,) = world.rules(site)
        (tags,) = clients.elbv2().describe_tags(ResourceArns=[rule["RuleArn"]])["TagDescriptions"]
        assert {it["Key"]: it["Value"] for it in tags["Tags"]} == {"bbws:tenant-id": TENANT, "bbws:component": "alb"}

    def test_a_place_that_somebody_else_took_is_tried_again(self, world, wordpress, monkeypatch):
        site = world.ask_for_site()
        with monkeypatch.context() as patch:
            patch.setattr(ListenerRules, "put", refused("PriorityInUse"))
            assert not world.deliver(world.message(site))

        assert world.operation(site).step("create_listener_rule").status is StepStatus.RETRYING
        world.clock.advance(seconds=5)
        assert world.deliver(world.message(site))
        world.assert_live_once(wordpress, site)

    def test_a_full_balancer_ends_the_work_before_wordpress_makes_anything(self, world, wordpress, monkeypatch):
        site = world.ask_for_site()
        monkeypatch.setattr(ListenerRules, "put", refused("TooManyRules"))

        assert world.deliver(world.message(site))

        failed = world.site(site.site_id)
        assert (failed.status, failed.failure.code) == (SiteStatus.FAILED, "INFRASTRUCTURE_REFUSED")
        assert "TooManyRules" in world.operation(site).error.cause
        assert failed.released
        assert wordpress.sites(site.site_id) == []

    def test_waits_for_a_tenant_without_a_target_group(self, world, monkeypatch):
        site = world.ask_for_site()
        monkeypatch.setattr(ListenerRules, "find_target_group", lambda *_: None)

        assert not world.deliver(world.message(site))

        assert world.operation(site).step("create_listener_rule").status is StepStatus.RETRYING

    def test_keeps_the_rule_for_a_retry(self, world, wordpress):
        site = world.ask_for_site()
        wordpress.stop()

        world.deliver_until_done(world.message(site))

        assert world.site(site.site_id).failure.safe_to_retry
        assert len(world.rules(site)) == 1


class TestRefusedByWordPress:
    def test_a_permanent_cause_ends_at_once_and_gives_everything_back(
        self, world, wordpress, template, monkeypatch, capsys
    ):
        site = world.ask_for_site(templateId=template)
        counted = world.sites_counted()
        monkeypatch.setattr(WordPressClient, "set_theme", lacks_theme)
        assert world.deliver(world.message(site))

        failed, operation = world.site(site.site_id), world.operation(site)
        assert (failed.status, failed.failure.code) == (SiteStatus.FAILED, "WORDPRESS_LACKS_IT")
        assert (failed.failure.safe_to_retry, operation.error.safe_to_retry) == (False, False)
        assert (operation.error.step, operation.step("apply_template").attempts) == ("apply_template", 1)
        assert operation.step("create_site").status is StepStatus.COMPENSATED
        assert wordpress.sites(site.site_id) == world.rules(site) == []
        assert world.sites_counted() == counted - 1
        assert read_figures(capsys.readouterr().out)["OperationsFailed", "SITE_CREATION"] == 1

        other = world.ask_for_site(subdomain=site.subdomain)
        assert world.deliver(world.message(other))
        assert world.site(other.site_id).status is SiteStatus.ACTIVE
        world.clock.advance(seconds=5)
        assert world.act("retry", site) == 409  # another site has its subdomain now

    def test_a_retry_after_a_permanent_cause_takes_everything_again(self, world, wordpress, template, monkeypatch):
        site = world.ask_for_site(templateId=template)
        counted = world.sites_counted()
        with monkeypatch.context() as patch:
            patch.setattr(WordPressClient, "set_theme", lacks_theme)
            assert world.deliver(world.message(site))

        world.clock.advance(seconds=5)
        assert world.act("retry", site) == 202
        assert world.sites_counted() == counted
        assert world.deliver(world.message(site))
        assert world.site(site.site_id).status is SiteStatus.ACTIVE
        assert len(wordpress.sites(site.site_id)) == 1

    def test_a_mistake_of_ours_is_permanent(self, world, monkeypatch):
        site = world.ask_for_site()

        def surprise(*_args, **_wanted):
            raise KeyError("anna@example.com")

        monkeypatch.setattr(WordPressClient, "create_site", surprise)
        assert world.deliver(world.message(site))

        assert world.site(site.site_id).failure.code == "INTERNAL_ERROR"
        assert world.site(site.site_id).released

    def test_refused_credentials_fail_the_site_and_a_new_secret_heals(self, world, wordpress, secret):
        site = world.ask_for_site()
        secret("wrong WRONG wrong WRONG 1234")
        assert world.deliver(world.message(site))
        assert world.site(site.site_id).failure.code == "WORDPRESS_CREDENTIALS_REFUSED"
        assert not world.site(site.site_id).released

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
        world.assert_live_once(wordpress, site)


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

    @pytest.mark.parametrize("last_moment", ["save", "complete_write"])
    def test_at_the_very_end_wins_or_loses_whole(self, world, monkeypatch, last_moment):
        """Cancelled before the last transaction looks at the site, or between its look and its write."""
        site = world.ask_for_site()
        message = world.message(site)
        real = getattr(OperationLog, last_moment)

        def cancelled_around(log, operation, *rest):
            done = real(log, operation, *rest)
            if operation.progress == 100:
                assert world.act("cancel", site) == 200
            return done

        with monkeypatch.context() as patch:
            patch.setattr(OperationLog, last_moment, cancelled_around)
            assert not world.deliver(message)

        assert world.deliver(message)
        assert world.site(site.site_id).failure.code == "CANCELLED"
        assert "SITE_CREATED" not in world.names(site)

    def test_before_anybody_began_makes_nothing(self, world, wordpress):
        site = world.ask_for_site()
        world.act("cancel", site)

        assert world.deliver(world.message(site))

        assert wordpress.sites(site.site_id) == []
