"""What the contract tests hold services to: the contracts, as `make openapi` writes them from code."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.contract.openapi import contracts

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def written() -> dict[Path, str]:
    """Every contract file and what the code says that it should hold."""
    return contracts(ROOT)


@pytest.fixture(scope="session")
def platform(written: dict[Path, str]) -> dict[str, Any]:
    """All services' operations in one OpenAPI document."""
    found: dict[str, Any] = yaml.safe_load(written[ROOT / "openapi" / "platform.yaml"])
    return found
