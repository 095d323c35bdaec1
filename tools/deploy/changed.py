"""Says which parts of the house a change touches, so that the gate checks those and no more."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from deploy.house import Service, parts, services
from deploy.refusal import Refused

_QUIET = {"docs", "tests"}  # tests/ runs whatever changed
_FOUNDATIONS = {"chassis", "tools"}  # in every zip, or makes them
_NOWHERE = "0" * 40  # what a first push names as the commit before it


@dataclass(frozen=True)
class Change:
    """What has to be checked."""

    parts: tuple[str, ...]
    stacks: tuple[str, ...]
    contracts: bool

    def outputs(self) -> str:
        """As lines of `$GITHUB_OUTPUT`."""
        return (
            f"parts={json.dumps(self.parts)}\nstacks={json.dumps(self.stacks)}\n"
            f"contracts={json.dumps(self.contracts)}\nterraform={json.dumps(bool(self.stacks))}\n"
        )


def changed_files(root: Path, base: str) -> list[str] | None:
    """The files that differ from where `base` and this commit parted; none where there is no such commit."""
    if base in ("", _NOWHERE):
        return None
    found = subprocess.run(
        ["git", "diff", "--name-only", "--end-of-options", f"{base}...HEAD"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise Refused(f"git does not know {base!r}: fetch it first (fetch-depth: 0). {found.stderr.strip()}")
    return found.stdout.splitlines()


def change(root: Path, files: Iterable[str] | None) -> Change:
    """What these files touch; everything, when they are not known."""
    stacks = sorted(found.name for found in (root / "terraform" / "stacks").glob("*/"))
    whole = Change(tuple(parts(root)), tuple(stacks), contracts=True)
    if files is None:
        return whole
    touched = [_touched(PurePosixPath(file), root) for file in files]
    names = {name for names in touched if names is not None for name in names}
    if None in touched:
        return whole
    deployed = {service.folder: service for service in services(root)}
    return Change(
        parts=tuple(name for name in parts(root) if name in names),
        stacks=tuple(stack for stack in stacks if {stack, "terraform"} & _with_names(names, deployed)),
        contracts=bool(names & ({"openapi"} | deployed.keys())),
    )


def _with_names(touched: set[str], deployed: dict[str, Service]) -> set[str]:
    """A stack is called as the service's folder or as the service."""
    return touched | {deployed[name].name for name in touched if name in deployed}


def _touched(file: PurePosixPath, root: Path) -> set[str] | None:
    """The names of what a file touches; None means everything."""
    if file.suffix == ".md" or file.parts[0] in _QUIET or file.parts[:2] == ("tools", "bench"):
        return set()
    match file.parts:
        case ("terraform", "stacks", stack, *_):
            found = {stack}
        case ("terraform", *_):
            found = {"terraform"}
        case ("openapi", *_):
            found = {"openapi"} | {service.folder for service in services(root) if service.name == file.stem}
        case (part, _, *_) if part not in _FOUNDATIONS and part in parts(root):
            found = {part} | _enterers(part, root)
        case _:
            return None
    return found


def _enterers(folder: str, root: Path) -> set[str]:
    """The services whose zip holds this one's package as well."""
    package = {folder.replace("-", "_"), folder.removesuffix("-service")}
    return {found.folder for found in services(root) if package & set(found.packages)}
