"""The Cognito user pool, its client and its groups."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from local_platform.clients import Aws
from local_platform.manifest import Identity
from local_platform.names import ENVIRONMENT, REGION, arn, function_name

TOKEN_HOURS = 24  # as long as Cognito allows
_PASSWORDS = {
    "MinimumLength": 12,
    **{f"Require{what}": True for what in ("Lowercase", "Uppercase", "Numbers", "Symbols")},
    "TemporaryPasswordValidityDays": 7,
}
_FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@dataclass(frozen=True)
class UserPool:
    """What verifiers and users of the pool need to know."""

    id: str
    client_id: str
    jwks_url: str

    @property
    def issuer(self) -> str:
        """The `iss` of the pool's tokens."""
        return f"https://cognito-idp.{REGION}.amazonaws.com/{self.id}"


def ensure_user_pool(aws: Aws, identity: Identity, callback_url: str | None = None) -> UserPool:
    """Create the pool, the client and the groups, or change what differs.

    People return to `callback_url` from the sign-in pages; without it the pool has none.
    """
    cognito = aws("cognito-idp")
    name = f"bbws-{identity.pool}-{ENVIRONMENT}"
    there = [pool["Id"] for pool in cognito.list_user_pools(MaxResults=60)["UserPools"] if pool["Name"] == name]
    pool_id = str(there[0] if there else _create_pool(cognito, name))
    cognito.update_user_pool(UserPoolId=pool_id, MfaConfiguration="OFF", **_pool_settings(identity))
    clients = cognito.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"]
    known = [client["ClientId"] for client in clients if client["ClientName"] == identity.client]
    client_id = str(known[0] if known else _create_client(cognito, pool_id, identity.client))
    cognito.update_user_pool_client(UserPoolId=pool_id, ClientId=client_id, **_client_settings(callback_url))
    for group in identity.groups:
        with suppress(cognito.exceptions.GroupExistsException):
            cognito.create_group(UserPoolId=pool_id, GroupName=group)
    return UserPool(pool_id, client_id, f"{aws.endpoint}/{pool_id}/.well-known/jwks.json")


def _create_pool(cognito: Any, name: str) -> str:  # noqa: ANN401 - a botocore client
    created = cognito.create_user_pool(PoolName=name, UsernameAttributes=["email"])
    return str(created["UserPool"]["Id"])


def _pool_settings(identity: Identity) -> dict[str, Any]:
    """What a pool of an earlier run is given too: who may make an account, and the mail that verifies the address."""
    settings: dict[str, Any] = {
        "AutoVerifiedAttributes": ["email"],
        "Policies": {"PasswordPolicy": _PASSWORDS},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": identity.sign_up is None},
    }
    if identity.sign_up:
        function = function_name(*identity.sign_up.split("/"))
        settings["LambdaConfig"] = {"PreSignUp": arn("lambda", f"function:{function}")}
    if identity.verification_mail:
        mail = identity.verification_mail
        settings["VerificationMessageTemplate"] = {
            "DefaultEmailOption": "CONFIRM_WITH_CODE",
            "EmailSubject": mail.subject,
            "EmailMessage": mail.message,
        }
    return settings


def _create_client(cognito: Any, pool_id: str, name: str) -> str:  # noqa: ANN401 - a botocore client
    return str(cognito.create_user_pool_client(UserPoolId=pool_id, ClientName=name)["UserPoolClient"]["ClientId"])


def _client_settings(callback_url: str | None) -> dict[str, Any]:
    """The same as terraform/modules/identity, but for passwords that scripts send, and tokens that hold for a day."""
    pages = {
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["email", "openid", "profile"],
        "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": [callback_url],
        "LogoutURLs": [callback_url],
    }
    return {
        "ExplicitAuthFlows": _FLOWS,
        "IdTokenValidity": TOKEN_HOURS,
        "AccessTokenValidity": TOKEN_HOURS,
        "TokenValidityUnits": {"IdToken": "hours", "AccessToken": "hours"},
        "PreventUserExistenceErrors": "ENABLED",
        **(pages if callback_url else {}),
    }
