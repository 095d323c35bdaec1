"""Slow work is declared once: every string of a registry leads to its declaration, and no step's name is forgotten."""

import importlib
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.operations.workflow import Workflow
from chassis.operations.workflows import Workflows
from chassis.testing.yaml_files import read_yaml

ROOT = Path(__file__).parents[2]
COMMITTED = read_yaml(Path(__file__).with_name("workflow_steps.yaml"))
SERVICES = sorted(found.parent.name for found in ROOT.glob("*-service/src/*/workflows"))


def registry(service: str) -> Workflows:
    found: Workflows = importlib.import_module(f"{service}.workflows").WORKFLOWS
    return found


def declarations() -> dict[str, Workflow]:
    return {kind: registry(service).get(kind) for service in SERVICES for kind in registry(service).types}


def forgotten(committed: list[str], workflow: Workflow) -> set[str]:
    """The committed names under which no step of today finds its progress."""
    return set(committed) - {name for step in workflow.steps for name in (step.name, *step.formerly)}


def manifests() -> dict[str, dict]:
    """Service → its declaration."""
    return {found.parent.name: read_yaml(found) for found in ROOT.glob("*/service.yaml")}


def test_every_service_with_slow_work_is_seen():
    assert SERVICES == ["instances", "sites", "tenants"]


@pytest.mark.parametrize("owner", SERVICES)
def test_every_string_leads_to_the_declaration_of_its_type(owner):
    for kind in registry(owner).types:
        assert registry(owner).get(kind).operation_type == kind


def test_every_kind_has_its_committed_steps():
    assert {kind: [step.name for step in it.steps] for kind, it in declarations().items()} == COMMITTED


def test_no_committed_step_has_vanished():
    assert {kind: forgotten(COMMITTED[kind], it) for kind, it in declarations().items()} == {
        kind: set() for kind in COMMITTED
    }


def test_a_vanished_step_is_noticed_and_a_renamed_one_is_not():
    creation = declarations()["SITE_CREATION"]

    assert forgotten(["create_site", "paint_site"], creation) == {"paint_site"}
    assert forgotten(["make_site"], _renamed(creation)) == set()


def _renamed(workflow: Workflow) -> Workflow:
    first, *others = workflow.steps
    return replace(workflow, steps=(replace(first, formerly=("make_site",)), *others))


def test_the_reconciler_and_the_relay_of_its_service_know_every_queue():
    """Else a lost or a new command would find no address."""
    declared = manifests()
    reconciler = declared["operations-service"]["functions"]["reconciler"]
    for service in SERVICES:
        relay = declared[f"{service}-service"]["functions"]["relay"]
        for queue in registry(service).queues:
            assert reconciler["environment"][queue] == relay["environment"][queue]
            assert "SendMessage" in reconciler["permissions"]["sqs"][reconciler["environment"][queue]["queue"]]


def test_undo_leads_to_a_kind_of_the_same_service():
    for service in SERVICES:
        kinds = registry(service).types
        undone = [it.undo.operation_type for it in map(registry(service).get, kinds) if it.undo]
        assert set(undone) <= set(kinds)
