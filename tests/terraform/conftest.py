"""Terraform with mocked providers, once a session; where it cannot be had, its tests say so."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.terraform.inventory import ROOT, UNTESTED, Resource, Terraform, why_not

STACKS = sorted(path.parent.name for path in (ROOT / "terraform" / "stacks").glob("*/main.tf"))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    if reason := why_not():
        pytest.skip(reason)
    return Terraform(ROOT, tmp_path_factory.mktemp("terraform"))


@pytest.fixture(scope="session")
def applied(terraform: Terraform) -> Callable[[str, str], list[Resource]]:
    """The resources of a stack in an environment, each made once."""
    return cache(terraform.applied)


@pytest.fixture(scope="session")
def everything(applied) -> list[Resource]:
    """The resources of all stacks in dev."""
    return [resource for stack in STACKS if stack not in UNTESTED for resource in applied(stack, "dev")]


@pytest.fixture(scope="session")
def production(applied) -> list[Resource]:
    """The stacks of prod that differ from dev's in more than names."""
    return [resource for stack in ("foundation", "hosting", "sites-service") for resource in applied(stack, "prod")]
