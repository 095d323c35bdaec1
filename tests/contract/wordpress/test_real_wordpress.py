"""What only the real WordPress has: tables, files, PHP, and processes that die half-way."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pymysql
import pytest

from local_platform.wordpress.certificates import AUTHORITY, ensure_certificates

PLATFORM = ("platform", "abcd EFGH 1234 ijkl MNOP 5678")
only_real = pytest.mark.parametrize("runtime", [pytest.param("real", marks=pytest.mark.wordpress)], indirect=True)
pytestmark = only_real


def connect(env, runtime):
    host, port = env["WORDPRESS_DB_HOST"].split(":")
    user, password, name = (env[f"WORDPRESS_DB_{part}"] for part in ("USER", "PASSWORD", "NAME"))
    secure = {"ssl_ca": str(runtime.authority), "ssl_verify_identity": True}
    credentials = {"user": user, "password": password, "database": name}
    return pymysql.connect(host=host, port=int(port), **credentials, **secure, autocommit=True)


@pytest.fixture
def sql(tenant) -> Iterator[pymysql.cursors.Cursor]:
    with closing(connect(tenant.env, tenant.runtime)) as connection, connection.cursor() as cursor:
        yield cursor


def count_of(sql, host):
    sql.execute("SELECT COUNT(*) FROM wp_blogs WHERE domain = %s", (host,))
    return sql.fetchone()[0]


def test_a_creation_killed_before_its_end_is_cleared_and_done_again(tenant, sql):
    wanted = tenant.wanted()
    half = tenant.agent("POST", "/sites", json=wanted).json()
    sql.execute("DELETE FROM wp_blogmeta WHERE meta_key = 'bbws_ready' AND blog_id = %s", (half["id"],))
    again = tenant.agent("POST", "/sites", json=wanted)
    assert again.status_code == 201
    assert count_of(sql, wanted["host"]) == 1
    assert tenant.at(wanted["host"], "GET", "/").status_code == 200


def test_a_creation_killed_before_its_key_was_written_is_cleared_and_done_again(tenant, sql):
    wanted = tenant.wanted()
    sql.execute("INSERT INTO wp_blogs (site_id, domain, path) VALUES (1, %s, '/')", (wanted["host"],))
    assert tenant.agent("POST", "/sites", json=wanted).status_code == 201
    assert count_of(sql, wanted["host"]) == 1


def test_a_site_that_somebody_made_by_hand_is_not_taken_over(tenant, sql):
    by_hand = tenant.site()
    sql.execute("DELETE FROM wp_blogmeta WHERE blog_id = %s", (by_hand["id"],))
    answer = tenant.agent("POST", "/sites", json=tenant.wanted(host=by_hand["domain"]))
    assert (answer.status_code, answer.json()["code"]) == (409, "bbws_site_taken")
    assert tenant.agent("GET", f"/sites/{by_hand['id']}").json()["key"] is None


def test_a_job_killed_in_its_work_goes_on_from_its_cursor(tenant, sql):
    site = tenant.site()
    pages = [{"slug": f"page-{number}", "title": "Page", "content": ""} for number in range(3)]
    args = {"site": site["id"], "stylesheet": site["theme"], "pages": pages}
    job = f"op-killed-{site['id']}"
    tenant.agent("POST", "/jobs", json={"id": job, "op": "apply_template", "args": args})
    sql.execute(
        "UPDATE wp_bbws_jobs SET status = 'running', step = 'pages', `cursor` = 1, result = %s WHERE id = %s",
        ('{"site":1,"theme":"x","pages":[{"id":7,"slug":"page-0","created":true}]}', job),
    )
    done = tenant.agent("POST", f"/jobs/{job}/run").json()
    assert done["status"] == "done"
    assert [page["slug"] for page in done["result"]["pages"]] == ["page-0", "page-1", "page-2"]
    assert tenant.at(site["domain"], "GET", "/wp-json/wp/v2/pages?slug=page-0").json() == []


def test_deletion_takes_tables_of_plugins_and_the_upload_folder_and_nothing_else(tenant, sql):
    site, other = tenant.site(), tenant.site()
    number = site["id"]
    sql.execute(f"CREATE TABLE wp_{number}_custom_log (id int)")
    sql.execute(f"CREATE TABLE wp_{number}0_custom_log (id int)")
    uploads = Path(tenant.env["BBWS_CONTENT_DIR"]) / "uploads" / "sites" / str(number)
    (uploads / "2026").mkdir(parents=True)
    (uploads / "2026" / "a.txt").write_text("x")
    assert tenant.agent("DELETE", f"/sites/{number}").status_code == 200
    sql.execute("SHOW TABLES LIKE %s", (f"wp\\_{number}\\_%",))
    assert sql.fetchall() == ()
    sql.execute(f"DROP TABLE wp_{number}0_custom_log")
    assert not uploads.exists()
    assert tenant.at(other["domain"], "GET", "/").status_code == 200


def test_addresses_are_stored_without_port(tenant, sql):
    site = tenant.site()
    sql.execute(f"SELECT option_value FROM wp_{site['id']}_options WHERE option_name IN ('home', 'siteurl')")
    assert {value for (value,) in sql.fetchall()} == {f"http://{site['domain']}"}


def test_a_first_boot_killed_half_way_is_done_again(tenant, tmp_path):
    names = {"WORDPRESS_DB_NAME": "tenant_half_db", "WORDPRESS_DB_USER": "tenant_half_user"}
    env = tenant.env | names | {"BBWS_CONTENT_DIR": str(tmp_path / "content")}
    tenant.runtime.create_database(env)
    with closing(connect(env, tenant.runtime)) as connection, connection.cursor() as sql:
        sql.execute("CREATE TABLE bbws_boot (name varchar(32) PRIMARY KEY, value varchar(255) NOT NULL)")
        sql.execute("INSERT INTO bbws_boot VALUES ('network', 'started')")
        sql.execute("CREATE TABLE wp_options (half_made int)")
        tenant.runtime.install(env, tmp_path)
        sql.execute("SELECT option_value FROM wp_options WHERE option_name = 'siteurl'")
        assert sql.fetchone() == ("http://tenant-abc.localhost",)
    tenant.runtime.drop(env, tmp_path)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/wp-content/uploads/evil.php", 404),
        ("/wp-content/uploads/evil.PHP", 404),
        ("/wp-content/uploads/.hidden", 404),
        ("/wp-content/../../wp-config.php", 404),
        ("/wp-content/%2e%2e/%2e%2e/wp-config.php", 404),
        ("/wp-content/uploads/a.txt", 200),
        ("/wp-includes/css/dist/block-library/style.min.css", 200),
    ],
)
def test_what_the_web_server_gives_away(tenant, path, status):
    uploads = Path(tenant.env["BBWS_CONTENT_DIR"]) / "uploads"
    for name in ("evil.php", "evil.PHP", ".hidden", "a.txt"):
        (uploads / name).write_text("<?php echo 'run';")
    answer = tenant.client.get(f"http://127.0.0.1:{tenant.port}", extensions={"target": path.encode()})
    assert answer.status_code == status
    assert not answer.text.startswith("run")


def test_a_customer_logs_in_at_the_site_with_its_public_port(tenant):
    site = tenant.site()
    user = {
        "username": f"owner{site['id']}",
        "email": "owner@example.test",
        "password": "a long password",
        "roles": ["editor"],
    }
    made = tenant.at(site["domain"], "POST", "/wp-json/wp/v2/users", auth=PLATFORM, json=user)
    assert made.status_code == 201, made.text
    host = f"{site['domain']}:8080"
    form = {"log": user["username"], "pwd": user["password"], "testcookie": "1"}
    entered = tenant.at(
        host, "POST", "/wp-login.php", data=form, headers={"Cookie": "wordpress_test_cookie=WP%20Cookie%20check"}
    )
    assert (entered.status_code, entered.headers["Location"]) == (302, f"http://{host}/wp-admin/")
    assert not re.search(r"domain=", str(entered.headers.get_list("set-cookie")), re.IGNORECASE)
    cookies = "; ".join(cookie.partition(";")[0] for cookie in entered.headers.get_list("set-cookie"))
    assert tenant.at(host, "GET", "/wp-admin/", headers={"Cookie": cookies, "Accept": "text/html"}).status_code == 200
    tenant.client.cookies.clear()


def test_an_administrator_of_one_site_may_not_call_the_agent(tenant):
    created = {
        "username": "limited",
        "email": "limited@example.test",
        "password": "a long password",
        "roles": ["administrator"],
    }
    made = tenant.at("tenant-abc.localhost", "POST", "/wp-json/wp/v2/users", auth=PLATFORM, json=created).json()
    path = f"/wp-json/wp/v2/users/{made['id']}/application-passwords"
    password = tenant.at("tenant-abc.localhost", "POST", path, auth=PLATFORM, json={"name": "x"}).json()["password"]
    answer = tenant.agent("GET", "/sites", auth=("limited", password))
    assert (answer.status_code, answer.json()["code"]) == (403, "bbws_forbidden")


def test_our_php_says_nothing_into_the_error_log(tenant):
    errors = tenant.home / "php-errors.log"
    said = errors.read_text().splitlines() if errors.exists() else []
    assert [line for line in said if "/html/wp-" not in line] == []  # core has warnings of its own


def test_wordpress_believes_its_database_only_with_a_certificate_of_its_authority(tenant, tmp_path):
    ensure_certificates(tmp_path, "127.0.0.1")
    log = tenant.home / "commands.log"

    def ask(**change: str) -> str:
        before = log.stat().st_size
        tenant.runtime.run_job(tenant.env | change, tenant.home, ["php", "job.php", "unknown"])
        return log.read_bytes()[before:].decode()

    assert "There is no job" in ask()
    assert "Error establishing a database connection" in ask(SSL_CERT_FILE=str(tmp_path / AUTHORITY))
    assert "Error establishing a database connection" in ask(
        WORDPRESS_DB_HOST=tenant.env["WORDPRESS_DB_HOST"].replace("127.0.0.1", "127.1")
    )
