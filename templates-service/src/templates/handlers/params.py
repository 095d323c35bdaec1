"""What a route may ask for."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends

from templates.dependencies import template_service
from templates.services.template_service import TemplateService

Templates = Annotated[TemplateService, Depends(template_service)]
