"""How the events of an instance move its tenant; correct in any order and with repeats."""

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
    """The status that `event` (e.g. `INSTANCE_ACTIVATED`) about `instance_version` leads to (BR-STATUS-001).

    It is the present one when the event is old, repeated, or says nothing to the tenant.
    """
    if instance_version <= tenant.instance_version:
        return tenant.status
    return reduce(TENANT_LIFECYCLE.after, REACTIONS.get((event, tenant.status), ()), tenant.status)
