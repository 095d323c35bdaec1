"""The import contracts hold, and each of them would notice: one planted violation breaks exactly its contract."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"
LAYERS = "Imports point down inside every service"
INDEPENDENCE = "Services do not import each other"
CHASSIS = "The chassis knows no service"
PURE = "Domains are pure"
CONSUMERS = "Queue consumers enter sites below HTTP"
ECS = "ECS events enter instances below HTTP"
DEPLOYED = "Deployed code needs neither local platform nor testing kit"
PACKAGES = "The packages of chassis stand on each other in one order"


@pytest.fixture(scope="module")
def copy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources, where a violation may be planted."""
    target = tmp_path_factory.mktemp("checkout")
    shutil.copy(root / ".importlinter", target)
    for source in [*root.glob("*/src"), *root.glob("tools/*/src")]:
        shutil.copytree(source, target / source.relative_to(root), ignore=shutil.ignore_patterns("__pycache__"))
    return target


def contracts(checkout: Path) -> dict[str, bool]:
    """Each contract of `checkout` and whether it is kept."""
    paths = os.pathsep.join(str(path) for path in sorted([*checkout.glob("*/src"), *checkout.glob("tools/*/src")]))
    done = subprocess.run(
        [sys.executable, "-c", LINTER, "--cache-dir", str(checkout / ".cache")],
        cwd=checkout,
        env={"PYTHONPATH": paths, "PATH": os.environ["PATH"], "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = [line for line in done.stdout.splitlines() if line.endswith((" KEPT", " BROKEN"))]
    assert verdicts, done.stdout + done.stderr
    return {line.rpartition(" ")[0].strip(): line.endswith(" KEPT") for line in verdicts}


def test_every_contract_holds(copy):
    assert contracts(copy) == dict.fromkeys(
        [LAYERS, INDEPENDENCE, CHASSIS, PURE, CONSUMERS, ECS, DEPLOYED, PACKAGES], True
    )


@pytest.mark.parametrize(
    ("contract", "file", "imported"),
    [
        (LAYERS, "templates-service/src/templates/dao/template_dao.py", "templates.services.template_service"),
        (LAYERS, "operations-service/src/operations/services/operation_service.py", "operations.schemas.operation"),
        (LAYERS, "mail-service/src/mail/handlers/notices.py", "mail.mailer_main"),
        (LAYERS, "templates-service/src/templates/helpers.py", "templates.settings"),
        (INDEPENDENCE, "operations-service/src/operations/settings.py", "templates.settings"),
        (CHASSIS, "chassis/src/chassis/contract/openapi.py", "local_platform.manifest"),
        (PACKAGES, "chassis/src/chassis/dynamodb/items.py", "chassis.http.paging"),
        (PURE, "templates-service/src/templates/domain/template.py", "botocore.session"),
        (PURE, "operations-service/src/operations/domain/filters.py", "chassis.dynamodb.table"),
        (PURE, "mail-service/src/mail/domain/email.py", "pydantic"),
        (CONSUMERS, "sqs-consumers/src/sqs_consumers/__init__.py", "sites.handlers"),
        (CONSUMERS, "sqs-consumers/src/sqs_consumers/__init__.py", "templates.settings"),
        (ECS, "ecs-event-handler/src/ecs_event_handler/__init__.py", "instances.api"),
        (DEPLOYED, "mail-service/src/mail/settings.py", "local_platform.manifest"),
        (DEPLOYED, "operations-service/src/operations/dao/keys.py", "chassis.testing"),
    ],
)
def test_a_planted_violation_breaks_exactly_its_contract(copy, contract, file, imported):
    planted = copy / file
    before = planted.read_text() if planted.exists() else None
    planted.write_text(f"{before or ''}\nimport {imported}\n")
    try:
        broken = {name for name, kept in contracts(copy).items() if not kept}
    finally:
        planted.unlink() if before is None else planted.write_text(before)

    assert broken == {contract}
