"""The first person of an environment: nobody could invite them, so whoever holds the account's keys does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deploy.refusal import Refused

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient

ROLE = "platform_admin"


@dataclass(frozen=True)
class Pool:
    """The identity pool of an environment and the client through which people sign in."""

    id: str
    client_id: str


def pool(settings: dict[str, str]) -> Pool:
    """The pool, as the foundation published it."""
    return Pool(settings["user_pool_id"], settings["token_audience"])


def first_admin(
    email: str, where: Pool, table: str, now: str, identity: "CognitoIdentityProviderClient", tables: "DynamoDBClient"
) -> str:
    """Make somebody a platform administrator; Cognito mails them a password for their first sign-in. Their user id.

    Args:
        email: their address, lower case.
        where: the pool that they will sign in to.
        table: the tenants table.
        now: when, as in all records: ISO-8601, UTC, milliseconds.
        identity: Cognito.
        tables: DynamoDB.

    Raises:
        Refused: they are staff already, with whatever role.
    """
    user_id = f"user-{_subject(email, where, identity)}"
    partition = {"PK": "PLATFORM", "SK": f"USER#{user_id}", "GSI1PK": f"USER#{user_id}", "GSI1SK": "PLATFORM"}
    held = {"userId": user_id, "email": email, "role": ROLE, "assignedAt": now, "assignedBy": "the account's owner"}
    strings = {name: {"S": value} for name, value in (partition | held | {"entityType": "STAFF"}).items()}
    try:
        tables.put_item(
            TableName=table,
            Item={**strings, "active": {"BOOL": True}},
            ConditionExpression="attribute_not_exists(PK)",
        )
    except tables.exceptions.ConditionalCheckFailedException:
        raise Refused(f"{email} is staff already: what they may do is changed through the API.") from None
    return user_id


def sign_in(email: str, where: Pool, ask: Callable[[str], str], identity: "CognitoIdentityProviderClient") -> str:
    """An ID token, valid for an hour; a first sign-in chooses a password.

    Raises:
        Refused: the password is wrong, or Cognito asks for what a terminal cannot give.
    """
    words = {"USERNAME": email, "PASSWORD": ask(f"Password of {email}: ")}
    try:
        answer: Any = identity.admin_initiate_auth(
            UserPoolId=where.id, ClientId=where.client_id, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=words
        )
    except identity.exceptions.NotAuthorizedException as error:
        raise Refused(f"Cognito lets nobody in with this password: {error.response['Error']['Message']}") from None
    if answer.get("ChallengeName") == "NEW_PASSWORD_REQUIRED":
        answer = identity.admin_respond_to_auth_challenge(
            UserPoolId=where.id,
            ClientId=where.client_id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            ChallengeResponses={"USERNAME": email, "NEW_PASSWORD": ask("A password of your own: ")},
            Session=answer["Session"],
        )
    if "AuthenticationResult" not in answer:
        raise Refused(f"Cognito asks for {answer['ChallengeName']}: sign in through the portal.")
    return str(answer["AuthenticationResult"]["IdToken"])


def _subject(email: str, where: Pool, identity: "CognitoIdentityProviderClient") -> str:
    try:
        attributes = identity.admin_get_user(UserPoolId=where.id, Username=email)["UserAttributes"]
    except identity.exceptions.UserNotFoundException:
        attributes = identity.admin_create_user(
            UserPoolId=where.id,
            Username=email,
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
            DesiredDeliveryMediums=["EMAIL"],
        )["User"]["Attributes"]
    return next(found["Value"] for found in attributes if found["Name"] == "sub")
