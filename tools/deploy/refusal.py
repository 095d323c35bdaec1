"""The one error of the pipeline: told in a line, never as a stack."""


class Refused(Exception):
    """The act must not go on; the text says why and what to do next."""
