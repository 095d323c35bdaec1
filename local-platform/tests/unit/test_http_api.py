"""Routes: from the contracts, nothing else."""

from pathlib import Path

import pytest

from local_platform.manifest import ManifestError, Platform, read_platform
from local_platform.provision.http_api import api_functions, declared_routes


def test_every_operation_is_authorized_and_every_path_has_an_answer(tiny: Platform) -> None:
    api = "bbws-notes-api-local"
    assert declared_routes(tiny) == {
        "$default": (api, False),
        "ANY /v1.0/notes": (api, False),
        "GET /v1.0/notes": (api, True),
        "POST /v1.0/notes": (api, True),
        "ANY /v1.0/notes/{noteId}": (api, False),
        "GET /v1.0/notes/{noteId}": (api, True),
    }
    assert api_functions(tiny) == ("bbws-notes-authorizer-local", api)


def test_a_missing_contract_says_who_writes_it(tiny_root: Path, tmp_path: Path) -> None:
    for name in ("platform.yaml", "notes-service/service.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((tiny_root / name).read_text())
    with pytest.raises(ManifestError, match="`make openapi` writes it"):
        declared_routes(read_platform(tmp_path))
