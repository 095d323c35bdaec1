"""Compiled code stands beside its source, is never checked against it, and does not depend on who compiles it."""

from importlib.util import cache_from_source
from pathlib import Path

import pytest

from packager.compiling import compile_folder
from packager.errors import PackageError

SOURCE = "def half(number):\n    assert number, 'empty'\n    return number / 2\n"
UNCHECKED = 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "notes.py").write_text(SOURCE)
    return tmp_path / "made"


def compiled(folder: Path) -> Path:
    compile_folder(folder, "/var/task")
    return Path(cache_from_source(str(folder / "notes.py")))


def test_the_compiled_code_stands_beside_the_source_and_is_never_checked(folder):
    assert int.from_bytes(compiled(folder).read_bytes()[4:8], "little") == UNCHECKED


def test_the_compiled_code_holds_the_place_on_the_function_and_no_path_of_this_machine(folder):
    content = compiled(folder).read_bytes()

    assert b"/var/task/notes.py" in content
    assert str(folder).encode() not in content


def test_another_folder_and_another_time_give_the_same_bytes(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "notes.py").write_text(SOURCE)

    assert compiled(folder).read_bytes() == compiled(tmp_path / "elsewhere").read_bytes()


def test_what_is_no_python_is_told(folder):
    (folder / "notes.py").write_text("def")

    with pytest.raises(PackageError, match="does not compile"):
        compile_folder(folder, "/var/task")
