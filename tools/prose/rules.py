"""Checks texts against `rules.yaml`: lengths, words that a reader would need a dictionary for, and openings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from proselint.registry.checks import Check, Padding
from proselint.registry.checks.types import PreferredForms

from prose.texts import Kind, Text

RULES = Path(__file__).with_name("rules.yaml")
_ABBREVIATION = re.compile(r"\b(e\.g|i\.e|etc|vs|cf|approx|No)\.$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][)\"”»]*\s+(?=[A-Z(\"“`*\d…/]|code\b)")


@dataclass(frozen=True)
class Finding:
    """A text that breaks a rule, and what to do about it."""

    line: int
    message: str


@dataclass(frozen=True)
class Rules:
    """The rules of one file such as `rules.yaml`."""

    limits: Mapping[str, int]
    words: Mapping[str, str]
    openings: Mapping[str, str]

    @classmethod
    def read(cls, file: Path = RULES) -> "Rules":
        """Read the rules of a file."""
        content: dict[str, Any] = yaml.safe_load(file.read_text())
        return cls(content["limits"], content["words"], content["openings"])

    def check(self, texts: Sequence[Text]) -> list[Finding]:
        """Find everything that breaks a rule, by line."""
        found = (finding for text in texts for finding in self._check_text(text))
        return sorted(found, key=lambda finding: finding.line)

    def _check_text(self, text: Text) -> Iterator[Finding]:
        for result in self._word_check.check(text.content):
            line = text.line + text.content.count("\n", 0, result.span[0])
            yield Finding(line, result.message)
        limit = self.limits["paragraph_characters"]
        if text.kind is Kind.PARAGRAPH and len(text.content) > limit:
            yield Finding(text.line, f"paragraph of {len(text.content)} characters, at most {limit}: split it")
        yield from self._check_sentences(text)

    def _check_sentences(self, text: Text) -> Iterator[Finding]:
        limit = self.limits["sentence_words"]
        for offset, sentence in split_sentences(text.content):
            line = text.line + text.content.count("\n", 0, offset)
            words = len(sentence.split())
            if words > limit:
                yield Finding(line, f"sentence of {words} words, at most {limit}: “{_begin(sentence)}”")
            for result in self._opening_check.check(sentence):
                yield Finding(line, result.message)

    @cached_property
    def _word_check(self) -> Check:
        return _build_check("words", PreferredForms(dict(self.words), Padding.WORDS_IN_TEXT))

    @cached_property
    def _opening_check(self) -> Check:
        anchored = {f"^{pattern}\\b": advice for pattern, advice in self.openings.items()}
        return _build_check("openings", PreferredForms(anchored, Padding.RAW))


def split_sentences(text: str) -> Iterator[tuple[int, str]]:
    """Split a text into sentences; yield the offset and the content of each."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text[: end.start() + 1]):
            continue
        yield start, text[start : end.end()].strip()
        start = end.end()
    if text[start:].strip():
        yield start, text[start:].strip()


def _build_check(name: str, forms: PreferredForms) -> Check:
    return Check(check_type=forms, path=f"bbws.{name}", message="“{1}”: write {0}")


def _begin(sentence: str) -> str:
    return " ".join(sentence.split()[:6]) + " …"
