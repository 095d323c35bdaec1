"""For every write of every contract: a world in which it is right, and the request; none may lack its row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chassis.access.caller import Caller, Role
from chassis.http.sealing import Seal
from chassis.operations.dead_letters import UNDELIVERABLE
from chassis.operations.workflow import LEASE
from instances import dependencies as instances
from instances.workflows import WORKFLOWS as INSTANCE_WORKFLOWS
from invitations import dependencies as invitations
from tenants import dependencies as tenants
from tenants.domain.tenant import TenantStatus
from tenants.workflows import WORKFLOWS
from tests.catalogue.asks import Ask
from tests.catalogue.house import STAFF, House, done, fresh, known, stranger

REASON = {"reason": "Invoices have not been paid since August."}
OTHER_REASON = {"reason": "They asked for it on the telephone."}


@dataclass(frozen=True)
class Write:
    """One act that writes.

    Attributes:
        prepare: what must be there first, in the house; each call prepares a new target.
        other: fields that make another valid body of it; nothing when the act takes none.
        effect: False for the few acts that are no GET and yet change nothing.
    """

    prepare: Callable[[House], Ask]
    other: Mapping[str, Any] = field(default_factory=dict)
    effect: bool = True


def _question(house: House) -> Ask:
    return Ask("check_authorization", house.admin, body={"operationId": "create_site", "tenantId": house.tenant_id})


def _new_tenant(_: House) -> Ask:
    who = {"organizationName": fresh("Acme"), "contactEmail": "owner@example.com", "environment": "dev"}
    return Ask("create_tenant", STAFF, body=who)


def _step(act: str, status: TenantStatus, body: Any = None) -> Callable[[House], Ask]:
    """A step of a tenant's life, each in a house of its own."""
    return lambda _: House.build().moved(status).ask(act, caller=STAFF, body=body)


def _unit(house: House, level: str, ids: Mapping[str, str]) -> dict[str, str]:
    """A new unit below `ids`; answers the ids that lead to it."""
    made = done(house.ask(f"create_{level}", body={"name": fresh(level)}, **ids))
    return {**ids, f"{level}_id": made[f"{level}Id"]}


def new_path(house: House, *levels: str) -> dict[str, str]:
    ids: dict[str, str] = {}
    for level in levels:
        ids = _unit(house, level, ids)
    return ids


def _new_unit(level: str, *above: str) -> Callable[[House], Ask]:
    return lambda house: house.ask(f"create_{level}", body={"name": fresh(level)}, **new_path(house, *above))


def _change_unit(level: str, *above: str) -> Callable[[House], Ask]:
    return lambda house: house.ask(f"update_{level}", body={"name": fresh(level)}, **new_path(house, *above, level))


def _delete_unit(level: str, *above: str) -> Callable[[House], Ask]:
    return lambda house: house.ask(f"delete_{level}", **new_path(house, *above, level))


def _failed_deletion(house: House) -> Ask:
    """A deletion with everything below, which no worker could finish."""
    path = new_path(house, "division", "group")
    whole = {"division_id": path["division_id"]}
    operation_id = done(house.ask("delete_division", query={"cascade": "true"}, **whole))["operation"]["operationId"]
    operation = tenants.operation_log().claim(operation_id, LEASE)
    assert operation
    tenants.dead_letters().end.fail_undelivered(operation, WORKFLOWS.get(operation.operation_type), UNDELIVERABLE)
    return house.ask("retry_deletion", operation_id=operation_id)


def _join_team(house: House) -> Ask:
    body = {"userId": house.member().user_id}
    return house.ask("assign_team_user", body=body, **new_path(house, "division", "group", "team"))


def _leave_team(house: House) -> Ask:
    joining = _join_team(house)
    done(joining)
    return replace(joining, act="unassign_team_user", body=None, ids={**joining.ids, "user_id": joining.body["userId"]})


def _new_member(house: House) -> Ask:
    person = known(stranger("colleague"))
    return house.ask("assign_user", body={"email": person.email, "role": "tenant_operator"})


def new_invitation(house: House, person: Caller | None = None) -> str:
    body = {"email": (person or stranger("guest")).email, "role": "tenant_operator"}
    return done(house.ask("create_invitation", body=body))["invitationId"]


def _of_invitation(act: str) -> Callable[[House], Ask]:
    return lambda house: house.ask(act, invitation_id=new_invitation(house))


def _with_token(act: str) -> Callable[[House], Ask]:
    """What a guest does with the secret of the mail, opened as the mailer opens it."""

    def prepare(house: House) -> Ask:
        guest = stranger("guest")
        own = new_invitation(house, guest)
        notice = next(one for one in house.outbox("INVITATION_SENT") if one["invitationId"] == own)
        seal = Seal(invitations.api_settings().invitation_key)
        return Ask(act, guest, body={"token": seal.open(notice["sealedToken"], (house.tenant_id, own))})

    return prepare


