"""Templates in their table."""

from collections.abc import Mapping

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import Select, Table
from templates.dao import keys
from templates.domain.template import Template, TemplateCategory, TemplateStatus


class TemplateDAO:
    """Reads templates with one call per method."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, template_id: str) -> Template | None:
        """The template, whatever its status."""
        item = self.table.get(keys.template(template_id))
        return from_item(Template, item) if item else None

    def page(
        self, status: TemplateStatus, category: TemplateCategory | None, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[Template], dict[str, str] | None]:
        """Templates of a status by category and name, and the key after which the next page begins."""
        prefix = ("GSI1SK", keys.category_prefix(category)) if category else None
        select = Select(partition=("GSI1PK", keys.status_partition(status)), prefix=prefix, index="GSI1")
        page = self.table.page(select, size=size, after=after)
        return [from_item(Template, item) for item in page.items], page.last_key

    @staticmethod
    def item(template: Template) -> Item:
        """The item of a template; the local platform also seeds it."""
        listed = keys.listed(template.status, template.category, template.name, template.template_id)
        return keys.template(template.template_id) | listed | to_item(template) | {"entityType": "TEMPLATE"}
