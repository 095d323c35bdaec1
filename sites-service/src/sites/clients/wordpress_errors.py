"""What can go wrong with a WordPress: each answer that is none has a class that says whether waiting helps."""

from collections.abc import Mapping
from typing import Any


class WordPressError(Exception):
    """The base; carries no text of WordPress itself, which may hold paths, HTML or names of people.

    Attributes:
        retryable: the same call may succeed later.
        status: HTTP status, 0 when there was no answer.
        code: WordPress's own code, e.g. `bbws_site_taken`.
        params: what it found wrong with the input, for `WpInvalid`.
    """

    retryable = False

    def __init__(self, status: int = 0, code: str = "", params: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{type(self).__name__} {status} {code}".strip())
        self.status, self.code, self.params = status, code, dict(params or {})


class WpUnreachable(WordPressError):
    """No answer, or none in time."""

    retryable = True


class WpBusy(WordPressError):
    """It answers that it cannot now: maintenance, database away, too many requests, a lock held by another call."""

    retryable = True


class WpBadAnswer(WordPressError):
    """The answer cannot be read: no JSON, cut off, too large."""

    retryable = True


class WpSiteUnknown(WordPressError):
    """Nobody serves this host (yet): a redirect, or a page that is not the API."""

    retryable = True


class WpAuthError(WordPressError):
    """WordPress refuses our credentials, or there are none."""


class WpForbidden(WordPressError):
    """Our user is known, but not allowed."""


class WpNotFound(WordPressError):
    """There is no such thing there."""


class WpAgentMissing(WordPressError):
    """The agent is not installed, or speaks a contract that we do not know."""


class WpConflict(WordPressError):
    """The world there is not as the call assumes."""


class WpSuspended(WordPressError):
    """The site is archived."""


class WpInvalid(WordPressError):
    """Our input is refused; `params` names what."""


_BY_STATUS: Mapping[int, type[WordPressError]] = {
    400: WpInvalid,
    401: WpAuthError,
    403: WpForbidden,
    404: WpNotFound,
    409: WpConflict,
    410: WpSuspended,
    422: WpInvalid,
    429: WpBusy,
    501: WpInvalid,
}
_BY_CODE: Mapping[str, type[WordPressError]] = {"bbws_busy": WpBusy, "rest_no_route": WpAgentMissing}


def refusal(status: int, body: Any) -> WordPressError:  # noqa: ANN401 - whatever JSON it sent, or None
    """The error that an answer other than 2xx means; `body` is its JSON, None when it is no JSON object."""
    if 300 <= status < 400 or (status == 404 and body is None):  # noqa: PLR2004 - HTTP's own numbers
        return WpSiteUnknown(status)
    found = body if isinstance(body, dict) else {}
    code = str(found.get("code") or "")[:60]
    data = found.get("data")
    params = data.get("params") if isinstance(data, dict) else None
    kind = _BY_CODE.get(code) or _BY_STATUS.get(status) or (WpBusy if status >= 500 else WpBadAnswer)  # noqa: PLR2004
    return kind(status, code, params if isinstance(params, dict) else None)
