"""`php database.php`: makes a tenant's database and user on a real server, twice if need be, and says what is wrong."""

import os
import socket
import subprocess
from typing import Any

import pymysql
import pytest

from local_platform.wordpress.certificates import AUTHORITY, ensure_certificates
from local_platform.wordpress.database import Database
from local_platform.wordpress.errors import WordPressUnavailable
from local_platform.wordpress.image import AGENT_SOURCE
from local_platform.wordpress.programs import Programs, find_program

pytestmark = pytest.mark.wordpress
JOB = AGENT_SOURCE / "image" / "database.php"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server whose administrator is `admin`."""
    try:
        programs = Programs.find()
    except WordPressUnavailable as error:
        pytest.skip(str(error))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    server = Database(programs, tmp_path_factory.mktemp("server") / "database", free)
    server.start()
    with server._administrator() as cursor:
        cursor.execute("CREATE USER admin@'%' IDENTIFIED BY 'master'")
        cursor.execute("GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION")
    yield server
    server.stop()


@pytest.fixture
def job(server):
    """Runs the job; answers its exit code and what it said."""

    def run(*arguments: str, **change: str) -> tuple[int, str]:
        environment = {
            "PATH": os.environ["PATH"],
            "SSL_CERT_FILE": str(server.authority),
            "DATABASE_ADMIN": "admin",
            "DATABASE_ADMIN_PASSWORD": "master",
            "WORDPRESS_DB_HOST": f"127.0.0.1:{server.port}",
            "WORDPRESS_DB_NAME": "tenant_983d5058e4c4_db",
            "WORDPRESS_DB_USER": "tenant_983d5058e4c4_user",
            "WORDPRESS_DB_PASSWORD": "it's one",
            **change,
        }
        done = subprocess.run(
            [find_program("php") or "php", JOB, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def databases(server: Database, password: str, **secure: Any) -> set[str]:
    user = {"host": "127.0.0.1", "port": server.port, "user": "tenant_983d5058e4c4_user", "password": password}
    with pymysql.connect(**user, **secure) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW DATABASES")
        return {name for (name,) in cursor.fetchall()}


def test_the_user_gets_its_database_and_no_other_and_a_new_password(job, server):
    assert job() == (0, "tenant_983d5058e4c4_db and its user are there\n")
    assert job(WORDPRESS_DB_PASSWORD="another")[0] == 0

    secure = {"ssl_ca": str(server.authority), "ssl_verify_identity": True}
    assert databases(server, "another", **secure) == {"information_schema", "tenant_983d5058e4c4_db"}
    with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
        databases(server, "it's one", **secure)


def test_the_server_takes_nobody_without_tls(job, server):
    assert job()[0] == 0

    assert databases(server, "it's one", ssl_ca=str(server.authority), ssl_verify_identity=True)
    with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
        databases(server, "it's one", ssl_disabled=True)


def test_the_job_believes_no_other_authority(job, tmp_path):
    ensure_certificates(tmp_path, "127.0.0.1")

    code, said = job(SSL_CERT_FILE=str(tmp_path / AUTHORITY))

    assert code == 1
    assert "certificate verify failed" in said


def test_the_job_believes_no_certificate_of_another_host(job, server):
    code, said = job(
        WORDPRESS_DB_HOST=f"127.1:{server.port}"
    )  # another spelling of 127.0.0.1, which the certificate names

    assert code == 1
    assert "did not match expected CN" in said


def test_both_are_dropped_with_everything_in_them_and_may_come_back(job, server):
    secure = {"ssl_ca": str(server.authority), "ssl_verify_identity": True}
    assert job()[0] == 0
    assert job("drop") == (0, "tenant_983d5058e4c4_db and its user are gone\n")
    assert job("drop")[0] == 0

    with pytest.raises(pymysql.err.OperationalError):
        databases(server, "it's one", **secure)
    assert job()[0] == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"WORDPRESS_DB_NAME": "a`; DROP DATABASE mysql"}, "WORDPRESS_DB_NAME is no name"),
        ({"WORDPRESS_DB_USER": ""}, "WORDPRESS_DB_USER is empty"),
        ({"DATABASE_ADMIN_PASSWORD": "guess"}, "Access denied"),
    ],
)
def test_what_is_wrong_is_said(job, change, said):
    code, text = job(**change)

    assert code == 1
    assert said in text
