"""The first administrator: made once, signs in with the mailed password, and is known to the tenants service."""

import json

import pytest

from chassis.access.caller import Role
from deploy import verbs
from deploy.__main__ import main
from deploy.refusal import Refused
from tenants.dao.membership_dao import MembershipDAO
from tenants.domain.membership import StaffMember

EMAIL = "thandi@operator.example"
TABLE = "bbws-tenants-dev"


@pytest.fixture
def foundation(cloud):
    """What stacks/foundation makes and publishes, as far as people need it."""
    identity, tables = cloud("cognito-idp"), cloud("dynamodb")
    pool = identity.create_user_pool(PoolName="people", UsernameAttributes=["email"])["UserPool"]["Id"]
    client = identity.create_user_pool_client(
        UserPoolId=pool, ClientName="portal", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    told = json.dumps({"settings": {"user_pool_id": pool, "token_audience": client}})
    cloud("ssm").put_parameter(Name="/bbws/dev/foundation", Value=told, Type="String", Overwrite=True)
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


def test_the_first_administrator_is_made_once_as_the_service_would(foundation, cloud, capsys):
    assert main(["first-admin", "--env", "dev", "--email", EMAIL.upper()]) == 0
    assert "comes by mail" in capsys.readouterr().out

    [item] = cloud("dynamodb").scan(TableName=TABLE)["Items"]
    written = {name: next(iter(value.values())) for name, value in item.items()}
    held = StaffMember(
        user_id=written["userId"],
        email=EMAIL,
        role=Role.PLATFORM_ADMIN,
        assigned_at=written["assignedAt"],
        assigned_by=written["assignedBy"],
    )
    assert written == {name: str(v) if isinstance(v, Role) else v for name, v in MembershipDAO.item(held).items()}

    assert main(["first-admin", "--env", "dev", "--email", EMAIL]) == 1
    assert "staff already" in capsys.readouterr().err


def test_who_signs_in_first_chooses_a_password_and_gets_a_token(foundation, cloud, monkeypatch, capsys):
    main(["first-admin", "--env", "dev", "--email", EMAIL])
    cloud("cognito-idp").admin_set_user_password(UserPoolId=foundation, Username=EMAIL, Password="Mailed-Word-1")
    words = {"Password of thandi@operator.example: ": "Mailed-Word-1", "A password of your own: ": "My-Own-Word-22"}
    monkeypatch.setattr(verbs, "getpass", words.__getitem__)
    capsys.readouterr()

    assert main(["sign-in", "--env", "dev", "--email", EMAIL]) == 0
    assert capsys.readouterr().out.count(".") == 2, "a token has three parts"

    monkeypatch.setattr(verbs, "getpass", lambda _: "a-guess")
    assert main(["sign-in", "--env", "dev", "--email", EMAIL]) == 1
    assert "lets nobody in" in capsys.readouterr().err


def test_an_environment_without_foundation_says_what_comes_first(cloud, capsys):
    assert main(["sign-in", "--env", "sit", "--email", EMAIL]) == 1
    assert "make deploy stack=foundation env=sit" in capsys.readouterr().err


def test_what_a_terminal_cannot_give_is_refused():
    class Identity:
        class exceptions:  # noqa: N801 - as botocore names it
            NotAuthorizedException = KeyError

        def admin_initiate_auth(self, **_):
            return {"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "s"}

    with pytest.raises(Refused, match="SOFTWARE_TOKEN_MFA"):
        verbs.people.sign_in(EMAIL, verbs.people.Pool("p", "c"), lambda _: "word", Identity())
