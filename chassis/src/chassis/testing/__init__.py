"""What every service's tests share: events as AWS sends them, callers, a clock that stands still."""

from chassis.testing.clock import FrozenClock
from chassis.testing.events import bus_message, caller, http_event, queue_event

__all__ = ["FrozenClock", "bus_message", "caller", "http_event", "queue_event"]
