"""The errors of the sites domain."""

from chassis.access.acts import href
from chassis.errors import Conflict, FieldError, InvalidRequest, NotFound, Unprocessable
from sites.domain.site import Site
from sites.domain.site_eligibility import ACTIVE, UNLIMITED, SiteEligibility


class SiteNotFound(NotFound):
    """The site does not exist or belongs to another tenant; the answer is the same."""

    code, title = "SITE_NOT_FOUND", "Site not found"

    def __init__(self) -> None:
        super().__init__("This tenant has no site with this id. Find your site in GET /v1.0/tenants/{tenantId}/sites.")


class SubdomainTaken(Conflict):
    """Another site has the subdomain, which is unique on the whole platform (BR-SITE-001)."""

    code, title = "SUBDOMAIN_TAKEN", "This subdomain is already in use"

    def __init__(self, subdomain: str, own: Site | None = None) -> None:
        words = _whose(subdomain, own)
        errors = [FieldError("subdomain", self.code, words)]
        if own is None:
            super().__init__(words, errors=errors)
        else:
            super().__init__(words, errors=errors, siteId=own.site_id, siteStatus=own.status)


def _whose(subdomain: str, own: Site | None) -> str:
    if own is None:
        return f"Another site already uses the subdomain '{subdomain}'. Choose another one."
    if own.failure:
        again = href("retry_site", tenant_id=own.tenant_id, site_id=own.site_id)
        return (
            f"Your own site '{own.site_name}' uses the subdomain '{subdomain}', and its creation failed. "
            f"Retry it with POST {again}, or choose another subdomain."
        )
    return f"Your own site '{own.site_name}' already uses the subdomain '{subdomain}'. Choose another subdomain."


class NotEligible(Unprocessable):
    """Base class: the tenant may have no new site now. Our copy may be old; see `services.eligibility_refresh`.

    Attributes:
        is_passing: whether the tenant becomes eligible by itself in a moment.
    """

    is_passing = False


class TenantNotActive(NotEligible):
    """Only an active tenant may have new sites."""

    code, title = "TENANT_NOT_ACTIVE", "The tenant is not active"

    def __init__(self, eligibility: SiteEligibility) -> None:
        status = eligibility.tenant_status or "UNKNOWN"
        detail = _TENANT_WORDS.get(status, _TENANT_UNKNOWN).format(tenant_id=eligibility.tenant_id)
        super().__init__(detail, currentStatus=status)
        self.is_passing = eligibility.becomes_active


_TENANT_UNKNOWN = "We do not know yet whether the tenant is active. Try again in a minute; if this stays, ask support."
_TENANT_WORDS = {
    "PENDING": (
        "We are still setting up WordPress for this tenant. Wait until it runs: "
        "GET /v1.0/tenants/{tenant_id}/operations shows the progress."
    ),
    "FAILED": "We could not set up WordPress for this tenant. Ask support to retry its instance.",
    "SUSPENDED": "The tenant is suspended, so it cannot get a new site. Ask support to resume it.",
    "PARKED": "The tenant is parked, so it cannot get a new site. Ask support to unpark it.",
    "DEPROVISIONED": "Somebody closed this tenant for good. Create the site in another tenant.",
}


class InstanceNotActive(NotEligible):
    """A site needs the active instance of its tenant."""

    code, title = "INSTANCE_NOT_ACTIVE", "WordPress is not running for this tenant"

    def __init__(self, eligibility: SiteEligibility) -> None:
        state = eligibility.instance_state or "NONE"
        instances = href("list_instances", tenant_id=eligibility.tenant_id)
        if state == "NONE":
            words = f"The tenant has no WordPress instance yet. Ask support to create it with POST {instances}."
        else:
            words = "WordPress is not running for this tenant yet. Wait a few minutes, then try again, or ask support."
        super().__init__(words, currentStatus=state)


class QuotaExceeded(NotEligible):
    """The tenant has as many sites as its tier allows (BR-SITE-003)."""

    code, title = "QUOTA_EXCEEDED", "Your plan has no room for another site"

    def __init__(self, eligibility: SiteEligibility) -> None:
        limit = "unlimited" if eligibility.site_limit >= UNLIMITED else eligibility.site_limit
        super().__init__(
            f"The tenant has {eligibility.site_count} sites, and its plan allows {limit}. Failed sites count too. "
            "Retry a failed site instead, or ask support for a larger plan.",
            limit=limit,
            used=eligibility.site_count,
            tier=eligibility.tier,
        )


class SiteChanged(Conflict):
    """Another request changed the site between our read and our write."""

    title = "Somebody else changed the site in the meantime"

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed the site while we worked on your request. Read it again, then repeat your request."
        )


class TemplateNotFound(Unprocessable):
    """The site asks for a template that is not published (BR-TEMP-001)."""

    code, title = "TEMPLATE_NOT_FOUND", "Template not found"

    def __init__(self) -> None:
        words = "No published template has this id. Choose one from GET /v1.0/templates, or leave it out."
        super().__init__(words, errors=[FieldError("templateId", self.code, words)])


class LanguageNotInstalled(InvalidRequest):
    """The WordPress image does not contain this language."""

    def __init__(self, installed: tuple[str, ...]) -> None:
        words = f"WordPress does not have this language here. Choose one of {', '.join(installed)}."
        super().__init__(words, errors=[FieldError("configuration.language", "INVALID_FIELD_VALUE", words)])


def explain_ineligibility(eligibility: SiteEligibility) -> NotEligible:
    """Find the first reason why the tenant may not create a site, in the order tenant, instance, quota."""
    if eligibility.tenant_status != ACTIVE:
        return TenantNotActive(eligibility)
    if eligibility.instance_state != ACTIVE:
        return InstanceNotActive(eligibility)
    return QuotaExceeded(eligibility)
