"""What crosses the wire: the envelope `data`, `_links`, `_meta`, pages, and the camelCase base of all models."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, Self
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer
from pydantic.alias_generators import to_camel

from chassis.access.links import Offer, Relations
from chassis.http.field_types import Code, Cursor, Href, Timestamp, TraceId, items, text, whole
from chassis.http.paging import DEFAULT_SIZE, MAX_SIZE
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import iso, utc_now

PAGE_LINKS = ("self", "next")


class Wire(BaseModel):
    """Base of everything we answer: snake_case here, camelCase there; each is built when first used."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, defer_build=True)


class Request(Wire):
    """Base of everything we accept: closed, so that an unknown field is an error and not a surprise."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=False, extra="forbid", frozen=True)


def example(**body: Any) -> ConfigDict:  # noqa: ANN401 - a body may hold any JSON
    """The configuration of a request model whose contract shows `body`: one that the platform accepts (a test)."""
    return ConfigDict(json_schema_extra={"examples": [body]})


class LinkResource(Wire):
    """A hypermedia link; `method` is left out for GET."""

    href: Href
    method: Literal["POST", "PUT", "DELETE"] | None = None

    @model_serializer(mode="wrap")
    def _without_get(self, serialize: SerializerFunctionWrapHandler) -> dict[str, str]:
        return {name: value for name, value in serialize(self).items() if value is not None}


class RefusalResource(Wire):
    """Why an action is not offered now, and what would unlock it."""

    code: Code
    reason: Annotated[str, text(1000, "Your role does not allow this.")]
    unlock: Annotated[str, text(1000, "Ask an administrator of the tenant.")]


class Meta(Wire):
    """When the answer was made and the id to quote when asking for help."""

    timestamp: Timestamp
    trace_id: TraceId

    @classmethod
    def of(cls, context: RequestContext, now: datetime | None = None) -> Self:
        """For the answer to `context`."""
        return cls(timestamp=iso(now or utc_now()), trace_id=context.trace_id)


class PageInfo(Wire):
    """How far the list goes; there are no totals."""

    page_size: Annotated[int, whole(1, MAX_SIZE, DEFAULT_SIZE)]
    start_at: Cursor | None = Field(description="Send it as startAt to get the next page; null at the end.")
    more_available: bool
    count: Annotated[int, whole(0, MAX_SIZE, 1)]


class Linked(Wire):
    """Base of resources: carries what the caller may do with it.

    `relations` names every link that there may ever be, for the contract.
    """

    relations: ClassVar[Relations] = Relations()

    links: dict[str, LinkResource] = Field(alias="_links", default_factory=dict)
    unavailable: dict[str, RefusalResource] = Field(alias="_unavailable", default_factory=dict)


class Reply[T](Wire):
    """One resource in its envelope; its links stand beside it, or those in `relations` when it has none."""

    relations: ClassVar[Relations] = Relations()

    data: T
    links: dict[str, LinkResource] = Field(alias="_links", default_factory=dict)
    unavailable: dict[str, RefusalResource] = Field(alias="_unavailable", default_factory=dict)
    meta: Meta = Field(alias="_meta")

    @classmethod
    def of(cls, data: T, context: RequestContext, offered: Offer | None = None) -> Self:
        """The envelope around `data` for the answer to `context`; the links of the resource are those of the answer."""
        own = {"links": data.links, "unavailable": data.unavailable} if isinstance(data, Linked) else {}
        return cls(data=data, **(own | _offered(offered)), meta=Meta.of(context))


class PageReply[T](Wire):
    """A page of resources in its envelope; each item carries its own links, and `relations` are those of the list."""

    relations: ClassVar[Relations] = Relations(reads=PAGE_LINKS)

    data: Annotated[list[T], items(MAX_SIZE)]
    page: PageInfo
    links: dict[str, LinkResource] = Field(alias="_links", default_factory=dict)
    unavailable: dict[str, RefusalResource] = Field(alias="_unavailable", default_factory=dict)
    meta: Meta = Field(alias="_meta")

    @classmethod
    def of(
        cls,
        data: list[T],
        context: RequestContext,
        *,
        size: int,
        cursor: str | None,
        offered: Offer | None = None,
    ) -> Self:
        """The envelope around one page of the list that was asked for; links repeat the filters as they were sent."""
        filters = {name: value for name, value in context.query.items() if name not in _PAGING}
        links = {"self": LinkResource(href=_address(context.path, filters))}
        if cursor:
            after = {**filters, "pageSize": str(size), "startAt": cursor}
            links["next"] = LinkResource(href=_address(context.path, after))
        more = _offered(offered)
        return cls(
            data=data,
            page=PageInfo(page_size=size, start_at=cursor, more_available=cursor is not None, count=len(data)),
            links={**more.get("links", {}), **links},
            unavailable=more.get("unavailable", {}),
            meta=Meta.of(context),
        )


def _offered(offered: Offer | None) -> dict[str, Any]:
    if offered is None:
        return {}
    return {
        "links": {rel: LinkResource.model_validate(link) for rel, link in offered.links.items()},
        "unavailable": {rel: RefusalResource.model_validate(why) for rel, why in offered.unavailable.items()},
    }


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


_PAGING = {"pageSize", "startAt"}
PageSize = Annotated[int, Field(ge=1, le=MAX_SIZE, description=f"Items per page, {DEFAULT_SIZE} by default.")]
StartAt = Annotated[str | None, Field(max_length=2048)]
