"""Creates the first administrator of an environment, and signs people in from a terminal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient

ROLE = "platform_admin"


@dataclass(frozen=True)
class UserPool:
    """Cognito user pool of an environment and the client that people sign in with."""

    id: str
    client_id: str


def read_user_pool(settings: dict[str, str]) -> UserPool:
    """Read the user pool that the foundation published."""
    return UserPool(settings["user_pool_id"], settings["token_audience"])


def create_first_admin(
    email: str,
    pool: UserPool,
    table: str,
    now: str,
    identity: "CognitoIdentityProviderClient",
    tables: "DynamoDBClient",
) -> str:
    """Create a platform administrator. Cognito mails them a temporary password. Return their user id.

    Args:
        email: their address in lower case.
        pool: the user pool that they will sign in to.
        table: name of the tenants table.
        now: current time in ISO 8601, UTC, with milliseconds.
        identity: Cognito.
        tables: DynamoDB.

    Raises:
        CommandError: they already have a staff role.
    """
    user_id = f"user-{_find_or_create_user(email, pool, identity)}"
    partition = {"PK": "PLATFORM", "SK": f"USER#{user_id}", "GSI1PK": f"USER#{user_id}", "GSI1SK": "PLATFORM"}
    membership = {
        "userId": user_id,
        "email": email,
        "role": ROLE,
        "assignedAt": now,
        "assignedBy": "the account's owner",
    }
    attributes = {name: {"S": value} for name, value in (partition | membership | {"entityType": "STAFF"}).items()}
    try:
        tables.put_item(
            TableName=table,
            Item={**attributes, "active": {"BOOL": True}},
            ConditionExpression="attribute_not_exists(PK)",
        )
    except tables.exceptions.ConditionalCheckFailedException:
        raise CommandError(f"{email} is already staff: change their role through the API.") from None
    return user_id


def sign_in(email: str, pool: UserPool, ask: Callable[[str], str], identity: "CognitoIdentityProviderClient") -> str:
    """Return an ID token that is valid for one hour. The first sign-in sets a password.

    Raises:
        CommandError: the password is wrong, or Cognito asks for a challenge that a terminal cannot answer.
    """
    credentials = {"USERNAME": email, "PASSWORD": ask(f"Password of {email}: ")}
    try:
        answer: Any = identity.admin_initiate_auth(
            UserPoolId=pool.id, ClientId=pool.client_id, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=credentials
        )
    except identity.exceptions.NotAuthorizedException as error:
        raise CommandError(f"Cognito rejected this password: {error.response['Error']['Message']}") from None
    if answer.get("ChallengeName") == "NEW_PASSWORD_REQUIRED":
        answer = identity.admin_respond_to_auth_challenge(
            UserPoolId=pool.id,
            ClientId=pool.client_id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            ChallengeResponses={"USERNAME": email, "NEW_PASSWORD": ask("New password: ")},
            Session=answer["Session"],
        )
    if "AuthenticationResult" not in answer:
        raise CommandError(f"Cognito asks for {answer['ChallengeName']}: sign in through the portal.")
    return str(answer["AuthenticationResult"]["IdToken"])


def _find_or_create_user(email: str, pool: UserPool, identity: "CognitoIdentityProviderClient") -> str:
    try:
        attributes = identity.admin_get_user(UserPoolId=pool.id, Username=email)["UserAttributes"]
    except identity.exceptions.UserNotFoundException:
        attributes = identity.admin_create_user(
            UserPoolId=pool.id,
            Username=email,
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
            DesiredDeliveryMediums=["EMAIL"],
        )["User"]["Attributes"]
    return next(found["Value"] for found in attributes if found["Name"] == "sub")
