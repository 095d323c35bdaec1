"""The identity pool's groups `{tenantId}-{role}`; only the groups worker has the right to write them."""

from contextlib import suppress
from typing import TYPE_CHECKING

from chassis.access.caller import MEMBERS, Role

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class UserGroups:
    """Writes group memberships of one pool; each method is safe to repeat."""

    def __init__(self, client: "CognitoIdentityProviderClient", pool_id: str) -> None:
        self.client, self.pool_id = client, pool_id

    def put(self, tenant_id: str, username: str, role: Role | None) -> None:
        """Put the person into the group of `role` and no other group of the tenant; None for no group.

        A person that the pool has deleted is in no group.
        """
        for other in sorted(MEMBERS - {role}):
            self._remove(_group(tenant_id, other), username)
        if role:
            self._add(_group(tenant_id, role), username)

    def _add(self, group: str, username: str) -> None:
        with suppress(self.client.exceptions.GroupExistsException):
            self.client.create_group(UserPoolId=self.pool_id, GroupName=group)
        with suppress(self.client.exceptions.UserNotFoundException):
            self.client.admin_add_user_to_group(UserPoolId=self.pool_id, Username=username, GroupName=group)

    def _remove(self, group: str, username: str) -> None:
        gone = (self.client.exceptions.ResourceNotFoundException, self.client.exceptions.UserNotFoundException)
        with suppress(*gone):
            self.client.admin_remove_user_from_group(UserPoolId=self.pool_id, Username=username, GroupName=group)


def _group(tenant_id: str, role: Role) -> str:
    return f"{tenant_id}-{role.value}"
