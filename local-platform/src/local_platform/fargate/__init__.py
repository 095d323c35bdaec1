"""The local Fargate: real WordPress processes for the ECS services of the emulated AWS."""

from local_platform.fargate.faults import Faults, FaultSettings
from local_platform.fargate.local_fargate import LocalFargate

__all__ = ["FaultSettings", "Faults", "LocalFargate"]
