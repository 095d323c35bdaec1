"""One row of a service's route table: the act, the function that serves it, and its details in the contract."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from importlib import import_module
from typing import Any

from chassis.errors import ProblemError
from chassis.runtime.records import dataclass

type Handler = Callable[..., Any]


@dataclass(frozen=True)
class Act:
    """One act of an API.

    Attributes:
        handler: the function that serves it, as text; its module is imported at the first request.
        name: the operationId, also in logs, metrics and the authorization table.
        status: HTTP status of a success.
        tag: the group in the API reference; empty for the service's own name.
        waits: whether `Prefer: wait=N` delays the answer until slow work has ended.
        may_be_accepted: whether the answer may be 202, for work that is not done yet.
        words: fill the placeholders in the docstring of a function that serves several acts.
        route: API Gateway's route key, e.g. `GET /v1.0/tenants/{tenant_id}`; set by the table.
    """

    handler: str
    name: str
    status: int = 200
    tag: str = ""
    waits: bool = False
    may_be_accepted: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    route: str = ""

    @property
    def method(self) -> str:
        """HTTP method."""
        return self.route.partition(" ")[0]

    @property
    def path(self) -> str:
        """OpenAPI path template."""
        return self.route.partition(" ")[2]

    def at(self, route: str) -> "Act":
        """Return the act with its route, as the table sets it."""
        return replace(self, route=route)

    def load(self) -> Handler:
        """Import the function that serves the act.

        Raises:
            ImportError: the module does not exist.
            AttributeError: the module has no such function.
        """
        module, _, function = self.handler.rpartition(".")
        found: Handler = getattr(import_module(module), function)
        return found


def act(handler: str, *, name: str = "", **options: Any) -> Act:  # noqa: ANN401 - the fields of Act
    """Declare the act that the function `handler` serves; by default it has the function's name."""
    return Act(handler, name or handler.rpartition(".")[2], **options)


def health(service: str) -> dict[str, Act]:
    """Declare the health row of a service's table; its act needs no sign-in."""
    name = f"get_{service}_health"
    return {f"GET /v1.0/health/{service}": act("chassis.http.health.get_health", name=name, tag="health")}


def problems(*errors: type[ProblemError]) -> Callable[[Handler], Handler]:
    """Declare the errors special to a handler's act, for the contract; leave out those that every act has."""

    def declare(function: Handler) -> Handler:
        vars(function)["problems"] = errors
        return function

    return declare
