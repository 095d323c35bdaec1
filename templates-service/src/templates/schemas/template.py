"""Templates on the wire."""

from typing import Annotated, Self

from chassis.access.links import Relations, offer
from chassis.http.envelope import Linked, PageReply, Reply, Wire
from chassis.http.field_types import Timestamp, Url, identifier, items, line, text
from chassis.http.request_context import RequestContext
from templates.domain.links import TEMPLATE_LINKS
from templates.domain.template import Template, TemplateCategory, TemplateStatus


class TemplateContentResource(Wire):
    """A page that the template creates; `content` is block markup."""

    slug: Annotated[str, line(200, "home")]
    title: Annotated[str, line(200, "Home")]
    content: Annotated[str, text(262144, "<!-- wp:paragraph --><p>Welcome</p><!-- /wp:paragraph -->")]


class TemplateResource(Linked):
    """A template of the catalogue."""

    relations = Relations(TEMPLATE_LINKS)

    template_id: Annotated[str, identifier("template")]
    name: Annotated[str, line(100, "Journal")]
    description: Annotated[str, text(2000, "Posts on the front page, in large type.")]
    category: TemplateCategory
    version: Annotated[str, line(32, "1.0.0")]
    status: TemplateStatus
    theme_slug: Annotated[str, line(100, "twentytwentythree")]
    pages: Annotated[list[TemplateContentResource], items(100)]
    front_page: Annotated[str, line(200, "home")] | None
    thumbnail_url: Url | None
    min_wordpress_version: Annotated[str, line(16, "6.1")]
    included_plugins: Annotated[list[Annotated[str, line(200, "contact-form-7")]], items(100)]
    features: Annotated[list[Annotated[str, line(200, "Large type")]], items(100)]
    created_at: Timestamp

    @classmethod
    def of(cls, template: Template, context: RequestContext) -> Self:
        """The template as `call.caller` may see it."""
        offered = offer(
            TEMPLATE_LINKS, caller=context.caller, tenant_id=None, ids={"template_id": template.template_id}
        )
        return cls.model_validate({**_fields(template), "links": offered.links})


def _fields(template: Template) -> dict[str, object]:
    pages = [TemplateContentResource(slug=p.slug, title=p.title, content=p.content) for p in template.pages]
    return {**vars(template), "pages": pages}


class TemplateReply(Reply[TemplateResource]):
    """One template."""


class TemplatePage(PageReply[TemplateResource]):
    """A page of templates."""
