"""What a worker carries out: the saga that makes a site, and its end, good or bad."""

from dataclasses import replace

from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Put, Update
from chassis.messaging.envelopes import Command, MalformedMessage
from chassis.operations.operation import Operation, OperationError
from chassis.operations.operation_log import LostLease, OperationLog
from chassis.operations.saga import Patience, Saga
from chassis.runtime.clock import Clock, iso
from chassis.runtime.logging import Log
from sites.dao.site_dao import SiteDAO
from sites.domain.lifecycle import SiteAction, after
from sites.domain.site import Failure, HealthStatus, Site
from sites.services.site_creation import SiteCreation
from sites.services.site_messages import COMMAND, SiteMessages


class SiteWorkService:
    """Handles the messages of the creation queue, and ends what they ask for."""

    def __init__(
        self,
        *,
        sites: SiteDAO,
        log: OperationLog,
        creation: SiteCreation,
        messages: SiteMessages,
        patience: Patience,
        clock: Clock,
        logger: Log,
    ) -> None:
        self.sites, self.log, self.creation, self.messages = sites, log, creation, messages
        self.clock, self.logger = clock, logger
        self.saga = Saga(
            log,
            creation.steps(),
            finish=self.finish,
            fail=self.fail,
            clock=clock,
            logger=logger,
            patience=patience,
        )

    def carry_out(self, body: str) -> None:
        """Take the operation that a message asks for as far as it goes.

        Raises:
            MalformedMessage: it asks for nothing that we know.
            TryAgain, Busy, LostLease: as `Saga.run`.
        """
        command = Command.from_queue(body)
        if command.name != COMMAND:
            raise MalformedMessage(f"nothing is known of {command.name}")
        self.saga.run(command.operation_id)

    def finish(self, operation: Operation) -> None:
        """The site is live: state, operation, event and notice in one transaction.

        Raises:
            LostLease: the site is no longer this operation's to make.
        """
        before = self.creation.site_of(operation)
        made = operation.step("create_site").result or {}
        seen = operation.step("verify_site").result or {}
        live = replace(
            before.moved(after(before.status, SiteAction.COMPLETE), iso(self.clock())),
            wp_site_id=int(made["wpSiteId"]),
            wordpress_version=made["wordpressVersion"],
            php_version=made["phpVersion"],
            url=seen["url"],
            health_status=HealthStatus.HEALTHY,
        )
        told = (
            self.messages.created(live, operation.correlation_id),
            self.messages.complete_notice(live, operation),
        )
        self._end(before, live, self.log.completed(operation), told)
        self.log.record_end(operation, failed=False)

    def fail(self, operation: Operation, error: OperationError) -> None:
        """The site failed: state, operation, event and notice in one transaction.

        Raises:
            LostLease: the site is no longer this operation's to make.
        """
        before = self.creation.site_of(operation)
        failure = Failure(code=error.code, message=error.message, safe_to_retry=error.safe_to_retry)
        failed = before.moved(after(before.status, SiteAction.FAIL), iso(self.clock()), failure)
        told = (
            self.messages.failed(failed, operation, operation.correlation_id),
            self.messages.failed_notice(failed, operation),
        )
        self._end(before, failed, self.log.failed(operation, error), told)
        self.log.record_end(operation, failed=True)

    def _end(self, before: Site, ended: Site, operation_write: Update, told: tuple[Put, ...]) -> None:
        try:
            transact(self.sites.table.client, [self.sites.update_write(before, ended), operation_write, *told])
        except TransactionCancelled:
            raise LostLease(ended.operation_id) from None
