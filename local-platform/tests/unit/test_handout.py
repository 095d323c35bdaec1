"""What a person or a script gets to use the platform."""

import json
import subprocess
from pathlib import Path

import pytest

from local_platform.console import Console
from local_platform.handout import Handout


@pytest.fixture
def handout(tmp_path: Path) -> Handout:
    return Handout(
        front="http://localhost:8080",
        aws="http://127.0.0.1:8082",
        file=tmp_path / "platform.json",
        tokens={"platform_admin": "ey.a.b", "stranger": "ey.c.d"},
        tenant_id="tenant-1",
        wordpress="simulated",
        described="simulated WordPress (install php)",
    )


def test_the_card_is_what_scripts_rely_on(handout: Handout) -> None:
    handout.write()
    assert json.loads(handout.file.read_text()) == {
        "api": "http://localhost:8080",
        "docs": "http://localhost:8080/docs",
        "mail": "http://localhost:8080/mail",
        "tokens": {"platform_admin": "ey.a.b", "stranger": "ey.c.d"},
        "tenantId": "tenant-1",
        "wordpress": "simulated",
    }


def test_operators_find_the_embedded_aws_beside_it(handout: Handout) -> None:
    handout.write()
    assert json.loads(handout.file.with_name("aws.json").read_text()) == {"endpoint": "http://127.0.0.1:8082"}


def test_the_first_command_works_when_pasted(handout: Handout) -> None:
    handout.write()
    script = f'{handout.commands()[0]}; echo "$TOKEN"'
    assert subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout == "ey.a.b\n"


def test_the_terminal_shows_every_token_in_full(handout: Handout, capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    console.step("The embedded AWS [v1]")
    console.ready(handout.tokens, handout.rows(), handout.commands())
    console.trouble("Port 8080 is in use")
    shown = capsys.readouterr()
    for said in ("The embedded AWS [v1]", "ey.a.b", "ey.c.d", "tenant-1", "simulated WordPress", *handout.commands()):
        assert said in shown.out
    assert "Port 8080 is in use" in shown.err
