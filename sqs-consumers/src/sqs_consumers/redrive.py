"""`python -m sqs_consumers.redrive FROM TO [--limit N]`: moves messages of a dead-letter queue back; safe to repeat."""

import argparse
import sys
from typing import TYPE_CHECKING

from chassis.runtime import clients

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_BATCH = 10


def main() -> int:
    """Read the arguments, move, and say how many."""
    parser = argparse.ArgumentParser(prog="python -m sqs_consumers.redrive", description=__doc__)
    parser.add_argument("source", help="name of the dead-letter queue, e.g. bbws-sites-reactions-dlq-dev")
    parser.add_argument("target", help="name of the queue that it serves, e.g. bbws-sites-reactions-dev")
    parser.add_argument("--limit", type=int, default=1000, help="at most so many messages")
    arguments = parser.parse_args()
    moved = redrive(clients.sqs(), arguments.source, arguments.target, limit=arguments.limit)
    sys.stdout.write(f"{moved} messages moved from {arguments.source} to {arguments.target}\n")
    return 0


def redrive(queues: "SQSClient", source: str, target: str, *, limit: int) -> int:
    """Receive, send, delete, in this order: whatever stops it, no message is lost, at worst one is there twice.

    Returns:
        how many messages were moved.
    """
    source_url = queues.get_queue_url(QueueName=source)["QueueUrl"]
    target_url = queues.get_queue_url(QueueName=target)["QueueUrl"]
    moved = 0
    while moved < limit:
        wanted = min(_BATCH, limit - moved)
        messages = queues.receive_message(QueueUrl=source_url, MaxNumberOfMessages=wanted).get("Messages", [])
        if not messages:
            break
        for message in messages:
            queues.send_message(QueueUrl=target_url, MessageBody=message["Body"])
            queues.delete_message(QueueUrl=source_url, ReceiptHandle=message["ReceiptHandle"])
        moved += len(messages)
    return moved


if __name__ == "__main__":
    raise SystemExit(main())
