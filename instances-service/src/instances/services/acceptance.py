"""Accepts work on an instance: one transaction, on the condition that our copy of the tenant allows it."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from chassis.access.authorization import TenantNotFound
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.http.request_context import RequestContext
from instances.dao.tenant_dao import TenantDAO
from instances.domain.errors import TenantForbidsInstance, TenantInMotion
from instances.domain.tenant import Tenant, TenantStatus

TENANT = "tenant"


class TenantOwner(Protocol):
    """The service that owns tenants."""

    def get_tenant(self, context: RequestContext, tenant_id: str) -> Tenant | None:
        """Read the tenant as it is now, None when this caller cannot see it."""
        ...


class Acceptance:
    """Checks the tenant's status. Our copy may be late: when it alone refuses, the owner is asked once."""

    def __init__(self, tenants: TenantDAO, owner: TenantOwner) -> None:
        self.tenants, self.owner = tenants, owner

    def run[T](
        self,
        context: RequestContext,
        tenant_id: str,
        accept: Callable[[Mapping[str, Write]], T],
        allowed: Collection[TenantStatus],
    ) -> T:
        """Call `accept` with a guard that the tenant has one of the `allowed` statuses.

        Raises:
            TransactionCancelled: the condition of another write does not hold.
            TenantNotFound: the tenant does not exist for this caller.
            TenantForbidsInstance: the tenant has another status.
            TenantInMotion: the tenant changed between the owner's answer and our write.
        """
        try:
            return accept({TENANT: self.tenants.check_status_write(tenant_id, allowed)})
        except TransactionCancelled as cancelled:
            if set(cancelled.failed) != {TENANT}:
                raise
        tenant = self._ask(context, tenant_id, allowed)
        try:  # with the copy refreshed in the same transaction
            return accept({TENANT: self.tenants.refresh_write(tenant)})
        except TransactionCancelled as cancelled:
            if set(cancelled.failed) != {TENANT}:
                raise
            raise TenantInMotion from None

    def require_tenant(self, context: RequestContext, tenant_id: str) -> None:
        """Check that the tenant exists.

        Raises:
            TenantNotFound: it does not exist for this caller.
        """
        if self.tenants.get(tenant_id) is None and self.owner.get_tenant(context, tenant_id) is None:
            raise TenantNotFound

    def _ask(self, context: RequestContext, tenant_id: str, allowed: Collection[TenantStatus]) -> Tenant:
        tenant = self.owner.get_tenant(context, tenant_id)
        if tenant is None:
            raise TenantNotFound
        if tenant.status not in allowed:
            raise TenantForbidsInstance(tenant.status, allowed)
        return tenant
