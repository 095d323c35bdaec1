"""Compiled code does what its source does, says where it fails, and does not depend on who compiles it."""

import subprocess
import sys
import traceback
from decimal import Decimal
from pathlib import Path

import pytest

from packager.compiling import compile_folder, compiled
from packager.errors import PackageError

SOURCE = '''"""A module."""

from dataclasses import dataclass


@dataclass
class Note:
    """A note."""

    text: str

    def length(self) -> int:
        """How long it is."""
        assert self.text, "empty"
        return len(self.text)
'''

FUNCTIONS = """
def called(size: int) -> int:
    return size

def handed_on(size: int): ...

def decorator(function):
    return function

@decorator
def decorated(size: int): ...

@staticmethod
def plain(size: int): ...

called((handed_on, 3)[1])
"""

IMPORTING = """
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

__all__ = ["Path"]

def half(number: int, _names: Mapping[str, str] | None = None, of: "Fraction | None" = None):
    return number / Decimal(2)

class Kept:
    text: "Fraction"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes.py").write_text(SOURCE)
    return tmp_path


def imported(folder: Path, monkeypatch: pytest.MonkeyPatch):
    compile_folder(folder, "/var/task", ours=True)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "notes", raising=False)
    import notes

    return notes


def test_the_compiled_code_stands_in_the_place_of_the_source(folder, monkeypatch):
    notes = imported(folder, monkeypatch)

    assert [path.name for path in folder.iterdir() if path.is_file()] == ["notes.pyc"]
    assert notes.Note("abc").length() == 3


def test_an_assertion_still_holds_and_its_traceback_names_file_and_line(folder, monkeypatch):
    notes = imported(folder, monkeypatch)

    with pytest.raises(AssertionError, match="empty") as failed:
        notes.Note("").length()

    last = traceback.extract_tb(failed.tb)[-1]
    assert (last.filename, last.lineno) == ("/var/task/notes.py", 14)


def test_prose_and_the_types_of_methods_are_gone_but_those_of_fields_stay(folder, monkeypatch):
    note = imported(folder, monkeypatch).Note

    assert (note.__doc__, note.length.__doc__, note.length.__annotations__) == (".", None, {})
    assert note.__annotations__ == {"text": str}


def test_the_types_of_functions_stay_where_somebody_may_ask_for_them(tmp_path, monkeypatch):
    (tmp_path / "notes.py").write_text(FUNCTIONS)
    notes = imported(tmp_path, monkeypatch)

    assert notes.called.__annotations__ == notes.plain.__annotations__ == {}
    assert notes.handed_on.__annotations__ == notes.decorated.__annotations__ == {"size": int}


def test_what_is_imported_for_types_alone_is_not(tmp_path, monkeypatch):
    (tmp_path / "notes.py").write_text(IMPORTING)
    notes = imported(tmp_path, monkeypatch)

    assert notes.half(3) == Decimal("1.5")
    assert sorted(name for name in vars(notes) if name[:1].isupper()) == ["Decimal", "Fraction", "Kept", "Path"]


def test_a_statement_of_many_lines_stands_on_its_first(tmp_path, monkeypatch):
    (tmp_path / "notes.py").write_text("def sum_up():\n    x = 1\n    return (\n        x\n        + None\n    )\n")
    with pytest.raises(TypeError) as failed:
        imported(tmp_path, monkeypatch).sum_up()

    assert traceback.extract_tb(failed.tb)[-1].lineno == 3


def test_the_types_of_others_methods_stay(folder):
    code = compiled(SOURCE.encode(), "notes.py", ours=False)

    assert b"return" in code
    assert b"return" not in compiled(SOURCE.encode(), "notes.py", ours=True)


def test_what_the_process_did_before_does_not_show():
    program = "import sys, packager.compiling as c; print(c.compiled(sys.argv[1].encode(), 'n', ours=True).hex())"
    busy = "import http.client, unittest, xml.dom.minidom; "
    made = {
        subprocess.run([sys.executable, "-c", before + program, SOURCE], capture_output=True, check=True).stdout
        for before in ("", busy)
    }

    assert len(made) == 1


def test_what_is_no_python_is_told(folder):
    (folder / "notes.py").write_text("def")

    with pytest.raises(PackageError, match="does not compile"):
        compile_folder(folder, "/var/task", ours=True)
