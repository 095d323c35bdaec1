"""What a tenant makes of the news of its instance; holds whatever the order of the news and however often it comes."""

from collections.abc import Mapping
from functools import reduce

from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.tenant import Tenant, TenantStatus

REACTIONS: Mapping[tuple[str, TenantStatus], tuple[TenantAction, ...]] = {
    ("INSTANCE_ACTIVATED", TenantStatus.PENDING): (TenantAction.ACTIVATE,),
    ("INSTANCE_ACTIVATED", TenantStatus.FAILED): (TenantAction.RETRY, TenantAction.ACTIVATE),
    ("INSTANCE_FAILED", TenantStatus.PENDING): (TenantAction.FAIL,),
}


def status_after(tenant: Tenant, news: str, instance_version: int) -> TenantStatus:
    """The status that `news` (e.g. `INSTANCE_ACTIVATED`) about `instance_version` leads to (BR-STATUS-001).

    It is the present one when the news is old, repeated, or says nothing to the tenant.
    """
    if instance_version <= tenant.instance_version:
        return tenant.status
    return reduce(TENANT_LIFECYCLE.after, REACTIONS.get((news, tenant.status), ()), tenant.status)
