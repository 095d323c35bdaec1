"""A WordPress site of a tenant, and what it starts with."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from chassis.runtime.records import dataclass
from sites.domain.lifecycle import SiteStatus

DEFAULT_LANGUAGE = "en_US"
DEFAULT_TIMEZONE = "UTC"


class SiteEnvironment(StrEnum):
    """The stages of a site: DEV → SIT → PROD (BR-SITE-007); lower case is accepted, upper case is answered."""

    DEV = "DEV"
    SIT = "SIT"
    PROD = "PROD"

    @classmethod
    def _missing_(cls, value: object) -> "SiteEnvironment | None":
        return cls.__members__.get(str(value).upper())


class HealthStatus(StrEnum):
    """Domain §1.7; UNKNOWN until somebody has looked."""

    HEALTHY = "HEALTHY"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """How WordPress shall speak; `language` is a WordPress locale, `timezone` a name such as `Africa/Johannesburg`."""

    language: str = DEFAULT_LANGUAGE
    timezone: str = DEFAULT_TIMEZONE


@dataclass(frozen=True, kw_only=True)
class NewSite:
    """What a person says when asking for a site; `admin_email` None means the caller's own."""

    site_name: str
    subdomain: str
    environment: SiteEnvironment = SiteEnvironment.DEV
    template_id: str | None = None
    configuration: Configuration = Configuration()
    admin_email: str | None = None


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why a site failed: a stable code, words for people, and whether `retry` may help."""

    code: str
    message: str
    safe_to_retry: bool


@dataclass(frozen=True, kw_only=True)
class Site:
    """The record (domain §1.7); times are ISO-8601.

    Attributes:
        subdomain: unique on the whole platform (BR-SITE-001); kept while the site exists and can be retried.
        released: its creation failed for good, so subdomain and quota were given back; a retry takes them again.
        operation_id: the operation that works on it, or worked on it last; there is never more than one.
        template_id: what it started with; the template may have changed since, `template_version` says which it was.
        wp_site_id: the number that WordPress gave it.
        url: where the world finds it; None until it is live.
        owner_id: who asked for it.
        version: counts the writes, for optimistic locking.
    """

    site_id: str
    tenant_id: str
    site_name: str
    subdomain: str
    status: SiteStatus
    environment: SiteEnvironment
    admin_email: str
    configuration: Configuration
    operation_id: str
    owner_id: str
    created_at: str
    created_by: str
    updated_at: str
    template_id: str | None = None
    template_version: str | None = None
    wp_site_id: int | None = None
    wordpress_version: str | None = None
    php_version: str | None = None
    url: str | None = None
    health_status: HealthStatus = HealthStatus.UNKNOWN
    failure: Failure | None = None
    released: bool = False
    version: int = 1

    def moved(self, status: SiteStatus, now: str, failure: Failure | None = None) -> "Site":
        """The next version of the site, in another status."""
        return replace(self, status=status, failure=failure, updated_at=now, version=self.version + 1)


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """What a template gave the site at the moment it was asked for; a later change of the template changes nothing.

    Attributes:
        theme_slug: the WordPress stylesheet.
        pages: each with `slug`, `title`, `content`.
        front_page: slug of the page shown at the root; None shows the posts.
    """

    template_id: str
    version: str
    theme_slug: str
    pages: tuple[Mapping[str, str], ...]
    front_page: str | None = None


@dataclass(frozen=True)
class SiteFilter:
    """Which sites of a tenant a list shows."""

    tenant_id: str
    status: SiteStatus | None = None
    environment: SiteEnvironment | None = None
