"""What keeps a package from being made."""


class PackageError(Exception):
    """An artefact cannot be built, or must not be released; the message says what to do next."""
