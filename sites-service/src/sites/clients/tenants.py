"""How a tenant stands, from the service that owns it."""

from chassis.http.request_context import RequestContext
from chassis.http.service_client import ServiceClient
from sites.domain.site_eligibility import TenantSnapshot


class TenantsClient:
    """Asks the tenants API as the caller."""

    def __init__(self, service_client: ServiceClient) -> None:
        self.service_client = service_client

    def get_tenant(self, context: RequestContext, tenant_id: str) -> TenantSnapshot | None:
        """The tenant's status and version; None when there is no such tenant for the caller.

        Raises:
            Unavailable: the tenants API does not answer.
        """
        found = self.service_client.get(context, "get_tenant", tenant_id=tenant_id)
        return TenantSnapshot(tenant_id=tenant_id, status=found["status"], version=found["version"]) if found else None
