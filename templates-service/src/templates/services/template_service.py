"""Reads the template catalogue for callers."""

from chassis.http.paging import Cursors
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock
from templates.dao.template_dao import TemplateDAO
from templates.domain.errors import TemplateNotFound
from templates.domain.template import Template, TemplateCategory, TemplateStatus


class TemplateService:
    """Gets and lists templates."""

    def __init__(self, templates: TemplateDAO, cursors: Cursors, clock: Clock) -> None:
        self.templates, self.cursors, self.clock = templates, cursors, clock

    def list_templates(
        self, context: RequestContext, *, category: TemplateCategory | None, size: int, start_at: str | None
    ) -> tuple[list[Template], str | None]:
        """A page of published templates and the cursor of the next (BR-TEMP-001).

        Raises:
            InvalidCursor: `start_at` is not from this list.
        """
        scope = (context.act, context.caller.user_id, category or "")
        after = self.cursors.read(start_at, scope, self.clock())
        found, last = self.templates.page(TemplateStatus.PUBLISHED, category, size=size, after=after)
        return found, self.cursors.write(last, scope, self.clock())

    def get_template(self, context: RequestContext, template_id: str) -> Template:
        """One template; platform staff also see drafts.

        Raises:
            TemplateNotFound: it is unknown, or this caller may not see it.
        """
        template = self.templates.get(template_id)
        visible = template and (template.status is TemplateStatus.PUBLISHED or context.caller.platform_role)
        if template is None or not visible:
            raise TemplateNotFound
        return template
