"""Plans and applies a stack in an environment: modules know how, stacks what, environments where and how big."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.refusal import Refused

_FIRST = ("foundation", "keys", "hosting")  # what services stand on


def stacks(root: Path, environment: str = "") -> list[str]:
    """All stacks in the order in which they are applied: what others stand on, then as `platform.yaml` has it.

    The recovery Region gets its keys as a copy of prod's.
    """
    declared: list[str] = yaml.safe_load((root / "platform.yaml").read_text())["services"]
    there = {found.parent.name for found in (root / "terraform" / "stacks").glob("*/*.tf")}
    there -= {"keys"} if environment == "recovery" else set()
    ordered = [name for name in [*_FIRST, *declared] if name in there]
    return ordered + sorted(there - set(ordered))


@dataclass(frozen=True)
class Stack:
    """One stack in one environment."""

    root: Path
    name: str
    environment: str

    def plan(self, into: Path) -> None:
        """Plan, and write the plan as `<stack>.json` into a folder."""
        into.mkdir(parents=True, exist_ok=True)
        file = (into / f"{self.name}.tfplan").resolve()
        self._init()
        self._terraform("plan", "-input=false", "-lock-timeout=5m", f"-out={file}", *self._sizes())
        shown = self._terraform("show", "-json", str(file), quiet=True)
        (into / f"{self.name}.json").write_text(shown)
        file.unlink(missing_ok=True)  # it holds values; the JSON is read and thrown away by the same job

    def deploy(self) -> None:
        """Apply what the stack declares."""
        self._init()
        self._terraform("apply", "-input=false", "-auto-approve", "-lock-timeout=5m", *self._sizes())

    def validate(self) -> None:
        """Let Terraform read what the stack declares; needs no backend and no credentials."""
        self._terraform("init", "-input=false", "-backend=false")
        self._terraform("validate")

    def _init(self) -> None:
        backend = self._environment() / "backend.hcl"
        key = f"-backend-config=key=stacks/{self.name}/terraform.tfstate"
        self._terraform("init", "-input=false", "-reconfigure", f"-backend-config={backend}", key)

    def _sizes(self) -> list[str]:
        files = [self._environment() / "common.tfvars", self._environment() / f"{self.name}.tfvars"]
        return [f"-var-file={file}" for file in files if file.exists()]

    def _environment(self) -> Path:
        return self.root / "terraform" / "environments" / self.environment

    def _terraform(self, *words: str, quiet: bool = False) -> str:
        folder = self.root / "terraform" / "stacks" / self.name
        if not folder.is_dir():
            raise Refused(f"there is no stack {self.name!r}; there are: {', '.join(stacks(self.root)) or 'none yet'}.")
        return _run(["terraform", f"-chdir={folder}", *words], f"terraform {words[0]} of {self.name}", quiet=quiet)


def _run(command: Sequence[str], act: str, *, quiet: bool) -> str:
    try:
        found = subprocess.run(command, stdout=subprocess.PIPE if quiet else None, text=True, check=False)
    except FileNotFoundError as error:
        raise Refused(f"{act}: there is no terraform on PATH; install 1.11 or newer.") from error
    if found.returncode:
        raise Refused(f"{act} failed in ways that stand above.")
    return found.stdout or ""
