"""The kinds of slow work on sites (domain §1.9)."""

from enum import StrEnum


class SiteOperation(StrEnum):
    """Operation types; `sites.workflows` says how each is carried out."""

    CREATION = "SITE_CREATION"
