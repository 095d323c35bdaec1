"""Copies roles to the identity pool's groups; safe to repeat, in any order, and after a crash at any point."""

from datetime import timedelta

from chassis.access.caller import Role
from chassis.messaging.envelopes import Command, MalformedMessage
from chassis.operations.step_outcomes import TryAgain
from tenants.clients.user_groups import UserGroups
from tenants.dao.member_dao import MemberDAO
from tenants.domain.membership import GROUP_SYNC

LOOKS = 5


class GroupSync:
    """Reads the present role, applies it, and reads again, so that the last writer applies the newest role."""

    def __init__(self, members: MemberDAO, groups: UserGroups) -> None:
        self.members, self.groups = members, groups

    def __call__(self, body: str) -> None:
        """Handle one command.

        Raises:
            MalformedMessage: the message is not such a command.
            TryAgain: the person's role changed during every attempt.
        """
        tenant_id, user_id = _whom(body)
        held = self._role(tenant_id, user_id)
        for _ in range(LOOKS):
            self.groups.put(tenant_id, user_id.removeprefix("user-"), held)
            now = self._role(tenant_id, user_id)
            if now is held:
                return
            held = now
        raise TryAgain(timedelta(seconds=5))

    def _role(self, tenant_id: str, user_id: str) -> Role | None:
        member = self.members.get(tenant_id, user_id)
        return member.role if member and member.active else None


def _whom(body: str) -> tuple[str, str]:
    command = Command.from_queue(body)
    try:
        if command.name == GROUP_SYNC:
            return command.payload["tenantId"], command.payload["userId"]
    except KeyError as error:
        raise MalformedMessage(f"a request to follow nobody's role: {error}") from None
    raise MalformedMessage(f"{command.name} is no request to follow a person's role")
