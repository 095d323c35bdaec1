"""Every guide is checked: its requests are sent, and the platform's answers are compared with what it shows.

`make guides` writes the answers anew instead (GUIDES=write); read the diff before you commit it.
"""

import difflib
import os
import re
from pathlib import Path

import pytest

from tests.guides.names import Names
from tests.guides.pages import replay

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_the_guide_shows_what_the_platform_answers(guide, make_world):
    names = Names(guide.stem)
    page = guide.read_text()
    today = replay(page, make_world(names), names)

    if os.environ.get("GUIDES") == "write":
        guide.write_text(today)
        return
    difference = "\n".join(
        difflib.unified_diff(page.splitlines(), today.splitlines(), "the guide", "the platform", lineterm="")
    )
    if difference:
        pytest.fail(f"{guide.relative_to(ROOT)} is out of date; `make guides` writes it anew:\n{difference}", False)


@pytest.mark.parametrize("name", ["getting-access", "tenants", "people", "invitations", "errors", "paging"])
def test_every_guide_that_is_promised_asks_the_platform_something(name):
    page = (ROOT / "docs" / "guides" / f"{name}.md").read_text()

    assert len(re.findall(r"^(api|wait_for) .*(GET|POST|PUT|DELETE) ", page, re.MULTILINE)) >= 3
