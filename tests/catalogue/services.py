"""Every service's API in one process, on fresh tables, with the environment that its own declaration asks for."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.http.api import Api
from chassis.http.routes import Act

ROOT = Path(__file__).parents[2]
NOBODY_ANSWERS = "http://127.0.0.1:9"  # other services do not answer: their answers must not matter here


def manifests() -> Iterator[dict[str, Any]]:
    """The service.yaml of every service that has an HTTP API."""
    for folder in yaml.safe_load((ROOT / "platform.yaml").read_text())["services"]:
        manifest = yaml.safe_load((ROOT / folder / "service.yaml").read_text())
        if (ROOT / folder / "src" / manifest["service"] / "api.py").exists():
            yield manifest


def apis() -> list[Api]:
    """All of them."""
    return [importlib.import_module(f"{manifest['service']}.api").api for manifest in manifests()]


def acts() -> list[tuple[Api, Act]]:
    """Every act of every service."""
    return [(api, act) for api in apis() for act in api.acts.values()]


def prepare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set every variable that an API function declares and no table gives; forget what earlier tests composed."""
    settings = yaml.safe_load((ROOT / "platform.yaml").read_text())["settings"]["local"]
    for manifest in manifests():
        for name, value in manifest["functions"]["api"]["environment"].items():
            if isinstance(value, str):
                monkeypatch.setenv(name, value)
            elif "setting" in value:
                plain = str(settings[value["setting"]])
                monkeypatch.setenv(
                    name, NOBODY_ANSWERS if "{front}" in plain else plain.replace("{", "").replace("}", "")
                )
            elif "table" not in value:
                monkeypatch.setenv(name, f"{NOBODY_ANSWERS}/{next(iter(value.values()))}")
    forget()


def forget() -> None:
    """Let every service be composed anew, from the environment as it then is."""
    packages = tuple(f"{manifest['service']}." for manifest in manifests())
    for name, module in list(sys.modules.items()):
        if name.startswith(packages):
            for part in vars(module).values():
                if hasattr(part, "cache_clear"):
                    part.cache_clear()
