"""What an invitation may become (domain §3.5): every end is final, but an expired one can be sent again."""

from enum import StrEnum

from chassis.lifecycle import Lifecycle


class InvitationStatus(StrEnum):
    """Where an invitation stands."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class InvitationAction(StrEnum):
    """What may happen to it: by the invited person (accept, decline), by administrators, or by time (expire)."""

    ACCEPT = "accept"
    DECLINE = "decline"
    CANCEL = "cancel"
    RESEND = "resend"
    EXPIRE = "expire"


INVITATION_LIFECYCLE = Lifecycle(
    {
        (InvitationStatus.PENDING, InvitationAction.ACCEPT): InvitationStatus.ACCEPTED,
        (InvitationStatus.PENDING, InvitationAction.DECLINE): InvitationStatus.DECLINED,
        (InvitationStatus.PENDING, InvitationAction.CANCEL): InvitationStatus.CANCELLED,
        (InvitationStatus.PENDING, InvitationAction.RESEND): InvitationStatus.PENDING,
        (InvitationStatus.PENDING, InvitationAction.EXPIRE): InvitationStatus.EXPIRED,
        (InvitationStatus.EXPIRED, InvitationAction.RESEND): InvitationStatus.PENDING,
    }
)
