"""What this platform deploys: each service's own zip, and a layer that points to the installed requirements."""

import hashlib
import sys
from pathlib import Path

from local_platform.manifest import ManifestError, Service
from packager.archive import zip_files
from packager.errors import PackageError
from packager.service_code import ServiceCode

_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


class Packager:
    """Makes the zips of one checkout: the same bytes that `make package` makes for AWS."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._code = ServiceCode(root)

    def service_zip(self, service: Service) -> bytes:
        """The zip of a service: chassis, and the packages that its declaration names.

        Raises:
            ManifestError: a package is nowhere in the checkout.
        """
        try:
            handlers = [function.handler for function in service.functions.values()]
            return self._code.zip(service.all_packages, handlers)
        except PackageError as error:
            raise ManifestError(str(error)) from None

    def layer_zip(self) -> bytes:
        """The layer: a path file that puts the installed requirements first.

        On AWS the layer holds the requirements themselves; here unpacking them would cost each cold start a second.
        """
        line = f"import sys; sys.path.insert(0, {str(self.layer_folder())!r})\n"
        return zip_files({f"python/lib/python{_PYTHON}/site-packages/requirements.pth": line.encode()})

    def layer_folder(self) -> Path:
        """Where the bootstrap has installed requirements/runtime.txt."""
        digest = hashlib.sha256((self.root / "requirements" / "runtime.txt").read_bytes()).hexdigest()[:16]
        return self.root / ".cache" / f"layer-{digest}"

    def source_folders(self, service: Service) -> list[Path]:
        """The folders whose files go into the service's zip."""
        return self._code.folders(service.all_packages)
