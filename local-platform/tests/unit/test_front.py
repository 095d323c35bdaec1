"""The front, before an upstream that shows what reached it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local_platform.clients import Aws
from local_platform.front.app import Front, Published, balancer_app
from local_platform.front.gateway import Gateway
from local_platform.front.mail import Inbox
from local_platform.front.pages import StartPage
from local_platform.front.sign_in import SignInPages
from local_platform.front.site_list import ListedSite
from local_platform.front.sites import Sites
from local_platform.people import EVERYBODY
from local_platform.testing import serving

MAIL = {
    "MessageId": "m1@email.amazonses.com",
    "Source": "a@b.example",
    "To": ["c@d.example"],
    "CC": [],
    "BCC": [],
    "Subject": "Your <site>",
    "BodyText": "Hello",
    "BodyHtml": "<script>alert(1)</script>",
    "Timestamp": 1_700_000_000.0,
    "Type": "SendEmail",
}


async def show(request: Request) -> Response:
    if request.query_params.get("answer") == "problem":
        problem = {"title": "Sign <in> first", "detail": "Send a token.", "status": 401, "code": "UNAUTHORIZED"}
        return JSONResponse(problem | {"traceId": "t-1"}, 401, media_type="application/problem+json")
    if request.url.path.endswith("/v1.0"):
        root = {"data": {"name": "Control plane", "version": "1.0.0"}, "_links": {}}
        return JSONResponse(root, headers={"X-Request-ID": "t-1"})
    body = await request.body()
    seen = {"path": request.scope["raw_path"].decode(), "query": request.url.query, "body": body.decode("latin-1")}
    seen |= {"headers": dict(request.headers), "method": request.method}
    return JSONResponse(seen, 207, {"X-Upstream": "1", "Set-Cookie": "a=1"})


async def mails(_request: Request) -> Response:
    return JSONResponse({"messages": {"000000000000": [MAIL]}})


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    """The port of something that shows what it gets, and serves one mail as MiniStack does."""
    methods = ["GET", "POST", "DELETE", "OPTIONS"]
    routes = [Route("/_ministack/ses/messages", mails), Route("/{path:path}", show, methods=methods)]
    with serving(Starlette(routes=routes)) as client:
        yield int(client.base_url.port or 0)


@dataclass(frozen=True)
class Balancer:
    """Rules for a tenant and its site, and for a site behind which nothing runs."""

    port: int

    def has_rule(self, host: str) -> bool:
        return host in ("acme.localhost", "tenant-abc.localhost", "asleep.localhost")

    def upstream(self, host: str) -> int | None:
        return None if host == "asleep.localhost" else self.port


class SiteList:
    """One site that is live, one that is not yet."""

    async def read(self) -> list[ListedSite]:
        live = ListedSite("Karoo <Books>", "http://karoo.localhost:1", "ACTIVE")
        return [live, ListedSite("Later", None, "PROVISIONING")]


class Control:
    """Remembers what it was asked."""

    def status(self) -> dict[str, Any]:
        return {"aws": "up"}

    def set_faults(self, faults: dict[str, Any]) -> dict[str, Any]:
        if "unknown" in faults:
            raise ValueError("unknown: no such fault")
        return faults

    def restart_aws(self, *, kill: bool) -> dict[str, Any]:
        return {"killed": kill}


def front(port: int, *, api_id: str | None = "api1") -> Front:
    gateway = Gateway(f"http://127.0.0.1:{port}")
    gateway.api_id, gateway.edge_key = api_id, "the edge's key"
    return Front(
        gateway=gateway,
        sites=Sites(Balancer(port), public=True),
        inbox=Inbox(f"http://127.0.0.1:{port}"),
        control=Control(),
        sign_in=SignInPages(Aws(f"http://127.0.0.1:{port}")),
        published=Published(
            StartPage("http://localhost:1/v1.0", ("curl <x>",), {"Demo tenant": "tenant-1"}), {"tenant_admin": "ey.a.b"}
        ),
        site_list=SiteList(),  # type: ignore[arg-type] - a stand-in
        contracts=Path(__file__).parents[1] / "fixtures" / "tiny" / "openapi",
    )


@pytest.fixture(scope="module")
def address(upstream: int) -> Iterator[httpx.URL]:
    with serving(front(upstream).app()) as client:
        yield client.base_url


@pytest.fixture
def client(address: httpx.URL) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        yield client


def test_the_path_and_the_body_arrive_as_they_were_sent(client: httpx.Client) -> None:
    answer = client.post("/v1.0/a%2fb?x=%20y&x=2", content=b"\xff{}", headers={"X-Request-ID": "mine-1"})
    seen = answer.json()
    assert answer.status_code == 207
    assert (answer.headers["x-upstream"], answer.headers["set-cookie"]) == ("1", "a=1")
    assert seen["path"] == "/_aws/execute-api/api1/$default/v1.0/a%2fb"
    assert (seen["query"], seen["body"], seen["headers"]["x-request-id"]) == ("x=%20y&x=2", "\xff{}", "mine-1")


@pytest.mark.parametrize(("sent", "arrives"), [(None, "Anonymous"), ("", "Anonymous"), ("Bearer t", "Bearer t")])
def test_a_request_without_a_token_is_anonymous(client: httpx.Client, sent: str | None, arrives: str) -> None:
    headers = {} if sent is None else {"Authorization": sent}
    assert client.get("/v1.0/x", headers=headers).json()["headers"]["authorization"] == arrives


@pytest.mark.parametrize("sent", ["", "two words", "x" * 200, "ü"])
def test_a_malformed_request_id_is_replaced(client: httpx.Client, sent: str) -> None:
    seen = client.get("/v1.0/x", headers={"X-Request-ID": sent.encode()}).json()["headers"]["x-request-id"]
    assert seen not in ("", sent)


def test_what_nobody_knows_is_the_apis_to_answer(client: httpx.Client) -> None:
    assert client.delete("/nothing").json()["path"].endswith("/$default/nothing")


@pytest.mark.parametrize(("api_id", "status", "code"), [(None, 503, "STARTING"), ("api1", 502, "BAD_GATEWAY")])
def test_the_fronts_own_errors_are_problems(api_id: str | None, status: int, code: str) -> None:
    """Nothing listens on port 9 (discard)."""
    with serving(front(9, api_id=api_id).app()) as client:
        answer = client.get("/v1.0", headers={"X-Request-ID": "mine-1"})
    assert (answer.status_code, answer.json()["code"], answer.json()["traceId"]) == (status, code, "mine-1")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "retry-after" in answer.headers


def test_pages_come_from_the_package(client: httpx.Client) -> None:
    assert "http://localhost:1/v1.0" in client.get("/").text
    assert "curl &lt;x&gt;" in client.get("/").text
    assert "navigator.clipboard" in client.get("/assets/copy.js").text
    assert "/openapi/platform.yaml" in client.get("/docs").text
    assert "/openapi/notes.yaml" in client.get("/docs?contract=notes").text
    assert "SwaggerUIBundle" in client.get("/assets/swagger-ui-bundle.min.js").text
    assert client.get("/assets/../pages.py").status_code in (404, 207)
    assert client.get("/openapi/notes.yaml").text.startswith("openapi: 3.1.0")
    assert "`make openapi`" in client.get("/openapi/other.yaml").json()["detail"]


def test_the_page_of_an_invitation_can_do_nothing_but_ask_us(client: httpx.Client) -> None:
    page = client.get("/invitations")
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded == ["/assets/invitations.css", "/assets/invitations.js", "/"]
    assert not re.search(r"<script>|<style>|style=|\son\w+=", page.text)


def test_the_page_of_an_invitation_writes_text_only(client: httpx.Client) -> None:
    """Nothing that a person wrote becomes markup, and every word of the script has a place on the page."""
    script, page = client.get("/assets/invitations.js").text, client.get("/invitations").text
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|https?:", script)
    assert set(re.findall(r'find\("([a-z]+)"\)', script)) <= set(re.findall(r'id="([a-z]+)"', page))


def test_the_api_hears_where_a_request_comes_from_and_the_client_cannot_say_otherwise(client: httpx.Client) -> None:
    claimed = {"X-Edge-Key": "guessed", "X-Viewer-Address": "203.0.113.7", "X-Forwarded-For": "203.0.113.7, 10.0.0.1"}
    seen = client.get("/v1.0/x", headers=claimed).json()["headers"]
    assert seen["x-edge-key"] == "the edge's key"
    assert (seen["x-viewer-address"], seen["x-forwarded-for"]) == ("127.0.0.1", "127.0.0.1")


def test_mail_is_listed_and_its_html_can_do_nothing(client: httpx.Client) -> None:
    [mail] = client.get("/mail.json").json()["messages"]
    assert mail["id"] == "m1"
    assert (mail["at"], mail["to"]) == ("2023-11-14T22:13:20.000Z", ["c@d.example"])
    assert "Your &lt;site&gt;" in client.get("/mail").text
    page = client.get("/mail/m1").text
    assert '<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mail/m1/body"' in page
    assert "<script>" not in page
    assert 'datetime="2023-11-14T22:13:20.000Z">14 November 2023' in client.get("/mail").text
    body = client.get("/mail/m1/body")
    assert body.text == MAIL["BodyHtml"]
    assert body.headers["content-security-policy"].startswith("sandbox;")
    assert client.get("/mail/m2").status_code == 404


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_the_start_page_lists_sites_and_has_a_button_for_each_token_but_no_token(client: httpx.Client) -> None:
    page = client.get("/").text
    assert "Karoo &lt;Books&gt;" in page
    assert '<a href="http://karoo.localhost:1">' in page
    assert "<subdomain>" not in page
    assert 'data-token="tenant_admin"' in page
    assert "ey.a.b" not in page


@pytest.mark.parametrize(
    ("role", "host", "status"),
    [("tenant_admin", "localhost", 200), ("nobody", "localhost", 404), ("tenant_admin", "rebound.example", 403)],
)
def test_a_token_goes_to_our_own_pages_only(client: httpx.Client, role: str, host: str, status: int) -> None:
    """A foreign name that leads to this machine cannot read it."""
    answer = client.get(f"/_local/tokens/{role}", headers={"Host": f"{host}:8080"})
    assert answer.status_code == status
    assert (answer.text == "ey.a.b") == (status == 200)


PRIVATE_REQUESTS = [
    ("GET", "/_local/status"),
    ("GET", "/_local/tokens/tenant_admin"),
    ("POST", "/_local/faults"),
    ("POST", "/_local/aws/restart?kill=1"),
    ("GET", "/mail"),
    ("GET", "/mail.json"),
    ("GET", "/mail/m1"),
    ("GET", "/mail/m1/body"),
]


def test_every_route_of_control_and_mail_is_tried(client: httpx.Client) -> None:
    paths = [route.path for route in front(1)._routes()]
    tried = {path.partition("?")[0].replace("m1", "{mail_id}") for _, path in PRIVATE_REQUESTS}
    tried = {path.replace("tenant_admin", "{role}") for path in tried}
    assert tried == {path for path in paths if path.startswith(("/_local", "/mail"))}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example:8080"},
        {"Host": "localhost.rebound.example:8080"},
        {"Host": "localhost:8080", "Origin": "https://evil.example"},
        {"Host": "localhost:8080", "Origin": "http://karoo.localhost:8080"},
        {"Host": "localhost:8080", "Origin": "http://localhost:3000"},
        {"Host": "localhost:8080", "Origin": "null"},
    ],
)
@pytest.mark.parametrize(("method", "path"), PRIVATE_REQUESTS)
def test_pages_of_other_sites_cannot_use_control_or_mail(
    client: httpx.Client, method: str, path: str, headers: dict[str, str]
) -> None:
    """DNS rebinding and cross-site requests; also from the pages of a site on this platform."""
    refused = client.request(method, path, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
    own = {"Host": "127.0.0.1:8080", "Origin": "http://127.0.0.1:8080"}
    assert client.request(method, path, headers=own).status_code == 200


def test_the_api_answers_pages_of_other_origins(client: httpx.Client) -> None:
    """A portal is another origin: the API decides."""
    assert client.get("/v1.0/x", headers={"Origin": "http://localhost:3000"}).status_code == 207


def test_a_browser_at_the_root_of_the_api_gets_a_page_and_a_program_json(client: httpx.Client) -> None:
    page = client.get("/v1.0", headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["x-request-id"] == "t-1"
    assert "Control plane" in page.text
    assert "/docs" in page.text
    assert client.get("/v1.0").json()["data"]["version"] == "1.0.0"


def test_a_problem_is_a_page_in_a_browser_with_the_same_status(client: httpx.Client) -> None:
    page = client.get("/v1.0/tenants?answer=problem", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "Sign &lt;in&gt; first" in page.text
    assert "t-1" in page.text
    assert client.get("/v1.0/tenants?answer=problem").json()["code"] == "UNAUTHORIZED"
    assert client.get("/mail/m2", headers=BROWSER).headers["content-type"].startswith("text/html")


def test_other_answers_of_the_api_stay_json_in_a_browser(client: httpx.Client) -> None:
    assert client.get("/v1.0/x", headers=BROWSER).json()["path"].endswith("/v1.0/x")


def test_a_link_of_a_mail_to_the_portal_names_the_request_instead(client: httpx.Client) -> None:
    page = client.get("/tenants/tenant-1/sites/site-1").text
    assert "<code>api tenant_admin GET /v1.0/tenants/tenant-1/sites/site-1</code>" in page


@pytest.mark.parametrize("path", ["/tenants/t;rm", "/tenants/$(id)", "/tenants/<b>"])
def test_what_people_paste_into_a_shell_holds_no_other_command(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_local_control(client: httpx.Client) -> None:
    assert client.get("/_local/status").json() == {"aws": "up"}
    assert client.post("/_local/faults", json={"dropEvents": 1}).json() == {"dropEvents": 1}
    assert client.post("/_local/faults").json() == {}
    refused = client.post("/_local/faults", json={"unknown": 1})
    assert (refused.status_code, refused.json()["detail"]) == (400, "unknown: no such fault")
    assert client.post("/_local/faults", content="{").status_code == 400
    assert client.post("/_local/aws/restart?kill=1").json() == {"killed": True}


def test_a_site_host_reaches_wordpress_with_its_own_name(client: httpx.Client) -> None:
    seen = client.get("/hello/?a=1", headers={"Host": "acme.localhost:8080"}).json()
    assert (seen["path"], seen["headers"]["host"]) == ("/hello/", "acme.localhost:8080")
    assert "accept-encoding" in seen["headers"]


@pytest.mark.parametrize(
    ("host", "said"),
    [("nobody.localhost", "No site has the address nobody.localhost"), ("asleep.localhost", "not ready")],
)
def test_a_site_that_is_not_there_says_so(client: httpx.Client, host: str, said: str) -> None:
    """With the status of the balancer on AWS, whether no rule knows the host or nothing runs behind it."""
    answer = client.get("/", headers={"Host": host})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert said in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/wp-json/bbws/v1/info",
        "/WP-JSON//bbws/v1/info",
        "/index.php/wp-json/bbws/v1",
        "/?rest_route=/bbws/v1/info",
        "/%77p-json/bbws/",
        *(f"/?{name}=/bbws/v1/info" for name in ("rest.route", "rest%20route", "rest%5Broute", "+rest_route")),
        *("/?rest_route%00x=/BBWS/v1/info", "/?rest_route%5B%5D=/bbws/v1/info", "/?a=1&rest_route=bbws/v1"),
        "/healthz",
    ],
)
def test_the_agent_is_for_the_platform_only(client: httpx.Client, upstream: int, path: str) -> None:
    """404 on the public port in every spelling; on the balancer inside it is served."""
    assert client.get(path, headers={"Host": "acme.localhost"}).status_code == 404
    inside = balancer_app(Sites(Balancer(upstream), public=False))
    with serving(inside) as balancer:
        assert balancer.get(path, headers={"Host": "tenant-abc.localhost"}).status_code == 207
        assert balancer.get(path, headers={"Host": "localhost"}).json()["code"] == "NOT_FOUND"


def test_a_form_cannot_bring_the_platforms_key_from_outside(client: httpx.Client) -> None:
    """WordPress reads `rest_route` from a form too, which the front does not open."""
    sent = {"Host": "acme.localhost", "X-BBWS-Agent-Key": "a" * 64}
    seen = client.post("/", headers=sent, data={"rest_route": "/bbws/v1/info"}).json()["headers"]
    assert seen["x-bbws-agent-key"] == ""


def test_core_routes_stay_public(client: httpx.Client) -> None:
    assert client.get("/wp-json/wp/v2/posts", headers={"Host": "acme.localhost"}).status_code == 207


def test_bodies_pass_as_streams(client: httpx.Client) -> None:
    sent = json.dumps({"x": "y" * 2_000_000})
    assert client.post("/v1.0/x", content=sent).json()["body"] == sent


def test_the_contract_is_there_as_yaml_and_as_json(client: httpx.Client) -> None:
    whole = client.get("/openapi/notes.json").json()
    assert whole["openapi"] == "3.1.0"
    assert sorted(whole["paths"]) == sorted(yaml.safe_load(client.get("/openapi/notes.yaml").text)["paths"])
    assert client.get("/openapi/other.json").status_code == 404


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_without_a_name_it_is_the_contract_of_all_services(form: str) -> None:
    real = replace(front(9), contracts=Path(__file__).parents[3] / "openapi")
    with serving(real.app()) as client:
        answer = client.get(f"/openapi.{form}")
    assert yaml.safe_load(answer.text)["info"]["title"] == "Managed WordPress control plane"
    assert form in answer.headers["content-type"]


def test_the_reference_says_what_to_paste_and_offers_the_demo_people(client: httpx.Client) -> None:
    page = client.get("/docs").text
    assert "begins with <code>eyJ</code>" in page
    assert all(f'value="{person.role}"' in page for person in EVERYBODY)
    assert 'name="viewport"' in page
    for asset in ("reference.js", "reference.css", "swagger-ui-bundle.min.js"):
        assert f"/assets/{asset}" in page
        assert client.get(f"/assets/{asset}").status_code == 200
