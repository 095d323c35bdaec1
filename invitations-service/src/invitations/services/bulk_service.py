"""Many invitations in one request: each address is handled separately and has its own result."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from chassis.email_address import normalize_address
from chassis.errors import Conflict, InvalidValue, ProblemError, Unavailable
from chassis.http.request_context import RequestContext
from chassis.runtime.records import dataclass
from invitations.domain.errors import DailyLimitReached, DuplicateAddress, InvalidAddress, QuotaExceeded
from invitations.domain.invitation import Invitation, NewInvitation
from invitations.services.invitation_service import InvitationService


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result for one address: an invitation, or the problem that prevented it."""

    email: str
    invitation: Invitation | None = None
    problem: ProblemError | None = None


class BulkService:
    """Invites address by address."""

    def __init__(self, invitations: InvitationService) -> None:
        self.invitations = invitations

    def create_invitations(
        self, context: RequestContext, tenant_id: str, emails: Sequence[str], wish: NewInvitation
    ) -> list[Outcome]:
        """Invite each of `emails` as `wish` says; a repeated request continues after a crash.

        Raises:
            RoleTooHigh, TenantNotActive, TeamNotFound: the reason holds for every address.
        """
        outcomes: dict[str, Outcome] = {}
        numbers = count()
        for position, text in enumerate(emails):
            try:
                email = normalize_address(text)
            except InvalidValue:
                outcomes[f"{position}"] = Outcome(email=text, problem=InvalidAddress(f"emails[{position}]"))
                continue
            if email in outcomes:
                outcomes[f"{position}"] = Outcome(email=email, problem=DuplicateAddress())
                continue
            outcomes[email] = self._invited(
                _narrow_context(context, next(numbers)), tenant_id, replace(wish, email=email)
            )
        return list(outcomes.values())

    def _invited(self, context: RequestContext, tenant_id: str, new: NewInvitation) -> Outcome:
        try:
            invitation = self.invitations.create_invitation(context, tenant_id, new)
        except (Conflict, QuotaExceeded, DailyLimitReached, Unavailable) as problem:
            return Outcome(email=new.email, problem=problem)
        return Outcome(email=new.email, invitation=invitation)


def _narrow_context(context: RequestContext, number: int) -> RequestContext:
    """The request context of one address: its Idempotency-Key is the request's key with the position in the list.

    The position, not the address: a request with the same key and other addresses must find that the key is taken.
    """
    if context.idempotency is None:
        return context
    return replace(context, idempotency=replace(context.idempotency, key=f"{context.idempotency.key}\n{number}"))
