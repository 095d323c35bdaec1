"""Whether a tenant may create a site: our copy of events of the tenants and instances services."""

from collections.abc import Mapping

from chassis.runtime.records import dataclass

UNLIMITED = 1_000_000
SITE_LIMITS: Mapping[str, int] = {"BASIC": 5, "STANDARD": 20, "PREMIUM": 50, "ENTERPRISE": UNLIMITED}
TIER_ALIASES: Mapping[str, str] = {"STARTER": "BASIC", "PROFESSIONAL": "PREMIUM"}
ACTIVE = "ACTIVE"
PENDING = "PENDING"


@dataclass(frozen=True, kw_only=True)
class TenantSnapshot:
    """A tenant's status in one version."""

    tenant_id: str
    status: str
    version: int


@dataclass(frozen=True, kw_only=True)
class InstanceSnapshot:
    """The state of a tenant's instance in one version."""

    tenant_id: str
    state: str
    tier: str
    version: int


@dataclass(frozen=True, kw_only=True)
class SiteEligibility:
    """Our copy; tenant and instance have a version each. A tenant without an instance has no `instance_state`.

    Attributes:
        site_limit: how many sites the tier allows (BR-SITE-003, domain §7.6).
        site_count: how many sites exist, failed ones included; the transaction that accepts a site counts it.
    """

    tenant_id: str
    tenant_status: str | None = None
    tenant_version: int = 0
    instance_state: str | None = None
    instance_version: int = 0
    tier: str | None = None
    site_limit: int = 0
    site_count: int = 0

    @property
    def becomes_active(self) -> bool:
        """Whether the tenant is about to become ACTIVE: its instance is, and the tenant follows within a second."""
        return self.tenant_status == PENDING and self.instance_state == ACTIVE


def site_limit(tier: str) -> int:
    """Return how many sites a tier allows.

    Raises:
        KeyError: the tier does not exist.
    """
    return SITE_LIMITS[TIER_ALIASES.get(tier, tier)]
