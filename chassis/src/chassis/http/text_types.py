"""The types of text and e-mail addresses that people send; contracts show the same rules."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from chassis.email_address import LONGEST, normalize_address
from chassis.text import CODE_POINTS, LINE_PATTERN, PROSE_PATTERN, require_length, require_line, require_prose


class _Written:
    """An annotation: the text passes through `check`, and the contract has `facts`."""

    __slots__ = ("check", "facts")

    def __init__(self, check: Callable[[str], str], facts: dict[str, Any]) -> None:
        self.check, self.facts = check, facts

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - pydantic's own signature
        """The schema of the text, followed by the check."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The JSON schema of the text, with the facts."""
        return {**handler(schema), **self.facts}


def one_line(shortest: int, longest: int) -> _Written:
    """A name, or another text of one line: from `shortest` to `longest` characters as people count them."""
    return _Written(
        lambda text: require_length(require_line(text), shortest, longest), _facts(LINE_PATTERN, shortest, longest)
    )


def prose(shortest: int, longest: int) -> _Written:
    """Free text of any number of lines: from `shortest` to `longest` characters as people count them."""
    return _Written(
        lambda text: require_length(require_prose(text), shortest, longest), _facts(PROSE_PATTERN, shortest, longest)
    )


def _facts(pattern: str, shortest: int, longest: int) -> dict[str, Any]:
    """The lengths of a contract are in code points: a character has at least one, and on average at most four."""
    least, most = ({"minLength": shortest}, f"{shortest} to {longest}") if shortest else ({}, f"At most {longest}")
    words = f"{most} characters as people count them (grapheme clusters)."
    return {"description": words, "pattern": pattern, **least, "maxLength": CODE_POINTS * longest}


Email = Annotated[str, _Written(normalize_address, {"format": "idn-email", "maxLength": LONGEST})]
"""An e-mail address as people write it; stored in lower case, its domain as ASCII."""
