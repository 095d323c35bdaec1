"""Reads a runbook as a script: runs its commands in order and compares each output with the page.

```sh              commands
```text            right after commands: their output; the test runs them, and `…` matches anything
```console         right after commands: an example of their output; the test does not run them
<!-- meanwhile: … -->          an event outside the shell, see `scenario.py`
<!-- cannot be tried: … -->    what an emulated account lacks for the next block
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import indent

_BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<kind>sh|text|console)\n(?P<text>.*?)^ *```$"
    r"|^ *<!-- (?:meanwhile: (?P<event>.*?)|cannot be tried: (?P<lacking>.*?)) -->$",
    re.DOTALL | re.MULTILINE,
)
_INLINE = re.compile(r"`((?:make|tools/bin/[\w/-]+) ?[^`\n]*)`")
_MASKS = [
    (re.compile(r"\d{8}T\d{6}Z"), "<stamp>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "<time>"),
    (re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d\d \w{3} )?\d\d:\d\d"), "<hour>"),
    (re.compile(r"\d+ (s|min|h \d\d min|d \d+ h)\b"), "<age>"),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "<digest>"),
    (re.compile(r" {2,}"), "  "),
]


@dataclass(frozen=True)
class Step:
    """Commands and their output; `output` is None when the test does not run them."""

    commands: str
    output: str | None
    where: tuple[int, int]  # of the output in the page
    indent: str
    lacking: str  # what an emulated account lacks to try them, "" when it lacks nothing


def steps(page: str) -> Iterator[Step | str]:
    """Yield the steps of a page in order; a bare text names an event."""
    blocks = list(_BLOCK.finditer(page))
    for before, block, after in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        if block["event"]:
            yield block["event"]
        elif block["kind"] == "sh":
            block_of_output = after if after and after["kind"] == "text" else None
            yield Step(
                block["text"],
                block_of_output["text"] if block_of_output else None,
                block_of_output.span("text") if block_of_output else (0, 0),
                block["indent"],
                (before["lacking"] or "") if before else "",
            )


def commands(page: str) -> Iterator[str]:
    """Yield every command of a page, also those inside sentences."""
    for block in _BLOCK.finditer(page):
        if block["kind"] == "sh":
            yield from block["text"].replace("\\\n", " ").splitlines()
    yield from _INLINE.findall(page)


def mask(text: str) -> str:
    """Replace what differs between runs: times, durations, digests, spaces."""
    for pattern, stand_in in _MASKS:
        text = pattern.sub(stand_in, text)
    return "\n".join(line.strip() for line in text.strip().splitlines())


def matches(printed: str, shown: str) -> bool:
    """Whether an output matches the page; `…` there matches anything, and alone on a line any lines."""
    lines = (re.escape(line).replace("…", ".*") for line in mask(shown).splitlines())
    pattern = "".join(r"(?:.*\n)*?" if line == ".*" else f"{line}\n" for line in lines)
    return re.fullmatch(pattern, f"{mask(printed)}\n" if printed.strip() else "") is not None


def play(page: str, run: Callable[[str], str], apply: Callable[[str], None]) -> str:
    """Return the page with current outputs; an output that differs only in times stays."""
    changes = []
    for step in steps(page):
        if isinstance(step, str):
            apply(step)
        elif step.output is not None:
            printed = run(step.commands)
            if not matches(printed, step.output):
                changes.append((step.where, indent(printed, step.indent)))
    for (begin, end), printed in reversed(changes):
        page = page[:begin] + printed + page[end:]
    return page
