"""For a business that wants to be found: home, about, contact."""

from templates.domain.template import Template, TemplateCategory, TemplatePage, TemplateStatus
from templates.seed.blocks import bullets, button, columns, heading, lead, page, panel, paragraph, quote

_HOME = page(
    lead("Good work, on time, by people who answer the phone."),
    paragraph("Say in two sentences what you do and for whom. Visitors decide here whether they stay."),
    button("Ask for an offer", "/contact/"),
    columns(
        (heading("What we do", 3), paragraph("Your first service, and what it is worth to a customer.")),
        (heading("How we work", 3), paragraph("What happens after the first call, step by step.")),
        (heading("Where we are", 3), paragraph("Your town, your hours, and how to reach you.")),
    ),
    panel(
        quote("They came when they said they would, and it still works three years later.", "A customer of yours"),
        button("Read about us", "/about/"),
    ),
)
_ABOUT = page(
    lead("Who we are, and why we do this."),
    paragraph("Tell how it began. A year, a place and a name are worth more than adjectives."),
    heading("What you can count on"),
    bullets("One person who knows your case", "A price before we begin", "An answer within a working day"),
    heading("The people"),
    columns(
        (heading("First name", 3), paragraph("What she does here, and what she likes about it.")),
        (heading("First name", 3), paragraph("What he does here, and since when.")),
    ),
)
_CONTACT = page(
    lead("We are glad to hear from you."),
    columns(
        (heading("Call", 3), paragraph("+00 00 000 00 00<br>Monday to Friday, 8 to 17")),
        (heading("Write", 3), paragraph("hello@example.com<br>Answered within a working day")),
        (heading("Visit", 3), paragraph("Street 1<br>Your town")),
    ),
)

BUSINESS = Template(
    template_id="template-business-starter",
    name="Business starter",
    description="Three pages that say what you do, who you are and how to reach you.",
    category=TemplateCategory.BUSINESS,
    version="1.0.0",
    status=TemplateStatus.PUBLISHED,
    theme_slug="twentytwentythree",
    pages=(
        TemplatePage(slug="home", title="Welcome", content=_HOME),
        TemplatePage(slug="about", title="About", content=_ABOUT),
        TemplatePage(slug="contact", title="Contact", content=_CONTACT),
    ),
    created_at="2026-01-05T08:00:00.000Z",
    front_page="home",
    features=("Offer button", "Three columns", "Customer's words"),
)
