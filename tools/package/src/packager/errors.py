"""What keeps a package from being made."""


class PackageError(Exception):
    """An artefact cannot be made, or must not leave the house; the message says what to do next."""
