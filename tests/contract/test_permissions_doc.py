"""Who may do what, as printed for people and packaged for programs, is what the contracts say."""

import sys
from pathlib import Path

import pytest
import yaml

from chassis.access.acts import CATALOGUE
from chassis.contract import permissions_doc as matrix

ROOT = Path(__file__).parents[2]
DOCS, ACTS = ROOT / "docs" / "tenancy.md", CATALOGUE
CONTRACT = {
    "paths": {
        "/v1.0/a": {"get": {"operationId": "get_a", "x-relation": "signed_in", "x-roles": []}},
        "/v1.0/t/{tenant_id}": {
            "put": {"operationId": "update_t", "x-relation": "tenant", "x-roles": ["platform_admin", "tenant_admin"]}
        },
    }
}


def test_the_committed_matrix_is_what_the_code_says(platform):
    acts = matrix.acts_of(platform)

    assert matrix.with_table(DOCS.read_text(), acts) == DOCS.read_text(), "run `make openapi` and commit the result"
    assert matrix.as_json(acts) == ACTS.read_text(), "run `make openapi` and commit the result"


@pytest.fixture
def run(tmp_path, monkeypatch):
    contract, docs, acts = tmp_path / "contract.yaml", tmp_path / "docs.md", tmp_path / "acts.json"
    contract.write_text(yaml.safe_dump(CONTRACT))
    docs.write_text(f"before\n{matrix.BEGIN}\nold\n{matrix.END}\nafter\n")

    def command(*more: str) -> int:
        monkeypatch.setattr(sys, "argv", ["matrix", str(contract), str(docs), str(acts), *more])
        return matrix.main()

    command.docs = docs
    return command


def test_a_difference_is_found_then_written_then_gone(run):
    assert (run("--check"), run(), run("--check")) == (1, 0, 0)


def test_the_table_has_a_row_for_every_act_and_leaves_the_text_around_it(run):
    run()
    text = run.docs.read_text()

    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| `get_a` | GET /v1.0/a | everybody signed in |" in text
    assert "| `update_t` | PUT /v1.0/t/{tenant_id} | ● |  |  | ● |  |  |" in text
