"""Runs mutmut over one module in a copy of the checkout, and counts what the tests noticed."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.modules import Module
from tests.mutation.survivors import Survivor, accepted, read_survivor

ROOT = Path(__file__).parents[2]
COPIES = ROOT / ".cache" / "mutation"
CAUGHT = {"killed"}
NOT_TRIED = {"not checked", "timeout"}
"""mutmut's time-outs are of the wall clock: on a busy machine they say nothing of the tests, so they do not count."""
_RESULT = re.compile(r"^\s+(?P<name>\S+__mutmut_\d+): (?P<status>.+)$", re.MULTILINE)
_LINKED = (".venv", ".venv-ministack")
"""Environments that tests expect in their checkout."""


@dataclass(frozen=True)
class Score:
    """What became of the mutants of one module.

    Attributes:
        tried: how many tests could have noticed: accepted ones are not among them.
        survivors: those that no test noticed, or that no test reaches.
        accepted: those that do the same as the code, as `accepted.yaml` says.
    """

    module: str
    tried: int
    survivors: Sequence[Survivor]
    accepted: Sequence[Survivor] = ()

    @property
    def caught(self) -> int:
        """How many made a test fail."""
        return self.tried - len(self.survivors)

    @property
    def share(self) -> float:
        """The share of mutants that were caught; nothing tried is nothing caught."""
        return self.caught / self.tried if self.tried else 0.0

    def row(self) -> str:
        """As the table shows it."""
        return f"| {self.module} | {self.tried} | {self.caught} | {len(self.accepted)} | {self.share:.1%} |"


def score(module: Module, aws: str, *, tenth: int | None = None) -> Score:
    """Try the module's mutants, all or one in ten by their number; those that an earlier run caught stay caught.

    `aws` is the address of an embedded AWS, which the tests of all mutants share.

    Raises:
        RuntimeError: mutmut could not run the tests without a mutant.
    """
    home = _copy(module) / module.folder
    (home / "setup.cfg").write_text(_configuration(module))
    ending = "" if tenth is None else str(tenth)
    (home / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)  # changed tests may reach other functions
    if again := [f"*__mutmut_*{ending}"] if ending else _survivors(_results(home, aws)):
        _run(home, aws, *again)
    if not ending:
        _run(home, aws)  # those that have no result yet
    results = _results(home, aws, ending)
    return count(module.name, len(results), [read_survivor(home / "mutants", name) for name in _survivors(results)])


def count(module: str, tried: int, survivors: Sequence[Survivor]) -> Score:
    """The score of a module without the survivors that are accepted."""
    same = [one for one in survivors if one in accepted()]
    return Score(module, tried - len(same), [one for one in survivors if one not in same], same)


def read_results(printed: str, ending: str = "") -> dict[str, str]:
    """Mutant → status, from what `mutmut results` prints; those that were tried and whose numbers have this ending."""
    found = ((match["name"], match["status"]) for match in _RESULT.finditer(printed))
    return {name: status for name, status in found if name.endswith(ending) and status not in NOT_TRIED}


def _run(home: Path, aws: str, *chosen: str) -> None:
    """Try the chosen mutants, also those with a result; without any, those that have none yet."""
    _mutmut(home, aws, "run", "--max-children", os.environ.get("MUTATION_WORKERS", "2"), *chosen)


def _results(home: Path, aws: str, ending: str = "") -> dict[str, str]:
    if not (home / "mutants").is_dir():
        return {}
    return read_results(_mutmut(home, aws, "results", "--all", "true"), ending)


def _survivors(results: Mapping[str, str]) -> list[str]:
    return [name for name, status in results.items() if status not in CAUGHT]


def _copy(module: Module) -> Path:
    """Bring the module's copy of the checkout up to date; files that did not change keep what mutmut knows of them."""
    copy = COPIES / module.name.replace("/", "-")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source, target = ROOT / name, copy / name
        if source.is_file() and not (target.is_file() and target.read_bytes() == source.read_bytes()):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    for name in _LINKED:
        if not (copy / name).exists():
            (copy / name).symlink_to(ROOT / name)
    return copy


def _configuration(module: Module) -> str:
    """The settings of mutmut."""
    settings = {
        "source_paths": ["src"],
        "only_mutate": module.sources,
        "also_copy": ["README.md"],  # a test of sites reads it
        "pytest_add_cli_args_test_selection": module.tests,
        "pytest_add_cli_args": ["--numprocesses=0", "--timeout=600", "--hypothesis-profile=mutation"],
        "timeout_constant": ["20"],  # seconds, which mutmut multiplies by 15
        "use_git_change_detection": ["false"],
        "track_dependencies": ["false"],
    }
    lines = (f"{name} =\n" + "\n".join(f"    {value}" for value in values) for name, values in settings.items())
    return "[mutmut]\n" + "\n".join(lines) + "\n"


def _mutmut(home: Path, aws: str, *arguments: str) -> str:
    environment = {**os.environ, "EMBEDDED_AWS": aws}
    command = [str(ROOT / "tools" / "bin" / "mutmut"), *arguments]
    ended = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(f"mutmut {' '.join(arguments)} in {home}:\n{ended.stdout[-4000:]}\n{ended.stderr[-2000:]}")
    return ended.stdout
