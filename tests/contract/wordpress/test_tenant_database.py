"""`php database.php`: makes a tenant's database and user on a real server, twice if need be, and says what is wrong."""

import os
import socket
import subprocess

import pymysql
import pytest

from local_platform.wordpress.database import Database
from local_platform.wordpress.errors import WordPressUnavailable
from local_platform.wordpress.image import AGENT_SOURCE
from local_platform.wordpress.programs import Programs, find_program

pytestmark = pytest.mark.wordpress
JOB = AGENT_SOURCE / "image" / "database.php"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """A server whose administrator is `admin`, by its port."""
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
    yield free
    server.stop()


@pytest.fixture
def job(port):
    """Runs the job; answers its exit code and what it said."""

    def run(**change: str) -> tuple[int, str]:
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_ADMIN": "admin",
            "DATABASE_ADMIN_PASSWORD": "master",
            "DATABASE_WITHOUT_TLS": "1",
            "WORDPRESS_DB_HOST": f"127.0.0.1:{port}",
            "WORDPRESS_DB_NAME": "tenant_983d5058e4c4_db",
            "WORDPRESS_DB_USER": "tenant_983d5058e4c4_user",
            "WORDPRESS_DB_PASSWORD": "it's one",
            **change,
        }
        done = subprocess.run(
            [find_program("php") or "php", JOB], env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    return run


def databases(port: int, password: str) -> set[str]:
    user = {"host": "127.0.0.1", "port": port, "user": "tenant_983d5058e4c4_user", "password": password}
    with pymysql.connect(**user) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW DATABASES")
        return {name for (name,) in cursor.fetchall()}


def test_the_user_gets_its_database_and_no_other_and_a_new_password(job, port):
    assert job() == (0, "tenant_983d5058e4c4_db and its user are there\n")
    assert job(WORDPRESS_DB_PASSWORD="another")[0] == 0

    assert databases(port, "another") == {"information_schema", "tenant_983d5058e4c4_db"}
    with pytest.raises(pymysql.err.OperationalError):
        databases(port, "it's one")


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
