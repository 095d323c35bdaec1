"""AWS clients give up before whoever waits for the answer does."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from botocore.exceptions import ClientError

from chassis.runtime import clients


@pytest.fixture
def throttling(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A DynamoDB that throttles every call; the calls that it got."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.headers["X-Amz-Target"])
            body = b'{"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "Rate exceeded"}'
            self.send_response(400)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
            "AWS_REGION": "af-south-1",
            "AWS_DEFAULT_REGION": "af-south-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(clients, "_options", dict(clients._options))
        clients.forget()
        yield asked
        server.shutdown()
    clients.forget()


def throttled_call() -> ClientError:
    with pytest.raises(ClientError) as raised:
        clients.dynamodb().get_item(TableName="t", Key={"PK": {"S": "x"}})
    return raised.value


def test_a_throttled_call_of_a_worker_is_tried_three_times(throttling):
    assert throttled_call().response["ResponseMetadata"]["RetryAttempts"] == 2
    assert len(throttling) == 3


def test_a_throttled_call_that_somebody_waits_for_is_tried_twice(throttling):
    clients.answer_soon()

    throttled_call()

    assert len(throttling) == 2


def test_a_call_that_hangs_ends_within_the_ten_seconds_of_an_authorizer(throttling):
    clients.answer_soon()

    config = clients.dynamodb().meta.config
    attempts = config.retries["total_max_attempts"]
    pauses = sum(2**number for number in range(attempts - 1))  # at most, in botocore's standard mode
    assert attempts * (config.connect_timeout + config.read_timeout) + pauses < 10
