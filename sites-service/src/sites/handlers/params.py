"""What a route may ask for."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Query

from chassis.http.envelope import PageSize
from sites.dependencies import site_change_service, site_service
from sites.domain.lifecycle import SiteStatus
from sites.domain.site import SiteEnvironment
from sites.services.site_change_service import SiteChangeService
from sites.services.site_service import SiteService

Sites = Annotated[SiteService, Depends(site_service)]
SiteChanges = Annotated[SiteChangeService, Depends(site_change_service)]
Status = Annotated[SiteStatus | None, Query(description="Only sites in this status.")]
Environment = Annotated[SiteEnvironment | None, Query(description="Only sites of this environment.")]
Size = Annotated[PageSize, Query(alias="pageSize")]
StartAt = Annotated[str | None, Query(alias="startAt", max_length=2048)]
