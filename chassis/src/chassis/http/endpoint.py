"""Calls a handler with the parts of a request that its signature names.

The first rule that fits decides what a parameter receives:

- its name is in the path: the value there
- its type is `RequestContext`: the context
- `Annotated[…, Depends(provider)]`: a dependency
- `Annotated[…, PathIds(…)]`: several ids of the path
- its type is a model: the body
- anything else: the query parameter of its name, in camelCase
"""

import re
from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic.alias_generators import to_camel

from chassis.errors import FieldError, InvalidRequest, ProblemError
from chassis.http.problems import invalid_input
from chassis.http.request_context import RequestContext
from chassis.http.routes import Act
from chassis.runtime.records import dataclass

_PLACE = re.compile(r"\{(\w+)\}")

type Take = Callable[[RequestContext, Mapping[str, str]], Any]


@dataclass(frozen=True)
class Depends:
    """Marks a parameter whose value `provider` creates; each provider caches its own value."""

    provider: Callable[[], Any]


class PathIds:
    """Marks a parameter that receives the named ids which the path contains, as a tuple in the path's order."""

    def __init__(self, *names: str) -> None:
        self.names = names


class Endpoint:
    """The function behind an act, called with the parts of a request that its signature names."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.function = act.load()
        self.places = _PLACE.findall(act.path)
        hints = get_type_hints(self.function, include_extras=True)
        self.returns = hints["return"]
        self.problems: tuple[type[ProblemError], ...] = vars(self.function).get("problems", ())
        self.body: tuple[str, type[BaseModel]] | None = None
        self._takes: dict[str, Take] = {}
        queries: dict[str, Any] = {}
        for name, parameter in signature(self.function).parameters.items():
            if take := self._find_source(name, hints[name]):
                self._takes[name] = take
            elif _is_model(hints[name]):
                self.body = name, hints[name]
            else:
                queries[name] = hints[name], ... if parameter.default is Parameter.empty else parameter.default
        self.query = _query_model(queries)
        self.query_names = frozenset(field.alias or name for name, field in self.query.model_fields.items())

    def _find_source(self, name: str, hint: Any) -> Take | None:  # noqa: ANN401 - any type expression
        """Find the source of a parameter that needs no validation; None for body and query parameters."""
        if name in self.places:
            return lambda _, path: path[name]
        if hint is RequestContext:
            return lambda context, _: context
        for mark in getattr(hint, "__metadata__", ()):
            if isinstance(mark, Depends):
                return lambda *_: mark.provider()
            if isinstance(mark, PathIds):
                ids = [place for place in self.places if place in mark.names]
                return lambda _, path: tuple(path[place] for place in ids)
        return None

    def check_query(self, query: Mapping[str, str]) -> None:
        """Refuse unknown query parameters: a misspelt filter must not silently list everything.

        Raises:
            InvalidRequest: the act has no such query parameter.
        """
        unknown = sorted(query.keys() - self.query_names)
        if unknown:
            words = f"We do not know this query parameter. {self._known_parameters()}"
            raise InvalidRequest(words, errors=[FieldError(name, "UNKNOWN_PARAMETER", words) for name in unknown])

    def _known_parameters(self) -> str:
        if not self.query_names:
            return "Remove it: this address takes none."
        return f"Use only {', '.join(sorted(self.query_names))}."

    def call(self, context: RequestContext, path: Mapping[str, str], query: Mapping[str, str], body: object) -> Any:  # noqa: ANN401 - whatever the handler answers
        """Call the handler and return its answer; `body` is parsed JSON, None without a body.

        Raises:
            InvalidRequest: query or body are invalid; the error names every wrong field.
        """
        given = self._validate(query, body)
        for name, take in self._takes.items():
            given[name] = take(context, path)
        return self.function(**given)

    def _validate(self, query: Mapping[str, str], body: object) -> dict[str, Any]:
        wrong: list[Mapping[str, Any]] = []
        given: dict[str, Any] = {}
        if self.query_names:
            given |= dict(_validated(self.query, query, "query", wrong) or ())
        if self.body:
            name, model = self.body
            given[name] = _validated(model, body, "body", wrong)
        if wrong:
            raise invalid_input(wrong)
        return given


def _is_model(hint: Any) -> bool:  # noqa: ANN401 - any type expression
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _query_model(fields: dict[str, Any]) -> type[BaseModel]:
    """Create a model whose fields are the query parameters, camelCase in the request."""
    made: type[BaseModel] = create_model("Query", __config__=ConfigDict(alias_generator=to_camel), **fields)
    return made


def _validated(model: type[BaseModel], value: object, place: str, wrong: list[Mapping[str, Any]]) -> BaseModel | None:
    """Validate `value` with the model; when it is invalid, return None and add the errors to `wrong`."""
    if value is None:
        wrong.append({"type": "missing", "loc": (place,), "msg": ""})
        return None
    try:
        return model.model_validate(value)
    except ValidationError as error:
        wrong += [{**found, "loc": (place, *found["loc"])} for found in error.errors(include_url=False)]
        return None
