"""Checks whether a page shows a site's name, as a visitor reads it."""

import re
from html.parser import HTMLParser

_BLANKS = re.compile(r"[ \t\n\f\r]+")  # what browsers show as one blank


def shows_name(page: str, name: str) -> bool:
    """Whether the name stands on the page: as the whole text of an element, or at an end of the page's title."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    wanted = _as_shown(name)
    return wanted in reader.texts or reader.title.startswith(wanted) or reader.title.endswith(wanted)


class _Reader(HTMLParser):
    """Collects the texts of a page, decoded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: set[str] = set()
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        shown = _as_shown(data)
        self.texts.add(shown)
        if self._in_title and not self.title:
            self.title = shown


def _as_shown(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" ")
