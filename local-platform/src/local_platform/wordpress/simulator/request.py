"""A request to the simulator and its answer."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from local_platform.wordpress.simulator.instance import Instance, compared
from local_platform.wordpress.simulator.rest_error import RestError

JSON_TYPE = "application/json; charset=UTF-8"


@dataclass(frozen=True)
class Request:
    """What came in; the names of headers in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """Without the query."""
        return urlsplit(self.target).path

    @property
    def host(self) -> str:
        """The host name without its port."""
        return self.headers.get("host", "").partition(":")[0].lower()

    def query(self, name: str) -> str | None:
        """The last value of a query parameter."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True).get(name, [None])[-1]

    def wants_json(self) -> bool:
        """WordPress's own test for how to die."""
        return "json" in self.headers.get("accept", "") or "json" in self.headers.get("content-type", "")

    def insist_json(self) -> None:
        """Core's check of a body that says it is JSON.

        Raises:
            RestError: `rest_invalid_json`.
        """
        if self.body and "application/json" in self.headers.get("content-type", ""):
            try:
                json.loads(self.body)
            except ValueError:
                data = {"json_error_code": 4, "json_error_message": "Syntax error"}
                raise RestError("rest_invalid_json", "Invalid JSON body passed.", 400, **data) from None

    def caller(self, instance: Instance) -> bool:
        """Whether the platform's user calls; False for nobody.

        Raises:
            RestError: credentials were sent and are wrong.
        """
        sent = self.headers.get("authorization", "")
        if not sent:
            return False
        user, password = _basic(sent)
        if user not in (instance.user, instance.mail):
            raise _unknown_user(user)
        if compared(password) != instance.password:
            message = "The provided password is an invalid application password."
            raise RestError("incorrect_password", message, 401)
        return True


@dataclass(frozen=True)
class Answer:
    """What goes out: a JSON value, or the text of a page."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON_TYPE

    def encoded(self) -> bytes:
        """The bytes of the body."""
        text = json.dumps(self.body, ensure_ascii=False) if self.content_type == JSON_TYPE else str(self.body)
        return text.encode()


def _basic(header: str) -> tuple[str, str]:
    scheme, _, token = header.partition(" ")
    try:
        user, found, password = base64.b64decode(token, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        user = found = password = ""
    if scheme.lower() != "basic" or not found:
        message = "These credentials are not understood here: send HTTP Basic."
        raise RestError("bbws_unauthorized", message, 401)
    return user, password


def _unknown_user(user: str) -> RestError:
    if "@" in user:
        return RestError("invalid_email", "Unknown email address. Check again or try your username.", 401)
    message = "Unknown username. Check again or try your email address."
    return RestError("invalid_username", message, 401)
