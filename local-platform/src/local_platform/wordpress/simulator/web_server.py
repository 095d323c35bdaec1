"""The simulator's web server: finds site, caller and route in WordPress's order of checks."""

import sqlite3
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from local_platform.wordpress.simulator import agent_routes, core_routes, html
from local_platform.wordpress.simulator.instance import Instance
from local_platform.wordpress.simulator.request import Answer, Request
from local_platform.wordpress.simulator.request_context import RequestContext, Route
from local_platform.wordpress.simulator.rest_error import RestError
from local_platform.wordpress.simulator.sites import Sites
from local_platform.wordpress.simulator.store import transaction

REST = "/wp-json"
HEALTH = "/healthz"
XMLRPC = "/xmlrpc.php"
BUSY_CONNECTIONS = 64


def answer(request: Request, instance: Instance) -> Answer:
    """Answer one request."""
    try:
        with transaction(instance.state) as database:
            return _enter(request, instance, database)
    except RestError as error:
        return Answer(error.body(), error.status)


def _enter(request: Request, instance: Instance, database: sqlite3.Connection) -> Answer:
    if request.target == HEALTH:
        return Answer({"status": "ok"})
    site = Sites(database, instance).of_host(request.host)
    if site is None:
        return Answer("", 302, {"Location": f"http://{instance.domain}/wp-signup.php?new={request.host}"}, html.HTML)
    if request.path == XMLRPC:
        return Answer("XML-RPC is not available. Use the REST API.\n", 403, content_type="text/plain; charset=UTF-8")
    if site["status"] == "archived":
        return _gone(request)
    context = RequestContext(request, instance, database, site, authenticated=False)
    if request.path == REST or request.path.startswith(f"{REST}/"):
        return _rest(context)
    return html.visit(context) if request.method in ("GET", "HEAD") else Answer("", 200, content_type=html.HTML)


def _gone(request: Request) -> Answer:
    message = "This site has been archived or suspended."
    if request.wants_json():
        body = {"code": "wp_die", "message": message, "data": {"status": 410}, "additional_errors": []}
        return Answer(body, 410)
    return Answer(f"<!DOCTYPE html><title>WordPress</title><p>{message}</p>", 410, content_type=html.HTML)


def _rest(context: RequestContext) -> Answer:
    """Credentials come first, as the agent makes WordPress do; then route, body, permission."""
    authenticated = context.request.caller(context.instance)
    route, argument = _find_route(context)
    context.request.insist_json()
    if not route.public and not authenticated:
        message = "Send the platform user and its application password as HTTP Basic."
        raise RestError("bbws_unauthorized", message, 401)
    result = route.handler(replace(context, authenticated=authenticated, argument=argument))
    return result if isinstance(result, Answer) else Answer(result)


def _find_route(context: RequestContext) -> tuple[Route, str]:
    agent = agent_routes.ROUTES if context.has_agent else ()
    path = context.request.path.removeprefix(REST)
    for route in (*agent, *core_routes.ROUTES):
        argument = route.match(context.request.method, path)
        if argument is not None:
            return route, argument
    raise RestError("rest_no_route", "No route was found matching the URL and request method.", 404)


def web_server(instance: Instance, port: int) -> ThreadingHTTPServer:
    """A server on a port of the loopback interface, a thread for each connection."""

    class Handler(BaseHTTPRequestHandler):
        """One connection."""

        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = answer(Request(self.command, self.path, headers, body), instance)
            encoded = reply.encoded()
            self.send_response(reply.status)
            sent = {"Content-Type": reply.content_type, "Content-Length": str(len(encoded)), **reply.headers}
            for name, value in sent.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(encoded)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: object) -> None:
            """Not every request: the real one's log does not have them either."""

    class Server(ThreadingHTTPServer):
        request_queue_size = BUSY_CONNECTIONS
        daemon_threads = True

    return Server(("127.0.0.1", port), Handler)
