"""Sites of the network: made once for each key, found, described, suspended, deleted."""

from concurrent.futures import ThreadPoolExecutor

import pytest

NETWORK = "tenant-abc.localhost"
PLATFORM = ("platform", "abcd EFGH 1234 ijkl MNOP 5678")


def problem(answer):
    return answer.status_code, answer.json()["code"]


def test_a_new_site_is_described_in_full(tenant, sample):
    wanted = tenant.wanted(title='Tom & Jerry\'s <b>"Shop"</b> é中', admin_email="owner@example.test", language="en_US")
    answer = tenant.agent("POST", "/sites", json=wanted)
    assert answer.status_code == 201
    site = answer.json()
    assert {name: site[name] for name in ("domain", "path", "title", "key", "status", "main")} == {
        "domain": wanted["host"],
        "path": "/",
        "title": wanted["title"],
        "key": wanted["key"],
        "status": "active",
        "main": False,
    }
    assert site["url"] == f"http://{wanted['host']}:8080"
    assert sample(tenant.agent("GET", f"/sites/{site['id']}"), "site") == site


def test_the_same_key_finds_the_same_site(tenant):
    wanted = tenant.wanted()
    first, second = (tenant.agent("POST", "/sites", json=wanted) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_a_key_stands_for_one_host(tenant):
    site = tenant.site()
    other = tenant.wanted(key=site["key"])
    assert problem(tenant.agent("POST", "/sites", json=other)) == (409, "bbws_key_differs")
    assert len(tenant.agent("GET", f"/sites?key={site['key']}").json()["sites"]) == 1


def test_a_host_has_one_site(tenant):
    site = tenant.site()
    for host in (site["domain"], NETWORK):
        answer = tenant.agent("POST", "/sites", json=tenant.wanted(host=host))
        assert problem(answer) == (409, "bbws_site_taken")


def test_eight_parallel_creations_of_one_key_make_one_site(tenant):
    wanted = tenant.wanted()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: tenant.agent("POST", "/sites", json=wanted), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_parallel_creations_of_two_hosts_make_two_sites(tenant):
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: tenant.site(), range(2))
    assert first["id"] != second["id"]
    assert first["domain"] != second["domain"]


def test_two_keys_want_one_host_at_once_and_one_gets_it(tenant):
    host = tenant.wanted()["host"]
    bodies = [tenant.wanted(host=host) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda body: tenant.agent("POST", "/sites", json=body), bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", "Shop.localhost"),
        ("host", "shop.localhost:8080"),
        ("host", "localhost"),
        ("host", "-shop.localhost"),
        ("host", f"{'a' * 64}.localhost"),
        ("host", "shop.localhost\n"),
        ("host", 5),
        ("host", None),
        ("title", ""),
        ("title", "   "),
        ("title", "two\nlines"),
        ("title", "NUL \x00"),
        ("title", "a" * 401),
        ("title", ["a"]),
        ("key", "a b"),
        ("key", "a" * 65),
        ("key", "../1"),
        ("admin_email", "nobody"),
        ("admin_email", {"a": 1}),
        ("language", "zz_ZZ"),
        ("language", "../de"),
        ("admin", True),
    ],
)
def test_bad_input_names_the_field_and_makes_nothing(tenant, field, value):
    wanted = tenant.wanted() | {field: value}
    before = tenant.agent("GET", "/info").json()["network"]["sites"]
    answer = tenant.agent("POST", "/sites", json=wanted)
    assert problem(answer) == (400, "bbws_invalid")
    assert list(answer.json()["data"]["params"]) == [field]
    assert tenant.agent("GET", "/info").json()["network"]["sites"] == before


def test_every_missing_field_is_named_at_once(tenant):
    answer = tenant.agent("POST", "/sites", json={})
    assert list(answer.json()["data"]["params"]) == ["host", "title", "key"]


@pytest.mark.parametrize("body", [b"[1]", b"5", b'"text"', b"null"])
def test_a_body_that_is_no_object_is_refused(tenant, body):
    answer = tenant.agent("POST", "/sites", content=body, headers={"Content-Type": "application/json"})
    assert problem(answer) == (400, "bbws_invalid")
    assert list(answer.json()["data"]["params"]) == ["body"]


def test_broken_json_is_refused(tenant, sample):
    answer = tenant.agent("POST", "/sites", content=b"{", headers={"Content-Type": "application/json"})
    sample(answer, "invalid-json")


