"""Path templates such as `/v1.0/tenants/<tenant_id>`, compared part by part."""

from collections.abc import Mapping


class PathMatch:
    """What a path has in the places of its template's names."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values

    def groupdict(self) -> Mapping[str, str]:
        """Name → value, as a match of an expression tells it."""
        return self.values


class PathTemplate:
    """Stands where Powertools has a compiled expression: one for each route is a sixteenth of an API's start.

    The gateway has matched the path before; what a value may be is checked where it is used.
    """

    def __init__(self, template: str) -> None:
        self.parts = template.split("/")
        self.groups = template.count("<")

    def match(self, path: str) -> PathMatch | None:
        """The values in `path`; None when it is of another form."""
        found = path.split("/")
        if len(found) != len(self.parts):
            return None
        values: dict[str, str] = {}
        for wanted, part in zip(self.parts, found, strict=True):
            if wanted[:1] == "<" and part:
                values[wanted[1:-1]] = part
            elif wanted != part:
                return None
        return PathMatch(values)
