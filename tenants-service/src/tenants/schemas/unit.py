"""Divisions, groups and teams on the wire."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from chassis.access.links import Offer, Relations, offer
from chassis.errors import InvalidValue
from chassis.http.envelope import Linked, PageReply, Reply, Request, Wire, example
from chassis.http.field_types import (
    LARGEST_INT32,
    Actor,
    Count,
    TenantId,
    Timestamp,
    Version,
    identifier,
    items,
    whole,
    written_line,
    written_text,
)
from chassis.http.request_context import RequestContext
from chassis.http.text_types import one_line, prose
from chassis.operations.operation_resource import OperationResource
from chassis.text import same_name
from tenants.domain.links import HIERARCHY_LINKS, UNIT_LINKS, unit_ids, unit_offer
from tenants.domain.tenant import TenantStatus
from tenants.domain.unit import Level, NewUnit, Unit, UnitChange

UnitName = Annotated[str, one_line(2, 50)]
Description = Annotated[str, prose(0, 500)]


class CreateUnitRequest(Request):
    """What a new division, group or team needs."""

    model_config = example(name="Retail", description="All shops.")

    name: UnitName = Field(description="Unique below its parent, whatever the case.", examples=["Retail"])
    description: Description | None = Field(default=None, examples=["All shops."])

    def to_domain(self) -> NewUnit:
        """The request as a domain object."""
        return NewUnit(name=self.name, description=self.description)


class UpdateUnitRequest(Request):
    """The fields to change; fields that you leave out stay."""

    model_config = example(description="All shops.")

    name: UnitName = Field(default_factory=str, examples=["Retail"])
    description: Description | None = Field(default=None, description="Null takes it away.", examples=["All shops."])
    version: Annotated[int, whole(1, example=3)] | None = Field(
        default=None,
        strict=True,
        ge=1,
        le=LARGEST_INT32,
        description="The version that you saw: 409 when it has moved on.",
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set & {"name", "description"}:
            raise InvalidValue(
                "Nothing would change. Send at least one field to change.", code="MISSING_REQUIRED_FIELD"
            )
        return self

    def to_domain(self) -> UnitChange:
        """The request as a domain object."""
        named = self.model_fields_set & {"name", "description"}
        return UnitChange(fields={name: getattr(self, name) for name in named}, version=self.version)


class UnitResource(Linked):
    """A division, a group or a team."""

    relations = Relations([link for links in UNIT_LINKS.values() for link in links])

    tenant_id: TenantId
    level: Level
    division_id: Annotated[str, identifier("div")]
    group_id: Annotated[str, identifier("grp")] | None = Field(
        description="The group that it is or stands in; null for a division."
    )
    team_id: Annotated[str, identifier("team")] | None = Field(description="Null unless it is a team.")
    name: Annotated[str, written_line(50, "Retail")]
    description: Annotated[str, written_text(500, "All shops.")] | None
    children: Count = Field(description="How many groups, teams or people stand directly below it.")
    active: bool = Field(description="False while it is being deleted with everything below it.")
    created_at: Timestamp
    created_by: Actor
    updated_at: Timestamp
    updated_by: Actor
    version: Version

    @classmethod
    def of(cls, unit: Unit, context: RequestContext, status: TenantStatus | None = None) -> Self:
        """The unit as `call.caller` may see it; without the tenant's `status` it has only links to reads."""
        if status:
            offered = unit_offer(unit, context.caller, status)
        else:
            reads = [link for link in UNIT_LINKS[unit.level] if link.target.reads]
            offered = offer(reads, caller=context.caller, tenant_id=unit.tenant_id, ids=unit_ids(unit))
        return cls._shown(unit, offered)

    @classmethod
    def _shown(cls, unit: Unit, offered: Offer) -> Self:
        own: dict[str, str | None] = (
            {"group_id": unit.unit_id} if unit.level is Level.GROUP else {"group_id": unit.group_id}
        )
        own["team_id"] = unit.unit_id if unit.level is Level.TEAM else None
        links = {"links": offered.links, "unavailable": offered.unavailable}
        return cls.model_validate({**vars(unit), **own, **links})


class UnitReply(Reply[UnitResource]):
    """One division, group or team."""


class UnitPage(PageReply[UnitResource]):
    """A page of divisions, groups or teams."""


class UnitTreeResource(UnitResource):
    """A unit with everything below it."""

    below: Annotated[list["UnitTreeResource"], items(10000)]


class HierarchyResource(Linked):
    """A tenant's whole organisation."""

    relations = Relations(HIERARCHY_LINKS)

    tenant_id: TenantId
    complete: bool = Field(description="False when there is more than one answer of the table holds.")
    divisions: Annotated[list[UnitTreeResource], items(10000)]

    @classmethod
    def of(cls, tenant_id: str, units: list[Unit], context: RequestContext, *, complete: bool) -> Self:
        """The tree of `units`, each level sorted by name."""
        nodes: dict[str, UnitTreeResource] = {}
        divisions: list[UnitTreeResource] = []
        for unit in sorted(units, key=lambda unit: (len(unit.path), same_name(unit.name))):
            plain = UnitResource.of(unit, context)
            node = UnitTreeResource.model_validate({**vars(plain), "below": []})
            nodes[unit.unit_id] = node
            above = nodes.get(unit.path[-2]) if len(unit.path) > 1 else None
            (above.below if above else divisions).append(node)
        offered = offer(HIERARCHY_LINKS, caller=context.caller, tenant_id=tenant_id, ids={"tenant_id": tenant_id})
        return cls.model_validate(
            {"tenant_id": tenant_id, "complete": complete, "divisions": divisions, "links": offered.links}
        )


class HierarchyReply(Reply[HierarchyResource]):
    """A tenant's whole organisation."""


class UnitDeletionResource(Wire):
    """The accepted operation that deletes a unit with everything below it."""

    operation: OperationResource
    unit: UnitResource | None = Field(description="Null when it is gone already.")


class UnitDeletionReply(Reply[UnitDeletionResource]):
    """The accepted operation that deletes a unit with everything below it."""
