"""Rolls back the last traffic shift: only the functions that it moved return to their previous version."""

from collections.abc import Sequence

from deploy.aliases import BACKUP, Function
from deploy.errors import CommandError


def roll_back(functions: Sequence[Function]) -> dict[str, str]:
    """Move all traffic to the previous version and end a running shift. Return function name → version."""
    targets = {function: function.get_version() for function in functions if function.is_split()} or _find_last_shift(
        functions
    )
    for function, version in targets.items():
        function.point_to(version)
    return {function.name: version for function, version in targets.items()}


def _find_last_shift(functions: Sequence[Function]) -> dict[Function, str]:
    """Find the newest shift with backups older than the current versions. Backups of one shift share a name."""
    present = {function: function.get_version() for function in functions}
    backups_by_function = {function: function.list_backups() for function in functions}
    for shift in sorted({name for backups in backups_by_function.values() for name in backups}, reverse=True):
        targets = {
            function: backups[shift]
            for function, backups in backups_by_function.items()
            if shift in backups and int(backups[shift]) < int(present[function])
        }
        if targets:
            return targets
    raise CommandError(f"no {BACKUP}… alias points to an older version: fetch an older release and deploy it.")
