"""Identifiers: a prefix that says what, and a random part that cannot be guessed."""

import re
import uuid

ID = re.compile(r"[a-z]{2,10}-[a-z0-9][a-z0-9-]{0,63}")
SLUG_LENGTH = 12
_GENERATED = re.compile(r"[a-z]{2,10}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ADDRESS = re.compile(r"[A-Za-z0-9.!$%&'*+=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}")


def new_id(prefix: str) -> str:
    """A new id such as `site-1b4e28ba-2fa1-4d2e-883f-0016d3cca427`."""
    return f"{prefix}-{uuid.uuid4()}"


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id of ours (domain §9.3): lower case, digits, hyphens, ≤ 75 characters."""
    return ID.fullmatch(text) is not None


def is_generated_id(text: str) -> bool:
    """Whether `new_id` can have made `text`; other ids of the right form may hold a person's name."""
    return _GENERATED.fullmatch(text) is not None


def is_address(text: str) -> bool:
    """Whether `text` may be an e-mail address, by which paths may name a person (domain §13, decision 13)."""
    return _ADDRESS.fullmatch(text) is not None


def slug_of(tenant_id: str) -> str:
    """The first twelve hex digits of a tenant's UUID: the short name in derived AWS and database names (domain §7.5).

    Raises:
        ValueError: `tenant_id` carries fewer than twelve characters after its prefix.
    """
    slug = tenant_id.partition("-")[2].replace("-", "")[:SLUG_LENGTH]
    if len(slug) < SLUG_LENGTH:
        raise ValueError(f"{tenant_id!r} is too short for a slug of {SLUG_LENGTH} characters")
    return slug


def new_operation_id(tenant_id: str) -> str:
    """A new operation id that carries its tenant's slug: one consistent read finds it by id alone (ADR 0006)."""
    digits = slug_of(tenant_id) + uuid.uuid4().hex[SLUG_LENGTH:]
    return "op-" + "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
