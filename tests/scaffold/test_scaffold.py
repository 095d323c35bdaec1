"""What `make new-service` and `make new-act` lay out passes the proofs as it stands."""

import json
from pathlib import Path

import pytest
import yaml

from scaffold.names import Mistake, Noun
from scaffold.new_act import lay_out_act
from scaffold.new_service import lay_out_service
from scaffold.source import add_import, insert_entry, insert_function
from scaffold.wanted import Wanted
from tests.scaffold.conftest import ROOT, Checkout

pytestmark = pytest.mark.timeout(600)  # the first test that asks waits for the copy
SITE = "/v1.0/tenants/{tenant_id}/sites/{site_id}"
NEW_TESTS = (
    "reports-service",
    "sites-service/tests/integration/test_archive_site.py",
    "sites-service/tests/integration/test_get_site_preview.py",
)


def passes(checkout: Checkout, *words: str) -> None:
    done = checkout.run(*words)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


class TestWhatIsLaidOut:
    @pytest.mark.parametrize("check", [["check", "."], ["format", "--check", "."]])
    def test_is_formatted_and_linted(self, laid_out, check):
        passes(laid_out, "-m", "ruff", *check, "--quiet")

    def test_has_types(self, laid_out):
        passes(laid_out, "-m", "mypy", "reports-service/src", "sites-service/src/sites/handlers")

    def test_imports_point_down(self, laid_out):
        passes(laid_out, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-logo'])")

    def test_its_own_tests_pass(self, laid_out):
        passes(laid_out, "-m", "pytest", "-q", *NEW_TESTS)

    def test_the_architecture_holds(self, laid_out):
        passes(
            laid_out,
            "-m",
            "pytest",
            "-q",
            "tests/architecture",
            "--deselect",
            "tests/architecture/test_import_contracts.py",
        )

    def test_its_prose_is_plain(self, laid_out):
        found = laid_out.run("-m", "prose").stdout.splitlines()

        assert [line for line in found if line.startswith(("reports-service", "openapi/reports"))] == []

    def test_its_acts_are_in_the_contract_with_a_rule(self, laid_out):
        paths = yaml.safe_load((laid_out.root / "openapi" / "platform.yaml").read_text())["paths"]
        acts = {operation["operationId"]: operation for path in paths.values() for operation in path.values()}

        new = {"create_report", "list_reports", "get_report", "archive_report", "archive_site", "get_site_preview"}
        assert new <= acts.keys()
        assert acts["archive_site"]["x-roles"] == ["platform_admin", "tenant_admin"]
        assert acts["archive_site"]["requestBody"]
        assert "tenant_viewer" in acts["get_site_preview"]["x-roles"]

    def test_the_local_platform_and_terraform_find_the_service(self, laid_out):
        code = (
            "import json; from pathlib import Path; from local_platform.manifest import read_platform;"
            "from local_platform.references import check_references; from local_platform.alarms import read_alarms;"
            "platform = read_platform(Path.cwd()); check_references(platform);"
            "print(json.dumps(list(read_alarms(platform))))"
        )
        alarms = json.loads(laid_out.run("-c", code).stdout)

        assert {"reports-api-errors", "reports-throttled-writes"} <= set(alarms)
        stack = laid_out.root / "terraform" / "stacks" / "reports-service"
        assert 'folder       = "reports-service"' in (stack / "main.tf").read_text()
        assert (stack / "variables.tf").resolve().exists()


class TestWhatCannotBe:
    @pytest.mark.parametrize("name", ["report", "Reports", "sales-reports", "../reports", ""])
    def test_a_name_that_is_no_plural_noun_is_refused(self, tmp_path, name):
        with pytest.raises(Mistake, match="one plural noun"):
            lay_out_service(tmp_path, name)

    def test_a_service_that_exists_is_left_alone(self):
        with pytest.raises(Mistake, match="make new-act SERVICE=sites"):
            lay_out_service(ROOT, "sites")

    @pytest.mark.parametrize(
        ("wanted", "said"),
        [
            (("nowhere", "archive_site", "POST", f"{SITE}/archive"), "make new-service"),
            (("sites", "archive", "POST", f"{SITE}/archive"), "ACT as verb_noun"),
            (("sites", "archive_site", "FETCH", f"{SITE}/archive"), "METHOD as GET"),
            (("sites", "archive_site", "POST", "/sites/archive"), "ROUTE as /v1.0/"),
            (("sites", "retry_site", "POST", f"{SITE}/archive"), "exists already"),
            (("sites", "archive_site", "POST", f"{SITE}/retry"), "exists already"),
            (("sites", "archive_site", "POST", "/v1.0/elsewhere/archive"), "There are: /v1.0/tenants"),
            (("sites", "retry_other", "POST", f"{SITE}/retry-other"), "a link 'retry' already"),
            (("templates", "copy_template", "POST", "/v1.0/templates/{template_id}/copy"), "add that act first"),
        ],
    )
    def test_an_act_that_cannot_be_laid_out_says_why_and_changes_nothing(self, wanted, said):
        before = {file: file.read_bytes() for file in ROOT.glob("*-service/src/**/*.py")}

        with pytest.raises(Mistake, match=said):
            lay_out_act(ROOT, Wanted(*wanted))

        assert {file: file.read_bytes() for file in ROOT.glob("*-service/src/**/*.py")} == before

    def test_a_place_that_is_gone_is_named(self, tmp_path: Path):
        (tmp_path / "terraform" / "stacks" / "operations-service" / "tests").mkdir(parents=True)
        for name in (".terraform.lock.hcl", "main.tf", "tests/plan.tftest.hcl"):
            (tmp_path / "terraform" / "stacks" / "operations-service" / name).touch()
        (tmp_path / "platform.yaml").write_text("services: []\n")

        with pytest.raises(Mistake, match=r"platform\.yaml has no line like"):
            lay_out_service(tmp_path, "reports")


class TestSource:
    @pytest.mark.parametrize(("plural", "singular"), [("reports", "report"), ("policies", "policy")])
    def test_a_noun_has_two_numbers(self, plural, singular):
        assert Noun.of(plural).singular == singular

    def test_a_method_comes_behind_its_neighbour(self):
        text = "class A:\n    def one(self):\n        return 1\n\n    def two(self): ...\n"

        made = insert_function(text, "one", "    def more(self): ...\n")
        assert (
            made
            == "class A:\n    def one(self):\n        return 1\n\n    def more(self): ...\n\n    def two(self): ...\n"
        )

    def test_an_entry_comes_last_and_before_what_is_unpacked(self):
        assert insert_entry("A = (\n    1,\n)\n", "A", "    2,\n") == "A = (\n    1,\n    2,\n)\n"
        text = "api = Api(\n    {\n        'a': 1,\n        **more,\n    },\n    RULES,\n)\n"
        assert "        'a': 1,\n        'b': 2,\n        **more," in insert_entry(text, "api", "        'b': 2,\n")

    def test_an_import_is_added_once(self):
        once = add_import("import a\n\nx = 1\n", "b", "c")

        assert once == "import a\nfrom b import c\n\nx = 1\n"
        assert add_import(once, "b", "c") == once
