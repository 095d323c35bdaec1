"""Reads prose: paragraphs of Markdown, docstrings and comments of Python, descriptions of OpenAPI."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

_CODE = re.compile(r"`[^`]*`|https?://\S+")
_ITEM = re.compile(r"^(- |\d+\. )")
_EXAMPLE = re.compile(r"^(```|    |\t)")
_CODE_STANDS_FOR = "code"  # one word, so that sentences keep their length
_SECTION = re.compile(r"^(Args|Attributes|Raises|Returns|Yields|Example|Examples):$")
_MARKDOWN = MarkdownIt("commonmark").enable("table")


class Kind(Enum):
    """The role of a text; a limit on paragraphs holds for paragraphs only."""

    PARAGRAPH = "paragraph"
    OTHER = "other"


@dataclass(frozen=True)
class Text:
    """A piece of prose without code, and the line where it begins (1 is the first)."""

    line: int
    content: str
    kind: Kind = Kind.OTHER


def read_texts(file: Path) -> list[Text]:
    """Read all prose of a file, by its ending: `.md`, `.py` or `.yaml` (an OpenAPI contract)."""
    readers = {".md": read_markdown, ".py": read_python, ".yaml": read_contract}
    return list(readers[file.suffix](file.read_text()))


def read_markdown(source: str) -> Iterator[Text]:
    """Read paragraphs, list items, table cells and headings."""
    for before, token in pairwise(_MARKDOWN.parse(source)):
        if token.type != "inline":
            continue
        kind = Kind.PARAGRAPH if before.type == "paragraph_open" else Kind.OTHER
        yield Text((before.map or token.map or [0])[0] + 1, _strip(token), kind)


def _strip(token: Token) -> str:
    words = (_CODE_STANDS_FOR if part.type == "code_inline" else part.content or " " for part in token.children or [])
    return _CODE.sub(_CODE_STANDS_FOR, "".join(words))


def read_python(source: str) -> Iterator[Text]:
    """Read docstrings and comments."""
    yield from _read_docstrings(ast.parse(source))
    yield from _read_comments(source)


def _read_docstrings(tree: ast.Module) -> Iterator[Text]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if not isinstance(node, documented) or not ast.get_docstring(node, clean=False):
            continue
        text = ast.get_docstring(node) or ""
        line = node.body[0].lineno
        for paragraph in re.finditer(r"(?:.+\n?)+", text):
            yield from _split_sections(line + text.count("\n", 0, paragraph.start()), paragraph[0])


def _split_sections(line: int, paragraph: str) -> Iterator[Text]:
    """Read a section such as `Raises:` entry by entry, anything else as one text without its examples of code."""
    lines = paragraph.splitlines()
    if not _SECTION.match(lines[0]):
        yield from _split_items(line, lines)
        return
    for number, entry in enumerate(lines[1:], 1):
        yield Text(line + number, _CODE.sub(_CODE_STANDS_FOR, entry.partition(": ")[2] or entry))


def _split_items(line: int, lines: list[str]) -> Iterator[Text]:
    """Read each item of a list as one text, and lines before it as another; leave out examples of code."""
    starts = [0, *(number for number, text in enumerate(lines) if number and _ITEM.match(text))]
    for start, end in pairwise([*starts, len(lines)]):
        prose = [text for text in lines[start:end] if not _EXAMPLE.match(text)]
        yield Text(line + start, _CODE.sub(_CODE_STANDS_FOR, " ".join(prose)))


def _read_comments(source: str) -> Iterator[Text]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and not token.string.startswith(("#!", "# type:", "# noqa")):
            content = re.sub(r"# (noqa|type:)\S*.*$", "", token.string.lstrip("# "))
            yield Text(token.start[0], _CODE.sub(_CODE_STANDS_FOR, content))


def read_contract(source: str) -> Iterator[Text]:
    """Read every summary and description of an OpenAPI contract; the line is not known and given as 1."""
    found = _find_descriptions(yaml.load(source, Loader=yaml.CSafeLoader))
    yield from (Text(1, _CODE.sub(_CODE_STANDS_FOR, text)) for text in dict.fromkeys(found))


def _find_descriptions(node: Any) -> Iterator[str]:  # noqa: ANN401 - a part of a YAML document
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("description", "summary") and isinstance(value, str):
                yield value
            else:
                yield from _find_descriptions(value)
    elif isinstance(node, list):
        for part in node:
            yield from _find_descriptions(part)
