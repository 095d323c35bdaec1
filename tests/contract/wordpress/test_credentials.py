"""Who may call what: every kind of credentials on every kind of route."""

import pytest

from local_platform.wordpress.server import HEALTH_PATH
from local_platform.wordpress.simulator.instance import AGENT_KEY_HEADER, agent_key

NETWORK = "tenant-abc.localhost"
PLATFORM = ("platform", "abcd EFGH 1234 ijkl MNOP 5678")
AS_PLATFORM = {AGENT_KEY_HEADER: agent_key(PLATFORM[1])}
AGENT_ROUTES = [
    ("GET", "/info"),
    ("GET", "/sites"),
    ("POST", "/sites"),
    ("GET", "/sites/1"),
    ("DELETE", "/sites/1"),
    ("GET", "/sites/1/health"),
    ("POST", "/sites/1/status"),
    ("POST", "/sites/1/theme"),
    ("POST", "/sites/1/pages"),
    ("POST", "/jobs"),
    ("GET", "/jobs/op-1"),
    ("POST", "/jobs/op-1/run"),
]


@pytest.mark.parametrize(("method", "path"), AGENT_ROUTES)
def test_nobody_gets_401_on_every_agent_route(tenant, method, path):
    answer = tenant.agent(method, path, auth=None)
    assert (answer.status_code, answer.json()["code"]) == (401, "bbws_unauthorized")


@pytest.mark.parametrize("path", ["/wp-json/", "/wp-json/wp/v2/pages", "/wp-json/wp/v2/users/me"])
def test_a_wrong_password_is_refused_even_where_nobody_may_look(tenant, sample, path):
    sample(tenant.at(NETWORK, "GET", path, auth=("platform", "wrong")), "agent-wrong-password")


@pytest.mark.parametrize(("user", "code"), [("nobody", "invalid_username"), ("nobody@example.test", "invalid_email")])
def test_an_unknown_user_is_refused(tenant, user, code):
    answer = tenant.at(NETWORK, "GET", "/wp-json/", auth=(user, PLATFORM[1]))
    assert (answer.status_code, answer.json()["code"]) == (401, code)


@pytest.mark.parametrize("header", ["Bearer abc", "Basic !!!", "Basic bm9jb2xvbg==", "Nonsense"])
def test_other_credentials_are_refused_and_not_taken_for_nobody(tenant, header):
    answer = tenant.at(NETWORK, "GET", "/wp-json/", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "bbws_unauthorized")


@pytest.mark.parametrize("password", [PLATFORM[1], PLATFORM[1].replace(" ", "")])
@pytest.mark.parametrize("user", ["platform", f"platform@{NETWORK}"])
def test_the_planted_password_works_with_and_without_blanks_by_name_and_by_mail(tenant, user, password):
    assert tenant.agent("GET", "/info", auth=(user, password)).status_code == 200


def test_the_same_password_works_on_every_site_of_the_network(tenant, sample):
    site = tenant.site()
    path = "/wp-json/wp/v2/users/me?context=edit"
    assert sample(tenant.at(site["domain"], "GET", path, auth=PLATFORM), "me")["username"] == "platform"
    sample(tenant.at(site["domain"], "GET", path.partition("?")[0]), "me-anonymous")


def test_the_agent_answers_on_the_main_site_only(tenant, sample):
    site = tenant.site()
    answer = tenant.at(site["domain"], "GET", "/wp-json/bbws/v1/info", auth=PLATFORM, headers=AS_PLATFORM)
    sample(answer, "no-route")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {AGENT_KEY_HEADER: ""},
        {AGENT_KEY_HEADER: PLATFORM[1]},
        {AGENT_KEY_HEADER: agent_key("of another tenant 12345")},
        {AGENT_KEY_HEADER: agent_key(PLATFORM[1])[:-1]},
    ],
)
@pytest.mark.parametrize(("method", "path"), AGENT_ROUTES)
def test_without_the_platforms_key_no_agent_route_exists_even_for_its_user(tenant, sample, method, path, headers):
    sample(tenant.at(NETWORK, method, f"/wp-json/bbws/v1{path}", auth=PLATFORM, headers=headers), "no-route")


def test_the_index_names_the_agent_to_the_platform_only(tenant):
    spaces = [tenant.at(NETWORK, "GET", "/wp-json/", headers=sent).json()["namespaces"] for sent in ({}, AS_PLATFORM)]
    assert ["bbws/v1" in found for found in spaces] == [False, True]


@pytest.mark.parametrize(
    "name", ["rest_route", "rest.route", "rest%20route", "rest%5Broute", "+rest_route", "rest_route%00x"]
)
def test_no_spelling_of_the_query_leads_a_stranger_to_the_agent(tenant, name):
    """WordPress takes all of them for `rest_route`, and `rest_route` of a form too."""
    stranger = tenant.at(NETWORK, "GET", f"/?{name}=/bbws/v1/info", auth=PLATFORM)
    form = tenant.at(NETWORK, "POST", "/", auth=PLATFORM, data={"rest_route": "/bbws/v1/info"})
    assert "contract" not in stranger.text + form.text
    if tenant.runtime.kind == "real":
        answer = tenant.at(NETWORK, "GET", f"/?{name}=/bbws/v1/info", auth=PLATFORM, headers=AS_PLATFORM)
        assert answer.json()["contract"] == 1


@pytest.mark.parametrize("path", ["/xmlrpc.php", "//xmlrpc.php", "/./xmlrpc.php", "/xmlrpc.php?rsd"])
def test_xmlrpc_is_shut(tenant, path):
    call = "<methodCall><methodName>system.listMethods</methodName></methodCall>"
    answer = tenant.at(NETWORK, "POST", path, content=call.encode(), headers={"Content-Type": "text/xml"})
    assert "methodResponse" not in answer.text
    assert answer.status_code == 403 or not path.startswith("/xmlrpc.php")
    assert "x-pingback" not in answer.headers


def test_health_is_public_and_finds_the_network_under_any_host(tenant):
    for host in (NETWORK, "127.0.0.1", "10.0.3.7:80"):
        answer = tenant.at(host, "GET", HEALTH_PATH)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_info_names_the_contract(tenant):
    info = tenant.agent("GET", "/info").json()
    assert info["contract"] == 1
    assert info["network"]["domain"] == NETWORK
    assert info["network"]["sites"] >= 1
    assert set(info) == {"agent", "contract", "wordpress", "php", "network"}
