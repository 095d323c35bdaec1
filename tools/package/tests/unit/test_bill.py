"""The bill of materials names what is in the artefact, and the same artefact has the same bill."""

import json

import pytest
from cyclonedx.model.bom import Bom

from packager.bill import bill, installed, ours

DIGEST = "a" * 64


@pytest.fixture
def document() -> dict:
    return json.loads(bill("notes.zip", DIGEST, ours(["chassis", "notes"], "1.2.3")))


def test_a_bill_is_cyclonedx_about_one_artefact(document):
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    subject = document["metadata"]["component"]
    assert subject["name"] == "notes.zip"
    assert subject["hashes"] == [{"alg": "SHA-256", "content": DIGEST}]
    assert len(Bom.from_json(document).components) == 2


def test_our_packages_carry_our_version(document):
    assert [(part["name"], part["version"]) for part in document["components"]] == [
        ("chassis", "1.2.3"),
        ("notes", "1.2.3"),
    ]


def test_the_same_artefact_has_the_same_bill_and_another_has_another(document):
    again = json.loads(bill("notes.zip", DIGEST, ours(["notes", "chassis"], "1.2.3")))
    other = json.loads(bill("notes.zip", "b" * 64, ours(["chassis", "notes"], "1.2.3")))

    assert again == document
    assert other["serialNumber"] != document["serialNumber"]


def test_the_layers_bill_is_its_requirements(native, root):
    parts = {part.name: part for part in installed(native[1] / "python")}
    pinned = dict(
        line.split(" ")[0].split("==")
        for line in (root / "requirements" / "runtime.txt").read_text().splitlines()
        if "==" in line.split("#")[0]
    )

    del pinned["dnspython"]  # the layer leaves it out (ADR 0031)
    assert {name: part.version for name, part in parts.items()} == pinned
    said = [next(iter(part.licenses)) for part in parts.values()]
    assert [licence for licence in said if "not stated" in repr(licence)] == []
