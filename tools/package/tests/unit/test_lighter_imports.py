"""Imports for what nobody calls stand where it would be called, and a library that has changed stops the build."""

import subprocess
import sys

import pytest

from packager import lighter_imports
from packager.errors import PackageError
from packager.lighter_imports import make_imports_lighter

PLUGINS = """
from wave import Error, open

def calm(rough):
    if not rough:
        return "calm"
    elif rough == "raise":
        raise Error(rough)

def still():
    return "still"
"""
SCHEMA = """
from typing import TypedDict

class Point(TypedDict, total=False):
    x: int

class Kept:
    x: int
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setattr(lighter_imports, "DEFERRED", {"plugins.py": "wave"})
    monkeypatch.setattr(lighter_imports, "TYPED_DICTS", "schema.py")
    (tmp_path / "plugins.py").write_text(PLUGINS)
    (tmp_path / "schema.py").write_text(SCHEMA)
    return tmp_path


def run(site, program):
    return subprocess.run([sys.executable, "-c", program], cwd=site, capture_output=True, text=True, check=True).stdout


def test_a_module_is_imported_where_it_is_needed_and_not_before(site):
    make_imports_lighter(site)
    told = run(
        site,
        """
import sys, plugins
print(plugins.calm(False), plugins.still(), "wave" in sys.modules)
try:
    plugins.calm("raise")
except Exception as error:
    print(type(error).__module__, error)
""",
    )

    assert told == "calm still False\nwave raise\n"


def test_typed_dicts_stay_without_their_fields(site):
    make_imports_lighter(site)

    told = run(site, "import schema as s; print(s.Point.__annotations__, s.Point(x=1), s.Kept.__annotations__)")
    assert told == "{} {'x': 1} {'x': <class 'int'>}\n"


@pytest.mark.parametrize(
    ("name", "now", "told"),
    [
        ("plugins.py", "import wave", "wave is no longer imported for functions alone"),
        ("plugins.py", "from wave import Error\nclass Ours(Error): ...", "wave is no longer imported for functions"),
        ("schema.py", "x = 1", "has no TypedDict"),
        ("schema.py", None, "schema.py is gone"),
    ],
)
def test_a_library_that_has_changed_stops_the_build(site, name, now, told):
    (site / name).unlink()
    if now is not None:
        (site / name).write_text(now)

    with pytest.raises(PackageError, match=told):
        make_imports_lighter(site)


def test_the_layer_is_made_so(native):
    place = native[1] / "python"
    loaded = (
        f"import sys; sys.path.insert(0, {str(place)!r}); import urllib3, pydantic; "
        "pydantic.create_model('M', x=int)(x=1); print('importlib.metadata' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", loaded],
        env={"PYDANTIC_DISABLE_PLUGINS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "False\n", done.stderr
