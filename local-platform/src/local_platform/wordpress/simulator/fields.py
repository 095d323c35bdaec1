"""Reading a request's body as `bbws-agent/input.php` does: closed, bounded, every problem named at once."""

import json
import re
from collections.abc import Callable
from typing import Any

from local_platform.wordpress.simulator.rest_error import RestError, invalid

MAX_BODY = 2 * 1024 * 1024  # bytes
MAX_ID = 64

type Rule = tuple[str, str]
"""A pattern, and the same in words for the caller."""

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
HOST: Rule = (
    rf"(?=.{{1,253}}\Z)({_LABEL}\.)+{_LABEL}",
    "a host name in lower case without a port, such as shop.example.com",
)
KEY: Rule = (r"[A-Za-z0-9][A-Za-z0-9._:-]*", "letters, digits and . _ : -, beginning with a letter or digit")
SLUG: Rule = (r"[a-z0-9]+(-[a-z0-9]+)*", "lower-case letters and digits, words joined by one hyphen")
STYLESHEET: Rule = (r"[A-Za-z0-9][A-Za-z0-9_-]*", "the folder name of a theme, such as twentytwentythree")
LANGUAGE: Rule = (r"[a-z]{2,3}(_[A-Za-z0-9]{2,10}){0,2}", "a WordPress locale, such as en_US")
STATUS: Rule = (r"active|archived", "active or archived")
LINE: Rule = (r"(?=.*\S)[^\x00-\x1f\x7f-\x9f]+", "one line, not blank")
PROSE: Rule = (r"[^\x00-\x08\x0b\x0c\x0e-\x1f]*", "no control characters")


class Fields:
    """The fields of one JSON object: ask for each, then call `done`."""

    def __init__(self, fields: dict[str, Any], prefix: str = "") -> None:
        self._fields, self._prefix = dict(fields), prefix
        self._problems: dict[str, str] = {}

    @classmethod
    def of(cls, body: bytes) -> "Fields":
        """Read a body.

        Raises:
            RestError: it is no JSON object, or too large.
        """
        if len(body) > MAX_BODY:
            raise RestError("bbws_too_large", f"The body may have at most {MAX_BODY} bytes.", 413)
        try:
            fields = json.loads(body or b"{}")
        except ValueError:
            fields = None
        if not isinstance(fields, dict) and fields != []:  # PHP knows one empty array
            raise invalid({"body": "Send one JSON object."})
        return cls(dict(fields))

    def text(self, name: str, longest: int, rule: Rule) -> str:
        """A text of at most `longest` characters that keeps to the rule."""
        value = self._fields.pop(name, None)
        pattern, words = rule
        if not isinstance(value, str) or not 0 < len(value) <= longest or not re.fullmatch(pattern, value):
            self.problem(name, f"1 to {longest} characters: {words}.")
            return ""
        return value

    def optional(self, name: str, longest: int, rule: Rule) -> str:
        """The same, and an empty text when it is absent, null or empty."""
        if self._fields.get(name) in (None, ""):
            self._fields.pop(name, None)
            return ""
        return self.text(name, longest, rule)

    def line(self, name: str, longest: int) -> str:
        """One line of text; outer blanks do not count."""
        return self.text(name, longest, LINE).strip()

    def identifier(self, name: str) -> int:
        """A whole number from 1."""
        value = self._fields.pop(name, None)
        if type(value) is not int or value < 1:
            self.problem(name, "A whole number from 1.")
            return 0
        return value

    def objects[T](self, name: str, most: int, read: Callable[["Fields"], T]) -> list[T]:
        """A list of objects, each read by `read`."""
        value = self._fields.pop(name, None)
        if not isinstance(value, list) or len(value) > most:
            self.problem(name, f"A list of at most {most} objects.")
            return []
        return [
            self._nested(f"{name}[{at}]", item, read) for at, item in enumerate(value) if self._fits(name, at, item)
        ]

    def members(self, name: str) -> dict[str, Any]:
        """An object that somebody else reads."""
        value = self._fields.pop(name, None) or {}
        if not isinstance(value, dict):
            self.problem(name, "An object.")
            return {}
        return value

    def problem(self, name: str, message: str) -> None:
        """Note what is wrong with a field."""
        self._problems[self._prefix + name] = message

    def done(self) -> None:
        """Refuse unknown fields and report every problem.

        Raises:
            RestError: `bbws_invalid`.
        """
        for unknown in self._fields:
            self.problem(unknown, "Unknown field: leave it out.")
        if self._problems:
            raise invalid(self._problems)

    def _fits(self, name: str, at: int, item: object) -> bool:
        if not isinstance(item, dict) or not item:
            self.problem(f"{name}[{at}]", "An object.")
            return False
        return True

    def _nested[T](self, name: str, item: dict[str, Any], read: Callable[["Fields"], T]) -> T:
        fields = Fields(item, f"{self._prefix}{name}.")
        result = read(fields)
        try:
            fields.done()
        except RestError as error:
            self._problems.update(error.params)
        return result
