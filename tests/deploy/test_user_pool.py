"""The first administrator is created once, signs in with the mailed password, and is known to the tenants service."""

import json

import pytest

from chassis.access.caller import Role
from deploy import commands
from deploy.__main__ import main
from deploy.errors import CommandError
from tenants.dao.membership_dao import MembershipDAO
from tenants.domain.membership import StaffMember

EMAIL = "thandi@operator.example"
TABLE = "bbws-tenants-dev"


@pytest.fixture
def foundation(cloud):
    """The parts of stacks/foundation that sign-in needs."""
    identity, tables = cloud("cognito-idp"), cloud("dynamodb")
    pool = identity.create_user_pool(PoolName="people", UsernameAttributes=["email"])["UserPool"]["Id"]
    client = identity.create_user_pool_client(
        UserPoolId=pool, ClientName="portal", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    published = json.dumps({"settings": {"user_pool_id": pool, "token_audience": client}})
    cloud("ssm").put_parameter(Name="/bbws/dev/foundation", Value=published, Type="String", Overwrite=True)
    names = dict.fromkeys(("PK", "SK"), "S")
    tables.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": kind} for name, kind in names.items()],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
    )
    yield pool
    tables.delete_table(TableName=TABLE)
    cloud("ssm").delete_parameter(Name="/bbws/dev/foundation")


def test_the_first_administrator_is_stored_once_as_the_service_would(foundation, cloud, capsys):
    assert main(["create-first-admin", "--env", "dev", "--email", EMAIL.upper()]) == 0
    assert "comes by e-mail" in capsys.readouterr().out

    [item] = cloud("dynamodb").scan(TableName=TABLE)["Items"]
    written = {name: next(iter(value.values())) for name, value in item.items()}
    member = StaffMember(
        user_id=written["userId"],
        email=EMAIL,
        role=Role.PLATFORM_ADMIN,
        assigned_at=written["assignedAt"],
        assigned_by=written["assignedBy"],
    )
    assert written == {name: str(v) if isinstance(v, Role) else v for name, v in MembershipDAO.item(member).items()}

    assert main(["create-first-admin", "--env", "dev", "--email", EMAIL]) == 1
    assert "already staff" in capsys.readouterr().err


def test_the_first_sign_in_sets_a_password_and_returns_a_token(foundation, cloud, monkeypatch, capsys):
    main(["create-first-admin", "--env", "dev", "--email", EMAIL])
    cloud("cognito-idp").admin_set_user_password(UserPoolId=foundation, Username=EMAIL, Password="Mailed-Word-1")
    answers = {"Password of thandi@operator.example: ": "Mailed-Word-1", "New password: ": "My-Own-Word-22"}
    monkeypatch.setattr(commands, "getpass", answers.__getitem__)
    capsys.readouterr()

    assert main(["sign-in", "--env", "dev", "--email", EMAIL]) == 0
    assert capsys.readouterr().out.count(".") == 2, "a token has three parts"

    monkeypatch.setattr(commands, "getpass", lambda _: "a-guess")
    assert main(["sign-in", "--env", "dev", "--email", EMAIL]) == 1
    assert "rejected this password" in capsys.readouterr().err


def test_an_environment_without_foundation_names_the_command(cloud, capsys):
    assert main(["sign-in", "--env", "sit", "--email", EMAIL]) == 1
    assert "make deploy stack=foundation env=sit" in capsys.readouterr().err


def test_a_challenge_that_a_terminal_cannot_answer_is_an_error():
    class Identity:
        class exceptions:  # noqa: N801 - as botocore names it
            NotAuthorizedException = KeyError

        def admin_initiate_auth(self, **_):
            return {"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "s"}

    with pytest.raises(CommandError, match="SOFTWARE_TOKEN_MFA"):
        commands.user_pool.sign_in(EMAIL, commands.user_pool.UserPool("p", "c"), lambda _: "word", Identity())
