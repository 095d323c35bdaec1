"""Every service's API in one process, on fresh tables, with the environment that its own declaration asks for."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chassis.http.api import Api
from chassis.http.routes import Act
from chassis.testing.events import EDGE_KEYS
from chassis.testing.yaml_files import read_yaml

ROOT = Path(__file__).parents[2]
NOBODY_ANSWERS = "http://127.0.0.1:9"  # other services do not answer: their answers must not matter here


def manifests() -> Iterator[dict[str, Any]]:
    """The service.yaml of every service that has an HTTP API."""
    for folder in read_yaml(ROOT / "platform.yaml")["services"]:
        manifest = read_yaml(ROOT / folder / "service.yaml")
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
    for manifest in manifests():
        _set(manifest["functions"]["api"]["environment"], monkeypatch)
    forget()


def prepare_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the variables of all other functions as well."""
    for path in ROOT.glob("*/service.yaml"):
        for function in read_yaml(path)["functions"].values():
            _set(function.get("environment", {}), monkeypatch)
    prepare(monkeypatch)


def _set(environment: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    platform = read_yaml(ROOT / "platform.yaml")
    settings = platform["settings"]["local"]
    for name, value in environment.items():
        if name in EDGE_KEYS:  # the requests of tests carry the tests' own key
            continue
        if isinstance(value, str):
            monkeypatch.setenv(name, value)
        elif "key" in value:  # read from Secrets Manager when a function starts; here there is no start
            monkeypatch.setenv(name, platform["keys"][value["key"]])
        elif "setting" in value:
            plain = str(settings[value["setting"]])
            monkeypatch.setenv(name, NOBODY_ANSWERS if "{front}" in plain else plain.replace("{", "").replace("}", ""))
        elif "table" not in value:
            monkeypatch.setenv(name, f"{NOBODY_ANSWERS}/{next(iter(value.values()))}")


def forget() -> None:
    """Let every service be composed anew, from the environment as it then is."""
    packages = tuple(f"{manifest['service']}." for manifest in manifests())
    for name, module in list(sys.modules.items()):
        if name.startswith(packages):
            for part in vars(module).values():
                if hasattr(part, "cache_clear"):
                    part.cache_clear()
