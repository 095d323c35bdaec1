"""Calls GitHub's REST API through `gh`, which holds the person's credentials."""

import json
import subprocess
from typing import Any

from deploy.errors import CommandError


class NotFoundError(CommandError):
    """GitHub does not have it, or the person may not see it."""


def call(method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Send one request. Return the answer's JSON; {} when the answer is empty.

    Raises:
        NotFoundError: GitHub answered 404.
        CommandError: `gh` is missing, or GitHub refused the request.
    """
    command = ["gh", "api", "--method", method, path, *(["--input", "-"] if body is not None else [])]
    try:
        done = subprocess.run(
            command, input=json.dumps(body) if body is not None else None, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise CommandError("`gh` is not on PATH: install GitHub's command line and run `gh auth login`.") from error
    if done.returncode:
        problem = NotFoundError if "(HTTP 404)" in done.stderr else CommandError
        raise problem(f"GitHub refused {method} {path}: {done.stderr.strip()}")
    return dict(json.loads(done.stdout or "{}"))
