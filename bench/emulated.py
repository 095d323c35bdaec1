"""An embedded AWS for the length of a benchmark."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local_platform.embedded_aws import embedded_aws

PROGRAM = Path(__file__).parents[1] / ".venv-ministack" / "bin" / "ministack"


@contextmanager
def emulated() -> Iterator[str]:
    """Its address; the environment of this process leads there.

    Raises:
        RuntimeError: it did not start.
    """
    with embedded_aws(PROGRAM) as endpoint:
        os.environ.update(
            AWS_ENDPOINT_URL=endpoint,
            AWS_REGION="af-south-1",
            AWS_DEFAULT_REGION="af-south-1",
            AWS_ACCESS_KEY_ID="test",
            AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 - the emulator takes any
        )
        yield endpoint
