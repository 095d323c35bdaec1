"""Takes the last shift back: the functions that it moved, and no others, go to the version before."""

from collections.abc import Sequence

from deploy.aliases import BACKUP, Function
from deploy.refusal import Refused


def roll_back(fleet: Sequence[Function]) -> dict[str, str]:
    """Move all traffic to the version before; function name -> version. A shift that is under way is ended."""
    moves = {function: function.version() for function in fleet if function.is_split()} or _last(fleet)
    for function, version in moves.items():
        function.point(version)
    return {function.name: version for function, version in moves.items()}


def _last(fleet: Sequence[Function]) -> dict[Function, str]:
    """Memories of one shift have one name; the newest that is older than what runs is the one to go back to."""
    present = {function: function.version() for function in fleet}
    memories = {function: function.backups() for function in fleet}
    for shift in sorted({name for backups in memories.values() for name in backups}, reverse=True):
        moves = {
            function: backups[shift]
            for function, backups in memories.items()
            if shift in backups and int(backups[shift]) < int(present[function])
        }
        if moves:
            return moves
    raise Refused(f"no {BACKUP}… alias remembers an older version: fetch an older release and deploy it.")
