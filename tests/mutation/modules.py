"""What is mutated, and the tests that must notice; in the order of what an unnoticed mistake would cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch


@dataclass(frozen=True)
class Module:
    """Some sources of one folder with a `src`, and the tests of that folder that cover them.

    Attributes:
        folder: `chassis`, or the folder of a service.
        sources: file patterns below the folder.
        tests: files and folders below the folder; mutmut finds out which of them reach a mutant.
    """

    name: str
    folder: str
    sources: Sequence[str]
    tests: Sequence[str]

    def has(self, function: str) -> bool:
        """Whether the function of this full name is in one of the sources."""
        path = f"src/{function.replace('.', '/')}"
        return any(fnmatch(path, f"{source.removesuffix('.py').removesuffix('/*')}/*") for source in self.sources)


def _chassis(package: str, *tests: str) -> Module:
    return Module(f"chassis/{package}", "chassis", [f"src/chassis/{package}/*"], [f"tests/{test}" for test in tests])


def _service(package: str, *more: str) -> Module:
    """The authorization, transactions and workflows of a service; `more` are the files that not every service has."""
    folder, parts = f"{package}-service", ("domain/permissions.py", "domain/links.py", "dao/*", "services/*", *more)
    return Module(folder, folder, [f"src/{package}/{part}" for part in parts], ["tests"])


MODULES = (
    _chassis("access", "unit/access"),
    _chassis("dynamodb", "unit/dynamodb", "integration/dynamodb"),
    _chassis("operations", "unit/operations", "integration/operations"),
    _chassis("http", "unit/http", "integration/dynamodb"),
    _service("tenants", "domain/lifecycle.py", "workflows/*"),
    _service("invitations", "domain/lifecycle.py"),
    _service("sites", "domain/lifecycle.py", "workflows/*"),
    _service("instances", "domain/lifecycle.py", "workflows/*"),
    _service("operations"),
    _service("templates"),
)
