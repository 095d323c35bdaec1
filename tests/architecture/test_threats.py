"""The threat model names what holds each of its lines, and all of it exists."""

import re

PAGE = "docs/threats.md"
ATTACK = re.compile(r"^\| (\d+) \|.*\| ([^|]*) \|$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]+)")


def test_each_attack_is_held_by_a_test_or_a_decision_that_exists(root):
    attacks = ATTACK.findall((root / PAGE).read_text())

    assert [int(number) for number, _ in attacks] == list(range(1, len(attacks) + 1))
    assert len(attacks) > 30
    without = [number for number, held in attacks if not LINK.search(held)]
    missing = [link for _, held in attacks for link in LINK.findall(held) if not (root / "docs" / link).exists()]
    assert (without, missing) == ([], [])


def test_each_asset_and_attacker_is_used(root):
    page = (root / PAGE).read_text()
    attackers = re.findall(r"^\| (P\d+) \|", page, re.MULTILINE)

    unused = [name for name in attackers if not re.search(rf"^\| \d+ \|[^|]*\b{name}\b", page, re.MULTILINE)]
    assert unused == []
