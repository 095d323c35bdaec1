"""The template catalogue, as far as a new site needs it."""

from chassis.http.request_context import RequestContext
from chassis.http.service_client import ServiceClient
from chassis.runtime.ids import is_id
from sites.domain.site import Blueprint

PUBLISHED = "PUBLISHED"


class TemplatesClient:
    """Asks the templates API as the caller."""

    def __init__(self, service_client: ServiceClient) -> None:
        self.service_client = service_client

    def get_template(self, context: RequestContext, template_id: str) -> Blueprint | None:
        """What a site from this template starts with; None unless it is published (BR-TEMP-001).

        Raises:
            Unavailable: the catalogue does not answer.
        """
        if not is_id(template_id):
            return None
        found = self.service_client.get(context, "get_template", template_id=template_id)
        if found is None or found["status"] != PUBLISHED:
            return None
        return Blueprint(
            template_id=template_id,
            version=found["version"],
            theme_slug=found["themeSlug"],
            pages=tuple({name: page[name] for name in ("slug", "title", "content")} for page in found["pages"]),
            front_page=found["frontPage"],
        )
