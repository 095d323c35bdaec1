"""Sites on the wire."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field

from chassis.access.links import Offer, Relations, offer
from chassis.http.envelope import PAGE_LINKS, Linked, PageReply, Reply, Request, Wire, example
from chassis.http.field_types import (
    Actor,
    Code,
    Documented,
    EmailAddress,
    OperationId,
    TenantId,
    Timestamp,
    Url,
    UserId,
    Version,
    identifier,
    line,
    matching,
    text,
    whole,
    written_line,
)
from chassis.http.matches import Matches
from chassis.http.request_context import RequestContext
from chassis.http.text_types import Email, one_line
from sites.domain import subdomain
from sites.domain.lifecycle import SITE_LIFECYCLE, SiteStatus
from sites.domain.links import LIST_LINKS, SITE_LINKS, TEMPLATE_LINK
from sites.domain.site import (
    DEFAULT_LANGUAGE,
    DEFAULT_TIMEZONE,
    Configuration,
    Failure,
    HealthStatus,
    NewSite,
    Site,
    SiteEnvironment,
    SiteFilter,
)
from sites.schemas.texts import require_timezone

SiteName = Annotated[str, one_line(1, 100), Documented(examples=["Acme Shop"])]
Subdomain = Annotated[
    str,
    Field(
        min_length=subdomain.MIN_LENGTH,
        max_length=subdomain.MAX_LENGTH,
        description="Unique on the whole platform; lower-case letters, digits and hyphens.",
        json_schema_extra={"pattern": subdomain.PATTERN},
    ),
    AfterValidator(subdomain.require_subdomain),
]
Language = Annotated[
    str,
    Field(examples=["en_US"]),
    Matches(
        r"^[a-z]{2,3}(_[A-Za-z0-9]{2,10}){0,2}$", "This is not a language of WordPress. Send a code such as en_US."
    ),
    Documented(maxLength=25),
]
Timezone = Annotated[
    str,
    Field(max_length=64, examples=["Africa/Johannesburg"]),
    AfterValidator(require_timezone),
    Documented(pattern="^[A-Za-z0-9_+/-]+$"),
]

SiteId = Annotated[str, identifier("site")]


class SiteConfigurationRequest(Request):
    """How WordPress shall speak."""

    language: Language = DEFAULT_LANGUAGE
    timezone: Timezone = DEFAULT_TIMEZONE


class CreateSiteRequest(Request):
    """What it takes to ask for a site."""

    model_config = example(
        siteName="Acme Shop", subdomain="acme-shop", environment="DEV", templateId="template-journal"
    )

    site_name: SiteName = Field(examples=["Acme Shop"])
    subdomain: Subdomain = Field(examples=["acme-shop"])
    environment: SiteEnvironment = SiteEnvironment.DEV
    template_id: Annotated[str, Field(min_length=1, max_length=100), line(100, "template-journal")] | None = Field(
        default=None, description="A published template, or none for WordPress as it comes."
    )
    configuration: SiteConfigurationRequest = SiteConfigurationRequest()
    admin_email: Email | None = Field(
        default=None,
        description="E-mail address of the site's administrator; by default, the caller's own.",
        examples=["owner@acme.example"],
    )

    def to_domain(self) -> NewSite:
        """What the service understands."""
        return NewSite(
            site_name=self.site_name,
            subdomain=self.subdomain,
            environment=self.environment,
            template_id=self.template_id,
            configuration=Configuration(language=self.configuration.language, timezone=self.configuration.timezone),
            admin_email=self.admin_email,
        )


class SiteConfigurationResource(Wire):
    """How WordPress speaks."""

    language: Annotated[str, line(32, "en_US")]
    timezone: Annotated[str, line(64, "Africa/Johannesburg")]


class SiteFailureResource(Wire):
    """Why a site failed, and whether `retry` may help."""

    code: Code
    message: Annotated[str, text(2000, "WordPress did not answer in time.")]
    safe_to_retry: bool

    @classmethod
    def of(cls, failure: Failure) -> Self:
        """As the site tells it."""
        return cls.model_validate(vars(failure))


class SiteResource(Linked):
    """A WordPress site of a tenant."""

    relations = Relations((*SITE_LINKS, TEMPLATE_LINK), reads=("website",))

    site_id: SiteId
    tenant_id: TenantId
    site_name: Annotated[str, written_line(100, "Acme Shop")]
    subdomain: Annotated[str, matching(subdomain.PATTERN, subdomain.MAX_LENGTH, "acme-shop")]
    environment: SiteEnvironment
    status: SiteStatus
    health_status: HealthStatus
    url: Url | None = Field(description="Where the world finds it; null until it is live.")
    admin_url: Url | None = Field(description="Where its administrators sign in; null until it is live.")
    admin_email: EmailAddress
    configuration: SiteConfigurationResource
    template_id: Annotated[str, line(100, "template-journal")] | None
    template_version: Annotated[str, line(32, "1.0.0")] | None
    wp_site_id: Annotated[int, whole(1, example=3)] | None
    wordpress_version: Annotated[str, line(32, "6.8.7")] | None
    php_version: Annotated[str, line(32, "8.3.19")] | None
    failure: SiteFailureResource | None
    operation_id: OperationId = Field(description="The operation that works on it, or worked on it last.")
    owner_id: UserId
    created_at: Timestamp
    created_by: Actor
    updated_at: Timestamp
    version: Version

    @classmethod
    def of(cls, site: Site, context: RequestContext) -> Self:
        """The site as `call.caller` may see it."""
        offered = site_offer(site, context)
        computed = {
            "admin_url": f"{site.url}/wp-admin/" if site.url else None,
            "configuration": SiteConfigurationResource.model_validate(vars(site.configuration)),
            "failure": SiteFailureResource.of(site.failure) if site.failure else None,
            "links": offered.links,
            "unavailable": offered.unavailable,
        }
        return cls.model_validate({**vars(site), **computed})


class SiteReply(Reply[SiteResource]):
    """One site."""


class SitePage(PageReply[SiteResource]):
    """A page of sites."""

    relations = Relations(LIST_LINKS, reads=PAGE_LINKS)

    @classmethod
    def of_sites(
        cls, found: list[Site], context: RequestContext, wanted: SiteFilter, *, size: int, cursor: str | None
    ) -> Self:
        """The page, with what the caller may do with the list."""
        return cls.of(
            [SiteResource.of(site, context) for site in found],
            context,
            size=size,
            cursor=cursor,
            offered=offer(
                LIST_LINKS, caller=context.caller, tenant_id=wanted.tenant_id, ids={"tenant_id": wanted.tenant_id}
            ),
        )


def site_offer(site: Site, context: RequestContext) -> Offer:
    """What the caller may do with the site now: role × state, and the page itself once it is live."""
    affordances = (*SITE_LINKS, TEMPLATE_LINK) if site.template_id else SITE_LINKS
    ids = {name: str(getattr(site, name)) for name in ("tenant_id", "site_id", "operation_id", "template_id")}
    offered = offer(
        affordances,
        caller=context.caller,
        tenant_id=site.tenant_id,
        ids=ids,
        lifecycle=SITE_LIFECYCLE,
        state=site.status,
    )
    return Offer({**offered.links, "website": {"href": site.url}}, offered.unavailable) if site.url else offered
