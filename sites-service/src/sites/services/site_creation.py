"""The steps that make a site in WordPress; each looks up, acts under the site's own name, and may be repeated."""

from collections.abc import Sequence

from chassis.operations.operation import Operation
from chassis.operations.operation_log import LostLease
from chassis.operations.saga import Retryable, Step
from sites.clients.wordpress import Network, WordPressClient
from sites.dao.site_dao import SiteDAO
from sites.domain.addresses import Addresses
from sites.domain.lifecycle import SiteStatus
from sites.domain.site import DEFAULT_TIMEZONE, Site
from sites.services.site_verification import shows
from sites.services.wordpress_troubles import told


class SiteCreation:
    """What the worker does on the far side."""

    def __init__(self, sites: SiteDAO, wordpress: WordPressClient, addresses: Addresses) -> None:
        self.sites, self.wordpress, self.addresses = sites, wordpress, addresses

    def steps(self) -> Sequence[Step]:
        """In the order of the operation's steps."""
        return [
            Step("create_site", self.create_site),
            Step("apply_template", self.apply_template),
            Step("verify_site", self.verify_site),
        ]

    def create_site(self, operation: Operation) -> dict[str, str]:
        """Make the sub-site, or adopt what an earlier try made: the site's id is its key there."""
        site, network = self.site_of(operation), _network(operation)
        host = self.addresses.host(site.subdomain)
        with told():
            info = self.wordpress.get_info(network)
            made = self.wordpress.create_site(
                network,
                host=host,
                title=site.site_name,
                key=site.site_id,
                admin_email=site.admin_email,
                language=site.configuration.language,
            )
            if site.configuration.timezone != DEFAULT_TIMEZONE:
                self.wordpress.set_timezone(network, host, site.configuration.timezone)
        return {"wpSiteId": str(made.site_id), "wordpressVersion": info.wordpress, "phpVersion": info.php}

    def apply_template(self, operation: Operation) -> dict[str, str]:
        """Switch to the template's theme and add its pages; nothing to do for a site without a template."""
        site, network = self.site_of(operation), _network(operation)
        blueprint = self.sites.get_blueprint(site)
        if blueprint is None:
            return {"template": "none"}
        wp_site_id = int((operation.step("create_site").result or {})["wpSiteId"])
        with told():
            self.wordpress.set_theme(network, wp_site_id, blueprint.theme_slug)
            self.wordpress.add_pages(network, wp_site_id, blueprint.pages, blueprint.front_page)
        return {"template": blueprint.template_id, "version": blueprint.version}

    def verify_site(self, operation: Operation) -> dict[str, str]:
        """See what a visitor sees: the page answers and shows the title, and the site's own API agrees."""
        site, network = self.site_of(operation), _network(operation)
        host = self.addresses.host(site.subdomain)
        with told():
            title = self.wordpress.get_title(network, host)
            page = self.wordpress.get_front_page(network, host)
        if not (shows(title, site.site_name) and shows(page, site.site_name)):
            raise Retryable("The site does not show its name yet.", cause="title not shown")
        return {"url": self.addresses.url(site.subdomain)}

    def site_of(self, operation: Operation) -> Site:
        """The site that the operation works on.

        Raises:
            LostLease: it is no longer this operation's to make.
        """
        site = self.sites.get(operation.tenant_id, operation.resource_id)
        if site is None or site.status is not SiteStatus.PROVISIONING or site.operation_id != operation.operation_id:
            raise LostLease(operation.operation_id)
        return site


def _network(operation: Operation) -> Network:
    return Network(operation.tenant_id, operation.correlation_id)
