"""What a route may ask for."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends

from tenants.dependencies import api_settings, tenant_service
from tenants.services.tenant_service import TenantService
from tenants.settings import ApiSettings

Tenants = Annotated[TenantService, Depends(tenant_service)]
Environment = Annotated[ApiSettings, Depends(api_settings)]
