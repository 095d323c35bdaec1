"""How large an artefact may become: a megabyte more is paid at every cold start."""

from packager.errors import PackageError

KIB = 1024
MIB = 1024 * KIB
LAYER = 15 * MIB  # half of what is there is cryptography, which checks tokens and seals cursors
SERVICE = 640 * KIB  # source and bytecode, as they are written (docs/decisions/0015)


def check_size(name: str, size: int, limit: int) -> None:
    """The artefact is within its limit; sizes in bytes.

    Raises:
        PackageError: it is not.
    """
    if size > limit:
        raise PackageError(
            f"{name} has {size / KIB:,.0f} KiB, {limit / KIB:,.0f} are allowed: look for what came in "
            f"(`unzip -v dist/{name}`); a higher limit is a decision (docs/decisions)."
        )
