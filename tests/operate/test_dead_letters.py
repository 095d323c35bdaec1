"""Dead letters are counted, shown without loss, and moved back where a person may do so."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from deploy.errors import CommandError
from operate import dead_letters, queue_moves
from operate.declarations import DeadLetterQueue, list_dead_letter_queues
from operate.queue_moves import MoveTaskUnsupported, QueueMove
from tests.operate.conftest import TENANT, command


@pytest.fixture
def put(cloud, queues):
    """Sends messages to a queue."""

    def send(queue: str, *bodies: str, **attributes: str) -> None:
        printed = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
        for body in bodies:
            cloud.sqs.send_message(QueueUrl=queues(queue), MessageBody=body, MessageAttributes=printed)

    return send


@pytest.fixture
def waiting(cloud, queues):
    """Counts the messages of a queue that can be received."""
    return lambda queue: dead_letters.count_messages(cloud.sqs, queues(queue))[0]


class TestDeclared:
    def test_every_dead_letter_queue_is_known_with_what_it_serves(self, root):
        known = {queue.name: queue for queue in list_dead_letter_queues(root)}

        assert known["mail-dlq"] == DeadLetterQueue("mail-dlq", ("mail",), "")
        assert known["wp-site-operations-dlq"].consumer == "sqs-consumers/dead-letter"
        assert all(queue.sources for queue in known.values())


class TestListDeadLetters:
    def test_prints_count_source_and_consumer(self, operate, put):
        put("mail-dlq", command("MAIL"), command("MAIL"))

        code, printed, _ = operate("list-dead-letters --env dev")
        rows = {line.split()[0]: line for line in printed.splitlines()}
        assert code == 0
        assert rows["bbws-mail-dlq-dev"].split()[1] == "2"
        assert rows["bbws-mail-dlq-dev"].endswith("you: replay")
        assert rows["bbws-instance-dlq-dev"].endswith("instances-service/dead-letters, which fails the operation")

    def test_prints_the_age_that_cloudwatch_measured(self, cloud, operate, put):
        put("user-groups-dlq", command("MAIL"))
        name = [{"Name": "QueueName", "Value": "bbws-user-groups-dlq-dev"}]
        point = {"MetricName": "ApproximateAgeOfOldestMessage", "Dimensions": name, "Value": 11_100.0}
        cloud.cloudwatch.put_metric_data(Namespace="AWS/SQS", MetricData=[point])

        measured = dead_letters.get_oldest_age(cloud.cloudwatch, "bbws-user-groups-dlq-dev", datetime.now(UTC))
        assert measured == timedelta(seconds=11_100)
        assert "3 h 05 min" in operate("list-dead-letters --env dev")[1]

    def test_a_missing_queue_asks_about_credentials(self, operate):
        code, _, error = operate("list-dead-letters --env sit")

        assert code == 1
        assert "are these the credentials of sit?" in error


class TestShowDeadLetters:
    def test_prints_ids_and_no_content_of_a_message(self, operate, put):
        put("hierarchy-deletion-dlq", command("HIERARCHY_DELETION_REQUEST", secret="sealed-and-private"))

        _, printed, _ = operate("show-dead-letters --env dev --queue hierarchy-deletion-dlq")
        assert "sealed-and-private" not in printed
        kind, tenant, operation, correlation = printed.splitlines()[1].split()[:4]
        assert (kind, tenant, correlation) == ("HIERARCHY_DELETION_REQUEST", TENANT, "trace-1")
        assert operation.startswith("op-")

    def test_showing_removes_no_message(self, operate, put, waiting):
        put("mail-dlq", *(command(f"KIND_{number}") for number in range(12)))

        _, printed, _ = operate("show-dead-letters --env dev --queue mail-dlq --limit 12")
        assert len(printed.splitlines()) == 13
        assert waiting("mail-dlq") == 12

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (json.dumps({"detail-type": "TENANT_CREATED", "detail": {"tenantId": TENANT}}), "TENANT_CREATED"),
            (json.dumps({"eventType": "SITE_CREATION_COMPLETE", "tenantId": TENANT}), "SITE_CREATION_COMPLETE"),
            ("not json", "unreadable"),
            ("[1]", "unreadable"),
            (json.dumps({"messageType": "a\x1b[31mb"}), "unreadable"),
        ],
    )
    def test_every_shape_of_message_has_a_type(self, body, kind):
        assert dead_letters.read_type(body) == kind

    def test_an_unreadable_message_is_shown_as_such(self, operate, put):
        put("mail-dlq", "not json")

        assert operate("show-dead-letters --env dev --queue mail-dlq")[1].splitlines()[1].startswith("unreadable")

    def test_an_empty_queue_is_called_empty(self, operate, queues):
        assert operate("show-dead-letters --env dev --queue mail-dlq")[1] == "bbws-mail-dlq-dev is empty\n"

    def test_an_unknown_queue_fails_with_the_known_ones(self, operate):
        assert "choose from: ecs-events-dlq" in operate("show-dead-letters --env dev --queue mail")[2]


class TestReplay:
    def test_sends_all_back_with_their_attributes(self, cloud, operate, put, queues, waiting):
        put("mail-dlq", command("A"), command("B"), origin="here")

        code, printed, _ = operate("replay --env dev --queue bbws-mail-dlq-dev --rate 50")
        assert (code, printed) == (0, "2 moved to bbws-mail-dev, 0 left in bbws-mail-dlq-dev\n")
        assert waiting("mail") == 2
        assert (
            dead_letters.receive(cloud.sqs, queues("mail"))[0]["MessageAttributes"]["origin"]["StringValue"] == "here"
        )

    def test_sends_one_type_and_leaves_the_others_to_be_seen_at_once(self, operate, put, waiting):
        put("mail-dlq", command("A"), command("B"), command("A"), "not json")

        assert operate("replay --env dev --queue mail-dlq --only-type A --rate 50")[1].startswith("2 moved")
        assert (waiting("mail"), waiting("mail-dlq")) == (2, 2)

    @pytest.mark.parametrize("queue", ["wp-site-operations-dlq", "instance-dlq"])
    def test_a_queue_that_a_function_empties_points_to_retry(self, operate, put, waiting, queue):
        put(queue, command("A"))

        code, _, error = operate(f"replay --env dev --queue {queue}")
        assert code == 1
        assert "`retry` link" in error
        assert waiting(queue) == 1

    def test_an_interruption_before_the_deletion_duplicates_and_never_loses(
        self, cloud, queues, put, waiting, monkeypatch
    ):
        put("mail-dlq", command("A"))
        move = QueueMove(cloud.sqs, queues("mail-dlq"), queues("mail"), 50)
        monkeypatch.setattr(cloud.sqs, "delete_message", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))

        with pytest.raises(KeyboardInterrupt):
            move.move_one_by_one()
        assert waiting("mail") == 1
        assert dead_letters.count_messages(cloud.sqs, queues("mail-dlq")) == (0, 1)

    def test_a_rate_below_one_is_refused(self, operate, queues):
        assert operate("replay --env dev --queue mail-dlq --rate 0")[0] == 1

    def test_several_source_queues_are_an_error(self):
        from operate.commands import _find_origin

        with pytest.raises(CommandError, match="source of a message is unknown"):
            _find_origin(DeadLetterQueue("shared-dlq", ("a", "b"), ""))


class TestSetAside:
    def test_messages_of_one_type_are_kept_in_a_private_file(self, operate, put, waiting, tmp_path):
        put("mail-dlq", "by hand", command("A"))
        file = tmp_path / "aside"

        printed = operate(f"set-aside --env dev --queue mail-dlq --only-type unreadable --into {file}")[1]
        assert printed == f"1 written to {file}, 1 left in bbws-mail-dlq-dev\n"
        assert json.loads(file.read_text())["Body"] == "by hand"
        assert file.stat().st_mode & 0o777 == 0o600
        assert waiting("mail-dlq") == 1

    def test_a_message_that_cannot_be_written_stays_in_the_queue(self, cloud, put, queues):
        put("mail-dlq", "by hand")
        move = QueueMove(cloud.sqs, queues("mail-dlq"), "", 1)

        with (Path(os.devnull)).open() as unwritable, pytest.raises(OSError, match="not writable"):
            move.set_aside("unreadable", unwritable)
        assert dead_letters.count_messages(cloud.sqs, queues("mail-dlq")) == (0, 1)


class SqsWithMoveTasks:
    """SQS with message move tasks, as on AWS."""

    def __init__(self, *states: str) -> None:
        self.states, self.asked = list(states), {}

    def get_queue_attributes(self, **asked):
        return {"Attributes": {"QueueArn": f"arn:{asked['QueueUrl']}"}}

    def start_message_move_task(self, **asked):
        self.asked = asked

    def list_message_move_tasks(self, **_):
        return {"Results": [{"Status": self.states.pop(0), "ApproximateNumberOfMessagesMoved": 7}]}


class TestMoveBySqs:
    @pytest.fixture(autouse=True)
    def no_waiting(self, monkeypatch):
        monkeypatch.setattr(queue_moves, "_POLL_SECONDS", 0)

    def test_names_the_target_since_a_rules_messages_have_no_origin(self):
        sqs = SqsWithMoveTasks("RUNNING", "COMPLETED")

        assert QueueMove(sqs, "from", "to", 5).move_by_sqs() == 7
        assert sqs.asked == {
            "SourceArn": "arn:from",
            "DestinationArn": "arn:to",
            "MaxNumberOfMessagesPerSecond": 5,
        }

    def test_a_failed_move_is_an_error(self):
        with pytest.raises(CommandError, match="FAILED after 7"):
            QueueMove(SqsWithMoveTasks("FAILED"), "from", "to", 5).move_by_sqs()

    def test_the_embedded_aws_has_no_move_tasks(self, cloud, queues):
        with pytest.raises(MoveTaskUnsupported):
            QueueMove(cloud.sqs, queues("mail-dlq"), queues("mail"), 5).move_by_sqs()

    def test_another_error_is_not_taken_for_a_missing_feature(self, monkeypatch):
        sqs = SqsWithMoveTasks()
        denied = ClientError({"Error": {"Code": "AccessDenied"}}, "StartMessageMoveTask")
        monkeypatch.setattr(sqs, "start_message_move_task", lambda **_: (_ for _ in ()).throw(denied))

        with pytest.raises(ClientError, match="AccessDenied"):
            QueueMove(sqs, "from", "to", 5).move_by_sqs()
