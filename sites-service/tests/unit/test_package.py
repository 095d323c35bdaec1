"""What must stay true of the package as a whole."""

import subprocess
import sys
from pathlib import Path

from sites.domain.lifecycle import SITE_LIFECYCLE

README = Path(__file__).parents[2] / "README.md"


def test_the_api_loads_neither_the_wordpress_library_nor_an_environment():
    """`requests` would slow every cold start of a function that never calls WordPress."""
    code = "import sys, sites.main; sys.exit('requests' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], env={}, check=False).returncode == 0


def test_the_readme_draws_the_lifecycle_as_it_is():
    assert SITE_LIFECYCLE.mermaid() in README.read_text()