def _new_instance(_: House) -> Ask:
    return House.build().ask("create_instance", caller=STAFF, body={"tier": "STANDARD"})


def _failed_instance(house: House) -> Ask:
    asked = _new_instance(house)
    done(asked)
    instance = instances.instance_dao().get(asked.ids["tenant_id"])
    assert instance
    operation = instances.operation_log().claim(instance.operation_id, LEASE)
    assert operation
    workflow = INSTANCE_WORKFLOWS.get(operation.operation_type)
    instances.dead_letters().end.fail_undelivered(operation, workflow, UNDELIVERABLE)
    return replace(asked, act="retry_instance", body=None, ids={**asked.ids, "instance_id": "primary"})


def _new_site(house: House) -> Ask:
    return house.ask("create_site", body={"siteName": "Acme Shop", "subdomain": fresh("shop")})


def _of_site(act: str, *, cancelled: bool = False) -> Callable[[House], Ask]:
    def prepare(house: House) -> Ask:
        site_id = done(_new_site(house))["site"]["siteId"]
        if cancelled:
            done(house.ask("cancel_site", site_id=site_id))
        return house.ask(act, site_id=site_id)

    return prepare


def _of_member(act: str, body: Any = None) -> Callable[[House], Ask]:
    return lambda house: house.ask(act, body=body, user_id=house.member().user_id)


S = TenantStatus
WRITES = {
    "check_authorization": Write(_question, effect=False),
    "create_tenant": Write(_new_tenant, {"contactEmail": "other@example.com"}),
    "update_tenant": Write(_step("update_tenant", S.ACTIVE, {"metadata": {"a": "b"}}), {"metadata": {"a": "c"}}),
    "delete_tenant": Write(_step("delete_tenant", S.SUSPENDED)),
    "suspend_tenant": Write(_step("suspend_tenant", S.ACTIVE, REASON), OTHER_REASON),
    "resume_tenant": Write(_step("resume_tenant", S.SUSPENDED)),
    "park_tenant": Write(_step("park_tenant", S.ACTIVE, REASON), OTHER_REASON),
    "unpark_tenant": Write(_step("unpark_tenant", S.PARKED)),
    "retry_tenant": Write(_step("retry_tenant", S.FAILED)),
    "create_division": Write(_new_unit("division"), {"name": "Another"}),
    "update_division": Write(_change_unit("division"), {"name": "Another"}),
    "delete_division": Write(_delete_unit("division")),
    "create_group": Write(_new_unit("group", "division"), {"name": "Another"}),
    "update_group": Write(_change_unit("group", "division"), {"name": "Another"}),
    "delete_group": Write(_delete_unit("group", "division")),
    "create_team": Write(_new_unit("team", "division", "group"), {"name": "Another"}),
    "update_team": Write(_change_unit("team", "division", "group"), {"name": "Another"}),
    "delete_team": Write(_delete_unit("team", "division", "group")),
    "retry_deletion": Write(_failed_deletion),
    "assign_team_user": Write(_join_team, {"userId": "user-another"}),
    "unassign_team_user": Write(_leave_team),
    "assign_user": Write(_new_member, {"role": "tenant_viewer"}),
    "update_user_role": Write(_of_member("update_user_role", {"role": "tenant_viewer"}), {"role": "tenant_admin"}),
    "set_user_role": Write(_of_member("set_user_role", {"role": "tenant_viewer"}), {"role": "tenant_admin"}),
    "unassign_user": Write(_of_member("unassign_user")),
    "create_invitation": Write(
        lambda house: house.ask(
            "create_invitation", body={"email": stranger("guest").email, "role": Role.TENANT_VIEWER.value}
        ),
        {"role": "tenant_operator"},
    ),
    "create_invitations": Write(
        lambda house: house.ask(
            "create_invitations",
            body={"emails": [stranger("guest").email, stranger("guest").email], "role": "tenant_viewer"},
        ),
        {"role": "tenant_operator"},
    ),
    "cancel_invitation": Write(_of_invitation("cancel_invitation")),
    "resend_invitation": Write(_of_invitation("resend_invitation")),
    "lookup_invitation": Write(_with_token("lookup_invitation"), effect=False),
    "accept_invitation": Write(_with_token("accept_invitation")),
    "decline_invitation": Write(_with_token("decline_invitation"), {"reason": "No time"}),
    "create_instance": Write(_new_instance, {"tier": "BASIC"}),
    "retry_instance": Write(_failed_instance),
    "create_site": Write(_new_site, {"siteName": "Another Shop"}),
    "cancel_site": Write(_of_site("cancel_site")),
    "retry_site": Write(_of_site("retry_site", cancelled=True)),
}
