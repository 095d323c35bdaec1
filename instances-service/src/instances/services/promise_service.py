"""Accepting instances: create one, try a failed one again; the provisioner does the work afterwards."""

from dataclasses import replace
from typing import NoReturn

from chassis.dynamodb.named_writes import Refused
from chassis.http.request_context import Call
from chassis.operations.operation import Operation
from chassis.runtime.clock import Clock, iso
from chassis.runtime.ids import slug_of
from instances.dao.instance_dao import InstanceDAO
from instances.domain import events
from instances.domain.errors import InstanceExists, InstanceNotFound, SlugTaken, TenantInMotion
from instances.domain.instance import Instance, InstanceRequest, network_domain
from instances.domain.lifecycle import INSTANCE_LIFECYCLE, InstanceAction, InstanceState
from instances.domain.tenant import MAY_CREATE, MAY_RETRY
from instances.services.acceptance import Acceptance
from instances.services.instance_service import PRIMARY
from instances.services.promises import Promise, Promises


class PromiseService:
    """Accepts work on instances, each time in one transaction; nothing here touches ECS."""

    def __init__(
        self, instances: InstanceDAO, promises: Promises, acceptance: Acceptance, clock: Clock, *, base_domain: str
    ) -> None:
        self.instances, self.promises, self.acceptance = instances, promises, acceptance
        self.clock, self.base_domain = clock, base_domain

    def create_instance(self, call: Call, tenant_id: str, asked: InstanceRequest) -> Promise:
        """Promise the tenant an instance (one a tenant).

        Raises:
            TenantNotFound, TenantForbidsInstance: no such tenant, or it may not have one now.
            InstanceExists: it has one.
            SlugTaken: its derived names are another tenant's.
            IdempotencyMismatch: the Idempotency-Key came before with another request.
        """
        operation, begun = self.promises.begin(call, tenant_id)
        promise = Promise(self._draft(call, tenant_id, asked, operation), operation)
        lines = {
            "instance": self.instances.created(promise.instance),
            "slug": self.instances.named(promise.instance),
            **self.promises.lines(call, promise, begun, events.CREATED),
        }
        try:
            self.acceptance.accept(call, tenant_id, lines, MAY_CREATE)
        except Refused as refused:
            return self._earlier(call, tenant_id, refused) or _explain(tenant_id, refused)
        return self.promises.waited(call, promise)

    def retry_instance(self, call: Call, tenant_id: str, instance_id: str) -> Promise:
        """Try a failed instance again.

        Raises:
            InstanceNotFound: the tenant has none, or another.
            InvalidTransition: it has not failed.
            TenantForbidsInstance: the tenant may not have one now.
        """
        before = self.instances.get(tenant_id) if instance_id in (PRIMARY, tenant_id) else None
        if before is None:
            raise InstanceNotFound
        if not INSTANCE_LIFECYCLE.allows(before.state, InstanceAction.RETRY):
            return self.promises.earlier(call, tenant_id) or _refuse_retry(before.state)
        operation, line = self.promises.reopen(call, before)
        promise = Promise(self._again(before, operation), operation)
        lines = {
            "instance": self.instances.changed(before, promise.instance),
            **self.promises.lines(call, promise, line, events.STATE_CHANGED),
        }
        try:
            self.acceptance.accept(call, tenant_id, lines, MAY_RETRY)
        except Refused as refused:
            return self._earlier(call, tenant_id, refused) or _explain_retry(refused)
        return self.promises.waited(call, promise)

    def _draft(self, call: Call, tenant_id: str, asked: InstanceRequest, operation: Operation) -> Instance:
        now, slug = iso(self.clock()), slug_of(tenant_id)
        return Instance(
            **vars(asked),
            tenant_id=tenant_id,
            slug=slug,
            state=InstanceState.PENDING_PROVISIONING,
            domain=network_domain(slug, self.base_domain),
            operation_id=operation.operation_id,
            created_at=now,
            created_by=call.caller.user_id,
            updated_at=now,
        )

    def _again(self, before: Instance, operation: Operation) -> Instance:
        return replace(
            before,
            state=INSTANCE_LIFECYCLE.after(before.state, InstanceAction.RETRY),
            operation_id=operation.operation_id,
            last_error=None,
            updated_at=iso(self.clock()),
            version=before.version + 1,
        )

    def _earlier(self, call: Call, tenant_id: str, refused: Refused) -> Promise | None:
        """The promise that the refused transaction repeats, if it does."""
        if "idempotency" not in refused.lines:
            return None
        return self.promises.earlier(call, tenant_id, refused.lines["idempotency"])


def _explain(tenant_id: str, refused: Refused) -> NoReturn:
    existing = refused.lines.get("instance")
    if existing:
        raise InstanceExists(tenant_id, existing["state"])
    if "slug" in refused.lines:
        raise SlugTaken
    raise refused


def _explain_retry(refused: Refused) -> NoReturn:
    """Somebody else changed the instance between our look and our transaction."""
    present = refused.lines.get("instance")
    if present and present["state"] != InstanceState.FAILED:
        _refuse_retry(InstanceState(present["state"]))
    raise TenantInMotion


def _refuse_retry(state: InstanceState) -> NoReturn:
    allowed = INSTANCE_LIFECYCLE.allowed(state)
    raise INSTANCE_LIFECYCLE.refusal(state, InstanceAction.RETRY, allowed)
