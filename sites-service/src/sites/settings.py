"""The environment of the sites functions, typed: one class per function, because each gets only what it needs."""

from chassis.runtime.settings import Settings


class SitesSettings(Settings):
    """Settings of the API.

    Attributes:
        api_url: origin of the platform's own API, for calls to other services.
        wordpress_languages: the locales that the WordPress image contains, separated by commas.
    """

    sites_table: str
    operations_table: str
    cursor_key: str
    api_url: str
    wordpress_languages: str


class SiteWorkSettings(Settings):
    """Settings of consumers that may call WordPress.

    Attributes:
        wordpress_base_domain: the parent domain of the hosts of all sites and of all tenants' networks.
        wordpress_connect_url: address of WordPress for every host (the internal load balancer).
        wordpress_listener_arn: the balancer's listener, which has one rule per site.
        site_url_pattern: public address of a site, e.g. `https://{host}`.
        retry_attempts: how many times a step is tried.
        retry_first_seconds: pause after the first failure, in seconds; it doubles after each further one.
    """

    sites_table: str
    operations_table: str
    wordpress_base_domain: str
    wordpress_connect_url: str
    wordpress_listener_arn: str
    site_url_pattern: str
    retry_attempts: int
    retry_first_seconds: float


class SiteTableSettings(Settings):
    """Settings of the relay and the reactor."""

    sites_table: str


class DeadLetterSettings(Settings):
    """Settings of the consumer of dead letters."""

    sites_table: str
    operations_table: str


class QueueSettings(Settings):
    """The setting in which consumers differ.

    Attributes:
        workflow_queue: the queue that it serves, as `sites.workflows` names it.
    """

    workflow_queue: str
