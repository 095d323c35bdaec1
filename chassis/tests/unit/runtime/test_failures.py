"""The record of a failure leads to its cause, and holds no text of it."""

import json

import pytest
from botocore.exceptions import ClientError

from chassis.runtime.failures import describe_exception, describe_failure

HERE = __name__.replace(".", "/") + ".py"
SECRET = "anna@example.com"


def refusal(code="ThrottlingException", **more) -> ClientError:
    """An error as botocore makes it of an answer."""
    meta = {"HTTPStatusCode": 400, "RequestId": "REQ-1", "RetryAttempts": 2, "HTTPHeaders": {"x": SECRET}}
    return ClientError({"Error": {"Code": code, "Message": SECRET}, "ResponseMetadata": meta, **more}, "GetItem")


def caught(raising) -> Exception:
    """What `raising` raises, with its trace."""
    with pytest.raises(Exception) as raised:
        raising()
    return raised.value


def deep(error, levels=3):
    if levels:
        deep(error, levels - 1)
    raise error


class TestFrames:
    def test_every_call_of_ours_is_there_the_outermost_first(self):
        frames = describe_failure(caught(lambda: deep(KeyError(SECRET))))["frames"]

        assert [frame.rpartition(":")[2] for frame in frames[-4:]] == ["deep"] * 4
        assert all(frame.startswith(f"{HERE}:") for frame in frames[-4:])

    def test_the_place_is_ours_even_when_a_library_raised(self):
        def parse():
            json.loads("{")

        told = describe_failure(caught(parse))

        assert told["frames"][-1].endswith(
            ":TestFrames.test_the_place_is_ours_even_when_a_library_raised.<locals>.parse"
        )
        assert told["error"] == f"JSONDecodeError at {told['frames'][-1]}"

    def test_an_endless_recursion_is_cut_in_the_middle(self):
        frames = describe_failure(caught(lambda: deep(KeyError(), 200)))["frames"]

        assert len(frames) == 41
        assert frames[10].endswith(" more")


class TestAws:
    def test_an_answer_of_aws_is_told_by_its_codes(self):
        assert describe_failure(refusal())["aws"] == {
            "operation": "GetItem",
            "code": "ThrottlingException",
            "status": 400,
            "requestId": "REQ-1",
            "retries": 2,
        }
        assert describe_exception(caught(lambda: deep(refusal(), 0))).startswith(
            f"ClientError GetItem ThrottlingException at {HERE}:"
        )

    def test_a_cancelled_transaction_tells_the_reason_of_each_write_without_the_items(self):
        reasons = [{"Code": "None"}, {"Code": "ValidationError", "Message": SECRET, "Item": {"email": {"S": SECRET}}}]

        told = describe_failure(refusal("TransactionCanceledException", CancellationReasons=reasons))

        assert told["aws"]["reasons"] == ["None", "ValidationError"]
        assert SECRET not in json.dumps(told)

    @pytest.mark.parametrize("code", [SECRET, "Mrs Smith", "", None, "x" * 101])
    def test_a_code_that_could_be_a_text_is_left_out(self, code):
        assert "code" not in describe_failure(refusal(code))["aws"]


class TestCauses:
    def test_the_chain_is_told_from_the_nearest_to_the_first(self):
        def translate():
            try:
                deep(refusal(), 0)
            except ClientError as error:
                raise RuntimeError(SECRET) from error

        told = describe_failure(caught(translate))

        assert told["error"].startswith("RuntimeError at ")
        [cause] = told["causes"]
        assert (cause["error"].split()[0], cause["aws"]["operation"]) == ("ClientError", "GetItem")
        assert cause["frames"][-1].endswith(":deep")
        assert SECRET not in json.dumps(told)

    def test_what_was_hidden_on_purpose_stays_hidden(self):
        def translate():
            try:
                raise KeyError
            except KeyError:
                raise RuntimeError from None

        assert "causes" not in describe_failure(caught(translate))

    def test_a_circle_ends(self):
        first, second = KeyError(), ValueError()
        first.__cause__, second.__cause__ = second, first

        assert [cause["error"] for cause in describe_failure(first)["causes"]] == ["ValueError"]
