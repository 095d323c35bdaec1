"""Finds which folders and stacks a change touches, so that CI checks only those."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from deploy.checkout import Service, list_parts, list_services
from deploy.errors import CommandError

_UNTESTED = {"docs", "tests"}  # CI always runs tests/
_SHARED = {"chassis", "tools"}  # packed into every zip, or build them
_NO_COMMIT = "0" * 40  # the base commit that GitHub reports for a first push


@dataclass(frozen=True)
class ChangeScope:
    """What CI has to check."""

    parts: tuple[str, ...]
    stacks: tuple[str, ...]

    def format_outputs(self) -> str:
        """Format the scope as lines of `$GITHUB_OUTPUT`."""
        return f"parts={json.dumps(self.parts)}\nterraform={json.dumps(bool(self.stacks))}\n"


def list_changed_files(root: Path, base: str) -> list[str] | None:
    """List the files that changed since the merge base with `base`; None when there is no base commit."""
    if base in ("", _NO_COMMIT):
        return None
    found = subprocess.run(
        ["git", "diff", "--name-only", "--end-of-options", f"{base}...HEAD"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise CommandError(f"git does not know {base!r}: fetch it first (fetch-depth: 0). {found.stderr.strip()}")
    return found.stdout.splitlines()


def find_scope(root: Path, files: Iterable[str] | None) -> ChangeScope:
    """Find what these files touch; everything when they are unknown."""
    stacks = sorted(found.name for found in (root / "terraform" / "stacks").glob("*/"))
    whole = ChangeScope(tuple(list_parts(root)), tuple(stacks))
    if files is None:
        return whole
    touched = [_find_touched(PurePosixPath(file), root) for file in files]
    names = {name for names in touched if names is not None for name in names}
    if None in touched:
        return whole
    deployed = {service.folder: service for service in list_services(root)}
    return ChangeScope(
        parts=tuple(name for name in list_parts(root) if name in names),
        stacks=tuple(stack for stack in stacks if {stack, "terraform"} & _add_service_names(names, deployed)),
    )


def _add_service_names(touched: set[str], deployed: dict[str, Service]) -> set[str]:
    """Add service names to folder names: a stack may have either name."""
    return touched | {deployed[name].name for name in touched if name in deployed}


def _find_touched(file: PurePosixPath, root: Path) -> set[str] | None:
    """Find the folders and stacks that a file touches; None means everything."""
    if file.suffix == ".md" or file.parts[0] in _UNTESTED or file.parts[:2] == ("tools", "bench"):
        return set()
    match file.parts:
        case ("terraform", "stacks", stack, *_):
            found = {stack}
        case ("terraform", *_):
            found = {"terraform"}
        case ("openapi", *_):
            found = {"openapi"} | {service.folder for service in list_services(root) if service.name == file.stem}
        case (part, _, *_) if part not in _SHARED and part in list_parts(root):
            found = {part} | _find_importers(part, root)
        case _:
            return None
    return found


def _find_importers(folder: str, root: Path) -> set[str]:
    """Find the services whose zip contains this service's package."""
    package = {folder.replace("-", "_"), folder.removesuffix("-service")}
    return {found.folder for found in list_services(root) if package & set(found.packages)}
