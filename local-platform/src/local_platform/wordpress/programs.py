"""The programs of this machine that a real WordPress needs."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from local_platform.wordpress.errors import WordPressUnavailable

_EXTRA_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")  # servers are often not on a user's PATH
_PHP_MODULES = ("mysqli", "mbstring", "json")
_PACKAGES = "php-cli php-mysql php-curl php-gd php-mbstring php-xml php-zip php-intl mariadb-server"
REMEDY = f"on Debian or Ubuntu: `apt-get install --no-install-recommends {_PACKAGES}`"


@dataclass(frozen=True)
class Programs:
    """Paths of programs."""

    php: str
    database: str
    database_installer: str

    @classmethod
    def find(cls) -> "Programs":
        """Look for all of them.

        Raises:
            WordPressUnavailable: some are missing; names each.
        """
        found = {
            "PHP (php)": find_program("php"),
            "MariaDB (mariadbd)": find_program("mariadbd", "mysqld"),
            "MariaDB (mariadb-install-db)": find_program("mariadb-install-db", "mysql_install_db"),
        }
        missing = [name for name, path in found.items() if path is None]
        php, database, installer = (path or "" for path in found.values())
        missing += [f"the PHP module {module}" for module in _missing_modules(php)] if php else []
        if missing:
            raise WordPressUnavailable(f"A real WordPress needs {', '.join(missing)}: {REMEDY}.")
        return cls(php, database, installer)


def find_program(*names: str) -> str | None:
    """The path of the first of these programs that is there."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *_EXTRA_FOLDERS])
    return next((str(Path(found)) for name in names if (found := shutil.which(name, path=path))), None)


@cache
def _missing_modules(php: str) -> tuple[str, ...]:
    listed = subprocess.run([php, "-m"], capture_output=True, text=True, check=False).stdout.lower().split()
    return tuple(module for module in _PHP_MODULES if module not in listed)
