"""Whether a command that a runbook tells to type exists: its program, its verb, its options, its variables."""

import re
import shlex
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import deploy.__main__
import operate.__main__

_VERBS = {"tools/bin/operate": operate.__main__.parser, "tools/bin/deploy": deploy.__main__.parser}
_OF_RUN = {"PORT", "RESET", "WORDPRESS", "FAULTS", "WATCH"}
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
    "read",
    "echo",
    "test",
    "date",
    "head",
}
_INSIDE = re.compile(r"\$\(([^()]*)\)")
_ASSIGNED = re.compile(r"\w+=")


def wrong(line: str, root: Path) -> str:
    """What does not exist in a line; "" when all does."""
    inner = _INSIDE.findall(line)
    segments = (segment for part in [_INSIDE.sub("it", line), *inner] for segment in _segments(part))
    return "; ".join(found for segment in segments for found in [_wrong(segment, root)] if found)


def _segments(line: str) -> Iterator[list[str]]:
    """The programs of a line with their words."""
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


def _wrong(words: list[str], root: Path) -> str:
    while words and _ASSIGNED.match(words[0]):
        words = words[1:]
    if not words:
        return ""
    program, *rest = words
    if program == "make":
        return _wrong_make(rest, root)
    if program in _VERBS:
        return _wrong_verb(program, rest)
    if program.startswith("tools/bin/"):
        return "" if (root / program).exists() else f"there is no {program}"
    return "" if program in _KNOWN else f"{program} is no program of ours"


def _wrong_make(words: list[str], root: Path) -> str:
    text = (root / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    variables = set(re.findall(r"\$\((\w+)\)", text)) | set(re.findall(r"\$\(or \$\((\w+)\)", text)) | _OF_RUN
    goals = [word for word in words if "=" not in word]
    missing = [f"make has no target {goal}" for goal in goals if goal not in targets]
    named = [word.partition("=")[0] for word in words if "=" in word]
    return "; ".join(missing + [f"make {' '.join(goals)} knows no {name}=" for name in named if name not in variables])


def _wrong_verb(program: str, words: list[str]) -> str:
    verbs = _verbs(_VERBS[program]())
    if not words or words == ["--help"]:
        return ""
    verb, *rest = words
    if verb not in verbs:
        return f"{program} has no verb {verb}"
    known = verbs[verb]._option_string_actions
    given = [word.partition("=")[0] for word in rest if word.startswith("--")]
    unknown = [f"{program} {verb} has no {option}" for option in given if option not in known]
    lacking = {action.option_strings[0] for action in known.values() if action.required} - set(given)
    return "; ".join(unknown + ([f"{program} {verb} wants {', '.join(sorted(lacking))}"] if given and lacking else []))


def _verbs(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    (verbs,) = (action for action in parser._actions if isinstance(action, _SubParsersAction))
    return verbs.choices
