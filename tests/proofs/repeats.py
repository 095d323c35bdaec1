"""A write under an Idempotency-Key: repeated, raced, reused, outlived and killed; each function tells what is wrong."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from chassis.access.caller import Caller, Role
from chassis.runtime import clients
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from tests.catalogue.asks import Ask, Reply
from tests.catalogue.harness import Harness, fresh
from tests.catalogue.writes import WRITES
from tests.proofs.at_once import at_once

SOMEBODY_ELSE = Caller("user-other-staff", "other@example.com", Role.PLATFORM_ADMIN)
REUSED = "IDEMPOTENCY_KEY_REUSED"
BY_SECRET = {"accept_invitation", "decline_invitation"}
"""Acts whose keys are kept with the secret that they bring, not with the tenant in their path."""

type Effect = tuple[int, int]


@dataclass(frozen=True)
class Trial:
    """One act in one tenant, and a reader of the stored items."""

    act: str
    harness: Harness
    contents: Callable[[], list[str]]

    def ask(self) -> Ask:
        """The request on a new target, under a new key."""
        return WRITES[self.act].prepare(self.harness).under(fresh("key"))

    def effect(self, act: Callable[[], object]) -> Effect:
        """How many items came, or came to be different, and how many went."""
        before = set(self.contents())
        act()
        after = set(self.contents())
        return len(after - before), len(before - after)


def in_series(trial: Trial, times: int) -> Iterator[str]:
    """The second and all later requests must change nothing and answer as the first."""
    ask = trial.ask()
    first = ask.send()
    if not first.accepted:
        yield f"{trial.act}: refused: {first.text[:300]}"
    later: list[Reply] = []
    effect = trial.effect(lambda: later.extend(ask.send() for _ in range(times - 1)))
    if effect != (0, 0):
        yield f"{trial.act}: repeated, it changes {effect} items"
    yield from _differing(trial.act, first, later)


def raced(trial: Trial, count: int) -> Iterator[str]:
    """`count` at once have the effect of one, and one answer."""
    alone = trial.ask()
    one = trial.effect(alone.send)  # also warms the route up
    ask = trial.ask()
    answers: list[Reply] = []
    effect = trial.effect(lambda: answers.extend(at_once(count, ask.send)))
    if effect != one:
        yield f"{trial.act}: {count} at once change {effect} items, one changes {one}"
    yield from _differing(trial.act, ask.send(), answers)


def _differing(act: str, first: Reply, others: list[Reply]) -> Iterator[str]:
    for other in others:
        if other.lasting != first.lasting:
            yield f"{act}: {first.lasting} and then {other.lasting}"[:1500]


def reused(trial: Trial) -> Iterator[str]:
    """The key of one request is rejected for another; another person's or tenant's key is separate."""
    ask = trial.ask()
    key = ask.headers["idempotency-key"]
    if not ask.send().accepted:
        yield f"{trial.act}: refused"
    different = _different(ask)
    if trial.effect(lambda: None if _is_refused(different) else different.send()) != (0, 0):
        yield f"{trial.act}: another body under the same key is not refused"
    if _is_refused(replace(different, caller=SOMEBODY_ELSE)):
        yield f"{trial.act}: somebody else has the same key"
    again = WRITES[trial.act].prepare(trial.harness).under(key)
    if _same_scope(ask, again):
        if not _is_refused(again):
            yield f"{trial.act}: another thing under the same key is not refused"
        again = _elsewhere(trial).under(key)
    if not again.send().accepted:
        yield f"{trial.act}: another tenant has the same key"


def _different(ask: Ask) -> Ask:
    """Another request of the same kind on the same thing; acts without a body are sent one."""
    other = WRITES[ask.act].other or {"note": "another body"}
    return ask.saying(**other)


def _is_refused(ask: Ask) -> bool:
    reply = ask.send()
    return reply.status == 422 and reply.body["code"] == REUSED


def _same_scope(one: Ask, other: Ask) -> bool:
    return one.act not in BY_SECRET and one.ids.get("tenant_id") == other.ids.get("tenant_id")


def _elsewhere(trial: Trial) -> Ask:
    """The same act in another tenant, by its administrator."""
    ask = WRITES[trial.act].prepare(Harness.build())
    return ask if "tenant_id" in ask.ids or ask.act in BY_SECRET else replace(ask, caller=SOMEBODY_ELSE)


def outlived(trial: Trial) -> Iterator[str]:
    """A record past its life counts as absent although the table still has it; one that lives on does not."""
    alone = trial.ask()
    new, gone = trial.effect(alone.send)
    ask = trial.ask()
    record = _record_of(ask)
    _put_record(record, expires_in=-1)
    replies: list[Reply] = []
    effect = trial.effect(lambda: replies.append(ask.send()))
    if not replies[0].accepted:
        yield f"{trial.act}: a record past its life refuses: {replies[0].status} {replies[0].text[:300]}"
    if effect != (new, gone + 1):  # the old record makes room
        yield f"{trial.act}: over an old record it changes {effect} items, alone {(new, gone)}"
    living = trial.ask()
    _put_record(_record_of(living), expires_in=3600)
    if not _is_refused(living):
        yield f"{trial.act}: the key of another request is free before its record's life is over"


def _record_of(ask: Ask) -> Mapping[str, Any]:
    """The write of the key's record, taken from the transaction that would have carried it; nothing is written."""
    send, found = vars(BaseClient)["_make_api_call"], list[Mapping[str, Any]]()

    def make(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        if operation != "TransactWriteItems":
            return send(client, operation, arguments)
        puts = [write["Put"] for write in arguments["TransactItems"] if "Put" in write]
        found.extend(put for put in puts if put["Item"].get("entityType") == {"S": "IDEMPOTENCY"})
        raise Killed(f"before {operation}")

    with patch.object(BaseClient, "_make_api_call", make), suppress(Killed):
        ask.send()
    return found[0]


def _put_record(put: Mapping[str, Any], *, expires_in: int) -> None:
    """Store a record under the same key as another request left it, which expires in so many seconds."""
    other = {"requestHash": {"S": "another request"}, "expiresAtEpoch": {"N": str(int(time.time()) + expires_in)}}
    clients.dynamodb().put_item(TableName=put["TableName"], Item={**put["Item"], **other})


def killed(trial: Trial) -> Iterator[str]:
    """Killed after any of its calls, which is before the next one, and tried again, it has been done once."""
    ask, count = trial.ask(), 0

    def counted() -> None:
        nonlocal count
        with calls_counted() as calls:
            ask.send()
        count = len(calls.names)

    one = trial.effect(counted)
    if count == 0:
        yield f"{trial.act}: makes no calls"
    for number in range(count):
        yield from _killed_after(trial, number, one)


def _killed_after(trial: Trial, number: int, one: Effect) -> Iterator[str]:
    ask = trial.ask()
    replies: list[Reply] = []
    effect = trial.effect(lambda: replies.extend(_dying(ask, number)))
    told = f"{trial.act}, killed after call {number}"
    if effect != one:
        yield f"{told}: changes {effect} items, undisturbed {one}"
    if not replies[0].accepted:
        yield f"{told}: then refused: {replies[0].text[:300]}"
    yield from _differing(told, *replies[:1], replies[1:])


def _dying(ask: Ask, number: int) -> list[Reply]:
    """The answers of the second and third attempt; the first one dies."""
    try:
        with killed_at(number, Moment.AFTER):
            ask.send()
    except Killed:
        return [ask.send(), ask.send()]
    raise AssertionError(f"{ask.act} makes fewer than {number + 1} calls")
