"""Terraform's sources: every variable and output explains itself, shared files are shared, one provider is locked."""

import re
from pathlib import Path

import pytest

from chassis.testing.yaml_files import read_yaml
from instances.domain import task_definition
from local_platform.wordpress.server import HEALTH_PATH
from tests.terraform.conftest import ROOT, STACKS
from tests.terraform.inventory import ENVIRONMENTS

SOURCES = sorted(path for path in (ROOT / "terraform").rglob("*.tf") if ".terraform" not in path.parts)
BLOCK = re.compile(r'^(variable|output) "(\w+)" \{\n(.*?)^\}', re.DOTALL | re.MULTILINE)


def blocks(text: str) -> list[tuple[str, str, str]]:
    return BLOCK.findall(text)


def silent(text: str) -> list[str]:
    """Variables without type or description, outputs without description."""
    asked = {"variable": ("description", "type"), "output": ("description",)}
    return [
        f"{name}: {field}"
        for kind, name, inside in blocks(text)
        for field in asked[kind]
        if not re.search(rf"^  {field} +=", inside, re.MULTILINE)
    ]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_variables_are_typed_and_described(source):
    assert silent(source.read_text()) == []


def test_a_silent_variable_is_found():
    assert silent('variable "size" {\n  default = 1\n}\n') == ["size: description", "size: type"]


def test_every_service_has_a_stack(root):
    services = read_yaml(root / "platform.yaml")["services"]

    assert set(STACKS) == {*services, "account", "edge", "foundation", "hosting", "keys"}


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_shares_what_all_share_and_locks_its_provider(root, stack):
    folder, shared = root / "terraform" / "stacks" / stack, root / "terraform" / "shared"
    links = {path.name for path in folder.glob("*.tf") if path.is_symlink()}

    assert {"versions.tf", "provider.tf", "variables.tf"} <= links
    assert all((folder / name).resolve() == shared / name for name in links)
    lock = (folder / ".terraform.lock.hcl").read_text()
    assert lock == (root / "terraform" / "stacks" / "foundation" / ".terraform.lock.hcl").read_text()
    assert lock.count('"h1:') == 2, "Linux and Mac"


def without_processor(source: str) -> list[str]:
    """Task definitions that do not take the processor of platform.yaml."""
    declared = 'yamldecode(file("${path.module}/../../../platform.yaml")).wordpress.architecture'
    definitions = re.findall(
        r'^resource "aws_ecs_task_definition" "(\w+)" \{\n(.*?)^\}', source, re.DOTALL | re.MULTILINE
    )
    return [name for name, text in definitions if f"cpu_architecture        = {declared}\n" not in text]


def test_every_task_takes_the_processor_of_the_image(root):
    sources = {path: path.read_text() for path in SOURCES}
    defining = [path.parent.name for path, text in sources.items() if '"aws_ecs_task_definition"' in text]

    assert {"wordpress-instance", "tenant-database"} <= set(defining)
    assert [path for path, text in sources.items() if without_processor(text)] == []
    platform = read_yaml(root / "platform.yaml")
    assert platform["settings"]["local"]["wordpress_architecture"] == platform["wordpress"]["architecture"]


@pytest.mark.parametrize("text", ["", '  cpu_architecture        = "X86_64"\n'])
def test_a_task_with_a_processor_of_its_own_is_found(text):
    assert without_processor(f'resource "aws_ecs_task_definition" "it" {{\n{text}}}\n') == ["it"]


def test_account_ids_stand_in_environments_only(root):
    ids = set(
        re.findall(
            r'account_id += "(\d{12})"', "".join(p.read_text() for p in root.glob("terraform/environments/*/*.tfvars"))
        )
    )
    elsewhere = [str(path) for path in SOURCES if any(number in path.read_text() for number in ids)]

    assert len(ids) == 4, "dev, sit, prod, and the emulator's"
    assert elsewhere == []


def test_environments_answer_the_same_questions(root):
    asked = [
        set(re.findall(r"^\s+(\w+) +=", path.read_text(), re.MULTILINE))
        for path in sorted(Path(root / "terraform" / "environments").glob("*/common.tfvars"))
        if path.parent.name in ENVIRONMENTS
    ]

    assert len(asked) == len(ENVIRONMENTS)
    assert all(it == asked[0] for it in asked)


def test_every_probe_asks_the_path_that_wordpress_answers_and_the_firewall_shuts(root):
    """A balancer that asks another path finds no healthy target; one that the world may ask is asked by the world."""
    modules = root / "terraform" / "modules"

    assert f'path                = "{HEALTH_PATH}"' in (modules / "wordpress-instance" / "way_in.tf").read_text()
    assert f"localhost:${{local.port}}{HEALTH_PATH} " in (modules / "wordpress-instance" / "service.tf").read_text()
    assert f"localhost:{task_definition.PORT}{HEALTH_PATH} " in task_definition._PROBE
    assert f"'{HEALTH_PATH}'" in (root / "wordpress-agent" / "image" / "wp-config.php").read_text()
    assert HEALTH_PATH.strip("/") in (modules / "balancer" / "firewall.tf").read_text()
