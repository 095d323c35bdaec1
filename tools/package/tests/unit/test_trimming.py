"""What is taken out of libraries and services: nothing that is used, and what is left out says so when it is asked."""

import struct
import sys
from pathlib import Path

import pytest

from packager.closure import reached
from packager.errors import PackageError
from packager.lazy_exports import make_lazy
from packager.symbols import without_symbols

LIBRARY = struct.pack("<7s25xQQ6xHHHHH", b"\x7fELF\x02\x01\x01", 64, 500, 56, 1, 64, 5, 4)


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_lazy_package_imports_a_name_when_it_is_asked_for(tmp_path, monkeypatch):
    init = """'Names.'\nfrom .near import Near\nfrom lazy.far import Far\n__all__ = ["Near", "Far"]\n"""
    written(tmp_path / "lazy", {"__init__.py": init, "near.py": "class Near: ...\n", "far.py": "class Far: ...\n"})
    make_lazy(tmp_path / "lazy")
    monkeypatch.syspath_prepend(tmp_path)

    import lazy

    assert not {"lazy.near", "lazy.far"} & set(sys.modules)
    assert lazy.Near.__module__ == "lazy.near"
    assert "lazy.far" not in sys.modules
    with pytest.raises(AttributeError, match="no attribute 'Nowhere'"):
        _ = lazy.Nowhere


def test_a_package_that_does_more_than_re_export_stops_the_build(tmp_path):
    written(tmp_path, {"__init__.py": "from .near import Near\nNear.register()\n"})

    with pytest.raises(PackageError, match=r"__init__\.py:2 does more than re-export"):
        make_lazy(tmp_path)


def test_a_library_ends_with_its_last_segment():
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, 300, 300, 4096)
    stripped = without_symbols((LIBRARY + segment).ljust(500, b"c") + b"symbols and sections")

    assert len(stripped) == 300
    assert struct.unpack_from("<Q", stripped, 40) == (0,)
    assert struct.unpack_from("<HHH", stripped, 58) == (0, 0, 0)


def test_a_library_of_another_kind_stops_the_build():
    with pytest.raises(PackageError, match="no ELF file"):
        without_symbols(b"MZ" + bytes(100))


def test_a_zip_holds_what_its_functions_reach(tmp_path):
    root = written(
        tmp_path,
        {
            "notes/__init__.py": "",
            "notes/main.py": "import json\nfrom notes.services import writing\ndef lambda_handler(): ...\n",
            "notes/services/__init__.py": "",
            "notes/services/writing.py": "def write():\n    from notes.dao.table import put\n    put()\n",
            "notes/dao/__init__.py": "",
            "notes/dao/table.py": "",
            "notes/seed.py": "import notes.dao.table\n",
        },
    )
    found = reached(["notes.main.lambda_handler"], [root / "notes"])

    assert {str(file.relative_to(root / "notes")) for file in found} == {
        *("__init__.py", "main.py", "services/__init__.py", "services/writing.py", "dao/__init__.py", "dao/table.py"),
    }
