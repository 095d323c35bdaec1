"""Every act that reads, with something to be found; beside `writes.py` the other half of what the platform can do."""

from collections.abc import Mapping

from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.table import Table
from chassis.runtime import clients
from templates import dependencies as templates
from templates.dao.template_dao import TemplateDAO
from templates.seed import SEED_TEMPLATES
from tests.catalogue.asks import Ask, doors
from tests.catalogue.harness import STAFF, Harness, done
from tests.catalogue.writes import WRITES, new_invitation, new_path


def things(harness: Harness) -> dict[str, str]:
    """Creates one resource of every kind that people manage; returns the ids."""
    ids = new_path(harness, "division", "group", "team")
    member = harness.member()
    done(harness.ask("assign_team_user", body={"userId": member.user_id}, **ids))
    return ids | {"tenant_id": harness.tenant_id, "user_id": member.user_id, "invitation_id": new_invitation(harness)}


def all_things(harness: Harness) -> dict[str, str]:
    """The same with a site, its operation and a template."""
    made = done(WRITES["create_site"].prepare(harness))
    seed_templates()
    more = {"site_id": made["site"]["siteId"], "operation_id": made["operation"]["operationId"]}
    return things(harness) | more | {"template_id": SEED_TEMPLATES[0].template_id, "instance_id": "primary"}


def seed_templates() -> None:
    """Fill the catalogue of templates as a new platform has it."""
    catalogue = TemplateDAO(Table(clients.dynamodb(), templates.settings().templates_table))
    for template in SEED_TEMPLATES:
        catalogue.table.put(catalogue.item(template), Condition())


def reads(ids: Mapping[str, str]) -> dict[str, Ask]:
    """Each act that reads, asked by staff, of the things with these ids or of a tenant with an instance."""
    with_instance = _tenant_with_instance()
    return {
        name: Ask(
            name,
            STAFF,
            _ids_of(act.path, with_instance if "/instances" in act.path else ids),
            query={"tenantId": ids["tenant_id"]} if name == "list_operations" else None,
        )
        for name, (_, act) in doors().items()
        if act.method == "GET"
    }


def _tenant_with_instance() -> dict[str, str]:
    asked = WRITES["create_instance"].prepare(Harness.build())
    done(asked)
    return {"tenant_id": asked.ids["tenant_id"], "instance_id": "primary"}


def _ids_of(path: str, ids: Mapping[str, str]) -> dict[str, str]:
    wanted = path.replace("{", "}").split("}")[1::2]
    return {name: ids[name] for name in wanted}
