"""Plans, applies or destroys the infrastructure of one tenant from its folder `tenants/{tenant}/` (domain §7.2)."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.environment_files import list_backend_options
from deploy.errors import CommandError

_TENANT = re.compile(r"tenant-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REQUEST = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{7,63}")
_ENVIRONMENTS = ("dev", "sit", "prod")
_ACTIONS = ("plan", "apply", "destroy")


@dataclass(frozen=True)
class TenantRequest:
    """A request of a worker or a person to change one tenant's infrastructure."""

    tenant: str
    action: str
    request_id: str  # the caller finds the workflow run by it
    environment: str

    def find_errors(self, root: Path) -> Iterator[str]:
        """List everything that is wrong with the request."""
        if not _TENANT.fullmatch(self.tenant):
            yield "tenant_id is not `tenant-` and a UUID in lower case."
        elif not (root / "tenants" / self.tenant).is_dir():
            yield f"the folder tenants/{self.tenant} is missing: commit it first."
        if not _REQUEST.fullmatch(self.request_id):
            yield "request_id is not 8 to 64 letters, digits and hyphens."
        if self.action not in _ACTIONS:
            yield f"action is not one of {', '.join(_ACTIONS)}."
        if self.environment not in _ENVIRONMENTS:
            yield f"environment is not one of {', '.join(_ENVIRONMENTS)}."

    def build_commands(self, root: Path) -> list[list[str]]:
        """Build the Terraform commands in order. Only a saved plan is applied."""
        at = f"-chdir={root / 'tenants' / self.tenant}"
        init = ["init", "-input=false", *list_backend_options(root, self.environment, f"tenants/{self.tenant}")]
        plan = ["plan", "-input=false", "-lock-timeout=5m", "-out=tenant.tfplan"]
        plan += ["-destroy"] * (self.action == "destroy")
        apply = ["apply", "-input=false", "-lock-timeout=5m", "tenant.tfplan"]
        steps = [init, ["validate"], plan, *([] if self.action == "plan" else [apply])]
        return [["terraform", at, *step] for step in steps]


def run_request(request: TenantRequest, root: Path) -> None:
    """Run the request, or raise CommandError with everything that is wrong with it."""
    errors = list(request.find_errors(root))
    if errors:
        raise CommandError("\n".join(errors))
    for command in request.build_commands(root):
        if subprocess.run(command, check=False).returncode:
            raise CommandError(
                f"`{' '.join(command[:1] + command[2:3])}` failed for {request.tenant}: see its output above."
            )


def check_confirmation(tenant: str, environment: str, confirmation: str, again: str) -> None:
    """Check that a person named the tenant to destroy twice. In prod, people may not destroy tenants (domain §10.7)."""
    if environment == "prod":
        raise CommandError("deprovision tenants of prod through the API, never by hand.")
    if (confirmation, again) != (tenant, tenant):
        raise CommandError("both confirmations must repeat the tenant's id exactly.")
