"""Templates on the wire."""

from typing import Self

from chassis.access.links import offer
from chassis.http.envelope import Linked, PageReply, Reply, Wire
from chassis.http.request_context import RequestContext
from templates.domain.links import TEMPLATE_LINKS
from templates.domain.template import Template, TemplateCategory, TemplateStatus


class TemplatePageResource(Wire):
    """A page that the template brings; `content` is block markup."""

    slug: str
    title: str
    content: str


class TemplateResource(Linked):
    """A template of the catalogue."""

    template_id: str
    name: str
    description: str
    category: TemplateCategory
    version: str
    status: TemplateStatus
    theme_slug: str
    pages: list[TemplatePageResource]
    front_page: str | None
    thumbnail_url: str | None
    min_wordpress_version: str
    included_plugins: list[str]
    features: list[str]
    created_at: str

    @classmethod
    def of(cls, template: Template, context: RequestContext) -> Self:
        """The template as `call.caller` may see it."""
        offered = offer(
            TEMPLATE_LINKS, caller=context.caller, tenant_id=None, ids={"template_id": template.template_id}
        )
        return cls.model_validate({**_fields(template), "links": offered.links})


def _fields(template: Template) -> dict[str, object]:
    pages = [TemplatePageResource(slug=p.slug, title=p.title, content=p.content) for p in template.pages]
    return {**vars(template), "pages": pages}


class TemplateReply(Reply[TemplateResource]):
    """One template."""


class TemplatePage(PageReply[TemplateResource]):
    """A page of templates."""
