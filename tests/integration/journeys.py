"""What people do with the platform, as steps of a journey: HTTP only, nothing prepared by hand."""

import uuid
from dataclasses import dataclass
from typing import Any

import httpx

from local_platform.testing import RunningPlatform, wait_for

type Json = dict[str, Any]

ENDED = ("COMPLETED", "FAILED", "CANCELLED")


def fresh(name: str) -> str:
    """A name that nobody has used."""
    return f"{name}-{uuid.uuid4().hex[:8]}"


@dataclass
class Journey:
    """Steps as platform staff, unless another role is named."""

    platform: RunningPlatform
    role: str = "platform_admin"

    def get(self, path: str, role: str | None = None) -> Json:
        """The body behind a path or link."""
        answer = self.platform.client(role or self.role).get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Json | None = None, role: str | None = None, **headers: str) -> httpx.Response:
        """Send a write."""
        return self.platform.client(role or self.role).post(path, json=body, headers=headers)

    def create_tenant(self, name: str | None = None) -> Json:
        """A new tenant, PENDING."""
        body = {
            "organizationName": name or fresh("Company"),
            "contactEmail": "owner@company.example",
            "environment": "dev",
        }
        answer = self.post("/v1.0/tenants", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def hosted_tenant(self, tier: str = "BASIC") -> str:
        """A new tenant with a running WordPress."""
        tenant_id = self.create_tenant()["data"]["tenantId"]
        answer = self.post(f"/v1.0/tenants/{tenant_id}/instances", {"tier": tier})
        assert answer.status_code == 202, answer.text
        ended = self.ended(answer.json()["data"]["operation"]["operationId"])
        assert ended["status"] == "COMPLETED", ended
        self.active(tenant_id)
        return str(tenant_id)

    def create_site(self, tenant_id: str, subdomain: str | None = None, **more: Any) -> httpx.Response:
        """Ask for a site."""
        body = {"siteName": "Sunny Shop", "subdomain": subdomain or fresh("shop"), "environment": "DEV"}
        wait = more.pop("wait", None)
        role = more.pop("role", None)
        headers = {"Prefer": f"wait={wait}"} if wait else {}
        return self.post(f"/v1.0/tenants/{tenant_id}/sites", body | more, role, **headers)

    def operation(self, operation_id: str) -> Json:
        """How an operation goes."""
        return dict(self.get(f"/v1.0/operations/{operation_id}")["data"])

    def ended(self, operation_id: str, seconds: float = 90) -> Json:
        """The operation when it has ended."""
        return wait_for(lambda: self.operation(operation_id), lambda found: found["status"] in ENDED, seconds)

    def active(self, tenant_id: str, seconds: float = 60) -> Json:
        """The tenant once it has become ACTIVE."""
        path = f"/v1.0/tenants/{tenant_id}"
        return wait_for(lambda: self.get(path)["data"], lambda found: found["status"] == "ACTIVE", seconds)
