"""`make test-long`: all proofs at full length, and what they found as one table (docs/proofs.md)."""

import argparse
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Proof:
    """One claim of issue-sized weight.

    Attributes:
        name: as the table calls it, and how to choose it on the command line.
        where: the file or folder that proves it.
        longer: what makes it as long as it should be.
        machines: how many state machines it runs; 0 when its cells are requests.
    """

    name: str
    where: str
    longer: Mapping[str, str] = field(default_factory=dict)
    machines: int = 0


MODEL = {"MODEL_RUNS": "300", "MODEL_STEPS": "50"}
PROOFS = (
    Proof("isolation", "tests/isolation"),
    Proof("hostile-input", "tests/proofs/test_hostile_input.py"),
    Proof("tokens", "tests/proofs/test_tokens.py"),
    Proof("idempotency", "tests/proofs/test_idempotency.py", {"REPEATS_AT_ONCE": "50"}),
    Proof("cursors", "tests/proofs/test_cursors.py"),
    Proof("cancelled-transactions", "tests/proofs/test_cancelled.py"),
    Proof("stale-operations", "tests/proofs/test_stale_operations.py"),
    Proof("contracts", "tests/proofs/test_contracts_explored.py", {"EXPLORED_EXAMPLES": "100"}),
    Proof("tenant-models", "tenants-service/tests/integration/test_models.py", MODEL, machines=2),
    Proof("invitation-model", "invitations-service/tests/integration/test_invitation_model.py", MODEL, machines=1),
    Proof("mutation", "tests/mutation", {"MUTATION": "sample"}),
)
HEAD = ("proof", "seed", "tests", "runs × steps, or requests", "findings", "seconds")


@dataclass(frozen=True)
class Outcome:
    """What one proof came to; `scores` are the rows of its modules (`tests.mutation`)."""

    proof: Proof
    seed: int
    tests: int
    cells: int
    findings: int
    seconds: float
    scores: tuple[str, ...] = ()

    def row(self) -> tuple[str, ...]:
        """As the table shows it."""
        length = " × ".join(_environment(self.proof)[name] for name in MODEL if self.proof.machines)
        work = f"{self.proof.machines} × {length}" if length else f"{self.cells:,}"
        return self.proof.name, str(self.seed), str(self.tests), work, str(self.findings), f"{self.seconds:.0f}"


def main() -> int:
    """Run the chosen proofs, or all; 1 when one of them found something."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("proofs", nargs="*", metavar="PROOF", help=", ".join(proof.name for proof in PROOFS))
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="of all that is drawn by lot")
    asked = parser.parse_args()
    chosen = [proof for proof in PROOFS if not asked.proofs or proof.name in asked.proofs]
    outcomes = [proven(proof, asked.seed) for proof in chosen]
    sys.stdout.write("\n" + "\n".join(table(outcomes)) + "\n")
    return 1 if any(outcome.findings for outcome in outcomes) else 0


def proven(proof: Proof, seed: int) -> Outcome:
    """Run one proof in a pytest of its own."""
    started = time.monotonic()
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = [
            f"--junitxml={report}",
            "-o",
            "junit_family=xunit1",
            "--timeout=7200",
            f"--hypothesis-seed={seed}",
            "-q",
        ]
        command = [sys.executable, "-m", "pytest", *options, proof.where]
        ended = subprocess.run(command, cwd=ROOT, env=_environment(proof), check=False)
        suite = ElementTree.parse(report).getroot().find("testsuite")
    assert suite is not None
    failed = int(suite.get("failures", "0")) + int(suite.get("errors", "0"))
    cells = sum(map(int, _properties(suite, "cells")))
    findings = failed or int(ended.returncode != 0)
    seconds, scores = time.monotonic() - started, tuple(_properties(suite, "score"))
    return Outcome(proof, seed, int(suite.get("tests", "0")), cells, findings, seconds, scores)


def _properties(suite: ElementTree.Element, name: str) -> Iterator[str]:
    return (one.get("value", "") for one in suite.iter("property") if one.get("name") == name)


def _environment(proof: Proof) -> dict[str, str]:
    """What the environment says of lengths goes before what we say."""
    return {**proof.longer, **os.environ}


def table(outcomes: list[Outcome]) -> Iterator[str]:
    """The outcomes, as Markdown."""
    yield f"| {' | '.join(HEAD)} |"
    yield f"|{'---|' * len(HEAD)}"
    yield from (f"| {' | '.join(outcome.row())} |" for outcome in outcomes)
    if scores := [score for outcome in outcomes for score in outcome.scores]:
        yield from ("", "| module | mutants | caught | accepted | score |", "|---|---|---|---|---|", *scores)


if __name__ == "__main__":
    raise SystemExit(main())
