"""Reads the commands of a guide's `sh` block without a shell: `api`, `wait_for`, `mail`, and variables from answers.

`test_in_a_shell.py` runs the same text with bash on a running platform.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

COMMANDS = ("api", "wait_for", "mail")
_ASSIGNMENT = re.compile(r"([A-Z][A-Z0-9_]*)=\$\((answer|secret)(?: ([\w.]+))?\)$")
_PART = re.compile(
    r"""'(?P<literal>[^']*)' | "(?P<quoted>[^"]*)" | (?P<end>[ \n]+|\\\n) | (?P<plain>[^\s'"\\]+)""", re.VERBOSE
)
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


class ShellError(ValueError):
    """The block has something that only a shell can read."""


@dataclass(frozen=True)
class Command:
    """`api`, `wait_for` or `mail` with its words, or `NAME=$(answer field)` as ("set", NAME, "answer", field)."""

    name: str
    words: tuple[str, ...]


def has_commands(block: str) -> bool:
    """Whether the block asks the platform something; others are for a shell alone, such as loops and `make`."""
    return block.split(None, 1)[0] in COMMANDS


def commands(block: str, variables: Mapping[str, str]) -> Iterator[Command]:
    """The commands in their order; `variables` may change between two of them.

    Raises:
        ShellError: a line is none of the known commands, or uses a variable that is not set.
    """
    for line in _lines(block):
        found = _ASSIGNMENT.fullmatch(line)
        if found:
            yield Command("set", (found[1], found[2], found[3] or ""))
            continue
        name, *words = _words(line, variables)
        if name not in COMMANDS:
            raise ShellError(f"a guide cannot use {name!r} in a block of requests: {line}")
        yield Command(name, tuple(words))


def _lines(block: str) -> Iterator[str]:
    """Commands of one or several lines: quotes stay open over line ends."""
    held = ""
    for line in block.splitlines():
        held += line
        if held.count("'") % 2 or held.endswith("\\"):
            held += "\n"
        elif held.strip():
            yield held.strip()
            held = ""
    if held:
        raise ShellError(f"a quote stays open: {held}")


def _words(line: str, variables: Mapping[str, str]) -> list[str]:
    words, word = [], None
    at = 0
    while at < len(line):
        found = _PART.match(line, at)
        if found is None:
            raise ShellError(f"cannot be read from {line[at:]!r} on")
        at = found.end()
        if found["end"]:
            words += [] if word is None else [word]
            word = None
        elif found["literal"] is not None:
            word = (word or "") + found["literal"]
        else:
            word = (word or "") + _expand(found["quoted"] or found["plain"] or "", variables)
    return words if word is None else [*words, word]


def _expand(text: str, variables: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name not in variables:
            raise ShellError(f"${name} is not set")
        return variables[name]

    return _VARIABLE.sub(value, text)
