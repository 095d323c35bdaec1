"""Accepting instances: create one, try a failed one again; the provisioner does the work afterwards."""

from dataclasses import replace
from typing import NoReturn

from chassis.dynamodb.transaction import TransactionCancelled
from chassis.http.request_context import RequestContext
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

    def create_instance(self, context: RequestContext, tenant_id: str, asked: InstanceRequest) -> Promise:
        """Promise the tenant an instance (one a tenant).

        Raises:
            TenantNotFound, TenantForbidsInstance: no such tenant, or it may not have one now.
            InstanceExists: it has one.
            SlugTaken: its derived names are another tenant's.
            IdempotencyMismatch: the Idempotency-Key came before with another request.
        """
        operation, begun = self.promises.begin(context, tenant_id)
        promise = Promise(self._draft(context, tenant_id, asked, operation), operation)
        writes = {
            "instance": self.instances.create_write(promise.instance),
            "slug": self.instances.claim_slug_write(promise.instance),
            **self.promises.writes(context, promise, begun, events.CREATED),
        }
        try:
            self.acceptance.accept(context, tenant_id, writes, MAY_CREATE)
        except TransactionCancelled as cancelled:
            return self._earlier(context, tenant_id, cancelled) or _explain(tenant_id, cancelled)
        return self.promises.waited(context, promise)

    def retry_instance(self, context: RequestContext, tenant_id: str, instance_id: str) -> Promise:
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
            return self.promises.earlier(context, tenant_id) or _refuse_retry(before.state)
        operation, write = self.promises.reopen(context, before)
        promise = Promise(self._again(before, operation), operation)
        writes = {
            "instance": self.instances.update_write(before, promise.instance),
            **self.promises.writes(context, promise, write, events.STATE_CHANGED),
        }
        try:
            self.acceptance.accept(context, tenant_id, writes, MAY_RETRY)
        except TransactionCancelled as cancelled:
            return self._earlier(context, tenant_id, cancelled) or _explain_retry(cancelled)
        return self.promises.waited(context, promise)

    def _draft(self, context: RequestContext, tenant_id: str, asked: InstanceRequest, operation: Operation) -> Instance:
        now, slug = iso(self.clock()), slug_of(tenant_id)
        return Instance(
            **vars(asked),
            tenant_id=tenant_id,
            slug=slug,
            state=InstanceState.PENDING_PROVISIONING,
            domain=network_domain(slug, self.base_domain),
            operation_id=operation.operation_id,
            created_at=now,
            created_by=context.caller.email,
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

    def _earlier(self, context: RequestContext, tenant_id: str, cancelled: TransactionCancelled) -> Promise | None:
        """The promise that the cancelled transaction repeats, if it does."""
        if "idempotency" not in cancelled.failed:
            return None
        return self.promises.earlier(context, tenant_id, cancelled.failed["idempotency"])


def _explain(tenant_id: str, cancelled: TransactionCancelled) -> NoReturn:
    existing = cancelled.failed.get("instance")
    if existing:
        raise InstanceExists(tenant_id, existing["state"])
    if "slug" in cancelled.failed:
        raise SlugTaken
    raise cancelled


def _explain_retry(cancelled: TransactionCancelled) -> NoReturn:
    """Somebody else changed the instance between our look and our transaction."""
    present = cancelled.failed.get("instance")
    if present and present["state"] != InstanceState.FAILED:
        _refuse_retry(InstanceState(present["state"]))
    raise TenantInMotion


def _refuse_retry(state: InstanceState) -> NoReturn:
    allowed = INSTANCE_LIFECYCLE.allowed(state)
    raise INSTANCE_LIFECYCLE.refusal(state, InstanceAction.RETRY, allowed)
