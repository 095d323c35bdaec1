"""Moving messages of a dead-letter queue back."""

import secrets

import pytest

from chassis.runtime import clients
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from sqs_consumers import redrive


@pytest.fixture
def queues(tables):
    names = [f"bbws-{secrets.token_hex(4)}-dlq", f"bbws-{secrets.token_hex(4)}"]
    for name in names:
        clients.sqs().create_queue(QueueName=name, Attributes={"VisibilityTimeout": "0"})
    return names


def url(name):
    return clients.sqs().get_queue_url(QueueName=name)["QueueUrl"]


def put(name, count):
    for number in range(count):
        clients.sqs().send_message(QueueUrl=url(name), MessageBody=f"message {number}")


def taken(name) -> list[str]:
    found = []
    while messages := clients.sqs().receive_message(QueueUrl=url(name), MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:
            found.append(message["Body"])
            clients.sqs().delete_message(QueueUrl=url(name), ReceiptHandle=message["ReceiptHandle"])
    return sorted(found)


class TestRedrive:
    def test_moves_every_message(self, queues, monkeypatch, capsys):
        put(queues[0], 13)
        monkeypatch.setattr("sys.argv", ["redrive", *queues])

        assert redrive.main() == 0

        assert capsys.readouterr().out.startswith("13 messages moved")
        assert taken(queues[0]) == []
        assert taken(queues[1]) == sorted(f"message {number}" for number in range(13))

    def test_keeps_to_the_limit(self, queues):
        put(queues[0], 5)

        assert redrive.redrive(clients.sqs(), *queues, limit=3) == 3

        assert len(taken(queues[0])) == 2

    @pytest.mark.parametrize("moment", list(Moment))
    def test_killed_anywhere_it_loses_nothing(self, queues, moment):
        put(queues[0], 1)
        with calls_counted() as calls:
            redrive.redrive(clients.sqs(), *queues, limit=10)
        taken(queues[1])

        for number in range(len(calls.names)):
            put(queues[0], 1)
            with killed_at(number, moment), pytest.raises(Killed):
                redrive.redrive(clients.sqs(), *queues, limit=10)
            redrive.redrive(clients.sqs(), *queues, limit=10)

            assert set(taken(queues[1])) == {"message 0"}
