"""What must stay true of the package as a whole."""

import subprocess
import sys
from pathlib import Path

from sites.domain.lifecycle import SITE_LIFECYCLE

README = Path(__file__).parents[2] / "README.md"


def test_the_api_can_be_imported_without_an_environment():
    assert subprocess.run([sys.executable, "-c", "import sites.main"], env={}, check=False).returncode == 0


def test_the_readme_draws_the_lifecycle_as_it_is():
    assert SITE_LIFECYCLE.mermaid() in README.read_text()
