"""A router on which the function's name is the operationId and its docstring the documentation."""

from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Any, get_type_hints

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from chassis.errors import ProblemError
from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Act:
    """One route as the contract tells it.

    Attributes:
        name: operationId, function name, log field, metric.
        method: HTTP method.
        path: OpenAPI path template.
        status: status of success.
        problems: the errors special to this act, beyond those that every act may answer.
        query: the query parameters it knows; any other is refused.
        waits: whether `Prefer: wait=N` holds the answer.
        promises: whether it may answer 202 with its body instead, because the work turned out to be slow.
    """

    name: str
    method: str
    path: str
    status: int
    problems: tuple[type[ProblemError], ...]
    query: frozenset[str]
    waits: bool
    promises: bool = False


class Routes:
    """Collects the acts of one resource; `chassis.http.api` joins them into a service's API."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.router = Router()
        self.acts: list[Act] = []

    def get(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # noqa: ANN401
        """Read."""
        return self._route("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # noqa: ANN401
        """Create, or act."""
        return self._route("POST", path, **options)

    def put(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # noqa: ANN401
        """Replace or set."""
        return self._route("PUT", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # noqa: ANN401
        """Remove."""
        return self._route("DELETE", path, **options)

    def _route(
        self,
        method: str,
        path: str,
        *,
        status: int = 200,
        problems: Sequence[type[ProblemError]] = (),
        waits: bool = False,
        promises: bool = False,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            summary, _, description = (function.__doc__ or "").strip().partition("\n")
            template = path.replace("<", "{").replace(">", "}")
            known = frozenset(_query_parameters(function))
            holds = waits or status == HTTPStatus.ACCEPTED
            self.acts.append(Act(function.__name__, method, template, status, tuple(problems), known, holds, promises))
            route = self.router.route(
                path,
                method,
                operation_id=function.__name__,
                summary=summary.rstrip("."),
                description=" ".join(description.split()) or summary,
                tags=[self.tag],
                status_code=status,
                responses=None,
            )
            return route(function)

        return register


def _query_parameters(function: Callable[..., Any]) -> Iterator[str]:
    """The names of the query parameters that a route function declares."""
    for name, hint in get_type_hints(function, include_extras=True).items():
        for part in getattr(hint, "__metadata__", ()):
            if isinstance(part, Query):
                yield part.alias or name
