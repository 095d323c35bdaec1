"""What the local platform's own tests share."""

from pathlib import Path

import pytest

from local_platform.manifest import Platform, read_platform


@pytest.fixture
def tiny_root() -> Path:
    """A checkout of one small service."""
    return Path(__file__).parents[1] / "fixtures" / "tiny"


@pytest.fixture
def tiny(tiny_root: Path) -> Platform:
    """Its declarations."""
    return read_platform(tiny_root)
