"""Which WordPress is chosen, and what the image is made of."""

import pytest

from local_platform.wordpress import image, programs, runtime
from local_platform.wordpress.core import Core
from local_platform.wordpress.errors import WordPressUnavailable
from local_platform.wordpress.programs import Programs


def choose(tmp_path, wanted):
    return runtime.choose_runtime(wanted, tmp_path / "cache", tmp_path / "state", 18150)


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    monkeypatch.setattr(programs, "_EXTRA_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def install(folder, *names, says=""):
    for name in names:
        (folder / name).write_text(f"#!/bin/sh\necho '{says}'\n")
        (folder / name).chmod(0o755)


def test_the_simulator_on_request(tmp_path):
    chosen = choose(tmp_path, "simulated")
    assert (chosen.kind, "by request" in chosen.describe()) == ("simulated", True)


def test_the_simulator_when_nothing_else_is_there_says_how_to_get_the_real_one(tmp_path, bare_machine):
    chosen = choose(tmp_path, None)
    assert chosen.kind == "simulated"
    for part in ("PHP (php)", "MariaDB (mariadbd)", "apt-get install"):
        assert part in chosen.describe()


def test_the_real_one_wanted_and_missing_is_one_line(tmp_path, bare_machine):
    with pytest.raises(WordPressUnavailable) as error:
        choose(tmp_path, "real")
    assert "\n" not in str(error.value)


def test_php_without_its_modules_is_not_enough(bare_machine):
    install(bare_machine, "php", "mariadbd", "mariadb-install-db", says="json mbstring")
    with pytest.raises(WordPressUnavailable, match="the PHP module mysqli"):
        Programs.find()


def test_the_real_one_when_everything_is_there(tmp_path, bare_machine, monkeypatch):
    install(bare_machine, "php", "mysqld", "mysql_install_db", says="mysqli\nmbstring\njson")
    (tmp_path / "wordpress/wp-includes").mkdir(parents=True)
    (tmp_path / "wordpress/wp-includes/version.php").write_text("$wp_version = '6.4.1';")
    monkeypatch.setenv("WORDPRESS_DIR", str(tmp_path / "wordpress"))
    chosen = choose(tmp_path, None)
    assert (chosen.kind, chosen.describe()) == ("real", "real WordPress 6.4.1 (from WORDPRESS_DIR)")
    chosen.close()  # nothing was started


@pytest.fixture
def source(tmp_path):
    for name in ("image/wp-config.php", "image/first-boot/finish.php", "agent/agent.php", "agent/part/guard.php"):
        file = tmp_path / "source" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<?php // {name}")
    return tmp_path / "source"


@pytest.fixture
def core(tmp_path):
    (tmp_path / "core/wp-includes").mkdir(parents=True)
    (tmp_path / "core/index.php").write_text("<?php")
    return Core(tmp_path / "core", "a test", "6.1.9")


def files(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*.php"))


def test_the_image_is_core_configuration_and_agent(tmp_path, core, source):
    made = image.build_image(core, tmp_path / "image", source)
    assert files(made) == [
        "first-boot/finish.php",
        "html/index.php",
        "mu-plugins/agent.php",
        "mu-plugins/part/guard.php",
        "wp-config.php",
    ]


def test_the_image_follows_its_sources(tmp_path, core, source):
    image.build_image(core, tmp_path / "image", source)
    (source / "agent/part/guard.php").unlink()
    (source / "agent/agent.php").write_text("<?php // new")
    made = image.build_image(core, tmp_path / "image", source)
    assert [file for file in files(made) if "mu-plugins" in file] == ["mu-plugins/agent.php"]
    assert (made / "mu-plugins/agent.php").read_text() == "<?php // new"


def test_another_core_replaces_the_one_of_the_image(tmp_path, core, source, monkeypatch):
    image.build_image(core, tmp_path / "image", source)
    other = tmp_path / "other"
    other.mkdir()
    (other / "new.php").write_text("<?php")
    monkeypatch.setattr(image.os, "link", lambda *_: (_ for _ in ()).throw(OSError("another file system")))
    made = image.build_image(Core(other, "a test", "6.8"), tmp_path / "image", source)
    assert [file for file in files(made) if "html" in file] == ["html/new.php"]
