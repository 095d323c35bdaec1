"""Every key of the templates table. The catalogue belongs to the platform, so no key names a tenant."""

from templates.domain.template import TemplateCategory, TemplateStatus

CATALOGUE = "TEMPLATE"


def template(template_id: str) -> dict[str, str]:
    """One template."""
    return {"PK": CATALOGUE, "SK": f"TEMPLATE#{template_id}"}


def listed(status: TemplateStatus, category: TemplateCategory, name: str, template_id: str) -> dict[str, str]:
    """GSI1: templates of a status, by category and name."""
    return {"GSI1PK": status_partition(status), "GSI1SK": f"{category_prefix(category)}{name}#{template_id}"}


def status_partition(status: TemplateStatus) -> str:
    """GSI1PK."""
    return f"TEMPLATE#STATUS#{status}"


def category_prefix(category: TemplateCategory) -> str:
    """The prefix of GSI1SK."""
    return f"{category}#"
