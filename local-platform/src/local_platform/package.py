"""What this platform deploys: each service's own zip, and a layer that points to the built one, unpacked once."""

import hashlib
import sys
from pathlib import Path

from local_platform.manifest import ManifestError
from local_platform.service_manifest import Service
from packager.archive import zip_files
from packager.errors import PackageError
from packager.native import native_layer
from packager.service_code import ServiceCode

_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


class Packager:
    """Makes the zips of one checkout: the same bytes that `make package` makes for AWS.

    Attributes:
        root: the checkout.
        layer: a folder of modules that functions import, in the place of the layer.
    """

    def __init__(self, root: Path, layer: Path | None = None) -> None:
        self.root, self.layer = root, layer
        self._code = ServiceCode(root)

    def service_zip(self, service: Service) -> bytes:
        """The zip of a service: chassis, and the packages that its declaration names.

        Raises:
            ManifestError: a package is nowhere in the checkout.
        """
        try:
            return self._code.zip(service.all_packages)
        except PackageError as error:
            raise ManifestError(str(error)) from None

    def layer_zip(self) -> bytes:
        """The layer: a path file that puts the built layer first.

        On AWS the layer holds the modules themselves; here each worker would unpack them anew (docs/decisions/0015).
        """
        line = f"import sys; sys.path.insert(0, {str(self.layer_folder())!r})\n"
        return zip_files({f"python/lib/python{_PYTHON}/site-packages/requirements.pth": line.encode()})

    def layer_folder(self) -> Path:
        """The built layer; where it cannot run (another system, another Python) what the bootstrap has installed."""
        if built := self.layer or native_layer(self.root):
            return built
        digest = hashlib.sha256((self.root / "requirements" / "runtime.txt").read_bytes()).hexdigest()[:16]
        return self.root / ".cache" / f"layer-{digest}"

    def source_folders(self, service: Service) -> list[Path]:
        """The folders whose files go into the service's zip."""
        return self._code.folders(service.all_packages)
