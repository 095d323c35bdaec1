"""Another PORT: every address in the saved state follows, and nothing else changes."""

import json
from pathlib import Path

import pytest

from local_platform.moved_ports import move_addresses, move_in_text
from local_platform.options import Options


@pytest.mark.parametrize(
    ("saved", "moved"),
    [
        ("http://karoo.localhost:8080/a", "http://karoo.localhost:8180/a"),
        ("http://127.0.0.1:8082/000000000000/queue", "http://127.0.0.1:8182/000000000000/queue"),
        ("127.0.0.1:8083", "127.0.0.1:8183"),
        ("next=http%3A%2F%2Fkaroo.localhost%3A8080", "next=http%3A%2F%2Fkaroo.localhost%3A8180"),
        ("localhost:80801", "localhost:80801"),
        ("localhost:8084", "localhost:8084"),
        ("price: 8080", "price: 8080"),
    ],
)
def test_addresses_of_this_machine_move_and_other_numbers_stay(saved: str, moved: str) -> None:
    assert move_in_text(saved, 8080, 8180) == moved


@pytest.fixture
def options(tmp_path: Path) -> Options:
    """State that was written under 8080."""
    (tmp_path / "aws" / "state").mkdir(parents=True)
    (tmp_path / "aws.json").write_text(json.dumps({"endpoint": "http://127.0.0.1:8082"}))
    (tmp_path / "aws" / "checkpoint.json").write_text('{"url": "http://karoo.localhost:8080"}')
    (tmp_path / "aws" / "state" / "dynamodb.json").write_text('{"url": "http://karoo.localhost:8080"}')
    return Options(port=8180, faults={}, state=tmp_path)


def test_the_state_of_another_port_is_moved(options: Options) -> None:
    assert move_addresses(options) == 8080
    assert "karoo.localhost:8180" in (options.state / "aws" / "checkpoint.json").read_text()
    assert not (options.state / "aws" / "state" / "dynamodb.json").exists(), "it would be read with the old addresses"


def test_the_state_of_the_same_port_is_left_alone(options: Options) -> None:
    same = Options(port=8080, faults={}, state=options.state)
    assert move_addresses(same) is None
    assert (options.state / "aws" / "state" / "dynamodb.json").exists()


def test_fresh_state_has_nothing_to_move(tmp_path: Path) -> None:
    assert move_addresses(Options(port=8180, faults={}, state=tmp_path)) is None
