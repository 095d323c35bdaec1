"""Faults on request for callers of AWS, and events that only AWS itself may publish."""

import asyncio
import json
import random
from typing import Any

from ministack.services import eventbridge

type Json = dict[str, Any]


def put_aws_events(body: Json) -> Json:
    """Publish events whose source is AWS itself: `{"events": [entry of PutEvents]}`, at most ten."""
    status, _, answer = eventbridge._put_events({"Entries": body["events"]}, allow_aws_source=True)
    return {"status": status, "answer": json.loads(answer)}


class Faults:
    """Faults by service as `X-Amz-Target` names it: `{"throttle": {"DynamoDB": 0.1}, "delay": {"SQS": 200}}`.

    `throttle` is the share of calls refused, `delay` is in milliseconds.
    """

    def __init__(self) -> None:
        self.throttle: dict[str, float] = {}
        self.delay: dict[str, float] = {}

    def set(self, body: Json) -> Json:
        """Replace the faults in force; an empty object ends them."""
        self.throttle, self.delay = body.get("throttle", {}), body.get("delay", {})
        return {"throttle": self.throttle, "delay": self.delay}

    async def apply(self, target: str) -> bool:
        """Wait for the configured delay; return whether the call is to be throttled."""
        await asyncio.sleep(max((ms / 1000 for name, ms in self.delay.items() if name in target), default=0))
        return any(name in target and random.random() < share for name, share in self.throttle.items())  # noqa: S311 - a fault, not a secret
