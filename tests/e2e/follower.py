"""Follows runbooks literally in an emulated account: every command in order, in one shell, with `local` for `dev`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.runbooks.pages import Step, matches, steps
from tests.runbooks.shell import Shell

ROOT = Path(__file__).parents[2]
# How a page names its environment → how an emulated account does.
_SAID = {
    "env dev": "env local",
    "env=dev": "env=local",
    "confirm dev": "confirm local",
    "confirm=dev": "confirm=local",
    "state-dev": "state-local",
}


class Follower:
    """Follows one page. `untried` are the commands that an emulated account cannot run."""

    def __init__(self, page: str, shell: Shell) -> None:
        text = (ROOT / "docs" / "runbooks" / f"{page}.md").read_text()
        self._steps: Iterator[Step] = iter([it for it in steps(text) if isinstance(it, Step)])
        self._shell, self._next = shell, next(self._steps, None)
        self.untried: list[str] = []

    def follow(self, until: str = "", instead: Mapping[str, str] | None = None) -> str:
        """Run the commands before the first that contains `until`, or all that are left. Return what they print."""
        printed = ""
        while (step := self._next) is not None and not (until and until in step.commands):
            printed += self._run(step, instead or {})
            self._next = next(self._steps, None)
        return printed

    def _run(self, step: Step, instead: Mapping[str, str]) -> str:
        if step.lacking:
            self.untried.append(step.commands)
            return ""
        printed = self._shell.run(_replace(step.commands, {**_SAID, **instead}))
        if step.output is not None:
            assert matches(printed, _replace(step.output, _SAID)), printed
        return printed


def _replace(text: str, words: Mapping[str, str]) -> str:
    for said, done in words.items():
        text = text.replace(said, done)
    return text
