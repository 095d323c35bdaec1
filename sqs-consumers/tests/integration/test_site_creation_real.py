"""The same on a real WordPress: its titles, its time zones and its crashes are its own."""

import itertools

import pytest

from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from sites.services.site_verification import shows_name


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
            "R&amp;D",
            "Fish &amp; Chips",
            "&lt;3 Cats",
            "caf&eacute;",
            r"C:\Sites\new",
            "0",
            "★★★",
            "<script>alert(1)</script>",
            "a:0:{}",
            "Ščepanović & Co.",
            "株式会社　山田",
            "می‌خواهم",
        ],
    )
    def test_shows_any_title(self, world, wordpress, template, title):
        site = world.ask_for_site(siteName=title, templateId=template)

        assert world.deliver(world.message(site))

        world.assert_live_once(wordpress, site)
        page = wordpress.page(f"{site.subdomain}.sites.test")
        assert "Since 1901" in page
        assert shows_name(page, title)
        assert wordpress.sites(site.site_id)[0]["title"] == title

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
