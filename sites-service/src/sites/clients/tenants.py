"""How a tenant stands, from the service that owns it."""

from chassis.http.request_context import Call
from chassis.http.service_client import Neighbour
from sites.domain.site_eligibility import TenantSnapshot


class TenantsClient:
    """Asks the tenants API as the caller."""

    def __init__(self, neighbour: Neighbour) -> None:
        self.neighbour = neighbour

    def get_tenant(self, call: Call, tenant_id: str) -> TenantSnapshot | None:
        """The tenant's status and version; None when there is no such tenant for the caller.

        Raises:
            Unavailable: the tenants API does not answer.
        """
        found = self.neighbour.get(call, "/v1.0/tenants/{tenant_id}", tenant_id=tenant_id)
        return TenantSnapshot(tenant_id=tenant_id, status=found["status"], version=found["version"]) if found else None
