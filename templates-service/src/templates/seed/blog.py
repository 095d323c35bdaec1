"""For people who write: the newest posts first, and a page about the author."""

from templates.domain.template import Template, TemplateCategory, TemplatePage, TemplateStatus
from templates.seed.blocks import bullets, button, heading, lead, page, paragraph

_ABOUT = page(
    lead("Hello, I write here."),
    paragraph("Say who you are and what a reader finds here, in the words that you would use at a table."),
    heading("What to expect"),
    bullets("A new text every other week", "No advertisements", "Answers to letters"),
    button("Read the newest text", "/"),
)
_CONTACT = page(
    lead("Letters are welcome."),
    paragraph("hello@example.com. Corrections as well: the texts get better by them."),
)

BLOG = Template(
    template_id="template-journal",
    name="Journal",
    description="Your texts come first; two quiet pages tell who writes and where to write to.",
    category=TemplateCategory.BLOG,
    version="1.0.0",
    status=TemplateStatus.PUBLISHED,
    theme_slug="twentytwentythree",
    pages=(
        TemplatePage(slug="about", title="About", content=_ABOUT),
        TemplatePage(slug="contact", title="Letters", content=_CONTACT),
    ),
    created_at="2026-01-05T08:00:00.000Z",
    features=("Posts on the front page", "Large type"),
)
