"""What can go wrong with sites."""

from chassis.access.acts import href
from chassis.errors import Conflict, FieldError, InvalidRequest, NotFound, Unprocessable
from sites.domain.gate import ACTIVE, UNLIMITED, Gate
from sites.domain.site import Site


class SiteNotFound(NotFound):
    """Unknown, or another tenant's: the same words for both."""

    code, title = "SITE_NOT_FOUND", "There is no such site"

    def __init__(self) -> None:
        super().__init__(
            "This tenant has no site with this id. List its sites with GET /v1.0/tenants/{tenantId}/sites."
        )


class SubdomainTaken(Conflict):
    """Somebody has it: on the whole platform a subdomain belongs to one site (BR-SITE-001)."""

    code, title = "SUBDOMAIN_TAKEN", "This subdomain is taken"

    def __init__(self, subdomain: str, own: Site | None = None) -> None:
        words = _whose(subdomain, own)
        errors = [FieldError("subdomain", self.code, words)]
        if own is None:
            super().__init__(words, errors=errors)
        else:
            super().__init__(words, errors=errors, siteId=own.site_id, siteStatus=own.status)


def _whose(subdomain: str, own: Site | None) -> str:
    if own is None:
        return f"The subdomain '{subdomain}' belongs to another site. Choose another one."
    if own.failure:
        again = href("retry_site", tenant_id=own.tenant_id, site_id=own.site_id)
        return (
            f"Your own site {own.site_id} has the subdomain '{subdomain}' and failed ({own.failure.code}). "
            f"Retry it with POST {again}, or choose another subdomain."
        )
    return f"Your own site {own.site_id} has the subdomain '{subdomain}'. Use it, or choose another subdomain."


class GateClosed(Unprocessable):
    """Base: the tenant may have no new site now. Our copy may be old; see `services.gate_service`.

    Attributes:
        passing: it will open by itself in a moment.
    """

    passing = False


class TenantNotActive(GateClosed):
    """Only an active tenant may have new sites."""

    code, title = "TENANT_NOT_ACTIVE", "The tenant is not active"

    def __init__(self, gate: Gate) -> None:
        status = gate.tenant_status or "UNKNOWN"
        todo = _TENANT_TODO.get(status, "Ask the platform's support what keeps it from being active.")
        todo = todo.format(tenant_id=gate.tenant_id)
        super().__init__(f"The tenant is {status}; sites need an ACTIVE tenant. {todo}", currentStatus=status)
        self.passing = gate.opening


_TENANT_TODO = {
    "PENDING": "It becomes ACTIVE when its instance is ready: see GET /v1.0/tenants/{tenant_id}/instances.",
    "FAILED": "Provisioning failed: a platform administrator can retry the instance.",
    "SUSPENDED": "A platform administrator can resume it.",
    "PARKED": "A platform administrator can unpark it.",
    "DEPROVISIONED": "It has been closed for good.",
}


class InstanceNotActive(GateClosed):
    """A site lives on its tenant's instance."""

    code, title = "INSTANCE_NOT_ACTIVE", "The tenant's instance is not active"

    def __init__(self, gate: Gate) -> None:
        state = gate.instance_state or "NONE"
        instances = href("list_instances", tenant_id=gate.tenant_id)
        todo = f"Create it with POST {instances}." if state == "NONE" else f"See GET {instances} for what it waits for."
        words = f"The tenant's instance is {state}; sites need an ACTIVE instance. {todo}"
        super().__init__(words, currentStatus=state)


class QuotaExceeded(GateClosed):
    """The tier's number of sites is reached (BR-SITE-003)."""

    code, title = "QUOTA_EXCEEDED", "The site quota is used up"

    def __init__(self, gate: Gate) -> None:
        limit = "unlimited" if gate.site_limit >= UNLIMITED else gate.site_limit
        super().__init__(
            f"The tier {gate.tier} allows {limit} sites and the tenant has {gate.site_count}, failed ones included. "
            "Ask a platform administrator for a higher tier.",
            limit=limit,
            used=gate.site_count,
            tier=gate.tier,
        )


class SiteChanged(Conflict):
    """Somebody else changed the site between our look and our write."""

    title = "Somebody changed the site meanwhile"

    def __init__(self) -> None:
        super().__init__("The site changed while this was done. Look at it again and repeat what is still wanted.")


class TemplateNotFound(Unprocessable):
    """The site asks for a template that is not published (BR-TEMP-001)."""

    code, title = "TEMPLATE_NOT_FOUND", "There is no such template"

    def __init__(self) -> None:
        words = "There is no published template with this id. List them with GET /v1.0/templates, or leave it out."
        super().__init__(words, errors=[FieldError("templateId", self.code, words)])


class LanguageNotInstalled(InvalidRequest):
    """The WordPress image brings only some languages."""

    def __init__(self, installed: tuple[str, ...]) -> None:
        words = f"This language is not installed. Installed: {', '.join(installed)}."
        super().__init__(words, errors=[FieldError("configuration.language", "INVALID_FIELD_VALUE", words)])


def gate_refusal(gate: Gate) -> GateClosed:
    """Why this gate lets no site pass: the first reason in the order tenant, instance, quota."""
    if gate.tenant_status != ACTIVE:
        return TenantNotActive(gate)
    if gate.instance_state != ACTIVE:
        return InstanceNotActive(gate)
    return QuotaExceeded(gate)
