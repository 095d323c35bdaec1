"""From an Authorization header to a caller: check the token, then look up the roles."""

from chassis.caller import Caller
from tenants.dao.membership_dao import MembershipDAO
from tenants.domain.errors import TokenMissing, TokenRefused
from tenants.domain.membership import caller_of
from tenants.services.id_tokens import IdTokens

ANONYMOUS = "anonymous"


class IdentityService:
    """Tells who asks."""

    def __init__(self, tokens: IdTokens, memberships: MembershipDAO) -> None:
        self.tokens, self.memberships = tokens, memberships

    def identify(self, authorization: str) -> Caller:
        """The caller behind the header.

        Raises:
            TokenMissing: no header, or the edge's word for none.
            TokenRefused: a token, but none of ours; TokenExpired: one that was.
            KeysUnavailable: the pool's keys cannot be had.
        """
        scheme, _, token = authorization.strip().partition(" ")
        if scheme.lower() in ("", ANONYMOUS):
            raise TokenMissing
        if scheme.lower() != "bearer":
            raise TokenRefused
        identity = self.tokens.identity(token.strip())
        return caller_of(identity, self.memberships.held_by(identity.user_id))
