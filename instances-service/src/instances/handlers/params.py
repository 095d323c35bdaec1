"""What a handler may ask for."""

from typing import Annotated

from chassis.http.endpoint import Depends
from instances.dependencies import instance_change_service, instance_service
from instances.services.instance_change_service import InstanceChangeService
from instances.services.instance_service import InstanceService

Instances = Annotated[InstanceService, Depends(instance_service)]
InstanceChanges = Annotated[InstanceChangeService, Depends(instance_change_service)]
