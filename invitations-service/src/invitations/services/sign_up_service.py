"""Decides who may make an account in the identity pool: nobody but the owner of an invited address."""

from chassis.email_address import normalize_address
from chassis.errors import InvalidValue
from chassis.runtime.clock import Clock, iso
from chassis.runtime.logging import Log
from invitations.dao.invitation_dao import InvitationDAO
from invitations.domain.errors import SignUpRefused

BY_PERSON = "PreSignUp_SignUp"
BY_OPERATOR = "PreSignUp_AdminCreateUser"
_NOT_INVITED = (
    "This address has no open invitation. Use the address that received the mail, "
    "or ask the person who invited you to send it again."
)
_UNAVAILABLE = "We cannot check your invitation right now. Try again in a minute."


class SignUpService:
    """Checks sign-ups; every kind that it does not know is refused."""

    def __init__(self, invitations: InvitationDAO, clock: Clock, log: Log) -> None:
        self.invitations, self.clock, self.log = invitations, clock, log

    def check_sign_up(self, source: str, email: str) -> None:
        """Check that the account may be made; operators hold the account's own rights and may make any.

        Raises:
            SignUpRefused: the address has no open invitation, or the table does not answer.
        """
        if source == BY_OPERATOR:
            return
        invited = source == BY_PERSON and self._is_invited(email)
        self.log.info("check_sign_up", outcome="INVITED" if invited else "REFUSED")
        if not invited:
            raise SignUpRefused(_NOT_INVITED)

    def _is_invited(self, email: str) -> bool:
        try:
            return self.invitations.is_invited(normalize_address(email), iso(self.clock()))
        except InvalidValue:
            return False
        except Exception as error:  # whatever fails: no account, and no library's words for the person
            self.log.error("check_sign_up", outcome="UNAVAILABLE", error=error)
            raise SignUpRefused(_UNAVAILABLE) from None
