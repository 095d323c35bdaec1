"""The types of the fields that we answer: what the contract says of a value, beside its Python type.

A client may rely on these facts, so they are in the contract. Nothing checks them at run time: our own answers are
held to them by tests, and a fact that is wrong must not turn an answer into a 500.
"""

from typing import Annotated, Any

from chassis.email_address import LONGEST
from chassis.text import CODE_POINTS, LINE_PATTERN, PROSE_PATTERN

LARGEST_INT32 = 2**31 - 1
_ID = "[a-z0-9][a-z0-9-]{0,63}"
_LINE = r"^[^\x00-\x1f\x7f]*$"
_TEXT = r"^[^\x00-\x08\x0e-\x1f\x7f]*$"
_UUID = "1b4e28ba-2fa1-4d2e-883f-0016d3cca427"


class Documented:
    """An annotation that adds facts to a field's JSON Schema and costs nothing when a value is checked."""

    __slots__ = ("facts",)

    def __init__(self, **facts: Any) -> None:  # noqa: ANN401 - the members of a JSON Schema may hold any JSON
        self.facts = facts

    def __get_pydantic_json_schema__(self, core_schema: Any, handler: Any) -> dict[str, Any]:  # noqa: ANN401
        """What pydantic asks for when it writes the schema."""
        return {**handler(core_schema), **self.facts}


def identifier(prefix: str) -> Documented:
    """An id of ours, such as `site-1b4e28ba-2fa1-4d2e-883f-0016d3cca427` (domain §9.3)."""
    longest = len(prefix) + 65
    return Documented(pattern=f"^{prefix}-{_ID}$", maxLength=longest, examples=[f"{prefix}-{_UUID}"])


def line(longest: int, example: str) -> Documented:
    """One line of at most `longest` characters."""
    return Documented(pattern=_LINE, maxLength=longest, examples=[example])


def text(longest: int, example: str) -> Documented:
    """Lines of at most `longest` characters in all."""
    return Documented(pattern=_TEXT, maxLength=longest, examples=[example])


def written_line(longest: int, example: str) -> Documented:
    """A name that a person wrote: at most `longest` characters as people count them (`chassis.text`)."""
    return Documented(pattern=LINE_PATTERN, maxLength=CODE_POINTS * longest, examples=[example])


def written_text(longest: int, example: str) -> Documented:
    """Text that a person wrote: at most `longest` characters as people count them, on any number of lines."""
    return Documented(pattern=PROSE_PATTERN, maxLength=CODE_POINTS * longest, examples=[example])


def matching(pattern: str, longest: int, example: str) -> Documented:
    """A string of the form `pattern`."""
    return Documented(pattern=pattern, maxLength=longest, examples=[example])


def whole(lowest: int = 0, highest: int = LARGEST_INT32, example: int | None = None) -> Documented:
    """A whole number from `lowest` to `highest`."""
    more = {} if example is None else {"examples": [example]}
    return Documented(format="int32", minimum=lowest, maximum=highest, **more)


def items(most: int) -> Documented:
    """A list of at most `most` entries."""
    return Documented(maxItems=most)


def entries(most: int) -> Documented:
    """A map of at most `most` entries."""
    return Documented(maxProperties=most)


Timestamp = Annotated[str, Documented(format="date-time", maxLength=30, examples=["2026-02-21T08:00:00.000Z"])]
EmailAddress = Annotated[str, Documented(format="email", maxLength=LONGEST, examples=["thandi@acme.example"])]
Actor = Annotated[str, line(LONGEST, "thandi@acme.example")]
"""Who did something: the e-mail address of a person, or the name of the part of the platform."""
Url = Annotated[str, Documented(format="uri", maxLength=2048, examples=["https://acme-shop.sites.example"])]
Href = Annotated[str, Documented(format="uri-reference", maxLength=8192, examples=["/v1.0/tenants"])]
TraceId = Annotated[str, matching(r"^[A-Za-z0-9+/=:_-]+$", 128, "c6af9ac6-7b61-11e6-9a41-93e8deadbeef")]
Cursor = Annotated[str, matching(r"^[A-Za-z0-9_=-]+$", 2048, "q1ZKzs9NLUvMKU1VslLKL1Yqzi8tSk5VqgUA")]
Code = Annotated[str, matching(r"^[A-Z][A-Z0-9_]*$", 64, "ROLE_REQUIRED")]
Count = Annotated[int, whole()]
Version = Annotated[int, whole(1, example=3)]
Percent = Annotated[int, whole(0, 100, example=60)]
Seconds = Annotated[float, Documented(format="double", minimum=0, maximum=LARGEST_INT32, examples=[12.5])]
TenantId = Annotated[str, identifier("tenant")]
UserId = Annotated[str, identifier("user")]
OperationId = Annotated[str, identifier("op")]
