"""What can be missing for a WordPress on this machine."""

from local_platform.options import StartError


class WordPressUnavailable(StartError):
    """WordPress cannot be had or started; the message is one line and says what to do."""


class CommandFailed(Exception):
    """A command that WordPress needs ended with an error; the message holds its last words."""
