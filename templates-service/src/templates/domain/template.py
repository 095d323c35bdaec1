"""A template: a theme and pages that a new site starts with."""

from enum import StrEnum

from chassis.runtime.records import dataclass


class TemplateStatus(StrEnum):
    """Domain §3.4; customers see PUBLISHED only (BR-TEMP-001)."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    ARCHIVED = "ARCHIVED"


class TemplateCategory(StrEnum):
    """Domain §1.8."""

    BUSINESS = "BUSINESS"
    PORTFOLIO = "PORTFOLIO"
    BLOG = "BLOG"
    ECOMMERCE = "ECOMMERCE"
    OTHER = "OTHER"


@dataclass(frozen=True, kw_only=True)
class TemplatePage:
    """A page that the template creates; `content` is block markup."""

    slug: str
    title: str
    content: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """An entry of the catalogue (domain §1.8).

    Attributes:
        version: semantic version (BR-TEMP-003).
        theme_slug: the slug of the WordPress theme that the site gets.
        front_page: slug of the page shown at the site's root; None shows the posts.
        created_at: ISO-8601.
    """

    template_id: str
    name: str
    description: str
    category: TemplateCategory
    version: str
    status: TemplateStatus
    theme_slug: str
    pages: tuple[TemplatePage, ...]
    created_at: str
    front_page: str | None = None
    thumbnail_url: str | None = None
    min_wordpress_version: str = "6.1"
    included_plugins: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
