"""What a tenant may become (domain §3.1 with decisions 6 and 7 of its conflict register).

Suspended tenants cannot be parked (BR-PARK-001, BR-STATUS-008). DEPROVISIONED is final (BR-STATUS-003).
A tenant that never became ACTIVE is deprovisioned by force only.
"""

from enum import StrEnum

from chassis.lifecycle import Lifecycle
from tenants.domain.tenant import TenantStatus as Status


class TenantAction(StrEnum):
    """What may happen to a tenant: by its instance (activate, fail), or by people."""

    ACTIVATE = "activate"
    FAIL = "fail"
    RETRY = "retry"
    SUSPEND = "suspend"
    RESUME = "resume"
    PARK = "park"
    UNPARK = "unpark"
    DEPROVISION = "deprovision"
    FORCE_DEPROVISION = "force_deprovision"


TENANT_LIFECYCLE = Lifecycle(
    {
        (Status.PENDING, TenantAction.ACTIVATE): Status.ACTIVE,
        (Status.PENDING, TenantAction.FAIL): Status.FAILED,
        (Status.PENDING, TenantAction.FORCE_DEPROVISION): Status.DEPROVISIONED,
        (Status.FAILED, TenantAction.RETRY): Status.PENDING,
        (Status.FAILED, TenantAction.FORCE_DEPROVISION): Status.DEPROVISIONED,
        (Status.ACTIVE, TenantAction.SUSPEND): Status.SUSPENDED,
        (Status.ACTIVE, TenantAction.PARK): Status.PARKED,
        (Status.ACTIVE, TenantAction.DEPROVISION): Status.DEPROVISIONED,
        (Status.ACTIVE, TenantAction.FORCE_DEPROVISION): Status.DEPROVISIONED,
        (Status.SUSPENDED, TenantAction.RESUME): Status.ACTIVE,
        (Status.SUSPENDED, TenantAction.DEPROVISION): Status.DEPROVISIONED,
        (Status.SUSPENDED, TenantAction.FORCE_DEPROVISION): Status.DEPROVISIONED,
        (Status.PARKED, TenantAction.UNPARK): Status.ACTIVE,
        (Status.PARKED, TenantAction.DEPROVISION): Status.DEPROVISIONED,
        (Status.PARKED, TenantAction.FORCE_DEPROVISION): Status.DEPROVISIONED,
    }
)
