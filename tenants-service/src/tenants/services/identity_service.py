"""From an Authorization header to a caller: check the token, then look up the roles."""

from chassis.access.caller import Caller
from chassis.runtime.clock import Clock, iso
from tenants.dao.membership_dao import MembershipDAO
from tenants.domain.errors import TokenMissing, TokenRefused
from tenants.domain.membership import Identity, Profile, caller_of
from tenants.services.id_tokens import IdTokens

ANONYMOUS = "anonymous"


class IdentityService:
    """Identifies the caller of a request."""

    def __init__(self, tokens: IdTokens, memberships: MembershipDAO, clock: Clock) -> None:
        self.tokens, self.memberships, self.clock = tokens, memberships, clock

    def identify(self, authorization: str) -> Caller:
        """The caller behind the header.

        Raises:
            TokenMissing: no header, or the value that the edge sends for no header.
            TokenRefused: the token is not valid; TokenExpired: it has expired.
            KeysUnavailable: the pool's keys are unavailable.
        """
        scheme, _, token = authorization.strip().partition(" ")
        if scheme.lower() in ("", ANONYMOUS):
            raise TokenMissing
        if scheme.lower() != "bearer":
            raise TokenRefused
        identity = self.tokens.identity(token.strip())
        held = self.memberships.list_held(identity.user_id)
        if not any(isinstance(one, Profile) and one.email == identity.email for one in held):
            self._introduce(identity)
        return caller_of(identity, held)

    def _introduce(self, identity: Identity) -> None:
        """Store the profile at the first sign-in: a person without a profile cannot get a role (BR-USER-001)."""
        self.memberships.put_profile(
            Profile(user_id=identity.user_id, email=identity.email, first_seen_at=iso(self.clock()))
        )
