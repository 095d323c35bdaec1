"""Routes of the template catalogue."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from chassis.http.api import CurrentContext
from chassis.http.envelope import PageSize
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.routes import Routes
from templates.domain.errors import TemplateNotFound
from templates.domain.template import TemplateCategory
from templates.handlers.params import Templates
from templates.schemas.template import TemplatePage, TemplateReply, TemplateResource

routes = Routes("templates")


@routes.get("/v1.0/templates", problems=[InvalidCursor])
def list_templates(
    context: CurrentContext,
    templates: Templates,
    category: Annotated[TemplateCategory | None, Query()] = None,
    page_size: Annotated[PageSize, Query(alias="pageSize")] = DEFAULT_SIZE,
    start_at: Annotated[str | None, Query(alias="startAt", max_length=2048)] = None,
) -> TemplatePage:
    """List the published templates.

    Ordered by category and name.
    """
    found, cursor = templates.list_templates(context, category=category, size=page_size, start_at=start_at)
    items = [TemplateResource.of(template, context) for template in found]
    return TemplatePage.of(
        items, context, path="/v1.0/templates", query={"category": category}, size=page_size, cursor=cursor
    )


@routes.get("/v1.0/templates/<template_id>", problems=[TemplateNotFound])
def get_template(template_id: str, context: CurrentContext, templates: Templates) -> TemplateReply:
    """Get a template.

    Customers see published ones; platform staff also drafts and archived ones.
    """
    return TemplateReply.of(TemplateResource.of(templates.get_template(context, template_id), context), context)
