"""What functions measured: the figures in the lines that they printed."""

import json
from collections import Counter
from typing import Any


def read_figures(printed: str) -> Counter[tuple[str, str]]:
    """Sums by figure and value of its one dimension, e.g. `("OperationsFailed", "SITE_CREATION")`."""
    found: Counter[tuple[str, str]] = Counter()
    for line in printed.splitlines():
        if '"CloudWatchMetrics"' in line:
            _add(found, json.loads(line))
    return found


def _add(found: Counter[tuple[str, str]], line: dict[str, Any]) -> None:
    [declared] = line["_aws"]["CloudWatchMetrics"]
    [dimensions] = declared["Dimensions"]
    if len(dimensions) == 1:  # a business figure; those of acts have the service too
        for metric in declared["Metrics"]:
            found[metric["Name"], line[dimensions[0]]] += sum(line[metric["Name"]])
