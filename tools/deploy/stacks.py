"""Plans and applies a stack in an environment: modules know how, stacks what, environments where and how big."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.order import at_once, stacks
from deploy.refusal import Refused


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

    def destroy(self) -> None:
        """Take away what was applied."""
        self._init()
        self._terraform("apply", "-destroy", "-input=false", "-auto-approve", "-lock-timeout=5m", *self._sizes())

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
        act = f"terraform {words[0]} of {self.name}"
        return _run(["terraform", f"-chdir={folder}", *words], act, self._variables(), quiet=quiet)

    def _variables(self) -> dict[str, str]:
        """TF_DATA_DIR is one folder for all that Terraform works on; each stack has its own below it."""
        data = os.environ.get("TF_DATA_DIR")
        return {**os.environ, "TF_DATA_DIR": f"{data}/{self.name}"} if data else dict(os.environ)


def _run(command: Sequence[str], act: str, variables: Mapping[str, str], *, quiet: bool) -> str:
    """What was said to standard output, when `quiet`; else it is shown, in one piece where several work at once."""
    apart = at_once() > 1 and not quiet
    output = subprocess.PIPE if quiet or apart else None
    errors = subprocess.STDOUT if apart else None
    try:
        found = subprocess.run(command, env=variables, stdout=output, stderr=errors, text=True, check=False)
    except FileNotFoundError as error:
        raise Refused(f"{act}: there is no terraform on PATH; install 1.11 or newer.") from error
    if apart:
        sys.stdout.write(f"── {act}\n{found.stdout}")
        sys.stdout.flush()
    if found.returncode:
        raise Refused(f"{act} failed in ways that stand above.")
    return found.stdout if quiet else ""
