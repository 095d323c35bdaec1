"""The composition root of the authorizer: only it loads the code that checks signatures."""

from functools import cache

from chassis.dynamodb.table import Table
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from tenants.clients.signing_keys import SigningKeys
from tenants.dao.membership_dao import MembershipDAO
from tenants.services.id_tokens import IdTokens
from tenants.services.identity_service import IdentityService
from tenants.settings import AuthorizerSettings, TenantsSettings


@cache
def log() -> Log:
    """The authorizer's log."""
    return Log("tenants")


@cache
def identity_service() -> IdentityService:
    """Identifies callers; keeps the pool's keys for the lifetime of the process."""
    settings = AuthorizerSettings.from_environment()
    keys = SigningKeys(settings.jwks_url, clock=utc_now, log=log())
    memberships = MembershipDAO(Table(clients.dynamodb(), TenantsSettings.from_environment().tenants_table))
    return IdentityService(IdTokens(settings.token_issuer, settings.token_audience, keys), memberships, utc_now)
