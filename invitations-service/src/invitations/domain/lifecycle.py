"""The lifecycle of an invitation (domain §3.5): an ended one stays ended, but an expired one can be sent again."""

from enum import StrEnum

from chassis.lifecycle import Lifecycle, LifecycleWords


class InvitationStatus(StrEnum):
    """The status of an invitation."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class InvitationAction(StrEnum):
    """Actions of the invited person (accept, decline), of administrators, and of time (expire)."""

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
    },
    LifecycleWords(
        states={
            InvitationStatus.PENDING: "an open invitation",
            InvitationStatus.ACCEPTED: "an invitation that was accepted",
            InvitationStatus.DECLINED: "an invitation that was declined",
            InvitationStatus.CANCELLED: "a cancelled invitation",
            InvitationStatus.EXPIRED: "an expired invitation",
        },
        actions={
            InvitationAction.ACCEPT: "accept {it}",
            InvitationAction.DECLINE: "decline {it}",
            InvitationAction.CANCEL: "cancel {it}",
            InvitationAction.RESEND: "send {it} again",
            InvitationAction.EXPIRE: "let {it} expire",
        },
        advice={
            InvitationStatus.ACCEPTED: "Change the role of the member instead, or remove the member.",
            InvitationStatus.DECLINED: "Invite the person again if they changed their mind.",
            InvitationStatus.CANCELLED: "Invite the person again if you need them.",
            InvitationStatus.EXPIRED: "Ask for a new invitation, or send this one again.",
        },
    ),
)
