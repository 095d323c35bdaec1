"""What people read: each README answers five questions, links lead somewhere, no text names its author's machine."""

import re
import subprocess
from pathlib import Path

import pytest

QUESTIONS = [
    "What is it for?",
    "How do we know it is well?",
    "What may I call?",
    "What does it announce?",
    "How do I change it?",
]
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)")
MACHINE = ["/ro" + "ot/", "/wo" + "rk/", "/tmp/br" + "ief", "/home/" + "[a-z]+/"]
HOSTS = [
    "pypi" + r"\.org",
    "python" + r"hosted\.org",
    "deb" + r"\.debian\.org",
    "registry" + r"\.npmjs",
    "proxy" + r"\.golang",
]
UNFINISHED = [r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"\bXX" + r"X\b"]
FORBIDDEN = re.compile("|".join([*(rf"(?<![\w.}}]){path}" for path in MACHINE), *HOSTS, *UNFINISHED]))


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    """Every file that git tracks or would track, by name."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    found = {}
    for name in listed.stdout.splitlines():
        file = root / name
        if file.is_file():
            found[name] = file.read_text(errors="ignore")
    return found


def test_each_readme_answers_the_five_questions_in_order(deployed):
    headings = re.findall(r"^## (.+)$", (deployed / "README.md").read_text(), re.MULTILINE)

    assert [heading for heading in headings if heading in QUESTIONS] == QUESTIONS


def test_the_first_page_leads_to_every_room_and_every_text(texts, root):
    pages = {str(page.relative_to(root)) for pattern in ("*/README.md", "docs/*.md") for page in root.glob(pattern)}

    assert (pages & texts.keys()) - set(LINK.findall(texts["README.md"])) == set()


def test_links_between_texts_lead_somewhere(texts, root):
    lost = {
        f"{name} → {target}"
        for name, text in texts.items()
        if name.endswith(".md")
        for target in LINK.findall(text)
        if not (root / name).parent.joinpath(target).exists()
    }

    assert lost == set()


def test_nothing_names_a_machine_a_package_registry_or_unfinished_work(texts):
    found = {f"{name}: {hit[0]}" for name, text in texts.items() for hit in [FORBIDDEN.search(text)] if hit}

    assert found == set()


@pytest.mark.parametrize("planted", ["/ro" + "ot/.cache", "https://pypi" + ".org/simple", "# TO" + "DO: later"])
def test_what_is_forbidden_is_found(planted):
    assert FORBIDDEN.search(f"text {planted} text")
