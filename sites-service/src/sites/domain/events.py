"""Messages of this service: events on the bus as `bbws.sites`, and notices on the notifications topic."""

from chassis.runtime.records import dataclass
from sites.domain.lifecycle import SiteStatus
from sites.domain.site import Site, SiteEnvironment

SOURCE = "bbws.sites"
REQUESTED = "SITE_CREATION_REQUESTED"
CREATED = "SITE_CREATED"
FAILED = "SITE_CREATION_FAILED"
COMPLETE = "SITE_CREATION_COMPLETE"


@dataclass(frozen=True, kw_only=True)
class SiteFacts:
    """A site after the event; a copy with a higher `version` is newer."""

    tenant_id: str
    site_id: str
    site_name: str
    subdomain: str
    environment: SiteEnvironment
    status: SiteStatus
    operation_id: str
    version: int
    url: str | None = None

    @classmethod
    def of(cls, site: Site) -> "SiteFacts":
        """Select the facts that other services may know."""
        return cls(
            tenant_id=site.tenant_id,
            site_id=site.site_id,
            site_name=site.site_name,
            subdomain=site.subdomain,
            environment=site.environment,
            status=site.status,
            operation_id=site.operation_id,
            version=site.version,
            url=site.url,
        )


@dataclass(frozen=True, kw_only=True)
class NoticeError:
    """Why the work failed."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class SiteNotice:
    """A notice to the customer that the work on a site has ended (domain §5.2).

    Attributes:
        provisioning_duration: seconds from the request to the end.
        recipient: the e-mail address of the site's administrator; only in notices, never on the bus.
        requested_by: the e-mail address of the person who created the site; only in notices too.
    """

    site_id: str
    tenant_id: str
    site_name: str
    status: SiteStatus
    provisioning_duration: int
    version: int
    site_url: str | None = None
    error: NoticeError | None = None
    recipient: str | None = None
    requested_by: str | None = None


EVENTS = {REQUESTED: SiteFacts, CREATED: SiteFacts, FAILED: SiteNotice, COMPLETE: SiteNotice}
