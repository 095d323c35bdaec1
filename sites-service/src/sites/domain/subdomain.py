"""What a subdomain may be (domain §1.7, §9.3; BR-SITE-002)."""

import re

from chassis.errors import InvalidValue

MIN_LENGTH, MAX_LENGTH = 3, 63
PATTERN = r"^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"
RESERVED = frozenset(
    {
        *("www", "api", "app", "admin", "administrator", "portal", "console", "control", "internal", "bbws"),
        *("mail", "email", "smtp", "imap", "pop", "pop3", "webmail", "mx1", "mx2", "autodiscover", "autoconfig"),
        *("ftp", "sftp", "ssh", "vpn", "dns", "ns1", "ns2", "ns3", "ns4", "cdn", "static", "assets", "wpad", "isatap"),
        *("auth", "login", "signin", "signup", "sso", "oauth", "account", "accounts", "billing", "payments"),
        *("status", "health", "docs", "help", "support", "localhost", "local", "root", "system", "security"),
        *("abuse", "postmaster", "hostmaster", "webmaster", "wordpress", "wp-admin", "wp-login", "tenant"),
    }
)
RESERVED_PREFIXES = ("tenant-", "xn--")
"""`tenant-…` are the networks of tenants (`tenant-{slug}`); `xn--…` are encoded names, which can look like others."""


def require_subdomain(text: str) -> str:
    """`text`, when it may be a subdomain.

    Raises:
        InvalidValue: it may not; with a sentence for the person who chose it.
    """
    if not re.fullmatch(PATTERN, text):
        raise InvalidValue("Use only lower-case letters, digits and hyphens. Begin and end with a letter or a digit.")
    if text in RESERVED or text.startswith(RESERVED_PREFIXES):
        raise InvalidValue("We reserve this name for the platform. Choose another one.")
    return text
