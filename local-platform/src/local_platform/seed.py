"""Demo data: one company with people in every role, made through the API where it has a route."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from chassis.access.caller import Role
from chassis.dynamodb.attributes import Item, to_attributes
from chassis.runtime.clock import iso, utc_now
from local_platform.clients import Aws
from local_platform.names import full_name
from local_platform.options import StartError
from local_platform.people import MEMBERS, STAFF
from templates.dao.template_dao import TemplateDAO
from templates.seed import SEED_TEMPLATES
from tenants.dao.member_dao import MemberDAO
from tenants.dao.membership_dao import MembershipDAO
from tenants.domain.membership import Membership, StaffMember

COMPANY = "Acme Trading"
CONTACT = "amina.patel@acme-trading.example"
TIER = "STANDARD"
OPERATOR = "operator@managed-wordpress.example"  # the operator who assigns the first role by hand on AWS

type Json = dict[str, Any]


class SeedError(StartError):
    """The demo data could not be made; the message holds the answer of the API."""

    def __init__(self, answer: str) -> None:
        super().__init__(
            f"The demo data could not be made: {answer}. If the local data is from an earlier version of the code, "
            "`make run RESET=1` forgets it and starts anew."
        )


def seed_staff(aws: Aws, user_ids: Mapping[str, str]) -> None:
    """Write the platform staff's memberships: what an operator does once, by hand, on AWS."""
    for person in STAFF:
        held = StaffMember(
            user_id=user_ids[person.role],
            email=person.email,
            role=Role(person.role),
            assigned_at=iso(utc_now()),
            assigned_by=OPERATOR,
        )
        _put(aws, "tenants", MembershipDAO.item(held))


def seed_members(aws: Aws, tenant_id: str, user_ids: Mapping[str, str]) -> None:
    """Write the company's memberships, which people would accept by invitation."""
    for person in MEMBERS:
        held = Membership(
            tenant_id=tenant_id,
            user_id=user_ids[person.role],
            email=person.email,
            role=Role(person.role),
            assigned_at=iso(utc_now()),
            assigned_by=STAFF[0].email,
        )
        _put(aws, "tenants", MembershipDAO.item(held))
    admins = sum(person.role == Role.TENANT_ADMIN for person in MEMBERS)
    for count in MemberDAO.counter_items(tenant_id, members=len(MEMBERS), admins=admins):
        _put(aws, "tenants", count)


def seed_templates(aws: Aws) -> None:
    """Write the first templates, which no route of the API can publish."""
    for template in SEED_TEMPLATES:
        _put(aws, "templates", TemplateDAO.item(template))


def seed_company(front: str, token: str) -> str:
    """The demo company's tenant id; made by `POST /v1.0/tenants` unless it exists.

    Raises:
        SeedError: the API refuses or does not answer.
    """
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=front, headers=headers, timeout=30, trust_env=False) as api:
        existing = next((t for t in _tenants(api) if t["organizationName"] == COMPANY), None)
        if existing is None:
            body = {"organizationName": COMPANY, "contactEmail": CONTACT, "environment": "dev"}
            existing = _data(api.post("/v1.0/tenants", json=body))
        return str(existing["tenantId"])


def seed_instance(front: str, token: str, tenant_id: str) -> None:
    """Ask for the demo company's instance unless it has one; it starts in the background.

    Raises:
        SeedError: the API refuses or does not answer.
    """
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=front, headers=headers, timeout=30, trust_env=False) as api:
        if not _data(api.get(f"/v1.0/tenants/{tenant_id}/instances")):
            _data(api.post(f"/v1.0/tenants/{tenant_id}/instances", json={"tier": TIER}))


def _tenants(api: httpx.Client) -> Iterator[Json]:
    link: str | None = "/v1.0/tenants?pageSize=100"
    while link:
        answer = api.get(link)
        yield from _data(answer)
        link = (answer.json()["_links"].get("next") or {}).get("href")


def _data(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    if answer.is_error:
        raise SeedError(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
    return answer.json()["data"]


def _put(aws: Aws, table: str, item: Item) -> None:
    """Put the item unless it exists."""
    dynamodb = aws("dynamodb")
    condition = "attribute_not_exists(PK)"
    try:
        dynamodb.put_item(TableName=full_name(table), Item=to_attributes(item), ConditionExpression=condition)
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return
