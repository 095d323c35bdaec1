"""Every PHP file of the agent and its image is PHP."""

import subprocess
from pathlib import Path

import pytest

from local_platform.wordpress.image import AGENT_SOURCE
from local_platform.wordpress.programs import find_program

FILES = sorted(AGENT_SOURCE.rglob("*.php"))
PHP = find_program("php")


@pytest.mark.wordpress
@pytest.mark.skipif(PHP is None, reason="PHP is not installed: apt-get install php-cli")
@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(AGENT_SOURCE)))
def test_the_file_parses(file):
    done = subprocess.run([PHP, "-l", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(AGENT_SOURCE)))
def test_the_file_says_what_it_is_for_and_is_strict(file: Path):
    text = file.read_text()
    assert text.startswith("<?php\n/**")
    assert "declare(strict_types=1);" in text
    assert len(text.splitlines()) <= 160
    assert "?>" not in text.removeprefix("<?php")
