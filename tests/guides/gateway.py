"""The gateway in one process: routes of all services, and the real authorizer, whose answer is kept as AWS keeps it."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from chassis.http.api import Api
from chassis.http.edge import EDGE_KEY
from chassis.http.routes import Act
from chassis.runtime.clock import Clock
from chassis.testing import http_event
from chassis.testing.events import EDGE_KEYS
from chassis.testing.yaml_files import read_yaml
from tenants import authorizer_main
from tests.catalogue.services import acts, apis
from tests.guides.pages import Answer, GuideError

ROOT = Path(__file__).parents[2]
ANONYMOUS = "Anonymous"  # what the edge says for a request without a token


class Gateway:
    """Finds the act of a request, asks the authorizer once per minute and token, and calls the service's function."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.kept = timedelta(seconds=read_yaml(ROOT / "platform.yaml")["api"]["authorizer"]["ttl"])
        self._contexts: dict[str, tuple[datetime, dict[str, str]]] = {}
        found = sorted(acts(), key=lambda one: one[1].path.count("{"))  # /users/me before /users/{user_id}
        self._routes = [(re.compile(_pattern(act.path)), api, act) for api, act in found]
        self._tenants = next(api for api in apis() if api.service == "tenants")  # answers unknown paths

    def send(self, method: str, target: str, headers: dict[str, str], body: str) -> Answer:
        """One request, as a client sends it."""
        path, _, query = target.partition("?")
        api, act, parameters = self._route(method, path)
        event = http_event(
            method,
            act.path if act else path,
            parameters=parameters,
            query=dict(parse_qsl(query)),
            headers={name.lower(): value for name, value in headers.items()},
            body=body or None,
        )
        if act is None or act.method != method:
            event["routeKey"] = f"ANY {act.path}" if act else "$default"
        event["requestContext"]["authorizer"]["lambda"] = self._context(headers.get("Authorization", ANONYMOUS))
        reply = api(event, None)
        if not isinstance(reply["body"], str):
            raise GuideError(f"{method} {target}: gateways want text for a body, and got {reply['body']!r}")
        return Answer(reply["statusCode"], reply["headers"], json.loads(reply["body"]) if reply["body"] else None)

    def _route(self, method: str, path: str) -> tuple[Api, Act | None, dict[str, str]]:
        matching = [(api, act, found) for pattern, api, act in self._routes if (found := pattern.fullmatch(path))]
        if not matching:
            return self._tenants, None, {}
        fewest = matching[0][1].path.count("{")
        best = [one for one in matching if one[1].path.count("{") == fewest]
        api, act, found = next((one for one in best if one[1].method == method), best[0])
        return api, act, found.groupdict()

    def _context(self, authorization: str) -> dict[str, str]:
        until, context = self._contexts.get(authorization, (self.clock(), {}))
        if self.clock() >= until:
            headers = {"authorization": authorization, EDGE_KEY: EDGE_KEYS["EDGE_KEY"]}
            event: dict[str, Any] = {"headers": headers, "requestContext": {}}
            context = authorizer_main.lambda_handler(event, None)["context"]
            self._contexts[authorization] = (self.clock() + self.kept, context)
        return context


def _pattern(template: str) -> str:
    return re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
