"""Rules for texts that pydantic has no words for; each says what to do."""

import unicodedata
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chassis.errors import InvalidValue

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # invisible, but some scripts and many emoji need them
_REGIONS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
)


def require_line(text: str) -> str:
    """`text` in normal form, when it is one line of visible characters.

    Raises:
        InvalidValue: it is not; with a sentence for the person who wrote it.
    """
    if any(unicodedata.category(char) in _HIDDEN and char not in _JOINERS for char in text):
        raise InvalidValue("This text has invisible characters. Write one line of visible characters.")
    return unicodedata.normalize("NFC", text)


def require_timezone(name: str) -> str:
    """`name`, when it is `UTC` or names a place as WordPress lists them.

    Raises:
        InvalidValue: it is not; with a sentence for the person who wrote it.
    """
    if name == "UTC":
        return name
    try:
        if name.partition("/")[0] not in _REGIONS:
            raise ValueError(name)
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidValue("We do not know this time zone. Send UTC, or a place such as Africa/Johannesburg.") from None
    return name
