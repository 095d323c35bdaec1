"""Runs Terraform with mocked providers on a copy of the checkout and answers the resources it would make."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ("dev", "sit", "prod")
UNTESTED = {"keys"}  # mocks know no ephemeral resources; it is validated


@dataclass(frozen=True)
class Resource:
    """One resource of a mocked apply."""

    stack: str
    type: str
    address: str
    key: str | None
    values: dict[str, Any]


def why_not() -> str | None:
    """Why Terraform cannot be run here."""
    if not shutil.which("terraform"):
        return "not run: no `terraform` (1.11 or newer) on PATH"
    if not os.environ.get("TF_PLUGIN_DIR"):
        return "not run: TF_PLUGIN_DIR names no folder with registry.terraform.io/hashicorp/aws 5.100"
    return None


class Terraform:
    """Terraform in a copy of the checkout: what it writes stays out of the tree."""

    def __init__(self, root: Path, work: Path) -> None:
        self.root = work / "checkout"
        files = [
            root / "platform.yaml",
            root / ".github" / "environments.yaml",
            *root.glob("*/service.yaml"),
            *root.glob("openapi/*.yaml"),
        ]
        for file in files:
            target = self.root / file.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
        ignored = shutil.ignore_patterns(".terraform")
        shutil.copytree(root / "terraform", self.root / "terraform", symlinks=True, ignore=ignored)
        (self.root / "dist").mkdir()
        services = [path.stem for path in (root / "openapi").glob("*.yaml")] + ["mail", "sqs-consumers", "ecs-event"]
        for name in [*services, "layer-arm64", "layer-x86_64"]:
            (self.root / "dist" / f"{name}.zip").write_bytes(b"what a function is made of")

    def run(self, folder: Path, *words: str) -> str:
        """What Terraform says; a failure fails the test."""
        if not (folder / ".terraform").exists():
            self._call(folder, "init", "-backend=false", "-input=false", f"-plugin-dir={os.environ['TF_PLUGIN_DIR']}")
        return self._call(folder, *words)

    def applied(self, stack: str, environment: str) -> list[Resource]:
        """The resources of a stack in an environment."""
        sizes = self.root / "terraform" / "environments" / environment / "common.tfvars"
        folder = self.root / "terraform" / "stacks" / stack
        for line in self.run(folder, "test", "-json", "-verbose", f"-var-file={sizes}").splitlines():
            told = json.loads(line)
            if told["type"] == "test_state":
                return list(_resources(stack, told["test_state"]["root_module"]))
        return pytest.fail(f"the test of {stack} applies nothing")

    def _call(self, folder: Path, *words: str) -> str:
        hidden = ("TF_CLI_CONFIG_FILE", "TF_DATA_DIR", "AWS_ENDPOINT_URL")
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        done = subprocess.run(
            ["terraform", f"-chdir={folder}", *words],
            env={**environment, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (
            f"terraform {words[0]} of {folder.name}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        )
        return done.stdout


def _resources(stack: str, module: dict[str, Any]) -> Iterator[Resource]:
    for found in module.get("resources", []):
        if found["mode"] == "managed":
            yield Resource(stack, found["type"], found["address"], found.get("index"), found["values"])
    for child in module.get("child_modules", []):
        yield from _resources(stack, child)
