"""The composition root: settings → table → dao → service; nothing is made before it is asked for."""

import os
from functools import cache

from chassis import clients
from chassis.clock import utc_now
from chassis.observability import Log
from chassis.outbox import Outbox
from chassis.paging import Cursors
from chassis.relay import Relay
from chassis.table import Table
from tenants.clients.signing_keys import SigningKeys
from tenants.dao.audit_dao import AuditDAO
from tenants.dao.membership_dao import MembershipDAO
from tenants.dao.tenant_dao import TenantDAO
from tenants.services.chronicle import Chronicle
from tenants.services.id_tokens import IdTokens
from tenants.services.identity_service import IdentityService
from tenants.services.tenant_reaction_service import TenantReactionService
from tenants.services.tenant_service import TenantService
from tenants.settings import ApiSettings, AuthorizerSettings, TenantsSettings


@cache
def log() -> Log:
    """The log of this service's functions."""
    return Log("tenants")


@cache
def table() -> Table:
    """The tenants table."""
    return Table(clients.dynamodb(), TenantsSettings.from_environment().tenants_table)


@cache
def chronicle() -> Chronicle:
    """What tells of changes."""
    return Chronicle(AuditDAO(table().name), Outbox(table().name))


@cache
def api_settings() -> ApiSettings:
    """The environment of the API."""
    return ApiSettings.from_environment()


@cache
def tenant_service() -> TenantService:
    """The tenant service."""
    return TenantService(TenantDAO(table()), chronicle(), Cursors(api_settings().cursor_key), utc_now)


@cache
def tenant_reaction_service() -> TenantReactionService:
    """What follows the events of others."""
    return TenantReactionService(TenantDAO(table()), chronicle(), utc_now)


@cache
def identity_service() -> IdentityService:
    """What tells who asks; keeps the pool's keys as long as the process lives."""
    settings = AuthorizerSettings.from_environment()
    keys = SigningKeys(settings.jwks_url, clock=utc_now, log=log())
    return IdentityService(IdTokens(settings.token_issuer, settings.token_audience, keys), MembershipDAO(table()))


@cache
def relay() -> Relay:
    """What sends the outbox."""
    return Relay(
        table(),
        bus=clients.eventbridge(),
        queues=clients.sqs(),
        topics=clients.sns(),
        addresses=os.environ,
        clock=utc_now,
        log=log(),
    )
