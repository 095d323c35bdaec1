"""Checks that a command in a runbook exists: its program, its command, its options, its variables."""

import re
import shlex
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import deploy.__main__
import operate.__main__

_VERBS = {"tools/bin/operate": operate.__main__.build_parser, "tools/bin/deploy": deploy.__main__.build_parser}
_RUN_VARIABLES = {"PORT", "RESET", "WORDPRESS", "FAULTS", "WATCH"}
_KNOWN = {
    "aws",
    "cat",
    "curl",
    "git",
    "sed",
    "tee",
    "python3",
    "grep",
    "sleep",
    "gh",
    "cd",
    "export",
    "eval",
    "read",
    "echo",
    "test",
    "date",
    "head",
}
_INSIDE = re.compile(r"\$\(([^()]*)\)")
_ASSIGNED = re.compile(r"\w+=")


def find_error(line: str, root: Path) -> str:
    """Describe what does not exist in a line; "" when everything exists."""
    inner = _INSIDE.findall(line)
    segments = (segment for part in [_INSIDE.sub("it", line), *inner] for segment in _segments(part))
    return "; ".join(found for segment in segments for found in [_check(segment, root)] if found)


def _segments(line: str) -> Iterator[list[str]]:
    """Yield each program of a line with its arguments."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&<>")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in lexer:
        if set(word) <= set("|;&"):
            yield words
            words = []
        else:
            words.append(word)
    yield words


def _check(words: list[str], root: Path) -> str:
    while words and _ASSIGNED.match(words[0]):
        words = words[1:]
    if not words:
        return ""
    program, *rest = words
    if program == "make":
        return _check_make(rest, root)
    if program in _VERBS:
        return _check_verb(program, rest)
    if program.startswith("tools/bin/"):
        return "" if (root / program).exists() else f"{program} does not exist"
    return "" if program in _KNOWN else f"{program} is not a known program"


def _check_make(words: list[str], root: Path) -> str:
    text = (root / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    variables = set(re.findall(r"\$\((\w+)\)", text)) | set(re.findall(r"\$\(or \$\((\w+)\)", text)) | _RUN_VARIABLES
    goals = [word for word in words if "=" not in word]
    missing = [f"make has no target {goal}" for goal in goals if goal not in targets]
    named = [word.partition("=")[0] for word in words if "=" in word]
    return "; ".join(missing + [f"make {' '.join(goals)} knows no {name}=" for name in named if name not in variables])


def _check_verb(program: str, words: list[str]) -> str:
    verbs = _list_verbs(_VERBS[program]())
    if not words or words == ["--help"]:
        return ""
    verb, *rest = words
    if verb not in verbs:
        return f"{program} has no command {verb}"
    known = verbs[verb]._option_string_actions
    given = [word.partition("=")[0] for word in rest if word.startswith("--")]
    unknown = [f"{program} {verb} has no {option}" for option in given if option not in known]
    lacking = {action.option_strings[0] for action in known.values() if action.required} - set(given)
    return "; ".join(unknown + ([f"{program} {verb} wants {', '.join(sorted(lacking))}"] if given and lacking else []))


def _list_verbs(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    (verbs,) = (action for action in parser._actions if isinstance(action, _SubParsersAction))
    return verbs.choices
