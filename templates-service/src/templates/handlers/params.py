"""Types of handler parameters."""

from typing import Annotated

from chassis.http.endpoint import Depends
from templates.dependencies import template_service
from templates.services.template_service import TemplateService

Templates = Annotated[TemplateService, Depends(template_service)]
