"""The commands of `docs/guides/api.sh`: send a request as one of the demo people, and read the answer in a shell."""

import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx

from local_platform.files import write_text

NOBODY = "nobody"
SHOWN = ("Location", "Retry-After", "Allow", "WWW-Authenticate")
PROBLEM = "application/problem+json"
LONGEST_ANSWER_SECONDS = 40
WAIT_SECONDS = 90
PAUSE_SECONDS = 0.5
PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}  # as RFC 9110 has them; Python's differ by version
SECRET = re.compile(r"#token=([\w.~-]+)")

type Json = dict[str, Any]


class ShellError(Exception):
    """A command cannot do what it was asked to do; the message says why and what to do."""


class ApiShell:
    """Commands about one running platform, whose state folder is `state`."""

    def __init__(self, state: Path) -> None:
        self._state = state

    def api(self, role: str, method: str, path: str, *more: str) -> str:
        """Send a request; the answer as text: status line, the headers that matter, the body.

        `more` is a body, which begins with `{` or `[`, and headers such as `Prefer: wait=20`.

        Raises:
            ShellError: the platform does not run, or the path has a variable that is not set.
        """
        answer = self._send(role, method, path, more)
        write_text(self._last_answer, answer.text or "null")
        return render(answer)

    def wait_for(self, wanted: str, role: str, method: str, path: str, *more: str) -> str:
        """Repeat a request until its status is `wanted`, or a field has a value: `data.status=ACTIVE`.

        Raises:
            ShellError: it never was, within 90 seconds.
        """
        until = time.monotonic() + WAIT_SECONDS
        while not is_as_wanted(wanted, answer := self._send(role, method, path, more)):
            if time.monotonic() > until:
                raise ShellError(f"Still not {wanted} after {WAIT_SECONDS} seconds. The last answer:\n{render(answer)}")
            time.sleep(PAUSE_SECONDS)
        write_text(self._last_answer, answer.text or "null")
        return render(answer)

    def answer(self, field: str) -> str:
        """A field of the last answer: `data.tenantId`, `data.0.siteId`, `data.*.name`; empty where it holds null.

        Raises:
            ShellError: no request was sent yet, or its answer has no such field.
        """
        if not self._last_answer.exists():
            raise ShellError("There is no answer yet: send a request with `api` first.")
        body = json.loads(self._last_answer.read_text())
        found = pick(body, field)
        if found is MISSING:
            problem = body.get("detail") if isinstance(body, dict) else None
            reason = f" It says: {problem}" if problem else ""
            raise ShellError(f"The last answer has no field {field}.{reason}")
        return "\n".join(map(_plain, found)) if "*" in field and isinstance(found, list) else _plain(found)

    def mail(self, address: str, word: str = "") -> str:
        """The newest mail to somebody, with `word` in its subject, that was not shown yet; waits until it comes.

        Raises:
            ShellError: none came within 90 seconds.
        """
        shown = self._state / "mail-shown.json"
        known: list[str] = json.loads(shown.read_text()) if shown.exists() else []
        until = time.monotonic() + WAIT_SECONDS
        while not (new := [mail for mail in self._mails(address, word) if mail["id"] not in known]):
            if time.monotonic() > until:
                raise ShellError(f"No new mail to {address} came within {WAIT_SECONDS} seconds.")
            time.sleep(PAUSE_SECONDS)
        write_text(shown, json.dumps([*known, *(mail["id"] for mail in new)]))
        text = f"To: {address}\nSubject: {new[0]['subject']}\n\n{new[0]['text'].strip()}\n"
        write_text(self._last_mail, text)
        return text

    def secret(self) -> str:
        """The secret in the link of the mail that was shown last.

        Raises:
            ShellError: no mail was shown, or it has no such link.
        """
        text = self._last_mail.read_text() if self._last_mail.exists() else ""
        found = SECRET.search(text)
        if found is None:
            raise ShellError("The last mail has no link with a secret: show one with `mail ADDRESS` first.")
        return found[1]

    def token(self, role: str) -> str:
        """The ID token of one of the demo people.

        Raises:
            ShellError: the role is unknown, or the platform was never started here.
        """
        tokens = self._card()["tokens"]
        if role not in tokens:
            raise ShellError(f"There is no demo role {role!r}. Use one of: {', '.join(tokens)}.")
        return str(tokens[role])

    def demo_tenant(self) -> str:
        """The id of the demo company, Acme Trading."""
        return str(self._card()["tenantId"])

    def front(self) -> str:
        """The address of the platform, by number: `localhost` would try IPv6 first."""
        return str(self._card()["api"]).replace("//localhost", "//127.0.0.1")

    @property
    def _last_answer(self) -> Path:
        return self._state / "answer.json"

    @property
    def _last_mail(self) -> Path:
        return self._state / "mail.txt"

    def _card(self) -> Json:
        file = self._state / "platform.json"
        if not file.exists():
            raise ShellError(f"{file} does not exist: start the platform with `make run` first.")
        return dict(json.loads(file.read_text()))

    def _send(self, role: str, method: str, path: str, more: Sequence[str]) -> httpx.Response:
        if "//" in path or path.endswith("/") or not path.startswith("/"):
            raise ShellError(f"The path {path} has an empty part: a variable in it is not set.")
        body = next((part for part in more if part[:1] in ("{", "[")), None)
        headers = dict(part.split(": ", 1) for part in more if part != body)
        if body is not None:
            headers["Content-Type"] = "application/json"
        if role != NOBODY:
            headers["Authorization"] = f"Bearer {role if role.startswith('eyJ') else self.token(role)}"
        return self._ask(lambda api: api.request(method, path, headers=headers, content=body))

    def _mails(self, address: str, word: str) -> list[Json]:
        """Newest first."""
        mails = self._ask(lambda api: api.get("/mail.json")).json()["messages"]
        return [mail for mail in mails if address in mail["to"] and word in mail["subject"]]

    def _ask(self, send: Callable[[httpx.Client], httpx.Response]) -> httpx.Response:
        front = self.front()
        try:
            with httpx.Client(base_url=front, timeout=LONGEST_ANSWER_SECONDS, trust_env=False) as api:
                return send(api)
        except httpx.ConnectError:
            raise ShellError(f"Nothing answers at {front}: start the platform with `make run` first.") from None


