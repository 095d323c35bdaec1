"""Events and commands on their way."""

import json

import pytest

from chassis.messaging.envelopes import Command, Event, MalformedMessage
from chassis.testing import bus_message

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"


class TestEvents:
    event = Event(
        "SITE_CREATED", "bbws.sites", TENANT, {"siteId": "site-1"}, "trace", "evt-1", "2026-02-21T08:00:00.000Z"
    )

    def test_an_event_survives_the_bus(self):
        assert Event.from_queue(bus_message(self.event)) == self.event

    def test_a_command_survives_the_queue(self):
        command = Command("SITE_CREATION_REQUEST", {"siteId": "site-1"}, "trace", "op-1", "2026-02-21T08:00:00.000Z")

        assert Command.from_queue(json.dumps(command.body())) == command

    @pytest.mark.parametrize(
        "body", ["", "{}", "[]", "null", '{"schemaVersion": 2}', '{"detail": {"schemaVersion": 99}}', "\x00"]
    )
    def test_what_nobody_can_read_is_malformed(self, body):
        with pytest.raises(MalformedMessage):
            Event.from_queue(body)
        with pytest.raises(MalformedMessage):
            Command.from_queue(body)
