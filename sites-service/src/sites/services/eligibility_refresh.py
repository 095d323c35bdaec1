"""Refreshes our copy of a tenant's eligibility from its owners when the copy refuses a site and may be old."""

import time
from collections.abc import Callable

from chassis.access.authorization import TenantNotFound
from chassis.http.request_context import RequestContext
from sites.clients.instances import InstancesClient
from sites.clients.tenants import TenantsClient
from sites.dao.eligibility_dao import EligibilityDAO
from sites.domain.errors import NotEligible

PATIENCE_SECONDS = 5.0
"""How long a request waits for a tenant that is about to become ACTIVE."""
PAUSE_SECONDS = 0.2


class EligibilityRefresh:
    """Asks the tenants and instances services when our copy refuses a site, because the copy may be late."""

    def __init__(self, eligibility: EligibilityDAO, tenants: TenantsClient, instances: InstancesClient) -> None:
        self.eligibility, self.tenants, self.instances = eligibility, tenants, instances

    def run[T](self, context: RequestContext, tenant_id: str, accept: Callable[[], T]) -> T:
        """Call `accept`; call it again when our copy was old, or while the tenant is about to become active.

        Raises:
            NotEligible: the tenant may have no site now, and our copy is up to date.
            TenantNotFound: the tenant does not exist for this caller.
            Unavailable: an owner does not answer.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return accept()
            except NotEligible as refused:
                if self.refresh(context, tenant_id):
                    continue
                if not refused.is_passing or time.monotonic() > until:
                    raise
            time.sleep(PAUSE_SECONDS)

    def refresh(self, context: RequestContext, tenant_id: str) -> bool:
        """Copy the present state of tenant and instance; return False when our copy was as new.

        Raises:
            TenantNotFound: the tenant does not exist for this caller.
            Unavailable: an owner does not answer.
        """
        tenant = self.tenants.get_tenant(context, tenant_id)
        if tenant is None:
            raise TenantNotFound
        instance = self.instances.get_instance(context, tenant_id)
        newer = self.eligibility.apply_tenant(tenant)
        return (self.eligibility.apply_instance(instance) if instance else False) or newer