MISSING = object()
"""What `pick` answers where a body has no such field."""


def pick(body: object, field: str) -> object:
    """The part of a JSON body behind names and positions that dots separate; `*` takes every element of a list."""
    name, _, rest = field.partition(".")
    if isinstance(body, dict) and name in body:
        found = body[name]
    elif isinstance(body, list) and name == "*":
        return [pick(element, rest) for element in body]
    elif isinstance(body, list) and name.isdigit() and int(name) < len(body):
        found = body[int(name)]
    else:
        return MISSING
    return pick(found, rest) if rest else found


def _plain(value: object) -> str:
    """A value for a shell variable."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def is_as_wanted(wanted: str, answer: httpx.Response) -> bool:
    """Whether the status, or a field of the body, is what `wait_for` waits for."""
    field, equals, value = wanted.partition("=")
    if not equals:
        return str(answer.status_code) == wanted
    return bool(answer.text) and pick(answer.json(), field) == value


def render(answer: httpx.Response) -> str:
    """An answer as the guides show it."""
    phrase = PHRASES.get(answer.status_code, answer.reason_phrase)
    lines = [f"HTTP/1.1 {answer.status_code} {phrase}"]
    lines += [f"{name}: {answer.headers[name]}" for name in SHOWN if name in answer.headers]
    if answer.headers.get("content-type") == PROBLEM:
        lines.append(f"Content-Type: {PROBLEM}")
    if answer.text:
        lines += ["", json.dumps(answer.json(), indent=2, ensure_ascii=False)]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Run `COMMAND ARGUMENT…`; the exit code, 1 when it could not be done."""
    shell = ApiShell(Path(os.environ.get("BBWS_LOCAL") or ".local"))
    commands: dict[str, Callable[..., str]] = {
        "api": shell.api,
        "wait_for": shell.wait_for,
        "answer": shell.answer,
        "mail": shell.mail,
        "secret": shell.secret,
        "token": shell.token,
        "demo_tenant": shell.demo_tenant,
        "front": shell.front,
    }
    name, *values = arguments
    try:
        print(commands[name](*values))
    except ShellError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    except TypeError:
        print(f"{name}: {commands[name].__doc__}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    # `api … | head` ends quietly. Here and not in main(): a process that imports us survives its closed connections.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main(sys.argv[1:]))
