"""A copy of the checkout in which a service and acts are laid out; it runs its own sources."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class Checkout:
    """A copy of the checkout, with an environment that has our packages and its own sources."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.python = root / ".venv" / "bin" / "python"

    @classmethod
    def copy(cls, target: Path) -> "Checkout":
        listed = _run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], ROOT).stdout
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).exists():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, target / name, follow_symlinks=False)
        _run(["git", "init", "--quiet"], target)
        (target / ".venv-ministack").symlink_to(ROOT / ".venv-ministack")
        _run([sys._base_executable, "-m", "venv", "--without-pip", ".venv"], target)  # type: ignore[attr-defined]
        for tool in ("ruff", "lint-imports"):
            (target / ".venv" / "bin" / tool).symlink_to(Path(sys.executable).parent / tool)
        made = cls(target)
        made.link_sources()
        return made

    def link_sources(self) -> None:
        """What `tools/bin/setup` does: the sources of the checkout first, then what is installed."""
        [packages] = (self.root / ".venv").glob("lib/*/site-packages")
        [installed] = Path(sys.prefix).glob("lib/*/site-packages")
        folders = [*self.root.glob("*/src"), *self.root.glob("tools/*/src"), installed]
        (packages / "checkout.pth").write_text("".join(f"{folder}\n" for folder in folders))

    def scaffold(self, *words: str) -> None:
        """Lay something out, and write the contracts anew."""
        done = self.run("-m", "scaffold", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        self.link_sources()
        contracts = ["openapi/platform.yaml", "docs/tenancy.md", "chassis/src/chassis/access/acts.json"]
        for writer in (["-m", "chassis.contract.openapi"], ["-m", "chassis.contract.permissions_doc", *contracts]):
            done = self.run(*writer)
            assert done.returncode == 0, done.stdout + done.stderr

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run its Python."""
        path = os.pathsep.join([str(self.root / "tools"), str(self.root / "tools" / "docs"), str(self.root)])
        return _run([str(self.python), *words], self.root, check=False, PYTHONPATH=path)


def _run(words: list[str], where: Path, *, check: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
    hidden = ("COV_CORE", "COVERAGE", "RECORD_USES", "PYTEST", "GIT_")  # of the test run around this one
    outside = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return subprocess.run(words, cwd=where, env=outside | more, capture_output=True, text=True, check=check)


@pytest.fixture(scope="package")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A service `reports` with an act of its own, and two acts of sites."""
    checkout = Checkout.copy(tmp_path_factory.mktemp("checkout"))
    report, site = "/v1.0/tenants/{tenant_id}/reports/{report_id}", "/v1.0/tenants/{tenant_id}/sites/{site_id}"
    checkout.scaffold("service", "reports")
    checkout.scaffold("act", "reports", "archive_report", "POST", f"{report}/archive")
    checkout.scaffold("act", "sites", "archive_site", "POST", f"{site}/archive")
    checkout.scaffold("act", "sites", "get_site_preview", "GET", f"{site}/preview")
    return checkout
