"""The build of everything that is deployed, into one folder that Terraform and the pipeline take from."""

import hashlib
import json
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cyclonedx.model.component import Component

from packager.aws_services import check_aws_services
from packager.bill import bill, installed, ours
from packager.layer import SITE, build_layer, check_python
from packager.limits import LAYER, SERVICE, check_size
from packager.requirements import Architecture
from packager.service_code import CHASSIS, ServiceCode
from packager.services import Packed, read_services

INDEX = "artefacts.json"


@dataclass
class Build:
    """One build of the checkout `root` into the folder `out`, which is emptied first."""

    root: Path
    out: Path
    say: Callable[[str], None]
    made: dict[str, dict[str, object]] = field(default_factory=dict)

    def run(self, architectures: Iterable[Architecture] = tuple(Architecture)) -> None:
        """Make every artefact, its bill, and `artefacts.json` (name → SHA-256 and bytes).

        Raises:
            PackageError: one cannot be made, or is too large.
        """
        check_python()
        services, code = read_services(self.root), ServiceCode(self.root)
        self._check(services, code)
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        for service in services:
            self._service(service, code)
        for architecture in architectures:
            self._layer(architecture)
        (self.out / INDEX).write_text(json.dumps(self.made, indent=2, sort_keys=True) + "\n")

    def _check(self, services: list[Packed], code: ServiceCode) -> None:
        packages = sorted({package for service in services for package in service.packages})
        check_aws_services(code.folders(packages))

    def _service(self, service: Packed, code: ServiceCode) -> None:
        version = tomllib.loads((self.root / "pyproject.toml").read_text())["project"]["version"]
        parts = ours([CHASSIS, *service.packages], version)
        self._keep(f"{service.name}.zip", code.zip(service.packages), SERVICE, parts)

    def _layer(self, architecture: Architecture) -> None:
        with tempfile.TemporaryDirectory() as work:
            tree = Path(work) / "opt"
            content = build_layer(self.root / "requirements" / "runtime.txt", architecture, tree)
            self._keep(f"layer-{architecture}.zip", content, LAYER, installed(tree / SITE))

    def _keep(self, name: str, content: bytes, limit: int, parts: Iterable[Component]) -> None:
        check_size(name, len(content), limit)
        digest = hashlib.sha256(content).hexdigest()
        (self.out / name).write_bytes(content)
        (self.out / name).with_suffix(".cdx.json").write_text(bill(name, digest, parts))
        self.made[name] = {"sha256": digest, "bytes": len(content)}
        self.say(f"{name:24} {len(content):>11,} bytes  sha256 {digest[:16]}")
