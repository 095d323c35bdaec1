"""Implements the commands of `tools/bin/operate`: each takes parsed options and returns the text to print."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from chassis.runtime.ids import slug_of
from deploy.aliases import LIVE
from deploy.command_line import print_line
from deploy.errors import CommandError
from operate import alarms, dead_letters, generated_keys, side_tables, trace
from operate.cloud import LOCAL, Cloud
from operate.copy_back import TableCopy, Verdict
from operate.declarations import (
    DeadLetterQueue,
    find_dead_letter_queue,
    list_dead_letter_queues,
    list_functions,
    list_operation_types,
    list_table_names,
)
from operate.queue_moves import MoveTaskUnsupported, QueueMove
from operate.reports import format_comparison, format_keys, format_stuck_operation
from operate.stuck_operations import list_stuck_operations as find_stuck_operations
from operate.text import format_age, format_table

ROOT = Path(__file__).parents[2]


def list_alarms(options: Namespace) -> str:
    """List active alarms, oldest first, and the runbook page for each."""
    now = datetime.now(UTC)
    rows = [
        (one.name, f"{format_age(now - one.since)} ago", one.page)
        for one in alarms.list_alarms(options.env, _connect(options).cloudwatch)
    ]
    return format_table([("alarm", "since", "runbook"), *rows]) if rows else f"no alarm of {options.env} is active\n"


def list_dead_letters(options: Namespace) -> str:
    """List every dead-letter queue: number of messages, age of the oldest, and who empties it."""
    cloud = _connect(options)
    heads = ("queue", "waiting", "held", "oldest", "from", "emptied by")
    return format_table([heads, *(_format_queue_row(queue, cloud) for queue in list_dead_letter_queues(ROOT))])


def show_dead_letters(options: Namespace) -> str:
    """Show what the messages of one queue are about, without their content; none is removed."""
    cloud = _connect(options)
    queue = find_dead_letter_queue(ROOT, options.queue, options.env)
    now = datetime.now(UTC)
    with dead_letters.peek(cloud.sqs, _find_queue_url(queue.name, cloud), options.limit) as found:
        read = [dead_letters.DeadLetter.from_message(message) for message in found]
    heads = ("type", "tenant", "operation", "correlation", "sent", "receives")
    rows = [
        (one.kind, one.tenant, one.operation, one.correlation, f"{format_age(now - one.sent)} ago", str(one.receives))
        for one in read
    ]
    return format_table([heads, *rows]) if rows else f"{cloud.full_name(queue.name)} is empty\n"


def replay(options: Namespace) -> str:
    """Move dead letters back to their source queue; every consumer is idempotent."""
    cloud = _connect(options)
    queue = find_dead_letter_queue(ROOT, options.queue, options.env)
    if options.rate < 1:
        raise CommandError("--rate is in messages per second and must be at least 1.")
    target = _find_origin(queue)
    move = QueueMove(cloud.sqs, _find_queue_url(queue.name, cloud), _find_queue_url(target, cloud), options.rate)
    moved = _move(move, options.only_type)
    left = sum(dead_letters.count_messages(cloud.sqs, move.source))
    return f"{moved} moved to {cloud.full_name(target)}, {left} left in {cloud.full_name(queue.name)}\n"


def set_aside(options: Namespace) -> str:
    """Move messages that cannot be processed from a queue to a private file; they can be sent again from there."""
    cloud = _connect(options)
    queue = find_dead_letter_queue(ROOT, options.queue, options.env)
    move = QueueMove(cloud.sqs, _find_queue_url(queue.name, cloud), "", 1)
    options.into.touch(0o600)  # bodies may hold people's data
    with options.into.open("a") as file:
        taken = move.set_aside(options.only_type, file)
    left = sum(dead_letters.count_messages(cloud.sqs, move.source))
    return f"{taken} written to {options.into}, {left} left in {cloud.full_name(queue.name)}\n"


def restore_table(options: Namespace) -> str:
    """Restore a table to a point in time beside the one in use, and wait until it is ready."""
    cloud = _connect(options)
    if options.table not in list_table_names(ROOT):
        raise CommandError(f"no table is called {options.table}; choose from: {', '.join(list_table_names(ROOT))}.")
    side = side_tables.restore(cloud.table_name(options.table), options.at, cloud.dynamodb)
    side_tables.wait_until_ready(side, cloud.dynamodb, print_line)
    return (
        f"{side}: {side_tables.count_items(side, cloud.dynamodb)} items\n"
        f"next: tools/bin/operate copy-back --env {options.env} --side {side} --everything (writes only with --apply)\n"
    )


def copy_back(options: Namespace) -> str:
    """Copy missing items (with --overwrite also those that differ) from a side table. Writes only with --apply."""
    cloud = _connect(options)
    if bool(options.tenant) == options.everything:
        raise CommandError("choose the items: --tenant tenant-…, or --everything.")
    table = side_tables.find_source_table(cloud.table_name(options.side))
    side_tables.check_ready(options.side, cloud.dynamodb)
    copy = TableCopy(cloud.dynamodb, options.side, table, options.tenant, int(datetime.now(UTC).timestamp()))
    found = list(copy.compare())
    to_write = [one for one in found if one.verdict in _verdicts_to_write(options.overwrite)]
    report = format_comparison(found) + (format_keys(found) if options.keys else "")
    if not options.apply:
        return f"{report}{len(to_write)} would be written to {table}: add --apply.\n"
    written = sum(map(copy.write, to_write))
    again = f", {len(to_write) - written} changed meanwhile: run it again" if written < len(to_write) else ""
    drop = f"tools/bin/operate delete-side-table --env {options.env} --side {options.side}"
    return f"{report}{written} written to {table}{again}.\nwhen you have checked the result: {drop}\n"


def delete_side_table(options: Namespace) -> str:
    """Delete a side table; the name protects tables in use."""
    cloud = _connect(options)
    side_tables.delete_side_table(cloud.table_name(options.side), cloud.dynamodb)
    return f"{options.side} deleted\n"


def list_stuck_operations(options: Namespace) -> str:
    """List operations that have been open for too long, with their current step and a query for their logs."""
    cloud = _connect(options)
    now = datetime.now(UTC)
    found = find_stuck_operations(
        cloud.table_name("operations"), list_operation_types(ROOT), now - options.stuck_for, cloud.dynamodb
    )
    if not found:
        return f"no operation of {options.env} has been open for more than {format_age(options.stuck_for)}\n"
    return "\n".join(format_stuck_operation(one, now) for one in found)


def show_keys(options: Namespace) -> str:
    """Show age and edition of the generated keys, and which functions still use the previous keys."""
    cloud = _connect(options)
    if options.env == LOCAL and not generated_keys.keys_exist(LOCAL, cloud.secrets_manager):
        return "the keys of `make run` are in platform.yaml; they protect nothing and are not rotated\n"
    found = generated_keys.get_keys(cloud.data_environment, cloud.secrets_manager)
    declared = generated_keys.read_declared_edition(ROOT, cloud.data_environment)
    outdated = generated_keys.find_outdated_functions(
        list(list_functions(ROOT)), options.env, found.created_at, cloud.lambda_client, LIVE
    )
    lines = [
        f"{found.secret}: {', '.join(sorted(generated_keys.GENERATED))}",
        f"made {found.created_at:%Y-%m-%dT%H:%M:%SZ}, {format_age(datetime.now(UTC) - found.created_at)} ago",
        f"edition {found.edition}, declared {declared}"
        + ("" if found.edition == declared else f": run `make deploy stack=keys env={cloud.data_environment}`"),
        *(
            f"{', '.join(one.name for one in outdated if one.folder == folder)} still with the previous keys: "
            f"`make deploy stack={folder} env={options.env}`, then shift the traffic"
            for folder in sorted({one.folder for one in outdated})
        ),
    ]
    return "".join(f"{line}\n" for line in lines)


def trace_request(options: Namespace) -> str:
    """Trace a request or an operation: print a query for CloudWatch, or the log lines of the local platform."""
    request = options.request_id or (
        _find_correlation_id(options.operation, _connect(options)) if options.operation else ""
    )
    asked = trace.build_query(options.operation, request)
    if options.env != LOCAL:
        return f"Logs Insights, log groups with prefix {trace.GROUPS}, a time range that covers the request:\n\n{asked}"
    log = Cloud(LOCAL, ROOT).state_folder / "logs" / "functions.log"
    wanted = [word for word in (options.operation, request) if word]
    return trace.find_lines(log, wanted) or f"{log} has no line with {' or '.join(wanted)}\n"


def _connect(options: Namespace) -> Cloud:
    return Cloud(options.env, ROOT)


def _find_queue_url(queue: str, cloud: Cloud) -> str:
    name = cloud.full_name(queue)
    try:
        return cloud.sqs.get_queue_url(QueueName=name)["QueueUrl"]
    except cloud.sqs.exceptions.QueueDoesNotExist as error:
        raise CommandError(f"queue {name} does not exist: are these the credentials of {cloud.environment}?") from error


def _format_queue_row(queue: DeadLetterQueue, cloud: Cloud) -> Sequence[str]:
    waiting, held = dead_letters.count_messages(cloud.sqs, _find_queue_url(queue.name, cloud))
    oldest = (
        dead_letters.get_oldest_age(cloud.cloudwatch, cloud.full_name(queue.name), datetime.now(UTC))
        if waiting + held
        else None
    )
    unknown = "not measured yet" if waiting + held else "–"
    return (
        cloud.full_name(queue.name),
        str(waiting),
        str(held),
        format_age(oldest) if oldest is not None else unknown,
        ", ".join(queue.sources),
        f"{queue.consumer}, which fails the operation" if queue.consumer else "you: replay",
    )


def _find_origin(queue: DeadLetterQueue) -> str:
    """Find the source queue of its messages, if a person may move them back.

    Raises:
        CommandError: a function empties the queue, or its messages came from several queues.
    """
    if queue.consumer:
        raise CommandError(
            f"{queue.name} is emptied by {queue.consumer}, which marks the operation FAILED: no message stays here. "
            "When the cause is fixed, follow the operation's `retry` link (GET /v1.0/operations/{operationId})."
        )
    if len(queue.sources) > 1:
        raise CommandError(f"{queue.name} serves {', '.join(queue.sources)}: the source of a message is unknown.")
    return queue.sources[0]


def _move(move: QueueMove, only: str) -> int:
    if only:
        return move.move_one_by_one(only)  # SQS moves everything or nothing
    try:
        return move.move_by_sqs()
    except MoveTaskUnsupported:
        return move.move_one_by_one()


def _verdicts_to_write(overwrite: bool) -> set[Verdict]:
    return {Verdict.MISSING, Verdict.DIFFERS} if overwrite else {Verdict.MISSING}


def _find_correlation_id(operation: str, cloud: Cloud) -> str:
    """Find the correlation id of an operation; "" when the operation does not exist."""
    try:
        key = {"PK": {"S": f"TENANT#{slug_of(operation)}"}, "SK": {"S": f"OPERATION#{operation}"}}
    except ValueError as error:
        raise CommandError(f"{operation} is not an operation id: ids look like op-<uuid>.") from error
    item = cloud.dynamodb.get_item(TableName=cloud.table_name("operations"), Key=key).get("Item", {})
    return item.get("correlationId", {}).get("S", "")
