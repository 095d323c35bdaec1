"""SQS queues, SNS topics with their subscriptions, buses, and the rules that carry events to queues."""

import json

from local_platform.clients import Aws
from local_platform.names import arn, full_name
from local_platform.service_manifest import Queue, Rule, Topic

_DAY_SECONDS = 86_400


def queue_url(aws: Aws, name: str) -> str:
    """The URL of a queue, known before it exists."""
    return f"{aws.endpoint}/000000000000/{full_name(name)}"


def ensure_queue(aws: Aws, name: str, queue: Queue) -> None:
    """Create the queue, or set its attributes."""
    attributes = {
        "VisibilityTimeout": str(queue.visibility),
        "MessageRetentionPeriod": str(queue.retention_days * _DAY_SECONDS),
        "ReceiveMessageWaitTimeSeconds": "20",
        "SqsManagedSseEnabled": "true",
    }
    if queue.dead_letter:
        target = arn("sqs", full_name(queue.dead_letter))
        attributes["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": queue.receives})
    sqs = aws("sqs")
    try:
        sqs.create_queue(QueueName=full_name(name), Attributes=attributes)
    except sqs.exceptions.QueueNameExists:
        sqs.set_queue_attributes(QueueUrl=queue_url(aws, name), Attributes=attributes)


def ensure_topic(aws: Aws, name: str, topic: Topic) -> None:
    """Create the topic and subscribe its queues with raw delivery; both are idempotent."""
    sns = aws("sns")
    topic_arn = sns.create_topic(Name=full_name(name))["TopicArn"]
    for queue in topic.queues:
        sns.subscribe(
            TopicArn=topic_arn,
            Protocol="sqs",
            Endpoint=arn("sqs", full_name(queue)),
            Attributes={"RawMessageDelivery": "true"},
        )


def ensure_bus(aws: Aws, name: str) -> None:
    """Create the event bus unless it exists."""
    events = aws("events")
    try:
        events.create_event_bus(Name=full_name(name))
    except events.exceptions.ResourceAlreadyExistsException:
        return


def ensure_rule(aws: Aws, name: str, rule: Rule) -> None:
    """Put the rule and its one target."""
    events = aws("events")
    pattern = {"source": rule.source, "detail-type": rule.detail_types} | (
        {"detail": rule.detail} if rule.detail else {}
    )
    where = {} if rule.bus == "default" else {"EventBusName": full_name(rule.bus)}
    events.put_rule(Name=full_name(name), EventPattern=json.dumps(pattern), **where)
    events.put_targets(
        Rule=full_name(name), Targets=[{"Id": "queue", "Arn": arn("sqs", full_name(rule.queue))}], **where
    )
