"""A person that nobody has seen: what their browser does between the mail of an invitation and the membership."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from local_platform.testing import RunningPlatform, wait_for

type Json = dict[str, Any]

PASSWORD = "A-long-Word-17"
_SECRET = re.compile(r"#token=([\w-]+)")
_CODE = re.compile(r"\b(\d{6})\b")


@dataclass
class Newcomer:
    """One person with one address and one browser tab; `verifier` and `state` are what the tab keeps."""

    platform: RunningPlatform
    email: str
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def secret(self) -> str:
        """The secret in the link of the invitation's mail."""
        return self._from_mail(_SECRET)

    def code(self) -> str:
        """The code in the mail that verifies the address."""
        return self._from_mail(_CODE)

    def request(self) -> Json:
        """What the page behind the link sends to the sign-in pages."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        return {
            "response_type": "code",
            "client_id": self.pages()["clientId"],
            "redirect_uri": self.home,
            "scope": self.pages()["scope"],
            "state": self.state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }

    def pages(self) -> Json:
        """Where to sign in, as the API says."""
        return dict(self._client().get("/v1.0").json()["data"]["signIn"])

    def open(self, page: str) -> httpx.Response:
        """Open `authorizationUrl` or `signUpUrl`."""
        return self._client().get(urlsplit(self.pages()[page]).path, params=self.request())

    def submit(self, path: str, **typed: str) -> httpx.Response:
        """Send a form of the sign-in pages."""
        return self._client().post(path, data=self.request() | {"username": self.email} | typed)

    def sign_up(self) -> None:
        """Make an account and verify the address."""
        assert self.submit("/signup", password=PASSWORD).status_code == httpx.codes.SEE_OTHER
        confirmed = self.submit("/confirmUser", code=self.code())
        assert confirmed.headers["location"].startswith("/oauth2/authorize"), confirmed.text

    def sign_in(self) -> str:
        """Sign in; return the code that the browser brings back to the page."""
        answer = self.submit("/login", password=PASSWORD)
        assert answer.status_code == httpx.codes.FOUND, answer.text
        back = urlsplit(answer.headers["location"])
        assert answer.headers["location"].startswith(self.home)
        assert parse_qs(back.query)["state"] == [self.state]
        return parse_qs(back.query)["code"][0]

    def exchange(self, code: str, **other: str) -> httpx.Response:
        """Ask for tokens with the code; `other` replaces what an honest page sends."""
        form = {"grant_type": "authorization_code", "client_id": self.pages()["clientId"]}
        form |= {"redirect_uri": self.home, "code": code, "code_verifier": self.verifier} | other
        return self._client().post(urlsplit(self.pages()["tokenUrl"]).path, data=form)

    def accept(self, token: str) -> httpx.Response:
        """Accept the invitation with an ID token."""
        headers = {"Authorization": f"Bearer {token}"}
        return self._client().post("/v1.0/invitations/accept", json={"token": self.secret()}, headers=headers)

    @property
    def home(self) -> str:
        """The page that people come back to."""
        return f"http://localhost:{self.platform.port}/invitations"

    def _client(self) -> httpx.Client:
        return self.platform.client(None)

    def _from_mail(self, wanted: re.Pattern[str]) -> str:
        def search() -> str | None:
            own = (mail for mail in self.platform.mail() if self.email in str(mail["to"]))
            found = (wanted.search(mail["text"]) for mail in own)
            return next((match[1] for match in found if match), None)

        return str(wait_for(search))
