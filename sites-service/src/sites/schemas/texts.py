"""Time zones on the wire."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chassis.errors import InvalidValue

_REGIONS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
)


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
