"""Checks runbooks: every command exists, and commands that run quickly print what the page shows.

`RUNBOOKS=write` writes current outputs into the pages instead of comparing them.
"""

import os
import re
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest

from chassis.testing.yaml_files import read_yaml
from local_platform.embedded_aws import variables
from tests.runbooks.command_check import find_error
from tests.runbooks.pages import Step, commands, mask, matches, play, steps
from tests.runbooks.scenario import ROOT, Scenario

FOLDER = ROOT / "docs" / "runbooks"
PAGES = sorted(FOLDER.glob("*.md"))
CHECKLIST = FOLDER.parent / "first-deployment.md"
PLAYABLE = [
    page
    for page in PAGES
    if any(isinstance(step, Step) and step.output is not None for step in steps(page.read_text()))
]


@pytest.fixture
def scenario(aws, tmp_path, monkeypatch):
    """An empty environment dev."""
    for name, value in variables(aws).items():
        monkeypatch.setenv(name, value)
    names = {"sqs": "sqs", "dynamodb": "dynamodb", "cloudwatch": "cloudwatch", "s3": "s3"}
    names |= {"secretsmanager": "secretsmanager", "lambda": "functions"}
    clients = SimpleNamespace(**{name: boto3.client(service) for service, name in names.items()})
    made = Scenario(clients, tmp_path)
    yield made
    made.clean_up()


@pytest.mark.parametrize("page", [*PAGES, CHECKLIST], ids=lambda page: page.stem)
def test_every_command_exists(page: Path):
    found = {line: printed for line in commands(page.read_text()) if (printed := find_error(line, ROOT))}

    assert found == {}


@pytest.mark.parametrize("page", PLAYABLE, ids=lambda page: page.stem)
def test_commands_print_what_the_page_shows(page: Path, scenario: Scenario):
    text = page.read_text()
    today = play(text, scenario.run, scenario.apply)

    if os.environ.get("RUNBOOKS") == "write":
        page.write_text(today)
    else:
        assert today == text, "run this test with RUNBOOKS=write to update the page, then read the difference"


@pytest.mark.parametrize("page", [page for page in PAGES if page.stem != "README"], ids=lambda page: page.stem)
def test_a_page_says_when_it_is_for_and_is_in_the_list(page: Path):
    text = page.read_text()

    assert re.search(r"^\*\*When\.\*\* ", text, re.MULTILINE)
    assert f"({page.name})" in (FOLDER / "README.md").read_text()


@pytest.mark.parametrize(
    ("planted", "printed"),
    [
        ("make deplay env=dev", "make has no target deplay"),
        ("make deploy stak=x env=dev", "make deploy knows no stak="),
        ("tools/bin/operate replay --env dev --cue x", "tools/bin/operate replay has no --cue"),
        ("tools/bin/operate replay --env dev", "tools/bin/operate replay wants --queue"),
        (
            "tools/bin/operate list-dead-letters --env dev | tools/bin/deploy rollbak",
            "tools/bin/deploy has no command rollbak",
        ),
        ("tools/bin/nothing", "tools/bin/nothing does not exist"),
        ("frobnicate", "frobnicate is not a known program"),
    ],
)
def test_what_does_not_exist_is_found(planted, printed):
    assert printed in find_error(planted, ROOT)


@pytest.mark.parametrize("fine", ["make run PORT=8080", "A=$(tools/bin/operate --help) make rollback env=dev"])
def test_what_exists_passes(fine):
    assert find_error(fine, ROOT) == ""


def test_only_times_and_digests_may_differ():
    assert mask("made 12 min ago, 2026-11-21T03:15:00Z") == mask("made 2 h 05 min ago, 2027-01-01T00:00:00.123Z")
    assert mask("2 written") != mask("3 written")


@pytest.mark.parametrize(
    ("printed", "shown", "expected"),
    [
        ("a\nb\nc\n", "a\n…\nc\n", True),
        ("a\nc\n", "a\n…\nc\n", True),
        ("a\nb\n", "a\n…\nc\n", False),
        ("26 functions\n", "… functions\n", True),
        ("a.c\n", "abc\n", False),
        ("", "", True),
        ("a\n", "", False),
    ],
)
def test_an_ellipsis_matches_anything(printed, shown, expected):
    assert matches(printed, shown) is expected


def test_a_changed_output_is_written_in_its_place():
    page = "```sh\necho 2\n```\n\n```text\n1\n```\n\nafter\n"

    assert play(page, lambda _: "2\n", print) == "```sh\necho 2\n```\n\n```text\n2\n```\n\nafter\n"


_CODES = re.compile(r'(?:OperationError\(\s*(?:code=)?|Impossible\(\s*|\bWp\w+: \()"([A-Z_]+)"')


def test_every_failure_code_of_an_operation_has_a_remedy():
    sources = "".join(file.read_text() for file in ROOT.glob("*/src/**/*.py"))
    page = (FOLDER / "troubleshoot.md").read_text()

    codes = set(_CODES.findall(sources))
    assert {"WORDPRESS_FORBIDDEN", "POISON", "DEPENDENCY_UNAVAILABLE"} <= codes
    assert {code for code in codes if f"`{code}`" not in page} == set()


@pytest.mark.parametrize("page", [*PAGES, CHECKLIST], ids=lambda page: page.stem)
def test_links_lead_to_headings(page: Path):
    for target, heading in re.findall(r"\]\(([\w./-]*\.md)?#([\w-]+)\)", page.read_text()):
        assert heading in _anchors((page.parent / target if target else page).read_text())


def test_the_checklist_has_every_step_of_the_page_in_its_order():
    headings = re.findall(r"^## (\d+\..+)$", (FOLDER / "onboard.md").read_text(), re.MULTILINE)
    links = re.findall(r"\(runbooks/onboard\.md#(\d[\w-]+)\)", CHECKLIST.read_text())

    assert links == [next(iter(_anchors(f"## {heading}"))) for heading in headings]


def test_what_no_emulated_account_can_try_is_in_the_checklist():
    """Each such command waits in the list "to be proved on first contact"."""
    untried = [
        line.partition("  #")[0].strip()
        for page in PAGES
        for step in steps(page.read_text())
        if isinstance(step, Step) and step.lacking
        for line in step.commands.splitlines()
    ]

    assert untried
    assert [line for line in untried if line not in CHECKLIST.read_text()] == []


def _anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_request_that_a_page_names_is_in_the_contract():
    paths = read_yaml(ROOT / "openapi" / "platform.yaml")["paths"]
    known = {f"{method.upper()} {_bare(path)}" for path, methods in paths.items() for method in methods}
    named = {
        f"{method} {_bare(path)}"
        for page in PAGES
        for method, path in re.findall(r"(GET|POST) (/v1\.0[^\s`]*)", page.read_text())
    }

    assert named
    assert named - known == set()


def test_every_code_that_a_page_names_is_one_of_ours():
    ours = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', "".join(file.read_text() for file in ROOT.glob("*/src/**/*.py"))))
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", (FOLDER / "troubleshoot.md").read_text()))

    assert named - ours - {"…_NOT_FOUND"} == set()


def _bare(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)
