"""What a WordPress error means for the work: wait and try again, or end with a reason that people understand."""

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.operations.step_outcomes import Impossible, Retryable
from sites.clients.wordpress_errors import (
    WordPressError,
    WpAgentMissing,
    WpAuthError,
    WpConflict,
    WpForbidden,
    WpInvalid,
    WpNotFound,
    WpSuspended,
)

_AWAY = "WordPress does not answer right now."
_SUPPORT = "Ask support to check it, then retry."
_CURABLE: dict[type[WordPressError], tuple[str, str]] = {
    WpAuthError: ("WORDPRESS_CREDENTIALS_REFUSED", f"WordPress does not accept our credentials. {_SUPPORT}"),
    WpForbidden: ("WORDPRESS_FORBIDDEN", f"WordPress does not let us do this. {_SUPPORT}"),
    WpAgentMissing: (
        "WORDPRESS_AGENT_UNFIT",
        f"This WordPress runs a version of our plugin that is too old or too new. {_SUPPORT}",
    ),
    WpSuspended: ("WORDPRESS_SITE_ARCHIVED", "Somebody archived the site in WordPress. Restore it there, then retry."),
}
"""A person removes the cause; the same request then succeeds, so the site keeps its subdomain and its quota."""
_PERMANENT: dict[type[WordPressError], tuple[str, str]] = {
    WpNotFound: (
        "WORDPRESS_LACKS_IT",
        "WordPress lacks something that the site needs, such as its theme. Create the site with another template.",
    ),
    WpConflict: (
        "WORDPRESS_SITE_TAKEN",
        "WordPress already has another site at this address. Create the site with another subdomain.",
    ),
    WpInvalid: (
        "WORDPRESS_REFUSED_INPUT",
        "WordPress does not accept the data of the site. Create the site with other data, or ask support.",
    ),
}
"""The same request fails again, whoever waits."""
_UNKNOWN = ("WORDPRESS_ERROR", "WordPress does not do what we ask. Ask support to check it.")


@contextmanager
def translate_wordpress_errors() -> Iterator[None]:
    """Turn the errors of the WordPress client into outcomes of the step.

    Raises:
        Retryable: it may pass.
        Impossible: it will not pass by itself; safe to retry when a person can remove the cause.
    """
    try:
        yield
    except WordPressError as error:
        if error.retryable:
            raise Retryable(_AWAY, cause=str(error)) from error
        code, message = {**_CURABLE, **_PERMANENT}.get(type(error), _UNKNOWN)
        is_curable = type(error) in _CURABLE
        raise Impossible(code, message, cause=_cause(error), safe_to_retry=is_curable) from error


def _cause(error: WordPressError) -> str:
    """The error for operators, with the names of the input that WordPress refuses."""
    return f"{error}: {', '.join(sorted(error.params))}" if error.params else str(error)
