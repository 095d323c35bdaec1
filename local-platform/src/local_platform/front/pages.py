"""The pages that people see: start, API reference, mail inbox, an invitation, and why there is no site."""

from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

ASSETS = files("local_platform.front") / "assets"
SWAGGER = files("aws_lambda_powertools.event_handler.openapi.swagger_ui")
STATIC = {
    "style.css": (ASSETS, "text/css"),
    "invitations.css": (ASSETS, "text/css"),
    "invitations.js": (ASSETS, "text/javascript"),
    "swagger-ui.min.css": (SWAGGER, "text/css"),
    "swagger-ui-bundle.min.js": (SWAGGER, "text/javascript"),
}


def asset(name: str) -> tuple[bytes, str] | None:
    """A file that pages load, with its media type; everything is packaged, nothing comes from the network."""
    if name not in STATIC:
        return None
    folder, media_type = STATIC[name]
    return (folder / name).read_bytes(), media_type


def start(rows: Mapping[str, str], commands: Iterable[str]) -> str:
    """What is where, and what to try first; the same as `make run` prints."""
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{_linked(value)}</td></tr>" for name, value in rows.items())
    lines = escape("\n".join(commands))
    body = f"<h1>The platform runs</h1><table>{cells}</table><h2>Try</h2><pre>{lines}</pre>"
    return _page("Managed WordPress, local", body)


def reference(contract: str) -> str:
    """The API reference of one contract."""
    return Template((ASSETS / "reference.html").read_text()).substitute(contract=contract)


def invitations() -> str:
    """The page behind the link of an invitation; the secret is in the fragment, which only its script sees."""
    return (ASSETS / "invitations.html").read_text()


def inbox(messages: Iterable[Mapping[str, Any]]) -> str:
    """All mail, newest first."""
    rows = "".join(
        f"<tr><td><a href='/mail/{m['id']}'>{escape(m['subject'] or '(no subject)')}</a></td>"
        f"<td>{escape(', '.join(m['to']))}</td><td class='soft'>{escape(m['at'])}</td></tr>"
        for m in messages
    )
    table = f"<table><tr><th>Subject</th><th>To</th><th>Sent</th></tr>{rows}</table>"
    return _page("Mail", "<h1>Mail</h1>" + (table if rows else "<p>Nothing has been sent yet.</p>"))


def message(mail: Mapping[str, Any]) -> str:
    """One mail; its HTML is shown in a sandbox, where it can run and load nothing."""
    head = "".join(
        f"<tr><th>{name}</th><td>{escape(value)}</td></tr>"
        for name, value in {"From": mail["from"], "To": ", ".join(mail["to"]), "Sent": mail["at"]}.items()
    )
    html = f"<iframe sandbox src='/mail/{mail['id']}/body' title='The mail'></iframe>" if mail["html"] else ""
    text = f"<h2>As text</h2><pre>{escape(mail['text'])}</pre>" if mail["text"] else ""
    back = "<p><a href='/mail'>All mail</a></p>"
    return _page(mail["subject"], f"{back}<h1>{escape(mail['subject'])}</h1><table>{head}</table>{html}{text}")


def no_such_site(host: str) -> str:
    """Nobody has this host name."""
    return _stranded(
        "There is no site here", f"No site has the address {host}.", "Look up a site's address in its `url`."
    )


def site_is_away(host: str) -> str:
    """The host is somebody's, but no task of theirs is healthy."""
    advice = "It starts by itself when its instance is desired to run; try again in a few seconds."
    return _stranded("This site is away for a moment", f"No WordPress runs for {host} now.", advice)


def _stranded(title: str, sentence: str, advice: str) -> str:
    template = Template((ASSETS / "stranded.html").read_text())
    style = (ASSETS / "style.css").read_text()
    return template.substitute(title=escape(title), sentence=escape(sentence), advice=escape(advice), style=style)


def _page(title: str, body: str) -> str:
    return Template((ASSETS / "page.html").read_text()).substitute(title=escape(title), body=body)


def _linked(value: str) -> str:
    if value.startswith("http"):
        return f"<a href='{escape(value)}'>{escape(value)}</a>"
    return f"<code>{escape(value)}</code>"
