"""A guide as a script: its requests are sent in order, and each answer is written anew below its request.

```http           a request: its line, headers, a blank line, a body
```http           right after a request: the answer, beginning with HTTP/1.1
```mail           the newest e-mail to the one in its line `To:`
<!-- meanwhile: … -->   something that happens without the reader, see `world.py`
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from tests.guides import shapes
from tests.guides.names import Names

_BLOCK = re.compile(
    r"^```(?P<kind>http|mail)\n(?P<text>.*?)^```$|^<!-- meanwhile: (?P<event>.*?) -->$", re.DOTALL | re.MULTILINE
)
_SHOWN = ("Location", "Retry-After", "Allow", "WWW-Authenticate")
_STATUS_LINE = "HTTP/1.1"
_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}  # as RFC 9110 has them; Python's differ by version
_PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Answer:
    """What came back; header names as we write them, the body parsed, None for none."""

    status: int
    headers: dict[str, str]
    body: object


class World(Protocol):
    """What a guide plays in."""

    def send(self, method: str, target: str, headers: dict[str, str], body: str) -> Answer:
        """Send a request."""

    def email_to(self, address: str) -> str:
        """The newest e-mail to somebody, as text with its headers."""

    def let(self, event: str) -> None:
        """Let something happen meanwhile."""


class GuideError(AssertionError):
    """The guide cannot be played; the message says where."""


def replay(page: str, world: World, names: Names) -> str:
    """The page with every answer and e-mail as the platform gives it today."""
    written, at = [], 0
    answer: Answer | None = None
    for block in _BLOCK.finditer(page):
        between = page[at : block.start()]
        text, is_answer = block["text"] or "", (block["text"] or "").startswith(_STATUS_LINE)
        if answer and not is_answer:
            written.append(f"\n\n```http\n{_answer('', answer, names)}```")
        if is_answer and answer is None:
            raise GuideError(f"An answer without a request before it:\n{text}")
        written += [between, _play(block, answer, world, names)]
        answer = _ask(text, world, names) if block["kind"] == "http" and not is_answer else None
        at = block.end()
    if answer:
        written.append(f"\n\n```http\n{_answer('', answer, names)}```")
    return "".join([*written, page[at:]])


def _play(block: re.Match[str], answer: Answer | None, world: World, names: Names) -> str:
    """The block as it should stand there."""
    if block["event"]:
        world.let(block["event"])
        return block[0]
    if block["kind"] == "mail":
        address = re.search(r"^To: (\S+)$", block["text"], re.MULTILINE)
        if address is None:
            raise GuideError("An e-mail without a line `To:`.")
        return f"```mail\n{names.shown(world.email_to(address[1]), block['text'])}```"
    is_answer = answer and block["text"].startswith(_STATUS_LINE)
    return f"```http\n{_answer(block['text'], answer, names)}```" if is_answer else block[0]


def _ask(text: str, world: World, names: Names) -> Answer:
    head, _, body = names.real(text).partition("\n\n")
    line, *lines = head.strip().splitlines()
    method, _, target = line.partition(" ")
    headers = dict(header.split(": ", 1) for header in lines)
    return world.send(method, target.strip(), headers, body.strip())


def _answer(before: str, answer: Answer, names: Names) -> str:
    """The answer as text, with the parts that the guide shows now."""
    head, _, shape = before.partition("\n\n")
    told = dict(header.split(": ", 1) for header in head.splitlines()[1:])
    body = shapes.fill(shapes.read(shape) if shape.strip() else None, answer.body, names.shown)
    shown = [name for name in _SHOWN if name in answer.headers]
    shown += ["Content-Type"] * (answer.headers.get("Content-Type") == _PROBLEM)
    phrase = _PHRASES.get(answer.status, HTTPStatus(answer.status).phrase)
    lines = [f"HTTP/1.1 {answer.status} {phrase}"]
    lines += [f"{name}: {names.shown(answer.headers[name], told.get(name))}" for name in shown]
    lines += [] if body is None else ["", shapes.render(body)]
    return "\n".join([*lines, ""])
