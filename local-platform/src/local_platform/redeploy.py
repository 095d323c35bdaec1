"""Deploys changed sources and declarations while the platform runs."""

import py_compile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from local_platform.console import Console
from local_platform.manifest import ManifestError, read_platform
from local_platform.provision.deployment import Deployment
from local_platform.references import check_references
from local_platform.watch import Watch

DECLARATIONS = "declarations"
WARM_SECONDS = 60


class Redeployment:
    """Watches sources and declarations, and deploys each change to the embedded AWS."""

    def __init__(self, deployment: Deployment, console: Console) -> None:
        self._deployment, self._console = deployment, console
        self.watch = Watch(self._watched(), self.deploy)

    def deploy(self, changed: set[str]) -> None:
        """Deploy the services whose sources changed, or everything after a changed declaration; print the names."""
        began = time.monotonic()
        try:
            names = self._deploy_all() if DECLARATIONS in changed else self._deploy_services(changed)
        except (ManifestError, py_compile.PyCompileError, ClientError, BotoCoreError) as error:
            self._console.error(f"Not deployed: {error}")
            return
        if names:
            self._console.note(f"Deployed {', '.join(names)} in {time.monotonic() - began:.1f} s")
            for line in warm(self._deployment.aws.endpoint, names):
                self._console.error(line)

    def _deploy_services(self, changed: set[str]) -> list[str]:
        services = [service for service in self._deployment.platform.manifests if service.service in changed]
        return [name for service in services for name in self._deployment.deploy_functions(service)]

    def _deploy_all(self) -> list[str]:
        platform = read_platform(self._deployment.platform.folder)
        check_references(platform)
        self._deployment.platform = platform
        return list(self._deployment.run(lambda _step: None).changed)

    def _watched(self) -> Mapping[str, Iterable[Path]]:
        platform, packager = self._deployment.platform, self._deployment.packager
        declared = [platform.folder / "platform.yaml", platform.folder / "openapi"]
        declared += [service.folder / "service.yaml" for service in platform.manifests]
        sources = {service.service: packager.source_folders(service) for service in platform.manifests}
        return {**sources, DECLARATIONS: declared}


def warm(aws: str, functions: Iterable[str]) -> list[str]:
    """Start a worker of each function ahead of its first call; return a line for each that cannot start."""
    body = {"functions": list(functions)}
    try:
        answer = httpx.post(f"{aws}/_edge/functions/warm", json=body, timeout=WARM_SECONDS, trust_env=False)
    except httpx.HTTPError:
        return []  # the embedded AWS is being restarted; the functions start when they are called
    failed = answer.raise_for_status().json()["failed"]
    return [f"{name} does not start: {reason}" for name, reason in failed.items()]
