"""What a handler may ask for."""

from typing import Annotated

from pydantic import Field

from chassis.http.endpoint import Depends
from sites.dependencies import site_change_service, site_service
from sites.domain.lifecycle import SiteStatus
from sites.domain.site import SiteEnvironment
from sites.services.site_change_service import SiteChangeService
from sites.services.site_service import SiteService

Sites = Annotated[SiteService, Depends(site_service)]
SiteChanges = Annotated[SiteChangeService, Depends(site_change_service)]
Status = Annotated[SiteStatus | None, Field(description="Only sites in this status.")]
Environment = Annotated[SiteEnvironment | None, Field(description="Only sites of this environment.")]
