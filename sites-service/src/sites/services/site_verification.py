"""Whether a page shows a title, however the theme dresses it."""

import html


def contains_text(page: str, title: str) -> bool:
    """Whether the letters and digits of `title` stand in the page one after another.

    WordPress dresses titles: quotes and dashes become typographic, `3x4` becomes `3×4`, entities are escaped.
    """
    return _plain(title) in _plain(html.unescape(page))


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold().replace("×", "x") if char.isalnum())
