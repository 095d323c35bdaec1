"""E-mail addresses in the one form in which two of them can be compared: lower case, the domain as ASCII."""

import re

import idna

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}")
LONGEST = 254


class NotAnAddress(ValueError):
    """The text is not one plain mailbox."""


def mailbox(text: str) -> str:
    """`text` as one plain mailbox that is safe in a header; `jo+x@Exämple.com` becomes `jo+x@xn--exmple-cua.com`.

    A plus address is an address of its own. Local parts beyond ASCII are refused: our mail service cannot send there.

    Raises:
        NotAnAddress: it is none, or more than one, or holds control characters.
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
    """Whether two texts name the same mailbox; what is no address is nobody's."""
    try:
        return mailbox(one) == mailbox(other)
    except NotAnAddress:
        return False
