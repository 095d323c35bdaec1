"""Cognito's pre sign-up trigger: invited addresses may make an account, and nobody else."""

from datetime import timedelta

import pytest

from chassis.testing.faults import calls_counted
from invitations import dependencies
from invitations.domain.errors import SignUpRefused
from invitations.domain.invitation import LIFE
from invitations.sign_up_main import lambda_handler

NEW = "new@example.com"


def event(email: str | None = NEW, source: str = "PreSignUp_SignUp") -> dict:
    """What Cognito sends before it makes an account."""
    attributes = {"email": email} if email is not None else {}
    return {
        "version": "1",
        "triggerSource": source,
        "region": "af-south-1",
        "userPoolId": "af-south-1_example",
        "userName": "0b6e1c2a-1d7e-4a55-9a35-1f9a3e0c7f10",
        "callerContext": {"awsSdkVersion": "3", "clientId": "client-1"},
        "request": {"userAttributes": attributes, "validationData": {}},
        "response": {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    }


def is_refused(email: str | None = NEW, source: str = "PreSignUp_SignUp") -> bool:
    try:
        lambda_handler(event(email, source), None)
    except SignUpRefused:
        return True
    return False


class TestInvited:
    @pytest.mark.parametrize("spelling", [NEW, "New@Example.com", " new@example.com "])
    def test_may_make_an_account_which_still_needs_its_code(self, world, spelling):
        world.invite(NEW)

        answer = lambda_handler(event(spelling), None)

        assert answer["response"] == {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}

    def test_may_when_one_of_several_invitations_is_open(self, world):
        world.invite(NEW)
        world.tenant_id = "tenant-00000000-0000-4000-8000-00000000000a"
        world.put_tenant()
        invitation_id = world.invite(NEW, who=world.staff)[1]["data"]["invitationId"]
        world.one("DELETE", invitation_id, who=world.staff)

        assert not is_refused()

    def test_costs_one_call(self, world):
        world.invite(NEW)
        with calls_counted() as calls:
            lambda_handler(event(), None)

        assert calls.names == ["dynamodb:Query"]


class TestEverybodyElse:
    def test_is_refused(self, world):
        world.invite("other@example.com")

        assert is_refused()
        assert not is_refused("other@example.com")

    @pytest.mark.parametrize("end", ["cancel", "decline", "expire", "accept"])
    def test_is_refused_after_the_invitation_has_ended(self, world, end):
        invitation_id, token = world.invited(NEW)
        assert not is_refused()

        match end:
            case "cancel":
                world.one("DELETE", invitation_id)
            case "expire":
                world.clock.now += LIFE + timedelta(seconds=1)
            case _:
                world.answer(end, token, world.person(NEW))

        assert is_refused()

    @pytest.mark.parametrize("email", [None, "", "new", "new@example.com, x@example.com", "a\n@example.com", "n" * 400])
    def test_is_refused_without_one_address(self, world, email):
        world.invite(NEW)

        assert is_refused(email)

    @pytest.mark.parametrize("source", ["PreSignUp_ExternalProvider", "PreSignUp_Unheard", ""])
    def test_is_refused_when_they_come_another_way(self, world, source):
        world.invite(NEW)

        assert is_refused(source=source)

    def test_reads_what_to_do(self, world):
        with pytest.raises(SignUpRefused, match="no open invitation"):
            lambda_handler(event(), None)

    def test_is_refused_while_the_table_does_not_answer(self, world, monkeypatch):
        world.invite(NEW)
        monkeypatch.setenv("TENANTS_TABLE", "no-such-table")
        dependencies.table.cache_clear()
        dependencies.sign_up_service.cache_clear()

        with pytest.raises(SignUpRefused, match="Try again in a minute"):
            lambda_handler(event(), None)

    def test_may_be_made_by_operators(self, world):
        assert not is_refused(source="PreSignUp_AdminCreateUser")
