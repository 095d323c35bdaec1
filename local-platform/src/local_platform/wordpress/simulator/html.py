"""The pages that a visitor of a simulated site sees."""

import re
from html import escape

from local_platform.wordpress.simulator.request import Answer
from local_platform.wordpress.simulator.request_context import RequestContext

HTML = "text/html; charset=UTF-8"
CSS = "text/css; charset=UTF-8"
_STYLE = """body { font: 18px/1.6 system-ui, sans-serif; color: #1e1e1e }
body { max-width: 42rem; margin: 3rem auto; padding: 0 1rem }
header { display: flex; gap: 1.5rem; align-items: baseline; flex-wrap: wrap }
header a:first-child { font-size: 1.6rem; font-weight: 600; flex: 1 }
a { color: inherit }
footer { margin-top: 4rem; font-size: 0.8rem; color: #666 }
"""


def visit(context: RequestContext) -> Answer:
    """The front page, a page of a slug, the theme's style sheet, or WordPress's 404."""
    path = context.request.path.strip("/")
    if path == f"wp-content/themes/{context.site['theme']}/style.css":
        return Answer(_STYLE, content_type=CSS)
    if not path:
        front = context.pages.get(context.site["front_page"]) if context.site["front_page"] else None
        content = front["content"] if front else "<h1>Hello world!</h1><p>Welcome to WordPress.</p>"
        return _page(context, front["title"] if front else "", content)
    page = context.pages.find(path)
    if page is None:
        return _page(context, "Page not found", "<p>This page could not be found.</p>", 404)
    return _page(context, page["title"], page["content"])


def _page(context: RequestContext, heading: str, content: str, status: int = 200) -> Answer:
    name = escape(context.site["title"])
    style = f"{context.home}/wp-content/themes/{context.site['theme']}/style.css"
    links = "".join(
        f'<a href="{context.home}/{page["slug"]}/">{escape(page["title"])}</a>' for page in context.pages.list()
    )
    title = f"<h1>{escape(heading)}</h1>" if heading else ""
    body = re.sub(r"<!--.*?-->", "", content, flags=re.DOTALL)
    return Answer(
        f"""<!DOCTYPE html>
<html lang="en-US">
<head>
<meta charset="UTF-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>{f"{escape(heading)} &#8211; {name}" if heading else name}</title>
<link rel='stylesheet' href='{style}' media='all' />
</head>
<body>
<header><a href="{context.home}/">{name}</a>{links}</header>
<main>{title}{body}</main>
<footer>Simulated WordPress, theme {escape(context.site["theme"])}</footer>
</body>
</html>
""",
        status,
        content_type=HTML,
    )
