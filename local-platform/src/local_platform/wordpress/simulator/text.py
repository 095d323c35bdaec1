"""Names as WordPress keeps them, in HTML; `bbws-agent/text.php` does the same."""

from html import escape

MAX_TITLE = 400  # code points: 100 characters of any script


def html_of_text(text: str) -> str:
    """The HTML that shows `text`; WordPress takes a bare 0 for no name."""
    return "&#48;" if text == "0" else escape(text)
