"""What a template does to a site, and what visitors then see."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

PLATFORM = ("platform", "abcd EFGH 1234 ijkl MNOP 5678")
HOME = {
    "slug": "home",
    "title": "Welcome",
    "content": "<!-- wp:paragraph --><p>Fresh \\bread\\ daily</p><!-- /wp:paragraph -->",
}
ABOUT = {"slug": "about-us", "title": "About & us", "content": ""}


def pages_of(tenant, site):
    return tenant.at(site["domain"], "GET", "/wp-json/wp/v2/pages?per_page=50").json()


def test_a_theme_is_set_and_set_again(tenant, sample):
    site, theme = tenant.site(), tenant.other_theme
    for _ in range(2):
        changed = sample(tenant.agent("POST", f"/sites/{site['id']}/theme", json={"stylesheet": theme}), "site")
        assert changed == site | {"theme": theme}


def test_an_unknown_theme_changes_nothing(tenant):
    site = tenant.site()
    answer = tenant.agent("POST", f"/sites/{site['id']}/theme", json={"stylesheet": "nope"})
    assert (answer.status_code, answer.json()["code"]) == (404, "bbws_theme_not_found")
    assert tenant.agent("GET", f"/sites/{site['id']}").json() == site


@pytest.mark.parametrize("body", [{}, {"stylesheet": "../x"}, {"stylesheet": 3}])
def test_a_bad_theme_name_is_refused(tenant, body):
    answer = tenant.agent("POST", "/sites/1/theme", json=body)
    assert list(answer.json()["data"]["params"]) == ["stylesheet"]


def test_a_new_site_has_no_pages_of_its_own(tenant):
    assert pages_of(tenant, tenant.site()) == []


def test_pages_are_added_once(tenant, sample):
    site = tenant.site()
    path = f"/sites/{site['id']}/pages"
    first = tenant.agent("POST", path, json={"pages": [HOME]}).json()["pages"]
    second = tenant.agent("POST", path, json={"pages": [HOME | {"title": "Other"}, ABOUT]}).json()["pages"]
    assert [(page["slug"], page["created"]) for page in first] == [("home", True)]
    assert [(page["slug"], page["created"]) for page in second] == [("home", False), ("about-us", True)]
    assert second[0]["id"] == first[0]["id"]
    assert sorted((page["slug"], page["title"]["rendered"]) for page in pages_of(tenant, site)) == [
        ("about-us", "About &amp; us"),
        ("home", "Welcome"),
    ]
    shown = sample(tenant.at(site["domain"], "GET", f"/wp-json/wp/v2/pages/{first[0]['id']}"), "page")
    assert shown["link"] == f"{site['url']}/home/"
    assert "Fresh \\bread\\ daily" in shown["content"]["rendered"]


def test_parallel_calls_add_a_page_once(tenant):
    site = tenant.site()
    call = lambda _: tenant.agent("POST", f"/sites/{site['id']}/pages", json={"pages": [HOME, ABOUT]}).json()["pages"]  # noqa: E731
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(call, range(4)))
    assert sum(page["created"] for answer in answers for page in answer) == 2
    assert len(pages_of(tenant, site)) == 2


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, ["pages"]),
        ({"pages": {"a": 1}}, ["pages"]),
        ({"pages": [HOME] * 2}, ["pages"]),
        ({"pages": [HOME] * 51}, ["pages"]),
        ({"pages": [HOME, "x", {}]}, ["pages[1]", "pages[2]"]),
        ({"pages": [HOME | {"slug": "A b"}]}, ["pages[0].slug"]),
        ({"pages": [HOME | {"content": "NUL \x00"}]}, ["pages[0].content"]),
        ({"pages": [HOME | {"status": "draft"}]}, ["pages[0].status"]),
        ({"pages": [HOME | {"content": "a" * 200_001}]}, ["pages[0].content"]),
        ({"pages": [HOME], "front_page": "nope"}, ["front_page"]),
    ],
)
def test_bad_pages_are_named_and_nothing_is_added(tenant, body, names):
    site = tenant.site()
    answer = tenant.agent("POST", f"/sites/{site['id']}/pages", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bbws_invalid")
    assert list(answer.json()["data"]["params"]) == names
    assert pages_of(tenant, site) == []


def test_visitors_see_the_name_the_pages_and_a_style_sheet_at_the_public_port(tenant):
    site = tenant.site(title="Tom & Jerry's Bakery")
    theme = tenant.styled_theme
    tenant.agent("POST", f"/sites/{site['id']}/theme", json={"stylesheet": theme})
    tenant.agent("POST", f"/sites/{site['id']}/pages", json={"pages": [HOME, ABOUT], "front_page": "home"})
    home = tenant.at(site["domain"], "GET", "/", headers={"Accept": "text/html"})
    assert home.status_code == 200
    assert re.search(r"Tom &(amp|#038|#38);? ?Jerry", home.text)
    assert "Fresh \\bread\\ daily" in home.text
    style = re.search(rf"href=['\"]http://([^/'\"]+)(/wp-content/themes/{theme}/style[^'\"]*.css[^'\"]*)", home.text)
    assert style is not None
    assert style[1] == f"{site['domain']}:8080"
    css = tenant.at(site["domain"], "GET", style[2])
    assert (css.status_code, css.headers["Content-Type"].partition(";")[0]) == (200, "text/css")
    assert f"//{site['domain']}/" not in home.text
    assert tenant.at(site["domain"], "GET", "/about-us/").status_code == 200
    assert tenant.at(site["domain"], "GET", "/nope/").status_code == 404


def test_the_host_may_carry_the_public_port(tenant):
    site = tenant.site()
    assert tenant.at(f"{site['domain']}:8080", "GET", "/").status_code == 200


def test_the_index_of_a_site(tenant, sample):
    site = tenant.site()
    index = sample(tenant.at(site["domain"], "GET", "/wp-json/"), "index")
    assert (index["name"], index["url"]) == (site["title"], site["url"])
    assert "bbws/v1" not in index["namespaces"]


def test_core_pages(tenant, sample):
    site = tenant.site()
    body = {"title": "About", "content": "<p>About</p>", "status": "publish"}
    path = "/wp-json/wp/v2/pages"
    made = tenant.at(site["domain"], "POST", path, auth=PLATFORM, json=body)
    page = sample(made, "page-created")
    assert made.headers["Location"] == f"{site['url']}{path}/{page['id']}"
    listed = tenant.at(site["domain"], "GET", f"{path}?slug=about")
    assert [found["id"] for found in listed.json()] == [page["id"]]
    assert (listed.headers["X-WP-Total"], listed.headers["X-WP-TotalPages"]) == ("1", "1")
    sample(tenant.at(site["domain"], "GET", f"{path}/999999"), "page-not-found")
    sample(tenant.at(site["domain"], "POST", path, json=body), "post-create-anonymous")


def test_behind_a_balancer_with_tls_every_address_is_https(tenant):
    site = tenant.site()
    task = type(tenant)(tenant.runtime, tenant.home, tenant.env | {"BBWS_PUBLIC_PORT": ""})
    task.start()  # a second task of the same instance
    try:
        forwarded = {"X-Forwarded-Proto": "https"}
        assert task.agent("GET", f"/sites/{site['id']}", headers=forwarded).json()["url"] == f"https://{site['domain']}"
        home = task.at(site["domain"], "GET", "/", headers=forwarded | {"Accept": "text/html"})
        assert home.status_code == 200
        assert f"https://{site['domain']}/" in home.text
        assert f"http://{site['domain']}" not in home.text
    finally:
        task.running.stop(5)
        task.client.close()
