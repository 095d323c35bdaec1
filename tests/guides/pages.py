"""Reads a guide as a script: sends its requests in order and writes each answer below its request.

```sh             commands of docs/guides/api.sh: `api`, `wait_for`, `mail`, variables from answers; see `shell.py`
```http           a request that a reader cannot send today: its line, headers, a blank line, a body
```http           right after a request: the answer, beginning with HTTP/1.1
```mail           the newest e-mail to the one in its line `To:`
<!-- meanwhile: … -->   an event outside the guide, see `world.py`; an `sh` block right below it has the commands that
                        a reader runs instead
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

from local_platform.api_shell import NOBODY, PHRASES, PROBLEM, SECRET, SHOWN, pick
from tests.guides import shapes, shell
from tests.guides.names import Names

_BLOCK = re.compile(
    r"^```(?P<kind>http|mail|sh)\n(?P<text>.*?)^```$"
    r"|^<!-- meanwhile: (?P<event>.*?) -->$(?P<by_hand>\n\n```sh\n.*?^```$)?",
    re.DOTALL | re.MULTILINE,
)
_STATUS_LINE = "HTTP/1.1"


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

    def variables(self) -> Mapping[str, str]:
        """What docs/guides/api.sh sets."""


class GuideError(AssertionError):
    """The guide cannot be played; the message says where."""


def replay(page: str, world: World, names: Names) -> str:
    """The page with every answer and e-mail as the platform gives it today."""
    return _Player(world, names).play(page)


@dataclass
class _Player:
    """Plays one page.

    Attributes:
        answer: of the request right before; None when the page has shown it.
        last: of the last request, for variables.
    """

    world: World
    names: Names
    answer: Answer | None = None
    last: Answer | None = None
    mail: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    def play(self, page: str) -> str:
        self.variables = dict(self.world.variables())
        written, at = [], 0
        for block in _BLOCK.finditer(page):
            between = page[at : block.start()]
            is_answer = (block["text"] or "").startswith(_STATUS_LINE)
            if not is_answer:
                written.append(self._unshown())
            elif self.answer is None:
                raise GuideError(f"An answer without a request before it:\n{block['text']}")
            written += [between, self._block(block, is_answer)]
            at = block.end()
        return "".join([*written, self._unshown(), page[at:]])

    def _unshown(self) -> str:
        """The answer that the page does not show yet."""
        answer, self.answer = self.answer, None
        return f"\n\n```http\n{_answer('', answer, self.names)}```" if answer else ""

    def _block(self, block: re.Match[str], is_answer: bool) -> str:
        """The block as it should stand there."""
        if block["event"]:
            self.world.let(block["event"])
        elif block["kind"] == "mail":
            return self._mail(block["text"])
        elif is_answer and self.answer:
            shown = _answer(block["text"], self.answer, self.names)
            self.answer = None
            return f"```http\n{shown}```"
        elif block["kind"] == "http":
            self._request(block["text"])
        elif shell.has_commands(block["text"]):
            self._commands(block["text"])
        return block[0]

    def _mail(self, text: str) -> str:
        address = re.search(r"^To: (\S+)$", text, re.MULTILINE)
        if address is None:
            raise GuideError("An e-mail without a line `To:`.")
        return f"```mail\n{self.names.shown(self.world.email_to(address[1]), text)}```"

    def _request(self, text: str) -> None:
        head, _, body = self.names.real(text).partition("\n\n")
        line, *lines = head.strip().splitlines()
        method, _, target = line.partition(" ")
        headers = dict(header.split(": ", 1) for header in lines)
        self.answer = self.last = self.world.send(method, target.strip(), headers, body.strip())

    def _commands(self, text: str) -> None:
        try:
            for command in shell.commands(text, self.variables):
                self._command(command)
        except shell.ShellError as error:
            raise GuideError(f"{error}\n{text}") from None

    def _command(self, command: shell.Command) -> None:
        if command.name == "set":
            name, source, where = command.words
            self.variables[name] = self._value(where) if source == "answer" else self._secret()
        elif command.name == "mail":
            self.mail = self.world.email_to(command.words[0])
        elif command.name == "wait_for":
            self.world.let("60 seconds pass")
            self._api(*command.words[1:])
            self._require(command.words[0])
        else:
            self._api(*command.words)

    def _api(self, role: str, method: str, target: str, *more: str) -> None:
        body = next((part for part in more if part[:1] in ("{", "[")), "")
        headers = dict(part.split(": ", 1) for part in more if part != body)
        if role != NOBODY:
            headers["Authorization"] = f"Bearer {role if role.startswith('eyJ') else f'{{{role}}}'}"
        self.answer = self.last = self.world.send(method, target, headers, body)

    def _value(self, where: str) -> str:
        found = pick(self.last.body, where) if self.last else None
        if not isinstance(found, str | int):
            raise GuideError(f"the last answer has no {where}: {str(self.last)[:300]}")
        return str(found)

    def _secret(self) -> str:
        found = SECRET.search(self.mail)
        if found is None:
            raise GuideError(f"the last mail has no secret:\n{self.mail}")
        return found[1]

    def _require(self, wanted: str) -> None:
        where, equals, value = wanted.partition("=")
        answer = self.last
        if answer is None or (pick(answer.body, where) != value if equals else str(answer.status) != wanted):
            raise GuideError(f"waited for {wanted}, and got {str(answer)[:300]}")


def _answer(before: str, answer: Answer, names: Names) -> str:
    """The answer as text, with the parts that the guide shows now."""
    head, _, shape = before.partition("\n\n")
    previous = dict(header.split(": ", 1) for header in head.splitlines()[1:])
    body = shapes.fill(shapes.read(shape) if shape.strip() else None, answer.body, names.shown)
    shown = [name for name in SHOWN if name in answer.headers]
    shown += ["Content-Type"] * (answer.headers.get("Content-Type") == PROBLEM)
    phrase = PHRASES.get(answer.status, HTTPStatus(answer.status).phrase)
    lines = [f"HTTP/1.1 {answer.status} {phrase}"]
    lines += [f"{name}: {names.shown(answer.headers[name], previous.get(name))}" for name in shown]
    lines += [] if body is None else ["", shapes.render(body)]
    return "\n".join([*lines, ""])
