"""The environment of the sites functions, typed: one class a function, because each gets only what it needs."""

from chassis.runtime.settings import Settings


class SitesSettings(Settings):
    """What the API reads.

    Attributes:
        api_url: origin of the platform's own API, to ask its neighbours.
        wordpress_languages: the locales that the WordPress image brings, separated by commas.
    """

    sites_table: str
    operations_table: str
    cursor_key: str
    api_url: str
    wordpress_languages: str


class SiteWorkSettings(Settings):
    """What consumers with WordPress rights read.

    Attributes:
        wordpress_base_domain: below it every site and every tenant's network has its host.
        wordpress_connect_url: where WordPress is reached (the internal balancer), whatever the host is called.
        site_url_pattern: address of a site as the world sees it, e.g. `https://{host}`.
        retry_attempts: how often a step is tried.
        retry_first_seconds: pause after the first failure; it doubles.
    """

    sites_table: str
    operations_table: str
    wordpress_base_domain: str
    wordpress_connect_url: str
    site_url_pattern: str
    retry_attempts: int
    retry_first_seconds: float


class SiteTableSettings(Settings):
    """What the relay and the reactor read."""

    sites_table: str


class DeadLetterSettings(Settings):
    """What the consumer of dead letters reads."""

    sites_table: str
    operations_table: str


class QueueSettings(Settings):
    """What tells one consumer from another.

    Attributes:
        workflow_queue: the queue that it serves, as `sites.workflows` names it.
    """

    workflow_queue: str
