"""What functions log, as CloudWatch would get it."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter


@contextmanager
def recorded() -> Iterator[list[dict[str, Any]]]:
    """Keep the records of our loggers in the block, instead of writing them."""
    records: list[dict[str, Any]] = []
    write = logging.StreamHandler.emit

    def keep(handler: logging.StreamHandler[Any], record: logging.LogRecord) -> None:
        if isinstance(handler.formatter, LambdaPowertoolsFormatter):
            records.append(json.loads(handler.format(record)))
        else:
            write(handler, record)

    with patch.object(logging.StreamHandler, "emit", keep):
        yield records
