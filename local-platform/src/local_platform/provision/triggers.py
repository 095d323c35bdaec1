"""What calls a function besides HTTP: queues, streams and schedules."""

import json
from typing import Any

from local_platform.clients import Aws
from local_platform.names import arn, full_name
from local_platform.service_manifest import Function, QueueTrigger, ScheduleTrigger, StreamTrigger

type Json = dict[str, Any]


def ensure_triggers(aws: Aws, name: str, function: Function, streams: dict[str, str | None]) -> None:
    """Create the declared mappings and schedules; remove mappings that are no longer declared."""
    sources = set()
    for trigger in function.triggers:
        match trigger:
            case QueueTrigger():
                sources.add(_ensure_mapping(aws, name, arn("sqs", full_name(trigger.queue)), _queue_mapping(trigger)))
            case StreamTrigger():
                source = streams[trigger.stream]
                if source is None:
                    raise ValueError(f"{name}: the table `{trigger.stream}` declares no stream")
                sources.add(_ensure_mapping(aws, name, source, _stream_mapping(trigger)))
            case ScheduleTrigger():
                _ensure_schedule(aws, name, trigger.schedule)
    for mapping in aws("lambda").list_event_source_mappings(FunctionName=name)["EventSourceMappings"]:
        if mapping["EventSourceArn"] not in sources:
            aws("lambda").delete_event_source_mapping(UUID=mapping["UUID"])


def _queue_mapping(trigger: QueueTrigger) -> Json:
    scaling = {"MaximumConcurrency": trigger.concurrency} if trigger.concurrency else {}
    return {
        "BatchSize": trigger.batch,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        **({"ScalingConfig": scaling} if scaling else {}),
    }


def _stream_mapping(trigger: StreamTrigger) -> Json:
    criteria = {"Filters": [{"Pattern": json.dumps(trigger.filter)}]} if trigger.filter else {"Filters": []}
    return {
        "BatchSize": trigger.batch,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "FilterCriteria": criteria,
    }


def _ensure_mapping(aws: Aws, name: str, source: str, declared: Json) -> str:
    functions = aws("lambda")
    there = functions.list_event_source_mappings(FunctionName=name, EventSourceArn=source)["EventSourceMappings"]
    if not there:
        position = {} if ":sqs:" in source else {"StartingPosition": "TRIM_HORIZON"}
        functions.create_event_source_mapping(FunctionName=name, EventSourceArn=source, **declared, **position)
    elif any(there[0].get(field) != value for field, value in declared.items()):
        functions.update_event_source_mapping(UUID=there[0]["UUID"], **declared)
    return source


def _ensure_schedule(aws: Aws, name: str, schedule: str) -> None:
    events = aws("events")
    events.put_rule(Name=name, ScheduleExpression=schedule)
    events.put_targets(Rule=name, Targets=[{"Id": "function", "Arn": arn("lambda", f"function:{name}")}])
