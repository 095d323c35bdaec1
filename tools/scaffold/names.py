"""The forms of a noun: reports, report, Reports, REPORT."""

import re
from dataclasses import dataclass

_LONGEST_PREFIX = 10  # of an id: chassis.runtime.ids
_PLURAL = re.compile(r"[a-z]{3,20}s")


class Mistake(ValueError):
    """What was asked for cannot be laid out; the message says what to give instead."""


@dataclass(frozen=True)
class Noun:
    """What a service keeps, in both numbers: `reports` and `report`."""

    plural: str
    singular: str

    @classmethod
    def of(cls, plural: str) -> "Noun":
        """The noun of a service's name.

        Raises:
            Mistake: the name is not one lower-case English plural.
        """
        if not _PLURAL.fullmatch(plural):
            raise Mistake(f"{plural!r}: name a service by one plural noun in lower-case letters, such as reports.")
        return cls(plural, f"{plural[:-3]}y" if plural.endswith("ies") else plural[:-1])

    def words(self) -> dict[str, str]:
        """What templates call its forms."""
        return {
            "plural": self.plural,
            "singular": self.singular,
            "Plural": self.plural.capitalize(),
            "Singular": self.singular.capitalize(),
            "PLURAL": self.plural.upper(),
            "SINGULAR": self.singular.upper(),
            "prefix": self.singular[:_LONGEST_PREFIX],
        }


def class_name(act: str) -> str:
    """`archive_site` as `ArchiveSite`."""
    return "".join(part.capitalize() for part in act.split("_"))
