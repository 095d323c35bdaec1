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

_AWAY = "WordPress does not answer as it should."
_ENDS: dict[type[WordPressError], tuple[str, str]] = {
    WpAuthError: ("WORDPRESS_CREDENTIALS_REFUSED", "WordPress refuses the platform's credentials. Support must look."),
    WpForbidden: ("WORDPRESS_FORBIDDEN", "The platform's WordPress user lacks a right. Support must look."),
    WpAgentMissing: ("WORDPRESS_AGENT_UNFIT", "The instance runs an agent that does not fit. Support must update it."),
    WpNotFound: ("WORDPRESS_LACKS_IT", "The instance lacks something that the site needs, such as its theme."),
    WpConflict: ("WORDPRESS_SITE_TAKEN", "WordPress already has another site at this address. Support must look."),
    WpSuspended: ("WORDPRESS_SITE_ARCHIVED", "WordPress has archived the site. Support must look."),
    WpInvalid: ("WORDPRESS_REFUSED_INPUT", "WordPress refuses the site's data."),
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
        code, words = _ENDS.get(type(error), ("WORDPRESS_ERROR", "WordPress refuses. Support must look."))
        named = f" It names: {', '.join(sorted(error.params))}." if error.params else ""
        raise Impossible(code, words + named, cause=str(error), safe_to_retry=True) from error
