"""Each module's README has the module's descriptions, and keeps what people wrote."""

import pytest
from module_readmes import BEGIN, END, describe_module, main, render_page

from tests.terraform.inventory import ROOT

MODULES = sorted((ROOT / "terraform" / "modules").iterdir())


@pytest.fixture
def module(tmp_path):
    (tmp_path / "main.tf").write_text('# What it is\n# for.\nresource "aws_sqs_queue" "this" {\n  name = var.name\n}\n')
    (tmp_path / "variables.tf").write_text(
        'variable "name" {\n  description = "bbws-<x> | more"\n  type = string\n  default = null\n}\n'
    )
    return tmp_path


@pytest.mark.parametrize("found", MODULES, ids=lambda folder: folder.name)
def test_a_readme_matches_the_module(found):
    file = found / "README.md"

    assert file.exists(), "run `make docs`"
    assert render_page(found, file.read_text()) == file.read_text(), "run `make docs`"


def test_a_page_lists_purpose_inputs_and_resources(module):
    text = render_page(module, "")

    assert "What it is for." in text
    assert "| `name` | bbws-&lt;x> \\| more | `string` | `null` |" in text
    assert "| `aws_sqs_queue` | `this` |" in text
    assert "Outputs" not in text


def test_text_of_people_stays(module):
    text = render_page(module, f"# Mine\n\nOwn text.\n\n{BEGIN}\nold\n{END}\n\nMore.\n")

    assert text == f"# Mine\n\nOwn text.\n\n{describe_module(module)}\n\nMore.\n"


def test_a_stale_page_is_named(monkeypatch, tmp_path, capsys, module):
    monkeypatch.setattr("module_readmes.ROOT", tmp_path)
    (tmp_path / "terraform" / "modules").mkdir(parents=True)
    module = tmp_path / "terraform" / "modules" / "queue"
    module.mkdir()
    (module / "main.tf").write_text("# A queue.\n")

    assert main(["--check"]) == 1
    assert "queue/README.md" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
