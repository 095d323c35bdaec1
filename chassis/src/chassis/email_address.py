"""E-mail addresses: the one rule for contacts, invitations, site administrators and the mailer (ADR 0031)."""

from chassis.errors import InvalidValue

LONGEST = 254
"""Characters of an address (RFC 5321, erratum 1690)."""
_SHORTEST_DOMAIN_END = 2  # no top-level domain is shorter, and WordPress refuses shorter addresses
_REFUSED = "This is not an e-mail address. Send one such as name@example.com."
_NOT_ASCII = (
    "Our mail cannot reach this address. Send one that has only English letters, digits and signs before the @."
)


def normalize_address(text: str) -> str:
    """One mailbox in the form in which it is stored and compared: `Jo+x@Exämple.com` → `jo+x@xn--exmple-cua.com`.

    A plus address is a separate address. The part before the @ is ASCII, because Amazon SES reaches no other.

    Raises:
        InvalidValue: the text is no address, more than one, has a name beside it, or breaks a length of the RFCs.
    """
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - costs 20 ms where none is read

    try:
        found = validate_email(text.strip(" "), check_deliverability=False, allow_smtputf8=True, strict=True)
    except EmailNotValidError:
        raise InvalidValue(_REFUSED, code="INVALID_EMAIL") from None
    if found.ascii_email is None:
        raise InvalidValue(_NOT_ASCII, code="INVALID_EMAIL")
    if len(found.ascii_domain.rpartition(".")[2]) < _SHORTEST_DOMAIN_END:
        raise InvalidValue(_REFUSED, code="INVALID_EMAIL")
    return found.ascii_email.lower()


def same_address(one: str, other: str) -> bool:
    """Whether two texts name the same mailbox; False when one of them is no address."""
    if one.lower() == other.lower():
        return True
    try:
        return normalize_address(one) == normalize_address(other)
    except InvalidValue:
        return False
