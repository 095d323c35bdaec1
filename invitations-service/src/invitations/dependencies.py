"""The composition root: settings → table → dao → service; each is created at its first use."""

from functools import cache

from chassis.dynamodb.table import Table
from chassis.http.idempotency import IdempotentWriter
from chassis.http.paging import Cursors
from chassis.http.sealing import Seal
from chassis.messaging.outbox import Outbox
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from invitations.dao.attempt_dao import AttemptDAO
from invitations.dao.audit_dao import AuditDAO
from invitations.dao.invitation_dao import InvitationDAO
from invitations.dao.person_dao import PersonDAO
from invitations.dao.team_dao import TeamDAO
from invitations.dao.tenancy_dao import TenancyDAO
from invitations.event_handlers import InstanceEventHandler, MemberEventHandler
from invitations.messages import InvitationMessages
from invitations.services.answer_limits import AnswerLimits
from invitations.services.answer_service import AnswerService
from invitations.services.assignment_service import AssignmentService
from invitations.services.bulk_service import BulkService
from invitations.services.invitation_service import InvitationService
from invitations.services.seat_reservations import SeatReservations
from invitations.services.sign_up_service import SignUpService
from invitations.services.sweep_service import SweepService
from invitations.settings import ApiSettings, InvitationsSettings


@cache
def log() -> Log:
    """The log of this service's functions."""
    return Log("invitations")


@cache
def table() -> Table:
    """The tenants table."""
    return Table(clients.dynamodb(), InvitationsSettings.from_environment().tenants_table)


@cache
def api_settings() -> ApiSettings:
    """The environment of the API."""
    return ApiSettings.from_environment()


@cache
def reservations() -> SeatReservations:
    """Reserves addresses and seats in tenants."""
    return SeatReservations(InvitationDAO(table()), TenancyDAO(table()), utc_now)


@cache
def messages() -> InvitationMessages:
    """Builds the outbox messages of notices and events."""
    return InvitationMessages(Outbox(table().name), Seal(api_settings().invitation_key))


@cache
def invitation_service() -> InvitationService:
    """The acts of administrators."""
    return InvitationService(
        invitations=InvitationDAO(table()),
        reservations=reservations(),
        teams=TeamDAO(table()),
        audit=AuditDAO(table().name),
        messages=messages(),
        idempotency=IdempotentWriter(table(), utc_now),
        cursors=Cursors(api_settings().cursor_key),
        clock=utc_now,
    )


@cache
def assignment_service() -> AssignmentService:
    """Gives people roles, or invites them."""
    return AssignmentService(
        people=PersonDAO(table()),
        tenancy=TenancyDAO(table()),
        invitations=invitation_service(),
        audit=AuditDAO(table().name),
        messages=messages(),
        idempotency=IdempotentWriter(table(), utc_now),
        clock=utc_now,
    )


@cache
def bulk_service() -> BulkService:
    """Creates many invitations in one request."""
    return BulkService(invitation_service())


@cache
def answer_service() -> AnswerService:
    """The acts of invited people."""
    return AnswerService(
        invitations=InvitationDAO(table()),
        tenancy=TenancyDAO(table()),
        teams=TeamDAO(table()),
        limits=AnswerLimits(AttemptDAO(table()), utc_now),
        reservations=reservations(),
        audit=AuditDAO(table().name),
        messages=messages(),
        idempotency=IdempotentWriter(table(), utc_now),
        clock=utc_now,
    )


@cache
def sign_up_service() -> SignUpService:
    """Decides who may make an account."""
    return SignUpService(InvitationDAO(table()), utc_now, log())


@cache
def sweep_service() -> SweepService:
    """Closes invitations whose time is over."""
    return SweepService(InvitationDAO(table()), reservations(), AuditDAO(table().name), utc_now, log())


@cache
def member_event_handler() -> MemberEventHandler:
    """Handles the events of members."""
    return MemberEventHandler(InvitationDAO(table()), reservations(), AuditDAO(table().name), utc_now, log())


@cache
def instance_event_handler() -> InstanceEventHandler:
    """Handles the events of instances."""
    return InstanceEventHandler(TenancyDAO(table()))
