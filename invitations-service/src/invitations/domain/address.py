"""E-mail addresses in a normal form that can be compared: lower case, the domain as ASCII."""

import re

import idna

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}")
LONGEST = 254


class NotAnAddress(ValueError):
    """The text is not exactly one plain mailbox."""


def mailbox(text: str) -> str:
    """Normalize `text` to one mailbox that is safe in a header: `jo+x@Exämple.com` → `jo+x@xn--exmple-cua.com`.

    A plus address is a separate address. Local parts beyond ASCII are refused, because Amazon SES cannot send to them.

    Raises:
        NotAnAddress: the text is not an address, is more than one, or contains control characters.
    """
    if len(text) > LONGEST or not text.isprintable():
        raise NotAnAddress
    local, _, domain = text.strip().rpartition("@")
    address = f"{local.lower()}@{_ascii(domain)}"
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        raise NotAnAddress
    return address


def _ascii(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        raise NotAnAddress from None


def same_mailbox(one: str, other: str) -> bool:
    """Whether two texts name the same mailbox; False when one of them is not an address."""
    try:
        return mailbox(one) == mailbox(other)
    except NotAnAddress:
        return False
