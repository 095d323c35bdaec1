"""The simulator in this process; what it must answer is the contract suite's business (tests/contract/wordpress)."""

import base64
import json
import threading

import httpx
import pytest

from local_platform.wordpress.simulator import __main__ as command_line
from local_platform.wordpress.simulator.boot import BadEnvironment
from local_platform.wordpress.simulator.instance import AGENT_KEY_HEADER, Instance
from local_platform.wordpress.simulator.request import Request
from local_platform.wordpress.simulator.store import NotInstalled
from local_platform.wordpress.simulator.web_server import answer, web_server

NETWORK = "tenant-abc.localhost"
BASIC = "Basic " + base64.b64encode(b"platform:abcd efgh ijkl mnop qrst").decode()
PAGES = [{"slug": "home", "title": "Welcome", "content": "<p>Hello</p>"}]


@pytest.fixture
def environment(tmp_path, monkeypatch):
    variables = {
        "BBWS_NETWORK_DOMAIN": NETWORK,
        "BBWS_PUBLIC_PORT": "8080",
        "BBWS_AGENT_USER": "platform",
        "BBWS_AGENT_PASSWORD": "abcd efgh ijkl mnop qrst",
        "BBWS_CONTENT_DIR": str(tmp_path / "content"),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture
def ask(environment):
    command_line.main(["install"])
    instance = Instance.from_environment()

    def ask(method, path, body=None, host=NETWORK, **headers):
        sent = {"host": host, "authorization": BASIC, AGENT_KEY_HEADER: instance.agent_key} | headers
        content = b"" if body is None else json.dumps(body).encode()
        return answer(Request(method, path, sent, content), instance)

    return ask


@pytest.fixture
def site(ask):
    return ask("POST", "/wp-json/bbws/v1/sites", {"host": "shop.localhost", "title": "A & B", "key": "site-1"}).body


def test_a_template_is_applied_and_shown(ask, site):
    args = {"site": site["id"], "stylesheet": "twentytwentytwo", "pages": PAGES, "front_page": "home"}
    job = {"id": "op-1", "op": "apply_template", "args": args}
    assert [ask("POST", "/wp-json/bbws/v1/jobs", job).status for _ in range(2)] == [201, 200]
    assert command_line.main(["job", "op-1"]) == 0
    assert ask("GET", "/wp-json/bbws/v1/jobs/op-1").body["status"] == "done"
    page = ask("GET", "/", host="shop.localhost:8080").body
    assert "<title>Welcome &#8211; A &amp; B</title>" in page
    assert "http://shop.localhost:8080/wp-content/themes/twentytwentytwo/style.css" in page
    assert ask("GET", "/wp-content/themes/twentytwentytwo/style.css", host="shop.localhost").content_type.startswith(
        "text/css"
    )
    assert ask("GET", "/home/", host="shop.localhost").status == 200
    assert ask("POST", "/home/", host="shop.localhost").body == ""


def test_a_failing_job_ends_the_command_with_1(ask):
    args = {"site": 99, "stylesheet": "nope", "pages": []}
    ask("POST", "/wp-json/bbws/v1/jobs", {"id": "op-1", "op": "apply_template", "args": args})
    assert command_line.main(["job", "op-1"]) == 1
    assert ask("POST", "/wp-json/bbws/v1/jobs/op-1/run").body["error"]["code"] == "bbws_site_not_found"


def test_a_refusal_undoes_the_whole_request(ask, site):
    path = f"/wp-json/bbws/v1/sites/{site['id']}/pages"
    assert ask("POST", path, {"pages": PAGES, "front_page": "nope"}).status == 400
    assert ask("POST", path, {"pages": PAGES}).body["pages"][0]["created"] is True


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("POST", "/sites", {"host": "SHOP", "title": "a", "key": "b"}, "bbws_invalid"),
        ("POST", "/sites", {"host": "other.localhost", "title": "a", "key": "site-1"}, "bbws_key_differs"),
        ("POST", "/sites", {"host": "shop.localhost", "title": "a", "key": "site-2"}, "bbws_site_taken"),
        ("POST", "/sites", [1], "bbws_invalid"),
        ("POST", "/sites", {"title": "a" * 3_000_000}, "bbws_too_large"),
        ("GET", "/sites?key=", None, "bbws_invalid"),
        ("DELETE", "/sites/1", None, "bbws_main_site"),
        ("POST", "/sites/2/theme", {"stylesheet": "nope"}, "bbws_theme_not_found"),
        ("POST", "/sites/2/pages", {"pages": [{}, 1], "x": 1}, "bbws_invalid"),
        ("POST", "/sites/2/pages", {"pages": [PAGES[0] | {"slug": "A"}]}, "bbws_invalid"),
        ("POST", "/jobs", {"id": "op-1", "op": "nope", "args": []}, "bbws_invalid"),
        ("POST", "/jobs", {"id": "op-1", "op": "apply_template", "args": {"site": "x"}}, "bbws_invalid"),
        ("GET", "/nope", None, "rest_no_route"),
    ],
)
def test_refusals(ask, site, method, path, body, code):
    assert ask(method, f"/wp-json/bbws/v1{path}", body).body["code"] == code


