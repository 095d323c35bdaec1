"""What the workflows of sites are given: messages everywhere, WordPress on the queues' consumers only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from chassis.operations.operation import Operation
from chassis.runtime.records import dataclass
from sites.dao.eligibility_dao import EligibilityDAO
from sites.dao.site_dao import SiteDAO
from sites.domain.addresses import Addresses
from sites.messages import SiteMessages
from sites.services.wordpress_error_translation import translate_wordpress_errors

if TYPE_CHECKING:
    from sites.clients.routes import Routes
    from sites.clients.wordpress import Network, WordPressClient


class SiteMessenger(Protocol):
    """What the start and the ends of every workflow need."""

    @property
    def messages(self) -> SiteMessages:
        """The messages of sites."""

    @property
    def sites(self) -> SiteDAO:
        """The sites and the guards of their subdomains."""

    @property
    def eligibility(self) -> EligibilityDAO:
        """The quota of each tenant."""


@dataclass(frozen=True, kw_only=True)
class SiteMessageWork:
    """What functions without WordPress rights work with: the API, and the consumer of dead letters."""

    messages: SiteMessages
    sites: SiteDAO
    eligibility: EligibilityDAO


@dataclass(frozen=True, kw_only=True)
class SiteWork:
    """What a consumer with rights to WordPress and the balancer works with."""

    messages: SiteMessages
    sites: SiteDAO
    eligibility: EligibilityDAO
    wordpress: "WordPressClient"
    routes: "Routes"
    addresses: Addresses

    @contextmanager
    def network_of(self, operation: Operation) -> Iterator[tuple["WordPressClient", "Network"]]:
        """The client and the network of the operation's tenant; errors of WordPress become outcomes of the step.

        Raises:
            Retryable, Impossible: as `translate_wordpress_errors`.
        """
        from sites.clients.wordpress import Network  # noqa: PLC0415 - the API imports this module, but no client

        with translate_wordpress_errors():
            yield self.wordpress, Network(operation.tenant_id, operation.correlation_id)
