"""What a subdomain may be (domain §1.7, §9.3; BR-SITE-002)."""

import re

from chassis.errors import InvalidValue

MIN_LENGTH, MAX_LENGTH = 3, 63
PATTERN = r"^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"
PLATFORM = "www api app admin administrator bbws control internal tenant docs help support status health wordpress"
MAIL = (
    "mail email mailer smtp imap pop pop3 webmail exchange owa mta mta-sts relay bounce bounces newsletter lists "
    "listserv dkim dmarc spf autodiscover autoconfig lyncdiscover sip openpgpkey postmaster hostmaster webmaster "
    "abuse noreply no-reply"
)
IDENTITY = (
    "auth auth0 login logout log-in signin sign-in signup sign-up register sso oauth oauth2 openid oidc saml adfs "
    "idp iam identity ldap kerberos passport password passwords reset verify verification mfa otp account "
    "accounts session user users profile secure security"
)
CONTROL_PANEL = (
    "portal console panel cpanel cpcalendars cpcontacts webdisk whm plesk directadmin ispconfig webmin phpmyadmin "
    "pma adminer dashboard manage manager management sysadmin root system wp-admin wp-login wp-json xmlrpc "
    "hosting"
)
PAYMENT = (
    "pay payment payments paypal stripe billing bill bills bank banking card cards checkout invoice invoices "
    "wallet refund refunds subscription subscriptions"
)
INFRASTRUCTURE = (
    "ftp sftp ftps ssh vpn rdp dns cdn edge origin static assets files upload uploads wpad isatap localhost local "
    "localdomain broadcasthost gateway proxy balancer loadbalancer router firewall database mysql mariadb redis "
    "cache queue backup backups git gitlab github svn jenkins registry repo docker k8s kubernetes vault secrets "
    "monitor monitoring metrics grafana prometheus kibana logs trace ntp snmp syslog dev test testing stage "
    "staging sit uat preview prod production sandbox aws ec2 cloudfront"
)
RESERVED = frozenset(" ".join((PLATFORM, MAIL, IDENTITY, CONTROL_PANEL, PAYMENT, INFRASTRUCTURE)).split())
"""Names that people or programs take for the platform's own, by what they would be taken for."""
NUMBERED = re.compile(r"(?:ns|mx|dns|smtp|imap|pop|mail|www|ftp|vpn|web|db|host|server|srv|node|lb|proxy|api)\d+")
"""A numbered machine of the platform: `ns1`, `mx2`, `www3`."""
RESERVED_PREFIXES = ("tenant-", "xn--")
"""`tenant-…` are the networks of tenants (`tenant-{slug}`); `xn--…` are encoded names, which can look like others."""


def require_subdomain(text: str) -> str:
    """`text`, when it may be a subdomain.

    Raises:
        InvalidValue: it may not; with a sentence for the person who chose it.
    """
    if not re.fullmatch(PATTERN, text):
        raise InvalidValue("Use only lower-case letters, digits and hyphens. Begin and end with a letter or a digit.")
    if text in RESERVED or NUMBERED.fullmatch(text) or text.startswith(RESERVED_PREFIXES):
        raise InvalidValue("We reserve this name for the platform. Choose another one.")
    return text
