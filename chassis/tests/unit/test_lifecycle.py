"""A lifecycle follows its table, and says what is possible instead."""

import pytest

from chassis.errors import InvalidTransition
from chassis.testing.lights import LIGHTS, Light, Turn


class TestLifecycle:
    def test_follows_its_table(self):
        assert LIGHTS.after(Light.RED, Turn.GO) is Light.GREEN
        assert LIGHTS.allows(Light.GREEN, Turn.STOP)
        assert LIGHTS.sources(Turn.STOP) == [Light.GREEN]

    def test_says_what_is_possible_instead(self):
        with pytest.raises(InvalidTransition) as refused:
            LIGHTS.after(Light.RED, Turn.STOP)

        assert refused.value.extensions == {"currentStatus": "RED", "requestedAction": "stop", "allowedActions": ["go"]}

    def test_draws_itself(self):
        assert "RED --> GREEN: go" in LIGHTS.mermaid()
