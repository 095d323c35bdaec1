"""For people who show their work: projects first, then a page about their author."""

from templates.domain.template import Template, TemplateCategory, TemplatePage, TemplateStatus
from templates.seed.blocks import button, columns, heading, latest_posts, lead, page, panel, paragraph

_HOME = page(
    lead("I make things that people use every day."),
    columns(
        (heading("Project one", 3), paragraph("For whom, what was hard, what came of it.")),
        (heading("Project two", 3), paragraph("For whom, what was hard, what came of it.")),
    ),
    columns(
        (heading("Project three", 3), paragraph("For whom, what was hard, what came of it.")),
        (heading("Project four", 3), paragraph("For whom, what was hard, what came of it.")),
    ),
    panel(heading("Shall we make something?"), button("Write to me", "/contact/")),
)
_NOTES = page(lead("Notes from the workshop."), latest_posts(5))
_CONTACT = page(
    lead("Tell me what you have in mind."),
    paragraph("hello@example.com. A sketch and a date help; both may be rough."),
)

PORTFOLIO = Template(
    template_id="template-portfolio",
    name="Portfolio",
    description="Your projects on one page, notes from the workshop, and a way to reach you.",
    category=TemplateCategory.PORTFOLIO,
    version="1.0.0",
    status=TemplateStatus.PUBLISHED,
    theme_slug="twentytwentythree",
    pages=(
        TemplatePage(slug="home", title="Work", content=_HOME),
        TemplatePage(slug="notes", title="Notes", content=_NOTES),
        TemplatePage(slug="contact", title="Contact", content=_CONTACT),
    ),
    created_at="2026-01-05T08:00:00.000Z",
    front_page="home",
    features=("Project grid", "Notes"),
)
