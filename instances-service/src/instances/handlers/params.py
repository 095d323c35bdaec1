"""What a handler may ask for."""

from typing import Annotated

from chassis.http.endpoint import Depends
from instances.dependencies import instance_service, promise_service
from instances.services.instance_service import InstanceService
from instances.services.promise_service import PromiseService

Instances = Annotated[InstanceService, Depends(instance_service)]
InstancePromises = Annotated[PromiseService, Depends(promise_service)]
