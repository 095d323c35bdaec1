"""Divisions, groups and teams on the wire."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from chassis.access.links import Offer, offer
from chassis.http.envelope import Linked, PageReply, Reply, Request, Wire
from chassis.http.request_context import RequestContext
from chassis.operations.operation_resource import OperationResource
from tenants.domain.links import HIERARCHY_LINKS, UNIT_LINKS, unit_ids, unit_offer
from tenants.domain.tenant import TenantStatus, same_name
from tenants.domain.unit import Level, NewUnit, Unit, UnitChange

UnitName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=50, pattern=r"^[^\x00-\x1f\x7f#]*$")
]
Description = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00-\x08\x0e-\x1f\x7f]*$")
]


class CreateUnitRequest(Request):
    """What a new division, group or team needs."""

    name: UnitName = Field(description="Unique below its parent, whatever the case.", examples=["Retail"])
    description: Description | None = None

    def to_domain(self) -> NewUnit:
        """What was asked for."""
        return NewUnit(name=self.name, description=self.description)


class UpdateUnitRequest(Request):
    """What to change; what is left out stays."""

    name: UnitName = Field(default_factory=str, examples=["Retail"])
    description: Description | None = Field(default=None, description="Null takes it away.")
    version: int | None = Field(
        default=None, strict=True, ge=1, description="The version that you saw: 409 when it has moved on."
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set & {"name", "description"}:
            raise PydanticCustomError("MISSING_REQUIRED_FIELD", "Send at least one field to change")
        return self

    def to_domain(self) -> UnitChange:
        """What was asked for."""
        named = self.model_fields_set & {"name", "description"}
        return UnitChange(fields={name: getattr(self, name) for name in named}, version=self.version)


class UnitResource(Linked):
    """A division, a group or a team."""

    tenant_id: str
    level: Level
    division_id: str
    group_id: str | None = Field(description="The group that it is or stands in; null for a division.")
    team_id: str | None = Field(description="Null unless it is a team.")
    name: str
    description: str | None
    children: int = Field(description="How many groups, teams or people stand directly below it.")
    active: bool = Field(description="False while it is being deleted with everything below it.")
    created_at: str
    created_by: str
    updated_at: str
    updated_by: str
    version: int

    @classmethod
    def of(cls, unit: Unit, context: RequestContext, status: TenantStatus | None = None) -> Self:
        """The unit as `call.caller` may see it; without the tenant's `status` its links lead to reads only."""
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


class TreeResource(UnitResource):
    """A unit with everything below it."""

    below: list["TreeResource"]


class HierarchyResource(Linked):
    """A tenant's whole organisation."""

    tenant_id: str
    complete: bool = Field(description="False when there is more than one answer of the table holds.")
    divisions: list[TreeResource]

    @classmethod
    def of(cls, tenant_id: str, units: list[Unit], context: RequestContext, *, complete: bool) -> Self:
        """The tree of `units`, each level by name."""
        nodes: dict[str, TreeResource] = {}
        divisions: list[TreeResource] = []
        for unit in sorted(units, key=lambda unit: (len(unit.path), same_name(unit.name))):
            plain = UnitResource.of(unit, context)
            node = TreeResource.model_validate({**vars(plain), "below": []})
            nodes[unit.unit_id] = node
            above = nodes.get(unit.path[-2]) if len(unit.path) > 1 else None
            (above.below if above else divisions).append(node)
        offered = offer(HIERARCHY_LINKS, caller=context.caller, tenant_id=tenant_id, ids={"tenant_id": tenant_id})
        return cls.model_validate(
            {"tenant_id": tenant_id, "complete": complete, "divisions": divisions, "links": offered.links}
        )


class HierarchyReply(Reply[HierarchyResource]):
    """A tenant's whole organisation."""


class DeletionResource(Wire):
    """The promise to delete a unit with everything below it."""

    operation: OperationResource
    unit: UnitResource | None = Field(description="Null when it is gone already.")


class DeletionReply(Reply[DeletionResource]):
    """The promise to delete a unit with everything below it."""
