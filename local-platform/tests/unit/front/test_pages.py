"""The pages that people see: start, mail, invitations, reference, problems; and the contracts behind them."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import yaml

from local_platform.front.app import Front
from local_platform.people import EVERYBODY
from local_platform.testing import serving


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
    assert body.text == "<script>alert(1)</script>"
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


def test_the_contract_is_there_as_yaml_and_as_json(client: httpx.Client) -> None:
    whole = client.get("/openapi/notes.json").json()
    assert whole["openapi"] == "3.1.0"
    assert sorted(whole["paths"]) == sorted(yaml.safe_load(client.get("/openapi/notes.yaml").text)["paths"])
    assert client.get("/openapi/other.json").status_code == 404


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_without_a_name_it_is_the_contract_of_all_services(make_front: Callable[..., Front], form: str) -> None:
    real = replace(make_front(9), contracts=Path(__file__).parents[4] / "openapi")
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
