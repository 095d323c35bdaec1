"""The port to whatever makes infrastructure: ECS directly today, Git and Terraform later."""

from typing import Protocol

from instances.domain.instance import Instance
from instances.domain.observation import ServiceObservation
from instances.domain.provisioning import Credentials


class Infrastructure(Protocol):
    """Every method may be called again at any time and ends in the same world; each may raise `Impossible`."""

    def create_credentials(self, instance: Instance) -> Credentials:
        """The ARNs of the instance's secrets; what exists is adopted, never overwritten."""
        ...

    def register_task_definition(self, instance: Instance, credentials: Credentials) -> str:
        """The ARN of the task definition that runs the instance."""
        ...

    def create_service(self, instance: Instance, task_definition_arn: str) -> str:
        """The ARN of the service; a failed or outdated deployment is replaced by a new one."""
        ...

    def observe(self, service_name: str) -> ServiceObservation | None:
        """The service as it is now, None when there is none."""
        ...
