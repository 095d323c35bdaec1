"""Where sites live: hosts below one base domain, and addresses as the world sees them."""

from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Addresses:
    """`base_domain` such as `sites.example.com`; `url_pattern` such as `https://{host}`."""

    base_domain: str
    url_pattern: str

    def host(self, subdomain: str) -> str:
        """The host name of a site, without port."""
        return f"{subdomain}.{self.base_domain}"

    def url(self, subdomain: str) -> str:
        """The address of a site."""
        return self.url_pattern.format(host=self.host(subdomain))
