"""Jobs run once per id: by HTTP in slices, by command to the end."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

_numbers = count(1)
PAGES = [
    {"slug": "home", "title": "Welcome", "content": "Hello"},
    {"slug": "contact", "title": "Contact", "content": ""},
]


def job(tenant, number, **changes):
    args = {"site": number, "stylesheet": tenant.other_theme, "pages": PAGES, "front_page": "home"} | changes
    return {"id": f"op-{next(_numbers)}", "op": "apply_template", "args": args}


def command(tenant, wanted):
    return tenant.runtime.run_job(tenant.env, tenant.home, ["php", "job.php", wanted["id"]])


def insist_applied(tenant, site, done):
    assert (done["status"], done["error"]) == ("done", None)
    assert done["result"]["theme"] == tenant.other_theme
    assert [(page["slug"], page["created"]) for page in done["result"]["pages"]] == [("home", True), ("contact", True)]
    assert tenant.agent("GET", f"/sites/{site['id']}").json()["theme"] == tenant.other_theme
    assert "Hello" in tenant.at(site["domain"], "GET", "/").text


def test_a_job_is_queued_once(tenant):
    wanted = job(tenant, tenant.site()["id"])
    first, second = (tenant.agent("POST", "/jobs", json=wanted) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json() == tenant.agent("GET", f"/jobs/{wanted['id']}").json()
    assert set(first.json()) == {"id", "op", "status", "step", "cursor", "heartbeat", "result", "error"}
    assert (first.json()["status"], first.json()["op"], first.json()["result"]) == ("queued", "apply_template", {})


def test_an_id_stands_for_one_piece_of_work(tenant):
    wanted = job(tenant, tenant.site()["id"])
    tenant.agent("POST", "/jobs", json=wanted)
    answer = tenant.agent("POST", "/jobs", json=wanted | {"args": wanted["args"] | {"front_page": "contact"}})
    assert (answer.status_code, answer.json()["code"]) == (409, "bbws_job_differs")


def test_a_run_by_http_applies_the_template_and_another_changes_nothing(tenant):
    site = tenant.site()
    wanted = job(tenant, site["id"])
    tenant.agent("POST", "/jobs", json=wanted)
    first, second = (tenant.agent("POST", f"/jobs/{wanted['id']}/run") for _ in range(2))
    insist_applied(tenant, site, first.json())
    assert first.json() == second.json()


def test_the_command_applies_the_template_and_ends_with_0(tenant):
    site = tenant.site()
    wanted = job(tenant, site["id"])
    tenant.agent("POST", "/jobs", json=wanted)
    assert [command(tenant, wanted) for _ in range(2)] == [0, 0]
    insist_applied(tenant, site, tenant.agent("GET", f"/jobs/{wanted['id']}").json())


def test_parallel_runs_do_the_work_once(tenant):
    site = tenant.site()
    wanted = job(tenant, site["id"])
    tenant.agent("POST", "/jobs", json=wanted)
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: tenant.agent("POST", f"/jobs/{wanted['id']}/run"), range(3)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"bbws_busy"}
    insist_applied(tenant, site, tenant.agent("POST", f"/jobs/{wanted['id']}/run").json())


@pytest.mark.parametrize(
    ("changes", "step", "code"),
    [
        ({"site": 999_999}, "theme", "bbws_site_not_found"),
        ({"stylesheet": "nope"}, "theme", "bbws_theme_not_found"),
        ({"front_page": "nope"}, "front_page", "bbws_invalid"),
    ],
)
def test_a_failed_job_says_where_and_why(tenant, changes, step, code):
    wanted = job(tenant, tenant.site()["id"], **changes)
    assert tenant.agent("POST", "/jobs", json=wanted).status_code == 201
    failed = tenant.agent("POST", f"/jobs/{wanted['id']}/run")
    assert failed.status_code == 200
    assert (failed.json()["status"], failed.json()["step"], failed.json()["error"]["code"]) == ("failed", step, code)
    assert command(tenant, wanted) == 1


def test_a_failed_job_goes_on_from_its_step_when_the_cause_is_gone(tenant):
    site = tenant.site()
    wanted = job(tenant, site["id"], front_page="later")
    tenant.agent("POST", "/jobs", json=wanted)
    assert tenant.agent("POST", f"/jobs/{wanted['id']}/run").json()["status"] == "failed"
    later = {"slug": "later", "title": "Later", "content": "Hello"}
    tenant.agent("POST", f"/sites/{site['id']}/pages", json={"pages": [later]})
    insist_applied(tenant, site, tenant.agent("POST", f"/jobs/{wanted['id']}/run").json())


def test_an_unknown_job(tenant):
    for method, path in (("GET", ""), ("POST", "/run")):
        answer = tenant.agent(method, f"/jobs/op-unknown{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "bbws_job_not_found")
    assert command(tenant, {"id": "op-unknown"}) == 1


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"id": "a b"}, ["id"]),
        ({"op": "format_disk"}, ["op"]),
        ({"op": None}, ["op"]),
        ({"args": [1]}, ["args"]),
        ({"extra": 1}, ["extra"]),
        ({"args": {}}, ["args.site", "args.stylesheet", "args.pages"]),
        ({"args": {"site": "1", "stylesheet": "a", "pages": [{"slug": "a"}], "x": 1}}, None),
    ],
)
def test_bad_jobs_are_named_and_not_kept(tenant, change, names):
    wanted = job(tenant, 1) | change
    answer = tenant.agent("POST", "/jobs", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (400, "bbws_invalid")
    assert list(answer.json()["data"]["params"]) == (names or ["args.site", "args.pages[0].title", "args.x"])
    if "id" not in change:
        assert tenant.agent("GET", f"/jobs/{wanted['id']}").status_code == 404


def test_the_image_runs_php_only(tenant):
    with pytest.raises(ValueError, match="php"):
        tenant.runtime.run_job(tenant.env, tenant.home, ["sh", "-c", "true"])
