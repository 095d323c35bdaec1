"""Create an instance, or try a failed one again: accepted in one transaction, the provisioner does the work."""

from collections.abc import Mapping
from functools import partial
from typing import NoReturn

from chassis.access.authorization import TenantNotFound
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.http.idempotency import IdempotentWriter
from chassis.http.request_context import RequestContext
from chassis.operations.operation import Operation
from chassis.runtime.clock import Clock, iso
from chassis.runtime.ids import slug_of
from instances.dao import keys
from instances.dao.instance_dao import InstanceDAO
from instances.domain.errors import InstanceExists, InstanceNotFound, SlugTaken, TenantInMotion
from instances.domain.instance import Instance, InstanceRequest, network_domain
from instances.domain.lifecycle import INSTANCE_LIFECYCLE, InstanceAction, InstanceState
from instances.domain.tenant import MAY_CREATE, MAY_RETRY
from instances.services.acceptance import Acceptance
from instances.services.instance_operations import InstanceOperations, InstanceWithOperation, provision_request
from instances.services.instance_service import PRIMARY


class InstanceChangeService:
    """Accepts work on instances; nothing here touches ECS."""

    def __init__(
        self,
        instances: InstanceDAO,
        operations: InstanceOperations,
        acceptance: Acceptance,
        idempotency: IdempotentWriter,
        clock: Clock,
        *,
        base_domain: str,
    ) -> None:
        self.instances, self.operations, self.acceptance = instances, operations, acceptance
        self.work, self.idempotency = operations.work, idempotency
        self.clock, self.base_domain = clock, base_domain

    def create_instance(self, context: RequestContext, tenant_id: str, asked: InstanceRequest) -> InstanceWithOperation:
        """Accept an instance for the tenant (one per tenant).

        Raises:
            TenantNotFound, TenantForbidsInstance: no such tenant, or it may not have one now.
            InstanceExists: it has one.
            SlugTaken: its derived names are another tenant's.
            IdempotencyMismatch: the Idempotency-Key came before with another request.
        """
        replay = partial(self.operations.replay, context, tenant_id)
        create = partial(self._create, context, tenant_id, asked)
        return self.idempotency.run(context, keys.partition(tenant_id), create, replay)

    def retry_instance(self, context: RequestContext, tenant_id: str, instance_id: str) -> InstanceWithOperation:
        """Try a failed instance again.

        Raises:
            InstanceNotFound: the tenant has none, or another.
            InvalidTransition: it has not failed.
            TenantForbidsInstance: the tenant may not have one now.
        """
        replay = partial(self.operations.replay, context, tenant_id)
        retry = partial(self._retry, context, tenant_id, instance_id)
        return self.idempotency.run(context, keys.partition(tenant_id), retry, replay)

    def _create(self, context: RequestContext, tenant_id: str, asked: InstanceRequest) -> InstanceWithOperation:
        operation = self._begin(context, tenant_id)
        instance = self._draft(context, tenant_id, asked, operation)
        own = {"resource": self.instances.create_write(instance), "slug": self.instances.claim_slug_write(instance)}

        def accept(guards: Mapping[str, Write]) -> None:
            self.work.accept(context, operation, instance, {**own, **guards}, {})

        try:
            self.acceptance.run(context, tenant_id, accept, MAY_CREATE)
        except TransactionCancelled as cancelled:
            _explain(tenant_id, cancelled)
        return self.operations.wait_for(context, InstanceWithOperation(instance, operation))

    def _retry(self, context: RequestContext, tenant_id: str, instance_id: str) -> InstanceWithOperation:
        before = self.instances.get(tenant_id) if instance_id in (PRIMARY, tenant_id) else None
        if before is None:
            raise InstanceNotFound
        if not INSTANCE_LIFECYCLE.allows(before.state, InstanceAction.RETRY):
            _refuse_retry(before.state)
        failed = self.operations.log.find(before.operation_id)
        request = provision_request(tenant_id)

        def accept(guards: Mapping[str, Write]) -> InstanceWithOperation:
            return InstanceWithOperation(*self.work.retry(context, failed, request, before, guards, {}))

        try:
            accepted = self.acceptance.run(context, tenant_id, accept, MAY_RETRY)
        except TransactionCancelled as cancelled:
            _explain_retry(cancelled)
        return self.operations.wait_for(context, accepted)

    def _begin(self, context: RequestContext, tenant_id: str) -> Operation:
        """A new operation.

        Raises:
            TenantNotFound: no short name can be made of the id, so it is none of a tenant of ours.
        """
        try:
            return self.work.begin(context, provision_request(tenant_id))
        except ValueError:
            raise TenantNotFound from None

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


def _explain(tenant_id: str, cancelled: TransactionCancelled) -> NoReturn:
    existing = cancelled.failed.get("resource")
    if existing:
        raise InstanceExists(tenant_id, existing["state"])
    if "slug" in cancelled.failed:
        raise SlugTaken
    raise cancelled


def _explain_retry(cancelled: TransactionCancelled) -> NoReturn:
    """Somebody else changed the instance between our look and our transaction."""
    present = cancelled.failed.get("resource")
    if present and present["state"] != InstanceState.FAILED:
        _refuse_retry(InstanceState(present["state"]))
    raise TenantInMotion


def _refuse_retry(state: InstanceState) -> NoReturn:
    allowed = INSTANCE_LIFECYCLE.allowed(state)
    raise INSTANCE_LIFECYCLE.refusal(state, InstanceAction.RETRY, allowed)
