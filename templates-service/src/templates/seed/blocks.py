"""Builds block markup as the WordPress editor (≥ 6.1) writes it; texts are HTML."""

import json
from collections.abc import Mapping


def page(*blocks: str) -> str:
    """The content of a page."""
    return "\n\n".join(blocks)


def heading(text: str, level: int = 2) -> str:
    """A heading; level 1 is the page's own title."""
    return _block("heading", {"level": level}, f"<h{level}>{text}</h{level}>")


def paragraph(text: str) -> str:
    """A paragraph."""
    return _block("paragraph", {}, f"<p>{text}</p>")


def lead(text: str) -> str:
    """A paragraph in large type."""
    return _block("paragraph", {"fontSize": "large"}, f'<p class="has-large-font-size">{text}</p>')


def bullets(*texts: str) -> str:
    """A list."""
    items = "\n".join(_block("list-item", {}, f"<li>{text}</li>") for text in texts)
    return _block("list", {}, f"<ul>{items}</ul>")


def quote(text: str, who: str) -> str:
    """A quotation."""
    return _block("quote", {}, f'<blockquote class="wp-block-quote">{paragraph(text)}<cite>{who}</cite></blockquote>')


def button(text: str, href: str) -> str:
    """A button with a link."""
    link = f'<a class="wp-block-button__link wp-element-button" href="{href}">{text}</a>'
    inner = _block("button", {}, f'<div class="wp-block-button">{link}</div>')
    return _block("buttons", {}, f'<div class="wp-block-buttons">{inner}</div>')


def columns(*cells: tuple[str, ...]) -> str:
    """Columns side by side, below each other on a phone."""
    inner = "\n\n".join(_block("column", {}, f'<div class="wp-block-column">{page(*cell)}</div>') for cell in cells)
    return _block("columns", {"align": "wide"}, f'<div class="wp-block-columns alignwide">{inner}</div>')


def panel(*blocks: str) -> str:
    """A full-width band in the theme's third colour."""
    space = "var:preset|spacing|50"
    padding = {"top": space, "right": space, "bottom": space, "left": space}
    style = ";".join(f"padding-{side}:var(--wp--preset--spacing--50)" for side in padding)
    classes = "wp-block-group alignfull has-tertiary-background-color has-background"
    settings = {
        "align": "full",
        "style": {"spacing": {"padding": padding}},
        "backgroundColor": "tertiary",
        "layout": {"type": "constrained"},
    }
    return _block("group", settings, f'<div class="{classes}" style="{style}">{page(*blocks)}</div>')


def latest_posts(count: int) -> str:
    """The newest posts with their excerpts."""
    return _block("latest-posts", {"postsToShow": count, "displayPostContent": True, "displayPostDate": True})


def _block(name: str, settings: Mapping[str, object], inner: str | None = None) -> str:
    """A block between its two comments; a single comment if WordPress generates the content."""
    head = f"wp:{name} {json.dumps(settings, separators=(',', ':'))}" if settings else f"wp:{name}"
    return f"<!-- {head} /-->" if inner is None else f"<!-- {head} -->\n{inner}\n<!-- /wp:{name} -->"
