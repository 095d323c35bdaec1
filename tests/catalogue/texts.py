"""Every sentence that the sources hold for callers and customers, and the mechanical rules that it must follow."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.catalogue.services import ROOT

LONGEST_SENTENCE = 30  # words
LONGEST_TITLE = 10  # words
NOT_FOR_CALLERS = {  # arguments that hold words for other readers
    *("description", "summary", "examples", "cause", "outcome", "title"),
}
ELSEWHERE = (
    "local-platform/",
    "templates-service/src/templates/seed/",
    "chassis/src/chassis/contract/",
    "chassis/src/chassis/testing/",
)
SPEAKERS = {"InvalidValue", "Matches", "FieldError", "_invalid", "_bad_header", "_wrong"}
PLACEHOLDER = "X"
"""Stands for what the sources put into a text when they use it."""
DEVELOPERS = {"ValueError", "RuntimeError", "TypeError", "KeyError", "MalformedMessage", "WordPressUnavailable"}
"""Errors that end in a log, whatever they say."""
NEXT_STEPS = (
    *("Add", "Ask", "Begin", "Buy", "Cancel", "Change", "Check", "Choose", "Compare", "Contact", "Copy", "Correct"),
    *("Create", "Delete", "Find", "Follow", "Invite", "Leave", "List", "Look", "Make", "Open", "Put", "Read"),
    *("Remove", "Repeat", "Restore", "Retry", "Save", "Send", "Shorten", "Sign", "Try", "Use", "Wait", "Write"),
)
_NEXT_STEP = re.compile(rf"(^|[.:;?] |, then |, or )({'|'.join(NEXT_STEPS)})\b|\b[Yy]ou can\b(?! only)", re.IGNORECASE)
SHOWS_A_STATUS = "shows a status of programs"
SHOWS_AN_IDENTIFIER = "shows an identifier"
_FORBIDDEN = {
    "sends people away": re.compile(r"support must look|there is nothing|nothing here", re.IGNORECASE),
    SHOWS_AN_IDENTIFIER: re.compile(r"\b[a-z]+(_[a-z]+)+\b"),
    SHOWS_A_STATUS: re.compile(r"\b(ACTIVE|PENDING|SUSPENDED|PARKED|FAILED|DEPROVISION\w+|PROVISIONING)\b"),
    "shows a type or a tag": re.compile(r"<[A-Za-z/]|Traceback|NoneType|\bclass\b"),
    "shows words of a library": re.compile(
        r"Input should|Value error|String should|Field required|Extra inputs|should have at|valid (integer|string|dict)"
    ),
}


def faults(text: str) -> Iterator[str]:
    """What the mechanical rules find wrong with a text of one or more sentences."""
    yield from (what for what, found in _FORBIDDEN.items() if found.search(text))
    if not text.endswith((".", PLACEHOLDER)):
        yield "does not end with a full stop"
    for sentence in re.split(r"(?<=[.?:;]) ", text):
        if len(sentence.split()) > LONGEST_SENTENCE:
            yield f"has a sentence of more than {LONGEST_SENTENCE} words"


def title_faults(title: str) -> Iterator[str]:
    """What the mechanical rules find wrong with a title."""
    yield from (what for what, found in _FORBIDDEN.items() if found.search(title))
    if title.endswith(".") or not title[:1].isupper() or len(title.split()) > LONGEST_TITLE:
        yield f"is no title: a capital, at most {LONGEST_TITLE} words, no full stop"


def has_next_step(text: str) -> bool:
    """Whether a text tells its reader what to do."""
    return bool(_NEXT_STEP.search(text))


@dataclass(frozen=True)
class Text:
    """One text in a source file; placeholders of f-strings read `X`."""

    where: str
    words: str


def texts() -> Iterator[Text]:
    """Every prose of one sentence or more that a source file holds, but for docstrings and texts for developers."""
    for file in sorted(ROOT.glob("*/src/*/**/*.py")):
        name = str(file.relative_to(ROOT))
        if not name.startswith(ELSEWHERE):
            yield from _texts_in(file, name)


def _texts_in(file: Path, name: str) -> Iterator[Text]:
    tree = ast.parse(file.read_text())
    ignored = _ignored(tree)
    spoken = _spoken(tree)
    for node in ast.walk(tree):
        words = None if id(node) in ignored else _words(node)
        if words and (_is_prose(words) or (id(node) in spoken and " " in words)):
            yield Text(f"{name}:{getattr(node, 'lineno', 0)}", words)


def _ignored(tree: ast.AST) -> set[int]:
    """Docstrings, parts of f-strings, and whatever is said to developers or in a contract."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            found |= {id(part) for part in ast.walk(node)} - {id(node)}
        if isinstance(node, ast.keyword) and node.arg in NOT_FOR_CALLERS:
            found |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.Call) and ast.unparse(node.func) in DEVELOPERS:
            found |= {id(part) for part in ast.walk(node)}
    return found


def _spoken(tree: ast.AST) -> set[int]:
    """What errors of input are given to say, however short; a pattern stands before the words of `Matches`."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in SPEAKERS)
    return {id(argument) for call in calls for argument in call.args[ast.unparse(call.func) == "Matches" :]}


def _words(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\{\w+\}", PLACEHOLDER, node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else PLACEHOLDER for part in node.values)
    return None


def _is_prose(words: str) -> bool:
    return (
        words[:1].isupper() and words.count(" ") > 1 and "\n" not in words and bool(re.search(r"[a-z]\.( |$)", words))
    )
