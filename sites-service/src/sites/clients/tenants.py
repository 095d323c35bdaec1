"""How a tenant stands, from the service that owns it."""

from chassis.http.request_context import Call
from chassis.http.service_client import Neighbour
from sites.domain.gate import TenantNews


class TenantsClient:
    """Asks the tenants API as the caller."""

    def __init__(self, neighbour: Neighbour) -> None:
        self.neighbour = neighbour

    def get_tenant(self, call: Call, tenant_id: str) -> TenantNews | None:
        """The tenant's status and version; None when there is no such tenant for the caller.

        Raises:
            Unavailable: the tenants API does not answer.
        """
        found = self.neighbour.get(call, "get_tenant", tenant_id=tenant_id)
        return TenantNews(tenant_id=tenant_id, status=found["status"], version=found["version"]) if found else None
