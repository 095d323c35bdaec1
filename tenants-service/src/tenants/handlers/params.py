"""Types of handler parameters."""

from enum import StrEnum
from typing import Annotated

from chassis.http.endpoint import Depends, PathIds
from chassis.http.text_types import one_line
from tenants.dependencies import (
    api_settings,
    audit_service,
    authorization_service,
    hierarchy_service,
    team_user_service,
    tenant_change_service,
    tenant_service,
    unit_deletion_service,
    user_service,
)
from tenants.domain.unit import Path
from tenants.services.audit_service import AuditService
from tenants.services.authorization_service import AuthorizationService
from tenants.services.hierarchy_service import HierarchyService
from tenants.services.team_user_service import TeamUserService
from tenants.services.tenant_change_service import TenantChangeService
from tenants.services.tenant_service import TenantService
from tenants.services.unit_deletion_service import UnitDeletionService
from tenants.services.user_service import UserService
from tenants.settings import ApiSettings

Tenants = Annotated[TenantService, Depends(tenant_service)]
TenantChanges = Annotated[TenantChangeService, Depends(tenant_change_service)]
Audit = Annotated[AuditService, Depends(audit_service)]
Hierarchy = Annotated[HierarchyService, Depends(hierarchy_service)]
Deletions = Annotated[UnitDeletionService, Depends(unit_deletion_service)]
Users = Annotated[UserService, Depends(user_service)]
TeamUsers = Annotated[TeamUserService, Depends(team_user_service)]
Authorization = Annotated[AuthorizationService, Depends(authorization_service)]
Environment = Annotated[ApiSettings, Depends(api_settings)]
UnitPath = Annotated[Path, PathIds("division_id", "group_id", "team_id")]

NamePart = Annotated[str, one_line(1, 50)] | None


class TenantOrder(StrEnum):
    """The field that sorts a list of tenants."""

    CREATED = "createdAt"
    NAME = "organizationName"


class Direction(StrEnum):
    """The direction in which a list is sorted."""

    ASCENDING = "asc"
    DESCENDING = "desc"
