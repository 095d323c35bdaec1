"""The built packages, unpacked as a function finds them, and the environment of the yardsticks."""

import io
import platform
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import yaml

from packager.layer import SITE, build_layer
from packager.requirements import Architecture, find_uv
from packager.service_code import ServiceCode
from packager.services import read_services

ROOT = Path(__file__).parents[2]
YARDSTICKS = ROOT / ".cache" / "yardsticks"


@dataclass(frozen=True)
class Function:
    """One function: its handler (`package.module.function`), where its code and its layer stand, the keys it reads."""

    service: str
    handler: str
    code: Path
    layer: Path
    keys: tuple[str, ...]

    @property
    def module(self) -> str:
        """What is imported at start."""
        return self.handler.rpartition(".")[0]


def unpack(folder: Path) -> list[Function]:
    """Build every zip and this machine's layer, and unpack them below `folder`."""
    machine = Architecture.ARM64 if platform.machine() in ("arm64", "aarch64") else Architecture.X86_64
    layer = build_layer(ROOT / "requirements" / "runtime.txt", machine, folder / "built")
    _extract(layer, folder / "opt")
    functions, keys = [], _keys()
    for service in read_services(ROOT):
        code = folder / service.name
        _extract(ServiceCode(ROOT).zip(service.packages), code)
        functions += [
            Function(service.name, handler, code, folder / "opt" / SITE, keys.get(handler, ()))
            for handler in service.handlers
        ]
    return functions


def _keys() -> dict[str, tuple[str, ...]]:
    """Handler → the variables that it fills from Secrets Manager when it starts."""
    services = [yaml.safe_load(file.read_text()) for file in ROOT.glob("*/service.yaml")]
    return {
        function["handler"]: tuple(
            name
            for name, value in function.get("environment", {}).items()
            if isinstance(value, dict) and "key" in value
        )
        for service in services
        for function in service["functions"].values()
    }


def yardsticks() -> Path:
    """The Python of an environment with boto3, FastAPI and Mangum, compiled; made when it is not there."""
    python, wanted = YARDSTICKS / "bin" / "python", ROOT / "requirements" / "yardsticks.txt"
    stamp = YARDSTICKS / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != wanted.read_text():
        for command in _install(python, wanted):
            subprocess.run(command, check=True)
        stamp.write_text(wanted.read_text())
    return python


def _install(python: Path, requirements: Path) -> list[list[str | Path]]:
    given = ["--quiet", "--require-hashes", "--requirement", requirements]
    if uv := find_uv(ROOT):
        make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, YARDSTICKS]
        return [make, [uv, "pip", "install", "--compile-bytecode", "--python", python, *given]]
    return [[sys.executable, "-m", "venv", "--clear", YARDSTICKS], [python, "-m", "pip", "install", *given]]


def _extract(content: bytes, folder: Path) -> None:
    zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
