"""Plans are formatted with addresses and actions, and without any value."""

import json

from deploy.plans import format_comment, format_drift_issue, list_changes


def resource(address, *actions, **values):
    return {"address": address, "change": {"actions": list(actions), "after": values}}


PLAN = {
    "resource_changes": [
        resource("aws_sqs_queue.b", "delete", "create"),
        resource("aws_sqs_queue.a", "update", password="hunter2"),
        resource("aws_sqs_queue.same", "no-op"),
        resource("data.aws_region.here", "read"),
    ]
}
SAME = {"resource_changes": [resource("aws_sqs_queue.same", "no-op")]}


def test_changes_leave_out_what_stays():
    assert list_changes(PLAN) == [("~ update", "aws_sqs_queue.a"), ("± replace", "aws_sqs_queue.b")]


def test_a_comment_warns_of_what_is_destroyed_and_shows_no_value():
    text = format_comment({"sites-service": PLAN, "hosting": SAME})

    assert "### sites-service: 2 changes, **1 destroyed or replaced**" in text
    assert "### hosting: no changes" in text
    assert "hunter2" in json.dumps(PLAN)
    assert "hunter2" not in text


def test_an_issue_names_what_drifted():
    plan = {**SAME, "resource_drift": [resource("aws_sqs_queue.same", "update"), resource("aws_s3_bucket.x", "delete")]}
    text = format_drift_issue("dev", {"sites-service": plan, "hosting": SAME})

    assert "~ changed outside aws_sqs_queue.same" in text
    assert "- gone aws_s3_bucket.x" in text
    assert "hosting" not in text
    assert "make deploy stack=… env=dev" in text


def test_there_is_no_issue_where_nothing_drifted():
    assert format_drift_issue("dev", {"hosting": SAME}) == ""
