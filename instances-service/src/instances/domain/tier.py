"""Tiers: what a tenant pays for, and how big its containers are (domain §7.6)."""

from enum import StrEnum

from chassis.runtime.records import dataclass


class Tier(StrEnum):
    """The four tiers."""

    BASIC = "BASIC"
    STANDARD = "STANDARD"
    PREMIUM = "PREMIUM"
    ENTERPRISE = "ENTERPRISE"


ALIASES = {"STARTER": Tier.BASIC, "PROFESSIONAL": Tier.PREMIUM}


@dataclass(frozen=True)
class TaskSize:
    """Of one task: `cpu` in units of 1/1024 vCPU, `memory` in MiB."""

    cpu: int
    memory: int


SIZES = {
    Tier.BASIC: TaskSize(256, 512),
    Tier.STANDARD: TaskSize(512, 1024),
    Tier.PREMIUM: TaskSize(1024, 2048),
    Tier.ENTERPRISE: TaskSize(2048, 4096),
}


def tier_of(name: str) -> Tier:
    """The tier called `name`, by its own name or by an older one."""
    return ALIASES.get(name) or Tier(name)
