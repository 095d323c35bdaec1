"""Botocore without its writer of manuals, which every client loads to describe its methods to `help()`: 20 modules."""

import shutil
from pathlib import Path

_PACKAGE = '"""The layer carries no manuals of AWS."""\n'
_DOCSTRING = '''"""Clients on the layer describe nothing."""


class _Nothing(str):
    def __new__(cls, *_given, **_named):
        return super().__new__(cls)


ClientMethodDocstring = PaginatorDocstring = WaiterDocstring = _Nothing
'''
_READ = "utils.py"  # marks of parameters, which handlers of requests are made of; it imports nothing


def leave_out_manuals(docs: Path) -> None:
    """Leave in the folder `docs` of botocore what making and using a client imports, with empty descriptions."""
    for path in list(docs.iterdir()):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != _READ:
            path.unlink()
    (docs / "__init__.py").write_text(_PACKAGE)
    (docs / "docstring.py").write_text(_DOCSTRING)