def test_a_body_beyond_the_limit_is_refused(tenant):
    answer = tenant.agent("POST", "/sites", content=b'{"title": "' + b"a" * (2 * 1024 * 1024) + b'"}')
    assert problem(answer) == (413, "bbws_too_large")


def test_sites_are_listed_and_found_by_key(tenant):
    site = tenant.site()
    everything = tenant.agent("GET", "/sites").json()["sites"]
    assert everything[0]["main"] is True
    assert site in everything
    assert tenant.agent("GET", f"/sites?key={site['key']}").json() == {"sites": [site]}
    assert tenant.agent("GET", "/sites?key=site-unknown").json() == {"sites": []}


@pytest.mark.parametrize("key", ["", "a%20b", "a" * 65, "%00"])
def test_a_bad_key_is_refused_and_does_not_list_everything(tenant, key):
    assert problem(tenant.agent("GET", f"/sites?key={key}")) == (400, "bbws_invalid")


def test_the_health_of_a_site(tenant, sample):
    site = tenant.site()
    health = sample(tenant.agent("GET", f"/sites/{site['id']}/health"), "site-health")
    assert (health["status"], health["db_ok"], health["uploads_writable"]) == ("ok", True, True)
    assert health["home"] == site["url"]


def test_an_archived_site_is_gone_for_everybody_and_comes_back(tenant, sample):
    site = tenant.site()
    for _ in range(2):
        archived = tenant.agent("POST", f"/sites/{site['id']}/status", json={"status": "archived"})
        assert (archived.status_code, archived.json()["status"]) == (200, "archived")
    sample(tenant.at(site["domain"], "GET", "/wp-json/wp/v2/users/me", auth=PLATFORM), "site-archived")
    assert tenant.at(site["domain"], "GET", "/", headers={"Accept": "text/html"}).status_code == 410
    active = tenant.agent("POST", f"/sites/{site['id']}/status", json={"status": "active"})
    assert active.json() == site
    assert tenant.at(site["domain"], "GET", "/").status_code == 200


@pytest.mark.parametrize("body", [{}, {"status": "deleted"}, {"status": True}])
def test_an_unknown_status_is_refused(tenant, body):
    answer = tenant.agent("POST", f"/sites/{tenant.site()['id']}/status", json=body)
    assert list(answer.json()["data"]["params"]) == ["status"]


def test_a_deleted_site_leaves_nothing_and_its_key_and_host_are_free(tenant):
    site = tenant.site()
    answer = tenant.agent("DELETE", f"/sites/{site['id']}")
    assert (answer.status_code, answer.json()) == (200, {"deleted": True, "previous": site})
    assert problem(tenant.agent("DELETE", f"/sites/{site['id']}")) == (404, "bbws_site_not_found")
    assert tenant.at(site["domain"], "GET", "/").status_code == 302
    again = tenant.site(host=site["domain"], key=site["key"])
    assert again["id"] != site["id"]


def test_the_main_site_is_neither_deleted_nor_archived(tenant, sample):
    sample(tenant.agent("DELETE", "/sites/1"), "agent-main-site-refused")
    sample(tenant.agent("POST", "/sites/1/status", json={"status": "archived"}), "agent-main-site-refused")


@pytest.mark.parametrize("site", ["999999", "999999999999999999", "0"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("DELETE", "", None),
        ("GET", "/health", None),
        ("POST", "/status", {"status": "active"}),
        ("POST", "/theme", {"stylesheet": "twentytwentythree"}),
        ("POST", "/pages", {"pages": []}),
    ],
)
def test_an_unknown_site(tenant, method, path, body, site):
    answer = tenant.agent(method, f"/sites/{site}{path}", json=body)
    assert problem(answer) == (404, "bbws_site_not_found")


@pytest.mark.parametrize(("method", "path"), [("GET", "/nope"), ("PUT", "/sites"), ("GET", "/sites/x")])
def test_an_unknown_route(tenant, sample, method, path):
    sample(tenant.agent(method, path), "no-route")


def test_an_unknown_host_is_sent_to_the_sign_up_page(tenant):
    for method in ("GET", "POST"):
        answer = tenant.at("nosuch.localhost", method, "/wp-json/wp/v2/users/me", auth=PLATFORM)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"http://{NETWORK}/wp-signup.php?new=nosuch.localhost"
