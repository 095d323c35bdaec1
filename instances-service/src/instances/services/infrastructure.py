"""Whatever makes the parts of an instance: AWS directly today, Git and Terraform later (docs/decisions/0040)."""

from typing import TYPE_CHECKING

from chassis.runtime.records import dataclass

if TYPE_CHECKING:
    from instances.clients.access_points import AccessPoints
    from instances.clients.credentials import CredentialStore
    from instances.clients.ecs import Services
    from instances.clients.log_groups import LogGroups
    from instances.clients.routes import Routes
    from instances.clients.task_definitions import TaskDefinitions
    from instances.clients.task_roles import TaskRoles
    from instances.clients.tenant_databases import TenantDatabases
    from instances.domain.hosting import Hosting


@dataclass(frozen=True, kw_only=True)
class Infrastructure:
    """One client per part. Every method may be called again at any time, and ends in the same world."""

    hosting: "Hosting"
    credentials: "CredentialStore"
    logs: "LogGroups"
    access_points: "AccessPoints"
    roles: "TaskRoles"
    databases: "TenantDatabases"
    definitions: "TaskDefinitions"
    routes: "Routes"
    services: "Services"
