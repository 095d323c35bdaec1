"""The error of the delivery tools."""


class CommandError(Exception):
    """A command cannot go on. The text says why and what to do next; it is printed without a traceback."""
