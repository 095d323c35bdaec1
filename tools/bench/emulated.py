"""An embedded AWS for the length of a benchmark."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from local_platform.embedded_aws import embedded_aws, variables


@contextmanager
def emulated() -> Iterator[str]:
    """Its address; the environment of this process leads there.

    Raises:
        RuntimeError: it did not start.
    """
    with embedded_aws() as endpoint:
        os.environ.update(variables(endpoint))
        yield endpoint
