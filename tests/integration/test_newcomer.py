"""From a mail to a membership: a person that the platform has never seen, with nothing but a browser."""

import base64
import json

import httpx
import pytest

from local_platform.testing import RunningPlatform
from tests.integration.journeys import Journey, fresh
from tests.integration.newcomer import PASSWORD, Newcomer


@pytest.fixture
def newcomer(platform: RunningPlatform) -> Newcomer:
    """A person that the platform has never seen."""
    return Newcomer(platform, f"{fresh('new')}@elsewhere.example")


def invite(platform: RunningPlatform, journey: Journey, email: str) -> None:
    """The administrator of the demo company asks for a stranger, as for anybody."""
    journey.active(platform.tenant_id)
    body = {"email": email, "role": "tenant_viewer"}
    answer = journey.post(f"/v1.0/tenants/{platform.tenant_id}/users", body, role="tenant_admin")
    assert (answer.status_code, answer.json()["data"]["status"]) == (202, "PENDING"), answer.text


def test_a_newcomer_gets_from_the_mail_to_a_membership(platform: RunningPlatform, journey: Journey, newcomer: Newcomer):
    invite(platform, journey, newcomer.email)
    assert "Make an account" in newcomer.open("signUpUrl").text
    assert "Sign in" in newcomer.open("authorizationUrl").text

    newcomer.sign_up()
    tokens = newcomer.exchange(newcomer.sign_in())
    token = tokens.json()["id_token"]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert (claims["email"], claims["email_verified"] in (True, "true")) == (newcomer.email, True)
    accepted = newcomer.accept(token)

    assert (accepted.status_code, accepted.json()["data"]["status"]) == (200, "ACCEPTED"), accepted.text
    people = platform.client("tenant_admin").get(f"/v1.0/tenants/{platform.tenant_id}/users/{newcomer.email}").json()
    assert (people["data"]["userId"], people["data"]["role"]) == (f"user-{claims['sub']}", "tenant_viewer")


def test_nobody_makes_an_account_for_an_address_without_an_invitation(newcomer: Newcomer):
    answer = newcomer.submit("/signup", password=PASSWORD)

    assert answer.status_code == httpx.codes.OK
    assert "This address has no open invitation." in answer.text
    assert "The address or the password is wrong" in newcomer.submit("/login", password=PASSWORD).text


def test_nobody_signs_in_before_they_have_shown_that_the_address_is_theirs(
    platform: RunningPlatform, journey: Journey, newcomer: Newcomer
):
    invite(platform, journey, newcomer.email)
    newcomer.submit("/signup", password=PASSWORD)

    early = newcomer.submit("/login", password=PASSWORD)
    wrong = newcomer.submit("/confirmUser", code=f"{(int(newcomer.code()) + 1) % 10**6:06}")

    assert early.headers["location"].startswith("/confirmUser")
    assert "This is not the code" in wrong.text
    assert newcomer.submit("/login", password=PASSWORD).headers["location"].startswith("/confirmUser")


def test_a_code_is_good_once_and_only_in_the_tab_that_asked_for_it(
    platform: RunningPlatform, journey: Journey, newcomer: Newcomer
):
    invite(platform, journey, newcomer.email)
    newcomer.sign_up()
    code = newcomer.sign_in()

    stolen = newcomer.exchange(code, code_verifier="x" * 43)
    elsewhere = newcomer.exchange(code, redirect_uri="http://localhost:1/invitations")
    honest, again = newcomer.exchange(code), newcomer.exchange(code)

    assert [answer.status_code for answer in (stolen, elsewhere, honest, again)] == [400, 400, 200, 400]


def test_the_pages_send_codes_nowhere_else(newcomer: Newcomer):
    request = newcomer.request() | {"redirect_uri": "https://attacker.example/"}

    answer = newcomer.platform.client(None).get("/oauth2/authorize", params=request)

    assert answer.status_code == 400
    assert newcomer.submit("/login", password=PASSWORD, redirect_uri="https://attacker.example/").status_code != 302
