"""WordPress, as far as making a site needs it: our agent on the tenant's network, core REST on the site itself."""

import html
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chassis.runtime.ids import slug_of
from chassis.runtime.records import dataclass
from sites.clients.wordpress_credentials import WordPressCredentials, agent_key
from sites.clients.wordpress_errors import WpAgentMissing, WpAuthError, WpBadAnswer, WpInvalid, WpSiteUnknown, refusal

if TYPE_CHECKING:
    from sites.clients.wordpress_transport import WordPressTransport

CONTRACT = 1
AGENT = "/wp-json/bbws/v1"


@dataclass(frozen=True)
class Network:
    """A tenant's WordPress network, and the trace in whose name we call it."""

    tenant_id: str
    correlation_id: str


@dataclass(frozen=True)
class AgentInfo:
    """What runs there."""

    wordpress: str
    php: str


@dataclass(frozen=True)
class WordPressSite:
    """A site as the agent tells it."""

    site_id: int
    domain: str


class WordPressClient:
    """Every method is one thing asked of one WordPress; all may be repeated.

    Raises:
        WordPressError: one of its kinds, from every method.
    """

    def __init__(self, transport: "WordPressTransport", credentials: WordPressCredentials, base_domain: str) -> None:
        self.transport, self.credentials, self.base_domain = transport, credentials, base_domain

    def get_info(self, network: Network) -> AgentInfo:
        """Which WordPress it is; refuses an agent whose contract we do not know (`WpAgentMissing`)."""
        found = self._agent(network, "GET", "/info")
        if found.get("contract") != CONTRACT:
            raise WpAgentMissing(200, f"contract_{found.get('contract')}")
        return AgentInfo(wordpress=str(found["wordpress"]), php=str(found["php"]))

    def create_site(
        self, network: Network, *, host: str, title: str, key: str, admin_email: str, language: str
    ) -> WordPressSite:
        """The site of this key: made now, or found as an earlier try left it."""
        wanted = {"host": host, "title": title, "key": key, "admin_email": admin_email, "language": language}
        return _site(self._agent(network, "POST", "/sites", wanted))

    def delete_site(self, network: Network, key: str) -> None:
        """Delete the site of this key with all its content; a key without a site is no error."""
        for site in self._agent(network, "GET", f"/sites?key={key}").get("sites", []):
            self._agent(network, "DELETE", f"/sites/{_site(site).site_id}")

    def set_theme(self, network: Network, site_id: int, stylesheet: str) -> None:
        """Switch the site's theme; `WpNotFound` when the network has no such theme."""
        self._agent(network, "POST", f"/sites/{site_id}/theme", {"stylesheet": stylesheet})

    def add_pages(
        self, network: Network, site_id: int, pages: Sequence[Mapping[str, str]], front_page: str | None
    ) -> None:
        """Add the pages that are missing and choose the front page."""
        filled = [{name: text for name, text in page.items() if text} for page in pages]
        front = {"front_page": front_page} if front_page else {}
        self._agent(network, "POST", f"/sites/{site_id}/pages", {"pages": filled, **front})

    def set_timezone(self, network: Network, host: str, timezone: str) -> None:
        """Set the site's time zone; core keeps silent about a zone that it does not know, we do not."""
        found = self._json(network, "POST", host, "/wp-json/wp/v2/settings", {"timezone": timezone}, private=True)
        if found.get("timezone") != timezone:
            raise WpInvalid(200, "timezone_not_taken", {"timezone": timezone})

    def get_title(self, network: Network, host: str) -> str:
        """The title that the site's own API tells the world, as text: WordPress keeps names as HTML."""
        return html.unescape(str(self._json(network, "GET", host, "/wp-json/?_fields=name", private=False)["name"]))

    def get_front_page(self, network: Network, host: str) -> str:
        """The HTML that a visitor gets; `WpSiteUnknown` when it is something else."""
        status, kind, body = self._send(network, "GET", host, "/", accept="text/html")
        if status != 200:  # noqa: PLR2004 - HTTP's own number
            raise refusal(status, None)
        if not kind.startswith("text/html"):
            raise WpSiteUnknown(status, "no_html")
        return body.decode("utf-8", "replace")

    def _agent(self, network: Network, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        host = f"tenant-{slug_of(network.tenant_id)}.{self.base_domain}"
        return self._json(network, method, host, AGENT + path, body, private=True)

    def _json(
        self,
        network: Network,
        method: str,
        host: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        private: bool,
    ) -> dict[str, Any]:
        """The JSON object of a successful answer; refused credentials are read anew once."""
        try:
            return self._once(network, method, host, path, body, private=private)
        except (WpAuthError, WpAgentMissing):  # an agent that got a new password does not know our key any more
            if not private:
                raise
            self.credentials.forget(network.tenant_id)
            return self._once(network, method, host, path, body, private=private)

    def _once(
        self, network: Network, method: str, host: str, path: str, body: Mapping[str, Any] | None, *, private: bool
    ) -> dict[str, Any]:
        auth = self.credentials.of(network.tenant_id) if private else None
        status, kind, raw = self._send(network, method, host, path, body=body, auth=auth)
        found = _parsed(kind, raw)
        if not 200 <= status < 300:  # noqa: PLR2004 - HTTP's own numbers
            raise refusal(status, found)
        if found is None:
            raise WpBadAnswer(status, "no_json")
        return found

    def _send(
        self,
        network: Network,
        method: str,
        host: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        auth: tuple[str, str] | None = None,
        accept: str = "application/json",
    ) -> tuple[int, str, bytes]:
        headers = {"Accept": accept, "X-Request-ID": network.correlation_id, "X-Tenant-Id": network.tenant_id}
        if auth:
            headers["X-BBWS-Agent-Key"] = agent_key(auth[1])
        return self.transport.send(method, host, path, headers=headers, auth=auth, json=body)


def _parsed(kind: str, raw: bytes) -> dict[str, Any] | None:
    """The JSON object, when the answer says that it is JSON and is."""
    if not kind.startswith("application/json"):
        return None
    try:
        found = json.loads(raw)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _site(found: Mapping[str, Any]) -> WordPressSite:
    try:
        return WordPressSite(site_id=int(found["id"]), domain=str(found["domain"]))
    except (KeyError, ValueError):
        raise WpBadAnswer(200, "no_site") from None
