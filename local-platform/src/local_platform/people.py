"""The demo people: users of the local Cognito pool, one for every role, and their signed tokens."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_platform.clients import Aws
from local_platform.files import write_text
from local_platform.provision.identity import UserPool


@dataclass(frozen=True)
class Person:
    """A person of the demo; `role` is also the name of their token in platform.json, `title` what people call it."""

    role: str
    email: str
    title: str


STAFF = (
    Person("platform_admin", "thandi.nkosi@managed-wordpress.example", "Administrator of the hosting operator"),
    Person("platform_viewer", "pieter.botha@managed-wordpress.example", "Viewer of the hosting operator"),
)
MEMBERS = (
    Person("tenant_admin", "amina.patel@acme-trading.example", "Administrator of Acme Trading"),
    Person("tenant_operator", "sipho.dlamini@acme-trading.example", "Operator of Acme Trading"),
    Person("tenant_viewer", "lerato.mokoena@acme-trading.example", "Viewer of Acme Trading"),
)
STRANGER = Person("stranger", "jan.vermeer@elsewhere.example", "Stranger, a member of no tenant")
EVERYBODY = (*STAFF, *MEMBERS, STRANGER)


class People:
    """The users of one pool; their passwords are made once and kept in `passwords`, readable by nobody else."""

    def __init__(self, aws: Aws, pool: UserPool, passwords: Path) -> None:
        self._cognito = aws("cognito-idp")
        self._pool, self._file = pool, passwords
        self._passwords: dict[str, str] = json.loads(passwords.read_text()) if passwords.exists() else {}

    def ensure(self, people: Iterable[Person] = EVERYBODY) -> dict[str, str]:
        """Create the users that do not exist; return all user ids by role: `user-` and the pool's subject."""
        missing = [person for person in people if person.email not in self._passwords]
        for person in missing:
            self._passwords[person.email] = f"Aa1-{secrets.token_urlsafe(18)}"
        if missing:
            write_text(self._file, json.dumps(self._passwords, indent=2))
        return {person.role: f"user-{self._ensure_user(person.email)}" for person in people}

    def tokens(self, people: Iterable[Person] = EVERYBODY) -> dict[str, str]:
        """A fresh ID token for everybody, by role."""
        return {person.role: self._sign_in(person.email) for person in people}

    def _ensure_user(self, email: str) -> str:
        found = self._find(email) or self._create(email)
        return str(next(a["Value"] for a in found if a["Name"] == "sub"))

    def _find(self, email: str) -> Any:  # noqa: ANN401 - a list of attributes or nothing
        try:
            return self._cognito.admin_get_user(UserPoolId=self._pool.id, Username=email)["UserAttributes"]
        except self._cognito.exceptions.UserNotFoundException:
            return None

    def _create(self, email: str) -> Any:  # noqa: ANN401 - a list of attributes
        attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        created = self._cognito.admin_create_user(
            UserPoolId=self._pool.id, Username=email, UserAttributes=attributes, MessageAction="SUPPRESS"
        )
        self._cognito.admin_set_user_password(
            UserPoolId=self._pool.id, Username=email, Password=self._passwords[email], Permanent=True
        )
        return created["User"]["Attributes"]

    def _sign_in(self, email: str) -> str:
        answer = self._cognito.initiate_auth(
            ClientId=self._pool.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": self._passwords[email]},
        )
        return str(answer["AuthenticationResult"]["IdToken"])
