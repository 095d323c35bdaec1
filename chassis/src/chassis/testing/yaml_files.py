"""What the checkout declares in YAML, for tests; thousands of them ask for the same few files."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def read_yaml(file: Path) -> Any:  # noqa: ANN401 - as the file has it
    """The content of a file that does not change while tests run; read it only, because all tests share it.

    Raises:
        OSError: nobody can read it.
    """
    return yaml.load(file.read_text(), Loader=yaml.CSafeLoader)  # ten times as fast as the one in Python
