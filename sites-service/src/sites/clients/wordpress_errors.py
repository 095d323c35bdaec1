"""Errors of WordPress: one class per kind of failure; the class says whether a retry can help."""

from collections.abc import Mapping
from typing import Any


class WordPressError(Exception):
    """Base class. It carries no text of WordPress, which may contain paths, HTML or names of people.

    Attributes:
        retryable: the same call may succeed later.
        status: HTTP status, 0 when there was no answer.
        code: WordPress's own code, e.g. `bbws_site_taken`.
        params: the invalid fields of our input, for `WpInvalid`.
    """

    retryable = False

    def __init__(self, status: int = 0, code: str = "", params: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{type(self).__name__} {status} {code}".strip())
        self.status, self.code, self.params = status, code, dict(params or {})


class WpUnreachable(WordPressError):
    """WordPress did not answer, or not in time."""

    retryable = True


class WpBusy(WordPressError):
    """WordPress is temporarily unavailable: maintenance, database down, rate limit, or a lock of another call."""

    retryable = True


class WpBadAnswer(WordPressError):
    """The answer cannot be read: it is no JSON, cut off, or too large."""

    retryable = True


class WpSiteUnknown(WordPressError):
    """No site has this host (yet): the answer is a redirect, or a page that is not the API."""

    retryable = True


class WpAuthError(WordPressError):
    """WordPress refuses our credentials, or we have none."""


class WpForbidden(WordPressError):
    """WordPress knows our user, but does not allow the call."""


class WpNotFound(WordPressError):
    """WordPress has no resource at this address (404)."""


class WpAgentMissing(WordPressError):
    """The agent is not installed, or has a contract version that we do not know."""


class WpConflict(WordPressError):
    """The state of WordPress is not what the call assumes."""


class WpSuspended(WordPressError):
    """The site is archived."""


class WpInvalid(WordPressError):
    """WordPress refuses our input; `params` names the invalid fields."""


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
    """Choose the error for an answer other than 2xx; `body` is its JSON, None when it is no JSON object."""
    if 300 <= status < 400 or (status == 404 and body is None):  # noqa: PLR2004 - HTTP's own numbers
        return WpSiteUnknown(status)
    found = body if isinstance(body, dict) else {}
    code = str(found.get("code") or "")[:60]
    data = found.get("data")
    params = data.get("params") if isinstance(data, dict) else None
    kind = _BY_CODE.get(code) or _BY_STATUS.get(status) or (WpBusy if status >= 500 else WpBadAnswer)  # noqa: PLR2004
    return kind(status, code, params if isinstance(params, dict) else None)
