"""For a shop that shows its goods. Not published yet: its catalogue page is unfinished."""

from templates.domain.template import Template, TemplateCategory, TemplatePage, TemplateStatus
from templates.seed.blocks import columns, heading, lead, page, paragraph

_HOME = page(
    lead("Come in and have a look."),
    columns(
        (heading("Bestseller", 3), paragraph("What it is, and what it costs.")),
        (heading("New", 3), paragraph("What it is, and what it costs.")),
        (heading("Last pieces", 3), paragraph("What it is, and what it costs.")),
    ),
)

SHOP = Template(
    template_id="template-shop-window",
    name="Shop window",
    description="What you sell, at a glance, and when you are open.",
    category=TemplateCategory.ECOMMERCE,
    version="0.1.0",
    status=TemplateStatus.DRAFT,
    theme_slug="twentytwentythree",
    pages=(TemplatePage(slug="home", title="Welcome", content=_HOME),),
    created_at="2026-01-05T08:00:00.000Z",
    front_page="home",
)
