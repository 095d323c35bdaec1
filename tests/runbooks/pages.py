"""A runbook as a script: its commands are run in order, and each output is compared with what stands below.

```sh              commands
```text            right after commands: what they print; played by the test, `…` stands for anything
```console         right after commands: what they printed on the day, on a platform that the test does not start
<!-- meanwhile: … -->   something that happens without the reader, see `scene.py`
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import indent

_BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<kind>sh|text|console)\n(?P<text>.*?)^ *```$|^ *<!-- meanwhile: (?P<event>.*?) -->$",
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
    """Commands and what they print; `output` None: not said, or not played."""

    commands: str
    output: str | None
    where: tuple[int, int]  # of the output in the page
    indent: str


def steps(page: str) -> Iterator[Step | str]:
    """What a page asks to be run, and what happens meanwhile (a bare text), in order."""
    blocks = list(_BLOCK.finditer(page))
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if block["event"]:
            yield block["event"]
        elif block["kind"] == "sh":
            said = after if after and after["kind"] == "text" else None
            yield Step(
                block["text"], said["text"] if said else None, said.span("text") if said else (0, 0), block["indent"]
            )


def commands(page: str) -> Iterator[str]:
    """Every line that a page tells to type, those in the running text too."""
    for block in _BLOCK.finditer(page):
        if block["kind"] == "sh":
            yield from block["text"].replace("\\\n", " ").splitlines()
    yield from _INLINE.findall(page)


def masked(text: str) -> str:
    """The text without what differs from run to run: times, ages, digests, widths."""
    for pattern, stand_in in _MASKS:
        text = pattern.sub(stand_in, text)
    return "\n".join(line.strip() for line in text.strip().splitlines())


def agrees(told: str, shown: str) -> bool:
    """Whether an output is what a page shows; `…` there stands for anything, alone on a line for any lines."""
    lines = (re.escape(line).replace("…", ".*") for line in masked(shown).splitlines())
    pattern = "".join(r"(?:.*\n)*?" if line == ".*" else f"{line}\n" for line in lines)
    return re.fullmatch(pattern, f"{masked(told)}\n" if told.strip() else "") is not None


def played(page: str, run: Callable[[str], str], let: Callable[[str], None]) -> str:
    """The page with every played output as it is today; one that differs in nothing but times stays."""
    changes = []
    for step in steps(page):
        if isinstance(step, str):
            let(step)
        elif step.output is not None:
            told = run(step.commands)
            if not agrees(told, step.output):
                changes.append((step.where, indent(told, step.indent)))
    for (begin, end), told in reversed(changes):
        page = page[:begin] + told + page[end:]
    return page
