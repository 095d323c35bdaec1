"""The composition root of the authorizer alone: no other function loads what checks signatures."""

from functools import cache

from chassis.runtime.clock import utc_now
from tenants.clients.signing_keys import SigningKeys
from tenants.dao.membership_dao import MembershipDAO
from tenants.dependencies import log, table
from tenants.services.id_tokens import IdTokens
from tenants.services.identity_service import IdentityService
from tenants.settings import AuthorizerSettings


@cache
def identity_service() -> IdentityService:
    """What tells who asks; keeps the pool's keys as long as the process lives."""
    settings = AuthorizerSettings.from_environment()
    keys = SigningKeys(settings.jwks_url, clock=utc_now, log=log())
    return IdentityService(
        IdTokens(settings.token_issuer, settings.token_audience, keys), MembershipDAO(table()), utc_now
    )
