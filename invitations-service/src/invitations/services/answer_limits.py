"""Limits the answers to invitations per minute, by source address and by secret (ADR 0019)."""

from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock
from chassis.runtime.logging import pseudonym
from invitations.dao.attempt_dao import AttemptDAO
from invitations.domain.errors import TooManyAnswers
from invitations.domain.token import token_hash

A_MINUTE = 100
_MINUTE = 60


class AnswerLimits:
    """Counts a request before the secret is looked up, so that the answer reveals nothing about the secret."""

    def __init__(self, attempts: AttemptDAO, clock: Clock) -> None:
        self.attempts, self.clock = attempts, clock

    def check_rate(self, context: RequestContext, token: str) -> None:
        """Count one answer.

        Raises:
            TooManyAnswers: this source address or this secret has had 100 answers in this minute.
        """
        now = self.clock()
        for subject in (f"source {context.source}", f"token {token_hash(token)}"):
            if not self.attempts.count(pseudonym(subject), A_MINUTE, now):
                raise TooManyAnswers(A_MINUTE, _MINUTE - now.second)
