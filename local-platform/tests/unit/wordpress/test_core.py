"""Where WordPress comes from."""

import pytest

from local_platform.wordpress import core, debian
from local_platform.wordpress.errors import WordPressUnavailable


def unpack(folder, version="6.1.9"):
    (folder / "wp-includes").mkdir(parents=True)
    (folder / "wp-includes/version.php").write_text(f"<?php\n$wp_version = '{version}';\n")
    (folder / "wp-config.php").write_text("of another web server")
    (folder / "linked.js").write_text("x")
    (folder / "link.js").symlink_to(folder / "linked.js")
    (folder / "dangling").symlink_to(folder / "nowhere")
    return folder


@pytest.fixture(autouse=True)
def _no_system_wordpress(monkeypatch, tmp_path):
    monkeypatch.setattr(core, "SYSTEM", tmp_path / "usr/share/wordpress")


def obtain(tmp_path, said=None, **environment):
    return core.obtain(tmp_path / "cache", [].append if said is None else said.append, environment)


def test_a_named_folder_is_copied_into_a_tree_that_stands_alone(tmp_path):
    source = unpack(tmp_path / "wordpress")
    found = obtain(tmp_path, WORDPRESS_DIR=str(source))
    assert (found.version, found.source) == ("6.1.9", "WORDPRESS_DIR")
    assert sorted(file.name for file in found.folder.iterdir()) == ["link.js", "linked.js", "wp-includes"]
    assert not (found.folder / "link.js").is_symlink()
    assert (source / "wp-config.php").exists()


def test_the_copy_is_kept_until_the_folder_changes(tmp_path):
    source = unpack(tmp_path / "wordpress")
    first = obtain(tmp_path, WORDPRESS_DIR=str(source))
    (first.folder / "mark").touch()
    assert (obtain(tmp_path, WORDPRESS_DIR=str(source)).folder / "mark").exists()
    (source / "wp-includes/version.php").write_text("$wp_version = '6.8';")
    assert obtain(tmp_path, WORDPRESS_DIR=str(source)).version == "6.8"


@pytest.mark.parametrize(("version", "message"), [("6.0.3", "6.1 or newer"), ("", "holds no WordPress")])
def test_a_folder_that_will_not_do_is_told(tmp_path, version, message):
    source = unpack(tmp_path / "wordpress", version)
    with pytest.raises(WordPressUnavailable, match=message):
        obtain(tmp_path, WORDPRESS_DIR=str(source))


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(WordPressUnavailable, match="unset it"):
        obtain(tmp_path, WORDPRESS_DIR=str(tmp_path))


def test_the_installed_package_is_used_without_a_download(tmp_path):
    unpack(tmp_path / "usr/share/wordpress", "6.8.7")
    said = []
    assert obtain(tmp_path, said).version == "6.8.7"
    assert said == []


BIN = {
    "apt-cache": """case "$*" in
*search*) echo 'wordpress-theme-twentyone - theme' ;;
*) printf 'Package: wordpress\\nDepends: php (>= 7), libjs-cropper (>= 1), php-getid3, apache2 | httpd\\n' ;;
esac""",
    "apt-get": """echo "$*" >> "$LOG"
case "$*" in
*update*) touch "$LOG.fresh" ;;
*) [ -z "$STALE" ] || [ -e "$LOG.fresh" ] || { echo 'E: Unable to locate' >&2; exit 100; }; touch wordpress.deb ;;
esac""",
    "dpkg-deb": """mkdir -p "$3/usr/share/wordpress/wp-includes"
echo "\\$wp_version = '6.1.9';" > "$3/usr/share/wordpress/wp-includes/version.php" """,
}


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """Programs that behave like apt's, and a log of what they were asked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, script in BIN.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    monkeypatch.setenv("STALE", "")
    return tmp_path / "log"


def test_a_download_takes_the_package_its_links_and_the_themes_once(tmp_path, mirror):
    said = []
    assert obtain(tmp_path, said).version == "6.1.9"
    assert mirror.read_text().split(" -qq ")[1].split() == [
        "wordpress",
        "libjs-cropper",
        "php-getid3",
        "wordpress-theme-twentyone",
    ]
    assert len(said) == 1
    mirror.unlink()
    assert obtain(tmp_path, said).source == "the Debian package, downloaded"
    assert not mirror.exists()
    assert len(said) == 1
    assert [file.name for file in (tmp_path / "cache").iterdir()] == ["wordpress-debian"]


def test_outdated_lists_are_renewed_in_a_folder_of_ours(tmp_path, mirror, monkeypatch):
    monkeypatch.setenv("STALE", "1")
    assert obtain(tmp_path).version == "6.1.9"
    asked = mirror.read_text().splitlines()
    assert [" update" in line for line in asked] == [False, True, False]
    assert "Dir::State::lists=" in asked[1]


def test_no_mirror_is_told_with_a_remedy(tmp_path, mirror, monkeypatch):
    (mirror.parent / "bin/apt-get").write_text(
        "#!/bin/sh\necho 'Err: no route' >&2\necho 'E: Could not connect' >&2\nexit 100\n"
    )
    with pytest.raises(WordPressUnavailable, match=r"E: Could not connect.*set WORDPRESS_DIR"):
        obtain(tmp_path)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_mirror_that_hangs_is_given_up(tmp_path, mirror, monkeypatch):
    (mirror.parent / "bin/apt-get").write_text("#!/bin/sh\nexec sleep 20\n")
    monkeypatch.setattr(debian, "_TIMEOUT", 0.2)
    with pytest.raises(WordPressUnavailable, match="took more than"):
        obtain(tmp_path)


def test_a_machine_without_apt_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WordPressUnavailable, match="no apt-get"):
        obtain(tmp_path)
