"""The tenant's status after an event of its instance; correct in any order and with repeats."""

from collections.abc import Mapping
from functools import reduce

from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.tenant import Tenant, TenantStatus

REACTIONS: Mapping[tuple[str, TenantStatus], tuple[TenantAction, ...]] = {
    ("INSTANCE_ACTIVATED", TenantStatus.PENDING): (TenantAction.ACTIVATE,),
    ("INSTANCE_ACTIVATED", TenantStatus.FAILED): (TenantAction.RETRY, TenantAction.ACTIVATE),
    ("INSTANCE_FAILED", TenantStatus.PENDING): (TenantAction.FAIL,),
}


def status_after(tenant: Tenant, event: str, instance_version: int) -> TenantStatus:
    """The tenant's status after `event` (e.g. `INSTANCE_ACTIVATED`) with `instance_version` (BR-STATUS-001).

    The status stays when the event is old or repeated, or does not affect the tenant.
    """
    if instance_version <= tenant.instance_version:
        return tenant.status
    return reduce(TENANT_LIFECYCLE.after, REACTIONS.get((event, tenant.status), ()), tenant.status)
