"""A pattern for a text field that explains itself: pydantic's own `pattern` can only show the regular expression."""

import re
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from chassis.errors import InvalidValue


class Matches:
    """For `Annotated[str, …, Matches(pattern, message)]`: the whole text must match.

    Attributes:
        pattern: as the contract shows it; Python's `re` reads it here, ECMAScript reads it in clients.
        message: what the text may hold, and what to write instead.
    """

    def __init__(self, pattern: str, message: str) -> None:
        self.pattern, self.message = pattern, message

    def check(self, text: str) -> str:
        """Return `text` when it matches.

        Raises:
            InvalidValue: it does not.
        """
        if not re.fullmatch(self.pattern, text):
            raise InvalidValue(self.message)
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - pydantic's own signature
        """The schema of the text, followed by the check."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The JSON schema of the text, with the pattern."""
        return {**handler(schema), "pattern": self.pattern}
