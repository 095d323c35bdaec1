"""Declarations: what is read, and how a mistake is reported."""

from pathlib import Path

import pytest

from local_platform.manifest import ManifestError, Platform, read_platform, read_service
from local_platform.options import CHECKOUT
from local_platform.references import check_references
from local_platform.service_manifest import HttpTrigger, QueueTrigger, ScheduleTrigger, StreamTrigger


def write(folder: Path, text: str) -> Path:
    (folder / "service.yaml").write_text(text)
    return folder


def test_every_kind_of_trigger_is_told_by_its_key(tiny: Platform) -> None:
    functions = tiny.manifests[0].functions
    kinds = {type(trigger) for function in functions.values() for trigger in function.triggers}
    assert kinds == {HttpTrigger, QueueTrigger, ScheduleTrigger, StreamTrigger}


def test_the_package_is_the_service_unless_it_says_otherwise(tmp_path: Path) -> None:
    assert read_service(write(tmp_path, "service: sqs-consumers")).all_packages == ("sqs_consumers",)
    named = write(tmp_path, "{service: sqs-consumers, packages: [sqs_consumers, sites]}")
    assert read_service(named).all_packages == ("sqs_consumers", "sites")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("service: a\ncolour: red", "colour: Extra inputs"),
        ("service: a\nfunctions: {f: {handler: a.b, memory: 1}}", "functions.f.memory: Input should be greater"),
        ("service: a\nqueues: {q: {receives: 3}}", "`receives` and `dead_letter` belong together"),
        ("service: a\nfunctions: {f: {handler: a.b, triggers: [{timer: 1}]}}", "functions.f.triggers.0: Unable"),
        ("service: a\nfunctions: {f: {handler: a.b, environment: {X: {table: a, queue: b}}}}", "exactly one"),
        ("service: a\nfunctions: {f: {handler: a.b, environment: {X: {key: edge_key}}}}", "edge_key is EDGE_KEY"),
        ("service: [", "is no YAML"),
    ],
)
def test_a_mistake_names_the_file_and_the_field(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ManifestError, match=r"service\.yaml") as caught:
        read_service(write(tmp_path, text))
    assert said in str(caught.value)


def test_a_missing_declaration_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="is missing: write it"):
        read_service(tmp_path)


def test_a_name_that_nobody_declares_is_found_before_anything_is_deployed(tiny_root: Path, tmp_path: Path) -> None:
    text = (tiny_root / "notes-service" / "service.yaml").read_text()
    (tmp_path / "notes-service").mkdir()
    write(
        tmp_path / "notes-service",
        text.replace("queue: note-work}", "queue: note-wok}").replace("bus: default", "bus: main"),
    )
    (tmp_path / "platform.yaml").write_text((tiny_root / "platform.yaml").read_text())
    with pytest.raises(ManifestError) as caught:
        check_references(read_platform(tmp_path))
    assert "notes-service/service.yaml: functions.api.environment.WORK_QUEUE names the queue `note-wok`" in str(
        caught.value
    )
    assert "rules.task-changes.bus names the bus `main`, which nobody declares (there are: default, events)" in str(
        caught.value
    )


def test_the_platforms_own_declarations_hold() -> None:
    """Every service.yaml of this checkout can be read, and what it names is declared."""
    check_references(read_platform(CHECKOUT))
