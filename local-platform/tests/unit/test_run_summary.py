"""What a person or a script gets to use the platform."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from local_platform.console import Console
from local_platform.run_summary import RunSummary


@pytest.fixture
def summary(tmp_path: Path) -> RunSummary:
    return RunSummary(
        front="http://localhost:8080",
        aws="http://127.0.0.1:8082",
        file=tmp_path / "platform.json",
        tokens={"platform_admin": "ey.a.b", "stranger": "ey.c.d"},
        tenant_id="tenant-1",
        wordpress="simulated",
        wordpress_description="simulated WordPress (install php)",
    )


def test_platform_json_holds_what_scripts_rely_on(summary: RunSummary) -> None:
    summary.write()
    assert json.loads(summary.file.read_text()) == {
        "api": "http://localhost:8080",
        "docs": "http://localhost:8080/docs",
        "mail": "http://localhost:8080/mail",
        "tokens": {"platform_admin": "ey.a.b", "stranger": "ey.c.d"},
        "tenantId": "tenant-1",
        "wordpress": "simulated",
    }
    assert summary.file.stat().st_mode & 0o077 == 0


def test_operators_find_the_embedded_aws_beside_it(summary: RunSummary) -> None:
    summary.write()
    assert json.loads(summary.file.with_name("aws.json").read_text()) == {"endpoint": "http://127.0.0.1:8082"}


def test_the_commands_go_on_until_a_site_is_open(summary: RunSummary) -> None:
    """tests/integration pastes them into a shell."""
    first, *_, last = summary.commands()
    assert first == ". docs/guides/api.sh"
    assert last.startswith("curl")


def test_the_commands_name_the_folder_of_a_second_platform(summary: RunSummary) -> None:
    second = replace(summary, default_state=False)
    assert second.commands()[0] == f"export BBWS_LOCAL='{summary.file.parent}'; . docs/guides/api.sh"


def test_the_terminal_shows_addresses_and_commands_but_no_token(
    summary: RunSummary, capsys: pytest.CaptureFixture[str]
) -> None:
    console = Console()
    console.step("The embedded AWS [v1]")
    console.ready(summary.rows(), summary.commands())
    console.error("Port 8080 is in use")
    shown = capsys.readouterr()
    for text in ("The embedded AWS [v1]", "tenant-1", "simulated WordPress", "make token", *summary.commands()):
        assert text in shown.out
    assert not any(token in shown.out for token in summary.tokens.values())
    assert "<subdomain>" not in shown.out
    assert "Port 8080 is in use" in shown.err
