"""Plans and applies a Terraform stack in an environment."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.environment_files import list_backend_options
from deploy.errors import CommandError
from deploy.stack_order import get_parallelism, list_stacks


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
        self._run_terraform("plan", "-input=false", "-lock-timeout=5m", f"-out={file}", *self._list_variable_files())
        plan_json = self._run_terraform("show", "-json", str(file), captured=True)
        (into / f"{self.name}.json").write_text(plan_json)
        file.unlink(missing_ok=True)  # it contains values; the same job reads and deletes the JSON

    def deploy(self) -> None:
        """Apply the stack."""
        self._init()
        self._run_terraform("apply", "-input=false", "-auto-approve", "-lock-timeout=5m", *self._list_variable_files())

    def destroy(self) -> None:
        """Destroy everything that the stack created."""
        self._init()
        self._run_terraform(
            "apply", "-destroy", "-input=false", "-auto-approve", "-lock-timeout=5m", *self._list_variable_files()
        )

    def validate(self) -> None:
        """Let Terraform validate the stack; needs no backend and no credentials."""
        self._run_terraform("init", "-input=false", "-backend=false")
        self._run_terraform("validate")

    def _init(self) -> None:
        backend = list_backend_options(self.root, self.environment, f"stacks/{self.name}")
        self._run_terraform("init", "-input=false", "-reconfigure", *backend)

    def _list_variable_files(self) -> list[str]:
        files = [self._environment_folder() / "common.tfvars", self._environment_folder() / f"{self.name}.tfvars"]
        return [f"-var-file={file}" for file in files if file.exists()]

    def _environment_folder(self) -> Path:
        return self.root / "terraform" / "environments" / self.environment

    def _run_terraform(self, *arguments: str, captured: bool = False) -> str:
        folder = self.root / "terraform" / "stacks" / self.name
        if not folder.is_dir():
            raise CommandError(
                f"no stack is called {self.name!r}; choose from: {', '.join(list_stacks(self.root)) or 'none yet'}."
            )
        description = f"terraform {arguments[0]} of {self.name}"
        return _run_command(
            ["terraform", f"-chdir={folder}", *arguments], description, self._process_environment(), captured=captured
        )

    def _process_environment(self) -> dict[str, str]:
        """Return the variables for Terraform: each stack has its own folder below TF_DATA_DIR."""
        data = os.environ.get("TF_DATA_DIR")
        return {**os.environ, "TF_DATA_DIR": f"{data}/{self.name}"} if data else dict(os.environ)


def _run_command(command: Sequence[str], description: str, variables: Mapping[str, str], *, captured: bool) -> str:
    """Run a command. Return its output when `captured`; else print it, as one block when several run in parallel."""
    buffered = get_parallelism() > 1 and not captured
    output = subprocess.PIPE if captured or buffered else None
    errors = subprocess.STDOUT if buffered else None
    try:
        found = subprocess.run(command, env=variables, stdout=output, stderr=errors, text=True, check=False)
    except FileNotFoundError as error:
        raise CommandError(f"{description}: terraform is not on PATH; install 1.11 or newer.") from error
    if buffered:
        sys.stdout.write(f"── {description}\n{found.stdout}")
        sys.stdout.flush()
    if found.returncode:
        raise CommandError(f"{description} failed: see its output above.")
    return found.stdout if captured else ""
