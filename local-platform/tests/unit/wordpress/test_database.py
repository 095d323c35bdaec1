"""The MariaDB server: its folder, its port, its death."""

import os
import signal
import socket
import time

import pytest

from local_platform.wordpress import database
from local_platform.wordpress.database import Database
from local_platform.wordpress.errors import WordPressUnavailable
from local_platform.wordpress.programs import Programs

ENV = {"WORDPRESS_DB_NAME": "tenant_a_db", "WORDPRESS_DB_USER": "tenant_a_user", "WORDPRESS_DB_PASSWORD": "secret"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def programs():
    try:
        return Programs.find()
    except WordPressUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def server(programs, tmp_path):
    server = Database(programs, tmp_path / "database", free_port())
    server.start()
    yield server
    server.stop()


@pytest.mark.wordpress
def test_the_server_has_one_platform_and_survives_its_own_death(server, programs, tmp_path, monkeypatch):
    server.start()  # it runs already
    server.create(ENV)
    server.create(ENV)
    monkeypatch.setattr(database, "_ENDS_WITHIN", 0.2)
    with pytest.raises(WordPressUnavailable, match="Another platform uses"):
        Database(programs, tmp_path / "database", free_port()).start()
    monkeypatch.undo()
    os.kill(server._process.pid, signal.SIGKILL)
    while server._process.alive():
        time.sleep(0.02)
    assert not server.answers
    assert server.start_again()
    assert not server.start_again(), "it runs"
    server.drop(ENV)
    server.stop()
    assert not server.start_again(), "nobody wants it any more"


@pytest.mark.wordpress
def test_a_port_in_use_is_told(programs, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(WordPressUnavailable, match=r"Port \d+ \(for MariaDB\) is in use"):
            Database(programs, tmp_path, other.getsockname()[1]).start()


@pytest.mark.parametrize(
    ("program", "message"), [("false", "data folder could not be made"), ("true", "does not start")]
)
def test_a_server_that_does_not_work_is_told_with_the_place_of_its_log(tmp_path, program, message):
    if program == "true":
        (tmp_path / "data").mkdir()
    broken = Database(Programs("php", program, program), tmp_path, free_port())
    with pytest.raises(WordPressUnavailable, match=rf"{message}.*\.log"):
        broken.start()


@pytest.mark.parametrize("name", ["tenant`; DROP", "", "UPPER", "a" * 70])
def test_a_name_that_is_none_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="no name for a database"):
        Database(Programs("php", "true", "true"), tmp_path, 1).create(ENV | {"WORDPRESS_DB_NAME": name})
