"""The acts behind `tools/bin/operate`, each from its parsed arguments to its text."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from chassis.runtime.ids import slug_of
from deploy.aliases import LIVE
from deploy.refusal import Refused
from operate import keys as generated
from operate import letters, side_tables, trace
from operate.alarms import alarms as ringing
from operate.cloud import LOCAL, Cloud
from operate.copy_back import Copy, Verdict
from operate.declared import DeadLetters, dead_letter_queue, functions, operation_types, table_names
from operate.declared import dead_letters as declared_queues
from operate.replay import NoMoveTask, Replay
from operate.stuck import stuck
from operate.telling import compared, where_it_stands, which
from operate.text import age, columns

ROOT = Path(__file__).parents[2]


def alarms(given: Namespace) -> str:
    """The alarms that ring, the oldest first, and the page to go on with."""
    now = datetime.now(UTC)
    rows = [(one.name, f"{age(now - one.since)} ago", one.page) for one in ringing(given.env, _cloud(given).watch)]
    return columns([("alarm", "since", "go on with"), *rows]) if rows else f"no alarm of {given.env} rings\n"


def dead_letters(given: Namespace) -> str:
    """Every dead-letter queue: how many messages, how old the oldest is, who empties it."""
    cloud = _cloud(given)
    heads = ("queue", "waiting", "held", "oldest", "from", "emptied by")
    return columns([heads, *(_queue_row(queue, cloud) for queue in declared_queues(ROOT))])


def dead_letters_show(given: Namespace) -> str:
    """What the messages of one queue are about; takes none away and tells no content."""
    cloud = _cloud(given)
    queue = dead_letter_queue(ROOT, given.queue, given.env)
    now = datetime.now(UTC)
    with letters.looked_at(cloud.queues, _url(queue.name, cloud), given.limit) as found:
        read = [letters.Letter.read(message) for message in found]
    heads = ("type", "tenant", "operation", "correlation", "sent", "receives")
    rows = [
        (one.kind, one.tenant, one.operation, one.correlation, f"{age(now - one.sent)} ago", str(one.receives))
        for one in read
    ]
    return columns([heads, *rows]) if rows else f"{cloud.name(queue.name)} is empty\n"


def replay(given: Namespace) -> str:
    """Send dead letters back to the queue that they came from; every consumer bears doubles."""
    cloud = _cloud(given)
    queue = dead_letter_queue(ROOT, given.queue, given.env)
    if given.rate < 1:
        raise Refused("--rate is in messages a second, at least 1.")
    target = _origin(queue)
    move = Replay(cloud.queues, _url(queue.name, cloud), _url(target, cloud), given.rate)
    moved = _moved(move, given.only_type)
    left = sum(letters.counts(cloud.queues, move.source))
    return f"{moved} sent to {cloud.name(target)}, {left} left in {cloud.name(queue.name)}\n"


def set_aside(given: Namespace) -> str:
    """Take messages that nobody can use out of a queue, into a private file; they can be sent again from there."""
    cloud = _cloud(given)
    queue = dead_letter_queue(ROOT, given.queue, given.env)
    move = Replay(cloud.queues, _url(queue.name, cloud), "", 1)
    given.into.touch(0o600)  # bodies may hold people's data
    with given.into.open("a") as file:
        taken = move.set_aside(given.only_type, file)
    left = sum(letters.counts(cloud.queues, move.source))
    return f"{taken} written to {given.into}, {left} left in {cloud.name(queue.name)}\n"


def restore_table(given: Namespace) -> str:
    """Make a table as it was at a time, beside the one in use, and wait for it."""
    cloud = _cloud(given)
    if given.table not in table_names(ROOT):
        raise Refused(f"no table is called {given.table}; there are: {', '.join(table_names(ROOT))}.")
    side = side_tables.restore(cloud.table(given.table), given.at, cloud.tables)
    side_tables.await_ready(side, cloud.tables, _say)
    return (
        f"{side}: {side_tables.count(side, cloud.tables)} items\n"
        f"next: tools/bin/operate copy-back --env {given.env} --side {side} --everything (writes only with --apply)\n"
    )


def copy_back(given: Namespace) -> str:
    """Copy what is missing (with --overwrite also what differs) from a side table; writes only with --apply."""
    cloud = _cloud(given)
    if bool(given.tenant) == given.everything:
        raise Refused("say whose items: --tenant tenant-…, or --everything.")
    table = side_tables.table_of(cloud.table(given.side))
    side_tables.require(given.side, cloud.tables)
    copy = Copy(cloud.tables, given.side, table, given.tenant, int(datetime.now(UTC).timestamp()))
    found = list(copy.differences())
    wished = [one for one in found if one.verdict in _wished(given.overwrite)]
    told = compared(found) + (which(found) if given.keys else "")
    if not given.apply:
        return f"{told}{len(wished)} would be written to {table}: say --apply.\n"
    written = sum(map(copy.write, wished))
    again = f", {len(wished) - written} changed meanwhile: run it again" if written < len(wished) else ""
    drop = f"tools/bin/operate drop-side --env {given.env} --side {given.side}"
    return f"{told}{written} written to {table}{again}.\nwhen all is well: {drop}\n"


def drop_side(given: Namespace) -> str:
    """Delete a side table; a table in use has no such name."""
    cloud = _cloud(given)
    side_tables.forget(cloud.table(given.side), cloud.tables)
    return f"{given.side} deleted\n"


def operations(given: Namespace) -> str:
    """Operations that have been open for too long, with where they stand and the query for their logs."""
    cloud = _cloud(given)
    now = datetime.now(UTC)
    found = stuck(cloud.table("operations"), operation_types(ROOT), now - given.stuck_for, cloud.tables)
    if not found:
        return f"no operation of {given.env} has been open for more than {age(given.stuck_for)}\n"
    return "\n".join(where_it_stands(one, now) for one in found)


def keys(given: Namespace) -> str:
    """Age and edition of the generated keys, and which functions still carry the ones before."""
    cloud = _cloud(given)
    if given.env == LOCAL and not generated.exist(LOCAL, cloud.secrets):
        return "the keys of `make run` stand in platform.yaml; they protect nothing and are not rotated\n"
    found = generated.keys(cloud.data, cloud.secrets)
    declared = generated.declared_edition(ROOT, cloud.data)
    behind = generated.behind(list(functions(ROOT)), given.env, found.made, cloud.functions, LIVE)
    lines = [
        f"{found.secret}: {', '.join(sorted(generated.GENERATED))}",
        f"made {found.made:%Y-%m-%dT%H:%M:%SZ}, {age(datetime.now(UTC) - found.made)} ago",
        f"edition {found.edition}, declared {declared}"
        + ("" if found.edition == declared else f": run `make deploy stack=keys env={cloud.data}`"),
        *(
            f"{', '.join(one.name for one in behind if one.folder == folder)} still with the keys before: "
            f"`make deploy stack={folder} env={given.env}`, then shift"
            for folder in sorted({one.folder for one in behind})
        ),
    ]
    return "".join(f"{line}\n" for line in lines)


def follow(given: Namespace) -> str:
    """The way of a request or an operation: the query for CloudWatch; on the local platform the lines themselves."""
    request = given.request_id or (_correlation(given.operation, _cloud(given)) if given.operation else "")
    asked = trace.query(given.operation, request)
    if given.env != LOCAL:
        return f"Logs Insights, log groups with prefix {trace.GROUPS}, a span that covers the request:\n\n{asked}"
    log = Cloud(LOCAL, ROOT).state / "logs" / "functions.log"
    wanted = [word for word in (given.operation, request) if word]
    return trace.lines(log, wanted) or f"{log} has no line about {' or '.join(wanted)}\n"


def _cloud(given: Namespace) -> Cloud:
    return Cloud(given.env, ROOT)


def _url(queue: str, cloud: Cloud) -> str:
    name = cloud.name(queue)
    try:
        return cloud.queues.get_queue_url(QueueName=name)["QueueUrl"]
    except cloud.queues.exceptions.QueueDoesNotExist as error:
        raise Refused(f"there is no queue {name}: are these the credentials of {cloud.environment}?") from error


def _queue_row(queue: DeadLetters, cloud: Cloud) -> Sequence[str]:
    waiting, held = letters.counts(cloud.queues, _url(queue.name, cloud))
    oldest = letters.oldest(cloud.watch, cloud.name(queue.name), datetime.now(UTC)) if waiting + held else None
    unknown = "not measured yet" if waiting + held else "–"
    return (
        cloud.name(queue.name),
        str(waiting),
        str(held),
        age(oldest) if oldest is not None else unknown,
        ", ".join(queue.sources),
        f"{queue.consumer}, which ends the operation" if queue.consumer else "you: replay",
    )


def _origin(queue: DeadLetters) -> str:
    """Where its messages came from, if a person may send them back.

    Raises:
        Refused: a function empties it, or they came from several queues.
    """
    if queue.consumer:
        raise Refused(
            f"{queue.name} is emptied by {queue.consumer}, which ends the operation FAILED: nothing stays here. "
            "Once the cause is gone, follow the operation's `retry` link (GET /v1.0/operations/{operationId})."
        )
    if len(queue.sources) > 1:
        raise Refused(f"{queue.name} serves {', '.join(queue.sources)}: nobody can say where a message came from.")
    return queue.sources[0]


def _moved(move: Replay, only: str) -> int:
    if only:
        return move.one_by_one(only)  # SQS moves everything or nothing
    try:
        return move.by_aws()
    except NoMoveTask:
        return move.one_by_one()


def _wished(overwrite: bool) -> set[Verdict]:
    return {Verdict.MISSING, Verdict.DIFFERS} if overwrite else {Verdict.MISSING}


def _correlation(operation: str, cloud: Cloud) -> str:
    """The trace that the operation belongs to; "" when it is not (any more) there."""
    try:
        key = {"PK": {"S": f"TENANT#{slug_of(operation)}"}, "SK": {"S": f"OPERATION#{operation}"}}
    except ValueError as error:
        raise Refused(f"{operation} is no operation: it looks like op-<uuid>.") from error
    item = cloud.tables.get_item(TableName=cloud.table("operations"), Key=key).get("Item", {})
    return item.get("correlationId", {}).get("S", "")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
