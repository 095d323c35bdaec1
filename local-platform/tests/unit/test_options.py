"""What the person who starts the platform may choose."""

from pathlib import Path

import pytest

from local_platform.options import CHECKOUT, Options, StartError


def test_everything_has_a_default() -> None:
    options = Options.from_environment({})
    assert (options.port, options.reset, options.watch, options.wordpress) == (8080, False, True, None)
    assert options.state == CHECKOUT / ".local"
    assert options.front == "http://localhost:8080"


def test_all_ports_follow_the_first(tmp_path: Path) -> None:
    options = Options.from_environment({"PORT": "9000", "BBWS_LOCAL": str(tmp_path)})
    assert (options.balancer_port, options.aws_port, options.database_port) == (9001, 9002, 9003)
    assert options.task_ports[0] == 9010
    assert options.state == tmp_path


@pytest.mark.parametrize(
    "text", ["duplicateEvents=0.5,delayEventsMs=20", '{"duplicateEvents": 0.5, "delayEventsMs": 20}']
)
def test_faults_are_read_in_two_spellings(text: str) -> None:
    assert Options.from_environment({"FAULTS": text}).faults == {"duplicateEvents": 0.5, "delayEventsMs": 20}


@pytest.mark.parametrize(
    "environment",
    [{"PORT": "80"}, {"PORT": "65530"}, {"PORT": "x"}, {"WORDPRESS": "fake"}, {"FAULTS": "a"}, {"FAULTS": "{"}],
)
def test_nonsense_is_refused_in_one_line(environment: dict[str, str]) -> None:
    with pytest.raises(StartError) as caught:
        Options.from_environment(environment)
    assert "\n" not in str(caught.value)
