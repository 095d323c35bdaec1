"""Checks whether a page shows a title, however the theme formats it."""

import html


def contains_text(page: str, title: str) -> bool:
    """Whether the page contains the title; compares only alphanumeric characters, in any case.

    WordPress reformats titles: quotes and dashes become typographic, `3x4` becomes `3×4`, entities are escaped.
    """
    return _plain(title) in _plain(html.unescape(page))


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold().replace("×", "x") if char.isalnum())
