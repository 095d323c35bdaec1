"""The same on a real WordPress: its titles, its time zones and its crashes are its own."""

import itertools

import pytest

from chassis.testing.faults import Killed, Moment, calls_counted, killed_at


@pytest.mark.wordpress
class TestRealWordPress:
    """What the simulator cannot prove: its titles, its templates, its crashes are WordPress's own."""

    @pytest.mark.parametrize(
        "title",
        [
            "Acme & Söhne",
            'O\'Neil "the best" -- 3x4 <b>',
            "ラーメン 👩‍👩‍👧",
            "Wordpress (c) ...",
            "100 % \\ back",
            "!!!",
        ],
    )
    def test_shows_any_title(self, world, wordpress, template, title):
        site = world.ask_for_site(siteName=title, templateId=template)

        assert world.deliver(world.message(site))

        world.assert_live_once(wordpress, site)
        assert "Since 1901" in wordpress.page(f"{site.subdomain}.sites.test")

    def test_takes_the_time_zone(self, world, wordpress):
        site = world.ask_for_site(configuration={"timezone": "Africa/Johannesburg"})

        assert world.deliver(world.message(site))

        world.assert_live_once(wordpress, site)
        assert '"timezone_string":"Africa\\/Johannesburg"' in wordpress.page(
            f"{site.subdomain}.sites.test", "/wp-json/"
        )

    def test_killed_around_every_call_to_it_ends_the_same(self, world, wordpress, template):
        rehearsal = world.ask_for_site(templateId=template)
        with calls_counted() as calls:
            world.deliver(world.message(rehearsal))

        for number, moment in itertools.product(range(len(calls.names)), Moment):
            if not calls.names[number].startswith("http:POST"):
                continue
            site = world.ask_for_site(templateId=template)
            message = world.message(site)
            with killed_at(number, moment), pytest.raises(Killed):
                world.deliver(message)
            world.clock.advance(seconds=60)

            world.deliver_until_done(message)

            world.assert_live_once(wordpress, site)
