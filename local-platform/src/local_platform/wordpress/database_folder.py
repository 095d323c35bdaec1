"""The folder of MariaDB's data: made once, used by one server at a time."""

import contextlib
import fcntl
import getpass
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from local_platform.wordpress.errors import WordPressUnavailable

OWNER_ONLY = {"UMASK": "0600", "UMASK_DIR": "0700"}
"""Variables of MariaDB's programs, which ignore the umask of their process."""


@contextlib.contextmanager
def own(folder: Path, grace_seconds: float) -> Iterator[IO[bytes]]:
    """A lock that the server inherits: held as long as any of its processes lives, freed by every death.

    Raises:
        WordPressUnavailable: another has it; one whose platform was killed gets `grace_seconds` seconds to end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "in-use.lock").open("ab") as held:
        limit = time.monotonic() + grace_seconds
        while not _try_lock(held):
            if time.monotonic() > limit:
                raise WordPressUnavailable(f"Another platform uses {folder}: stop it, or choose another state.")
            time.sleep(0.1)
        yield held


def initialise(installer: str, folder: Path) -> Path:
    """The data folder, made by MariaDB's own program unless it is there; never half-made under its name.

    Raises:
        WordPressUnavailable: the program failed.
    """
    data, fresh = folder / "data", folder / "data.new"
    if data.is_dir():
        return data
    shutil.rmtree(fresh, ignore_errors=True)
    user = getpass.getuser()
    administrator = ["--auth-root-authentication-method=socket", f"--auth-root-socket-user={user}"]
    command = [installer, "--no-defaults", f"--user={user}", f"--datadir={fresh}", *administrator, "--skip-test-db"]
    environment = {**os.environ, **OWNER_ONLY}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    (folder / "install.log").write_text(done.stdout + done.stderr)
    if done.returncode != 0:
        raise WordPressUnavailable(f"MariaDB's data folder could not be made: see {folder}/install.log.")
    return fresh.rename(data)


def _try_lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
