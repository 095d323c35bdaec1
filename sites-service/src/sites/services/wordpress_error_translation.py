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
_ENDS: dict[type[WordPressError], tuple[str, str]] = {
    WpAuthError: ("WORDPRESS_CREDENTIALS_REFUSED", "WordPress does not accept our credentials. {support}"),
    WpForbidden: ("WORDPRESS_FORBIDDEN", "WordPress does not let us do this. {support}"),
    WpAgentMissing: (
        "WORDPRESS_AGENT_UNFIT",
        "This WordPress runs a version of our plugin that is too old or too new. {support}",
    ),
    WpNotFound: ("WORDPRESS_LACKS_IT", "WordPress lacks something that the site needs, such as its theme. {support}"),
    WpConflict: ("WORDPRESS_SITE_TAKEN", "WordPress already has another site at this address. {support}"),
    WpSuspended: ("WORDPRESS_SITE_ARCHIVED", "Somebody archived the site in WordPress. Restore it there, then retry."),
    WpInvalid: ("WORDPRESS_REFUSED_INPUT", "WordPress does not accept the data of the site. {support}"),
}


@contextmanager
def translate_wordpress_errors() -> Iterator[None]:
    """Turn the errors of the WordPress client into outcomes of the step.

    Raises:
        Retryable: it may pass.
        Impossible: it will not pass by itself; a person may retry when the cause is gone.
    """
    try:
        yield
    except WordPressError as error:
        if error.retryable:
            raise Retryable(_AWAY, cause=str(error)) from error
        code, words = _ENDS.get(type(error), ("WORDPRESS_ERROR", "WordPress does not do what we ask. {support}"))
        raise Impossible(code, words.format(support=_SUPPORT), cause=_cause(error), safe_to_retry=True) from error


def _cause(error: WordPressError) -> str:
    """The error for operators, with the names of the input that WordPress refuses."""
    return f"{error}: {', '.join(sorted(error.params))}" if error.params else str(error)
