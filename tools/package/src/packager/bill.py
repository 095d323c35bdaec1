"""The bill of materials beside each artefact, in CycloneDX: what is in it, in which version, under which licence."""

import importlib.metadata
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from packager.archive import DATE

_OURS = uuid.uuid5(uuid.NAMESPACE_DNS, "managed-wordpress.example")


def bill(artefact: str, digest: str, parts: Iterable[Component]) -> str:
    """The document of one artefact, by its SHA-256: the same artefact always has the same bill, number and date."""
    whole = Component(name=artefact, type=ComponentType.FILE, bom_ref=artefact)
    whole.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=digest))
    dated = BomMetaData(component=whole, timestamp=datetime(*DATE, tzinfo=UTC))
    bom = Bom(serial_number=uuid.uuid5(_OURS, f"{artefact}:{digest}"), metadata=dated, components=sorted(parts))
    bom.register_dependency(whole, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def installed(site: Path) -> list[Component]:
    """The distributions that are installed in `site`."""
    return [_distribution(found) for found in importlib.metadata.distributions(path=[str(site)])]


def ours(packages: Iterable[str], version: str) -> list[Component]:
    """Our own packages, all of one version."""
    return [_component(name, version, PackageURL("generic", "bbws", name, version)) for name in packages]


def _distribution(found: importlib.metadata.Distribution) -> Component:
    name = found.metadata["Name"].lower().replace("_", "-")
    component = _component(name, found.version, PackageURL("pypi", None, name, found.version))
    component.licenses.add(LicenseFactory().make_from_string(_licence(found)))
    return component


def _licence(found: importlib.metadata.Distribution) -> str:
    """What the distribution says: an expression, a text's first line, or a classifier's last word."""
    said = found.metadata.get("License-Expression") or found.metadata.get("License")
    classified = [line for line in found.metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    return str(said or (classified or ["not stated"])[0].rpartition(":: ")[2]).splitlines()[0]


def _component(name: str, version: str, url: PackageURL) -> Component:
    return Component(name=name, version=version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url))
