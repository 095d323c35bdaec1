"""The identity pool's pages, before a real MiniStack: accounts, codes, PKCE, tokens."""

import base64
import hashlib
import io
import re
import secrets
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from local_platform.aws import EmbeddedAws
from local_platform.clients import Aws
from local_platform.front.sign_in import SignInPages
from local_platform.manifest import Identity, VerificationMail
from local_platform.names import arn, function_name
from local_platform.provision.identity import UserPool, ensure_user_pool
from local_platform.testing import free_port_block, serving

HOME = "http://localhost:1/invitations"
PASSWORD = "A-long-Word-17"
VERIFIER = secrets.token_urlsafe(32)
REFUSAL = "This address has no open invitation."
GATE = f"""
def handler(event, _):
    if not event["request"]["userAttributes"]["email"].startswith("invited"):
        raise ValueError("{REFUSAL}")
    return event
"""


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    running = EmbeddedAws(tmp_path_factory.mktemp("pool") / "aws", free_port_block(), checkpoint_seconds=60)
    running.start()
    yield Aws(f"http://127.0.0.1:{running.port}")
    running.stop()


@pytest.fixture(scope="module")
def pool(aws: Aws) -> UserPool:
    """A pool that lets those in whose address begins with `invited`."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("gate.py", GATE)
    aws("lambda").create_function(
        FunctionName=function_name("gate", "sign-up"),
        Runtime="python3.12",
        Role=arn("iam", "role/gate"),
        Handler="gate.handler",
        Code={"ZipFile": code.getvalue()},
    )
    mail = VerificationMail(subject="Your code", message="Your code is {####}.")
    return ensure_user_pool(aws, Identity(pool="p", client="c", sign_up="gate/sign-up", verification_mail=mail), HOME)


@pytest.fixture(scope="module")
def browser(aws: Aws) -> Iterator[httpx.Client]:
    pages = SignInPages(aws)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await pages.close()

    with serving(Starlette(routes=pages.routes(), lifespan=lifespan)) as client:
        yield client


@pytest.fixture
def request_(pool: UserPool) -> dict[str, str]:
    """What a client asks for, with PKCE."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    asked = {"response_type": "code", "client_id": pool.client_id, "redirect_uri": HOME, "state": "s-1"}
    return asked | {"scope": "openid email profile", "code_challenge": challenge, "code_challenge_method": "S256"}


@pytest.fixture
def email() -> str:
    return f"invited-{secrets.token_hex(4)}@elsewhere.example"


def code_of(aws: Aws, email: str) -> str:
    """The code in the newest mail to an address."""
    sent = httpx.get(f"{aws.endpoint}/_ministack/ses/messages", timeout=30, trust_env=False).json()["messages"]
    own = [one for them in sent.values() for one in them if email in one["To"]]
    found = re.search(r"\b(\d{6})\b", max(own, key=lambda one: one["Timestamp"])["BodyText"])
    assert found
    return found[1]


def sign_up(browser: httpx.Client, aws: Aws, request_: dict[str, str], email: str) -> None:
    who = request_ | {"username": email}
    assert browser.post("/signup", data=who | {"password": PASSWORD}).headers["location"].startswith("/confirmUser?")
    confirmed = browser.post("/confirmUser", data=who | {"code": code_of(aws, email)})
    assert confirmed.headers["location"].startswith("/oauth2/authorize?")


def sign_in(browser: httpx.Client, request_: dict[str, str], email: str) -> httpx.Response:
    return browser.post("/login", data=request_ | {"username": email, "password": PASSWORD})


def test_an_invited_person_gets_a_token_with_a_verified_address(browser, aws, request_, email) -> None:
    sign_up(browser, aws, request_, email)
    back = urlsplit(sign_in(browser, request_, email).headers["location"])
    asked = parse_qs(back.query)
    form = {"grant_type": "authorization_code", "client_id": request_["client_id"], "redirect_uri": HOME}
    form |= {"code": asked["code"][0]}

    stolen = browser.post("/oauth2/token", data=form | {"code_verifier": "x" * 43})
    honest = browser.post("/oauth2/token", data=form | {"code_verifier": VERIFIER})
    again = browser.post("/oauth2/token", data=form | {"code_verifier": VERIFIER})

    assert (back.geturl().partition("?")[0], asked["state"]) == (HOME, ["s-1"])
    assert [answer.status_code for answer in (stolen, honest, again)] == [400, 200, 400]
    claims = honest.json()["id_token"].split(".")[1]
    assert re.search(rb'"email_verified": ?(true|"true")', base64.urlsafe_b64decode(claims + "=="))


def test_nobody_else_makes_an_account(browser, request_) -> None:
    answer = browser.post("/signup", data=request_ | {"username": "stranger@x.example", "password": PASSWORD})

    assert answer.status_code == 200
    assert REFUSAL in unescape(answer.text)
    assert "ValueError" not in answer.text


def test_a_guessed_code_confirms_nobody(browser, aws, request_, email) -> None:
    who = request_ | {"username": email}
    browser.post("/signup", data=who | {"password": PASSWORD})
    wrong = f"{(int(code_of(aws, email)) + 1) % 10**6:06}"

    assert "This is not the code" in browser.post("/confirmUser", data=who | {"code": wrong}).text
    assert sign_in(browser, request_, email).headers["location"].startswith("/confirmUser?")


def test_another_mail_brings_another_code(browser, aws, request_, email) -> None:
    who = request_ | {"username": email}
    browser.post("/signup", data=who | {"password": PASSWORD})
    first = code_of(aws, email)
    browser.post("/confirmUser", data=who | {"again": "1"})

    assert browser.post("/confirmUser", data=who | {"code": code_of(aws, email)}).status_code == 303
    assert first != "123456"


@pytest.mark.parametrize(
    ("typed", "advice"),
    [({"password": "short"}, "at least 12 characters"), ({"password": "alllowercase-17"}, "capital and small")],
)
def test_a_refusal_says_what_to_do(browser, request_, email, typed, advice) -> None:
    assert advice in browser.post("/signup", data=request_ | {"username": email} | typed).text


def test_codes_go_to_the_portal_alone(browser, request_) -> None:
    answer = browser.get("/oauth2/authorize", params=request_ | {"redirect_uri": "https://attacker.example/"})

    assert answer.status_code == 400


def test_what_a_client_sends_is_shown_as_text(browser, request_) -> None:
    page = browser.get("/signup", params=request_ | {"state": '"><script>alert(1)</script>'})

    assert "<script>" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
