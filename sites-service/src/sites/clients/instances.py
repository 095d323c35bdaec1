"""How a tenant's instance stands, from the service that owns it."""

from chassis.http.request_context import RequestContext
from chassis.http.service_client import ServiceClient
from sites.domain.site_eligibility import InstanceSnapshot


class InstancesClient:
    """Asks the instances API as the caller."""

    def __init__(self, service_client: ServiceClient) -> None:
        self.service_client = service_client

    def get_instance(self, context: RequestContext, tenant_id: str) -> InstanceSnapshot | None:
        """The instance's state, tier and version; None when there is none that the caller may see.

        Raises:
            Unavailable: the instances API does not answer.
        """
        found = self.service_client.get(context, "get_instance", tenant_id=tenant_id, instance_id="primary")
        if found is None:
            return None
        return InstanceSnapshot(tenant_id=tenant_id, state=found["state"], tier=found["tier"], version=found["version"])
