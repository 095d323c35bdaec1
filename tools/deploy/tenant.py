"""Plans, applies or destroys the infrastructure of one tenant from its folder `tenants/{tenant}/` (domain §7.2)."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.refusal import Refused

_TENANT = re.compile(r"tenant-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REQUEST = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{7,63}")
_ENVIRONMENTS = ("dev", "sit", "prod")
_ACTIONS = ("plan", "apply", "destroy")


@dataclass(frozen=True)
class Order:
    """What a worker or a person asked for."""

    tenant: str
    action: str
    request: str  # by which the asker finds this run
    environment: str

    def refusals(self, root: Path) -> Iterator[str]:
        """Why it is not carried out."""
        if not _TENANT.fullmatch(self.tenant):
            yield "tenant_id is not `tenant-` and a UUID in lower case."
        elif not (root / "tenants" / self.tenant).is_dir():
            yield f"there is no folder tenants/{self.tenant}: commit it first."
        if not _REQUEST.fullmatch(self.request):
            yield "request_id is not 8 to 64 letters, digits and hyphens."
        if self.action not in _ACTIONS:
            yield f"action is none of {', '.join(_ACTIONS)}."
        if self.environment not in _ENVIRONMENTS:
            yield f"environment is none of {', '.join(_ENVIRONMENTS)}."

    def commands(self, root: Path) -> list[list[str]]:
        """What Terraform is told, in order; only a plan that was written down is applied."""
        at = f"-chdir={root / 'tenants' / self.tenant}"
        backend = root / "terraform" / "environments" / self.environment / "backend.hcl"
        init = ["init", "-input=false", f"-backend-config={backend}"]
        init.append(f"-backend-config=key=tenants/{self.tenant}/terraform.tfstate")
        plan = ["plan", "-input=false", "-lock-timeout=5m", "-out=tenant.tfplan"]
        plan += ["-destroy"] * (self.action == "destroy")
        apply = ["apply", "-input=false", "-lock-timeout=5m", "tenant.tfplan"]
        words = [init, ["validate"], plan, *([] if self.action == "plan" else [apply])]
        return [["terraform", at, *line] for line in words]


def carry_out(order: Order, root: Path) -> None:
    """Do it, or refuse with every reason."""
    reasons = list(order.refusals(root))
    if reasons:
        raise Refused("\n".join(reasons))
    for command in order.commands(root):
        if subprocess.run(command, check=False).returncode:
            raise Refused(f"`{' '.join(command[:1] + command[2:3])}` failed for {order.tenant}: its words are above.")


def confirmed(tenant: str, environment: str, confirmation: str, again: str) -> None:
    """A person who destroys a tenant says twice which; in prod no person does (domain §10.7)."""
    if environment == "prod":
        raise Refused("tenants of prod are deprovisioned through the API, never by hand.")
    if (confirmation, again) != (tenant, tenant):
        raise Refused("both confirmations must repeat the tenant's id exactly.")
