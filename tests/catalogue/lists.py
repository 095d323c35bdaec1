"""Every list that has pages, with two entries to be listed; the third part of the catalogue."""

from collections.abc import Callable, Iterator

from tests.catalogue.asks import Ask, doors
from tests.catalogue.contracts import query_fields
from tests.catalogue.harness import STAFF, Harness, done
from tests.catalogue.reads import seed_templates
from tests.catalogue.writes import WRITES, new_invitation, new_path

type List = Callable[[Harness], Ask]


def lists() -> Iterator[str]:
    """The acts that take a cursor, as the contracts have them."""
    return (act for act in doors() if "startAt" in {field.name for field in query_fields(act)})


def _twice(create: str) -> Callable[[Harness], None]:
    """Carry out an act of the catalogue on two targets."""
    return lambda harness: [done(WRITES[create].prepare(harness)) for _ in range(2)] and None


def _of_tenant(act: str, fill: Callable[[Harness], object]) -> List:
    def prepare(harness: Harness) -> Ask:
        fill(harness)
        return harness.ask(act, caller=STAFF)

    return prepare


def _units(level: str, *above: str) -> List:
    def prepare(harness: Harness) -> Ask:
        ids = new_path(harness, *above)
        for name in ("First", "Second"):
            done(harness.ask(f"create_{level}", body={"name": f"{name} {len(ids)}"}, **ids))
        return harness.ask(f"list_{level}s", caller=STAFF, **ids)

    return prepare


def _team_users(harness: Harness) -> Ask:
    ids = new_path(harness, "division", "group", "team")
    for _ in range(2):
        done(harness.ask("assign_team_user", body={"userId": harness.member().user_id}, **ids))
    return harness.ask("list_team_users", caller=STAFF, **ids)


def _operations(harness: Harness) -> Ask:
    _twice("create_site")(harness)
    return Ask("list_operations", STAFF, query={"tenantId": harness.tenant_id})


def _templates(_: Harness) -> Ask:
    seed_templates()
    return Ask("list_templates", STAFF)


def _tenants(_: Harness) -> Ask:
    Harness.build()
    return Ask("list_tenants", STAFF)


def _tenants_of_user(harness: Harness) -> Ask:
    person = harness.member()
    done(Harness.build().ask("assign_user", caller=STAFF, body={"email": person.email, "role": "tenant_viewer"}))
    return Ask("list_user_tenants", STAFF, {"user_id": person.user_id})


LISTS: dict[str, List] = {
    "list_tenants": _tenants,
    "list_tenant_events": _of_tenant("list_tenant_events", Harness.member),
    "list_divisions": _of_tenant("list_divisions", _twice("create_division")),
    "list_groups": _units("group", "division"),
    "list_teams": _units("team", "division", "group"),
    "list_team_users": _team_users,
    "list_users": _of_tenant("list_users", Harness.member),
    "list_user_tenants": _tenants_of_user,
    "list_invitations": _of_tenant("list_invitations", lambda harness: [new_invitation(harness) for _ in range(2)]),
    "list_tenant_operations": _of_tenant("list_tenant_operations", _twice("create_site")),
    "list_operations": _operations,
    "list_sites": _of_tenant("list_sites", _twice("create_site")),
    "list_templates": _templates,
}
"""Act → creates two entries, and asks for the list as staff, who see every tenant."""
