"""The tenants service, asked as the caller."""

from chassis.dynamodb.items import from_item
from chassis.http.request_context import RequestContext
from chassis.http.service_client import ServiceClient
from instances.domain.tenant import Tenant


class TenantsClient:
    """Reads tenants from their owner."""

    def __init__(self, service_client: ServiceClient) -> None:
        self.service_client = service_client

    def get_tenant(self, context: RequestContext, tenant_id: str) -> Tenant | None:
        """The tenant as it is now, None when there is none for this caller.

        Raises:
            Unavailable: the tenants service does not answer.
        """
        found = self.service_client.get(context, "get_tenant", tenant_id=tenant_id)
        return from_item(Tenant, found) if found else None
