"""Handlers of the template catalogue."""

from chassis.http.envelope import PageSize, StartAt
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.request_context import RequestContext
from chassis.http.routes import problems
from templates.domain.errors import TemplateNotFound
from templates.domain.template import TemplateCategory
from templates.handlers.params import Templates
from templates.schemas.template import TemplatePage, TemplateReply, TemplateResource


@problems(InvalidCursor)
def list_templates(
    context: RequestContext,
    templates: Templates,
    category: TemplateCategory | None = None,
    page_size: PageSize = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> TemplatePage:
    """List the published templates.

    The list is ordered by category and name.
    """
    found, cursor = templates.list_templates(context, category=category, size=page_size, start_at=start_at)
    items = [TemplateResource.of(template, context) for template in found]
    return TemplatePage.of(items, context, size=page_size, cursor=cursor)


@problems(TemplateNotFound)
def get_template(template_id: str, context: RequestContext, templates: Templates) -> TemplateReply:
    """Get a template.

    Customers see published templates; platform staff also see drafts and archived ones.
    """
    return TemplateReply.of(TemplateResource.of(templates.get_template(context, template_id), context), context)