def test_a_site_through_its_life(ask, site):
    base = f"/wp-json/bbws/v1/sites/{site['id']}"
    assert ask("GET", "/wp-json/bbws/v1/info").body["network"]["sites"] == 2
    assert ask("GET", "/wp-json/bbws/v1/sites?key=site-1").body == {"sites": [site]}
    assert ask("GET", f"{base}/health").body["status"] == "ok"
    assert ask("POST", f"{base}/theme", {"stylesheet": "twentytwentyone"}).body["theme"] == "twentytwentyone"
    assert ask("POST", f"{base}/status", {"status": "archived"}).body["status"] == "archived"
    assert ask("GET", "/", host="shop.localhost").status == 410
    assert ask("GET", "/", host="shop.localhost", accept="application/json").body["code"] == "wp_die"
    assert ask("DELETE", base).body["deleted"] is True
    assert ask("GET", "/", host="shop.localhost").status == 302


def test_core_routes(ask, site):
    pages = "/wp-json/wp/v2/pages"
    assert ask("GET", "/wp-json/", host="shop.localhost").body["name"] == "A &amp; B"
    assert ask("GET", "/wp-json/wp/v2/users/me?context=edit").body["username"] == "platform"
    assert ask("GET", "/wp-json/wp/v2/users/me").body["id"] == 1
    made = ask("POST", pages, {"title": "About us"}, host="shop.localhost")
    assert ask("GET", f"{pages}/{made.body['id']}", host="shop.localhost").body["slug"] == "about-us"
    assert ask("GET", f"{pages}?slug=about-us", host="shop.localhost").headers["X-WP-Total"] == "1"
    assert ask("GET", f"{pages}/99", host="shop.localhost").body["code"] == "rest_post_invalid_id"
    assert ask("POST", pages, {"title": "x"}, authorization="").body["code"] == "rest_cannot_create"
    assert ask("GET", "/wp-json/wp/v2/users/me", authorization="").body["code"] == "rest_not_logged_in"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "bbws_unauthorized"),
        ("Bearer x", "bbws_unauthorized"),
        ("Basic \x00", "bbws_unauthorized"),
        ("Basic " + base64.b64encode(b"platform:wrong").decode(), "incorrect_password"),
        ("Basic " + base64.b64encode(b"x:y").decode(), "invalid_username"),
        ("Basic " + base64.b64encode(b"x@y.z:y").decode(), "invalid_email"),
    ],
)
def test_credentials(ask, header, code):
    assert ask("GET", "/wp-json/bbws/v1/info", authorization=header).body["code"] == code


@pytest.mark.parametrize(
    ("port", "url"), [("", "https://a.localhost"), ("80", "http://a.localhost"), ("8080", "http://a.localhost:8080")]
)
def test_public_addresses(environment, port, url):
    assert Instance.from_environment(environment | {"BBWS_PUBLIC_PORT": port}).url("a.localhost") == url


def test_it_serves(ask):
    with web_server(Instance.from_environment(), 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        health = httpx.get(f"{address}/healthz", trust_env=False)
        broken = httpx.post(
            f"{address}/wp-json/bbws/v1/sites",
            content=b"{",
            headers={
                "Host": NETWORK,
                "Authorization": BASIC,
                "Content-Type": "application/json",
                AGENT_KEY_HEADER: Instance.from_environment().agent_key,
            },
            trust_env=False,
        )
        server.shutdown()
        thread.join()
    assert health.json() == {"status": "ok"}
    assert broken.json()["code"] == "rest_invalid_json"


def test_the_command_line_knows_three_commands(environment, capsys):
    assert command_line.main(["dance"]) == 2
    assert "usage:" in capsys.readouterr().err
    with pytest.raises(NotInstalled, match="run `install` first"):
        command_line.main(["job", "op-1"])


def test_a_weak_password_is_refused(environment, monkeypatch):
    monkeypatch.setenv("BBWS_AGENT_PASSWORD", "short")
    with pytest.raises(BadEnvironment, match="at least 16"):
        command_line.main(["install"])
