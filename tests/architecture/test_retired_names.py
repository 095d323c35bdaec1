"""Retired identifiers stay away: each list says what replaced them. Ordinary words are not listed."""

import io
import re
import subprocess
import tokenize
from pathlib import Path

import pytest

RETIRED = {
    "an accepted operation: `SiteWithOperation`, `accept`, `replay`, `wait_for`": [
        "Promises",
        "PromiseService",
        "awaited",
    ],
    "a runner of operations: `handle`": ["SiteWorkService", "carry_out"],
    "`SiteEligibility`, its projector and its refresh": ["Gate", "GateDAO", "GateNews", "GateRepair"],
    "`TenantSnapshot`, event handlers": ["TenantNews", "TenantReactionService", "GroupRequests"],
    "a fixture named by its content, such as `harness`": ["house", "House"],
    "an error class named by what is wrong": ["Refusal"],
    "`TransactionCancelled`, `ConditionalCheckFailed`": ["Refused", "TransactionRefused", "ConditionFailed"],
    "`NamedWrites`, `transact`": ["NamedLines", "all_lines", "own_lines", "operation_line"],
    "`ChangeRecorder`, `AuditContext`": ["Deed", "Chronicle", "chronicle"],
    "`Condition`, `UpdateExpression`": ["When", "Change"],
    "`SeatReservations`, `TenantSnapshot`": ["Places", "Place", "Situation", "NoAddress"],
    "`ServiceClient`": ["Neighbour", "neighbour"],
    "`RequestContext`": ["CurrentCall", "make_call", "guard_body"],
    "`IdempotentWriter`": ["Once", "Repeated"],
    "`EmailRenderer`, `EmailSender`, `Email`": ["Stationery", "LetterBox", "Letter", "stationery", "letter_box"],
    "`InvalidValue`": ["PydanticCustomError"],
    "verbs for the methods of DAOs": [
        *("place_taken", "claimed_name", "seat_taken", "seat_freed", "address_taken", "address_freed"),
        *("may_still_grant", "letter_sent", "decline_letter"),
    ],
    "`release_checks`, `ShiftSchedule`, `TroubleDetector`, `Failover`": [
        *(
            "windows_told",
            "open_now",
            "GATES",
            "changed_files",
            "backwards",
            "own_host",
            "suffered",
            "demands",
            "Pace",
            "Look",
        ),
    ],
    "`dead_letters`, `QueueMove`, `reports`, `side_tables.wait_until_ready`": [
        *("by_aws", "one_by_one", "NoMoveTask", "where_it_stands", "await_ready", "side_of", "table_of", "kind_of"),
    ],
}
RETIRED_FILES = {
    "tools/deploy": ["house", "refusal", "gates", "notes", "pair", "people", "verbs", "changed", "order", "recovery"],
    "tools/operate": ["letters", "telling", "declared", "stuck", "verbs"],
    "tests/runbooks": ["words", "scene"],
    "tests/catalogue": ["house"],
}
_DEPLOY = [
    "arrive",
    "found",
    "gate",
    "promotable",
    "window",
    "keep",
    "note",
    "notes",
    "shift",
    "breaking",
    "changed",
    "record",
    "verify",
    "fetch",
    "running",
]
_OPERATE = ["alarms", "dead-letters", "dead-letters-show", "drop-side", "operations", "keys"]
COMMANDS = {
    "make release": r"\bmake arrive\b",
    "a verb of tools/bin/deploy --help": rf"tools/bin/deploy (?:{'|'.join(_DEPLOY)})\b(?!-)",
    "a verb of tools/bin/operate --help": rf"tools/bin/operate (?:{'|'.join(_OPERATE)})\b(?!-)",
}
_OWN = "tests/architecture/test_retired_names.py"


def find_names(source: str) -> set[str]:
    """The identifiers of a Python source; words in strings and comments are none."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME}


@pytest.fixture(scope="module")
def sources(root: Path) -> dict[str, str]:
    """Every text that git tracks or would track, by its path."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
    return {
        name: (root / name).read_text(errors="ignore") for name in listed if name != _OWN and (root / name).is_file()
    }


@pytest.fixture(scope="module")
def names(sources: dict[str, str]) -> dict[str, set[str]]:
    """Every identifier with the files that use it."""
    found: dict[str, set[str]] = {}
    for file, text in sources.items():
        for name in find_names(text) if file.endswith(".py") else ():
            found.setdefault(name, set()).add(file)
    return found


@pytest.mark.parametrize("replacement", RETIRED)
def test_a_retired_identifier_does_not_return(names: dict[str, set[str]], replacement: str):
    back = {name: names[name] for name in RETIRED[replacement] if name in names}

    assert back == {}, f"use {replacement}"


@pytest.mark.parametrize("folder", RETIRED_FILES)
def test_a_retired_file_name_does_not_return(root: Path, folder: str):
    assert (root / folder).is_dir()
    assert {file.stem for file in (root / folder).glob("*.py")} & set(RETIRED_FILES[folder]) == set()


@pytest.mark.parametrize("replacement", COMMANDS)
def test_a_retired_command_does_not_return(sources: dict[str, str], replacement: str):
    pattern = re.compile(COMMANDS[replacement])
    former = {"CHANGELOG.md"}  # tells readers that a command has another name now

    assert {file for file, text in sources.items() if file not in former and pattern.search(text)} == set()


def test_an_identifier_is_found_in_code_and_not_in_text():
    source = 'class Neighbour:\n    """A Stationery."""  # Chronicle\n\n    kind = "Deed"\n'

    assert find_names(source) == {"class", "Neighbour", "kind"}
