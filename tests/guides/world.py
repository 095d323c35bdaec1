"""The world in which every guide begins: the people of `make run`'s demo and its company, Acme Trading."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import count

from chassis.access.caller import Role
from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.table import Table
from chassis.messaging.envelopes import Event
from chassis.runtime import clients
from chassis.runtime.clock import iso
from chassis.testing import FrozenClock, bus_message, queue_event
from chassis.testing.contents import contents
from local_platform.people import EVERYBODY, MEMBERS, STAFF
from local_platform.seed import COMPANY, CONTACT
from mail.dao.dispatch_dao import DispatchDAO
from templates.dao.template_dao import TemplateDAO
from templates.seed import SEED_TEMPLATES
from tenants import hierarchy_deletion_main, reactor_main
from tenants.dao.member_dao import MemberDAO
from tenants.dao.membership_dao import MembershipDAO
from tenants.domain.membership import Membership, StaffMember
from tests.guides.gateway import Gateway
from tests.guides.names import Names
from tests.guides.pages import Answer, GuideError
from tests.guides.post import Post
from tests.guides.tokens import LIFE, Pool, subject

ACME = "tenant-90952469-a926-45fa-a4bc-34af2ce9bf7c"
_PERSON = re.compile(r"\{(\w+)\}")
_SECOND = timedelta(seconds=1)
DAY = 86_400


class DemoWorld:
    """Answers requests, delivers e-mails, and lets things happen that the reader of a guide does not do."""

    def __init__(self, tables: Callable[[str], str], clock: FrozenClock, pool: Pool, names: Names) -> None:
        self.clock, self.pool, self.names = clock, pool, names
        self.gateway = Gateway(clock)
        self.table = Table(clients.dynamodb(), tables("tenants"))
        self.post = Post(DispatchDAO(Table(clients.dynamodb(), tables("mail")), clock))
        self._versions = count(1)
        for template in SEED_TEMPLATES:
            Table(clients.dynamodb(), tables("templates")).put(TemplateDAO.item(template), Condition())
        self._seed()

    def send(self, method: str, target: str, headers: dict[str, str], body: str) -> Answer:
        """Send a request as the person named in braces; complete the accepted work before the next one."""
        self.clock.now += _SECOND
        signed = {name: _PERSON.sub(lambda found: self._token(found[1]), value) for name, value in headers.items()}
        answer = self.gateway.send(method, target, signed, body)
        self._work()
        return answer

    def email_to(self, address: str) -> str:
        """The newest e-mail to somebody."""
        return self.post.email_to(address)

    def let(self, event: str) -> None:
        """Let something happen meanwhile."""
        for pattern, act in _EVENTS.items():
            if found := re.fullmatch(pattern, event):
                act(self, *found.groups())
                return
        raise GuideError(f"meanwhile: {event}: nothing of this kind can happen; known are {', '.join(_EVENTS)}")

    def variables(self) -> dict[str, str]:
        """The id of the demo company, as docs/guides/api.sh sets it."""
        return {"ACME": self.names.real(ACME)}

    def _token(self, role: str) -> str:
        if role == "token_of_yesterday":
            return self.pool.token(MEMBERS[0].email, age=LIFE + DAY)
        return self.pool.token(next(person.email for person in EVERYBODY if person.role == role))

    def _work(self) -> None:
        """What relay, mailer and workers do with new lines of the outbox."""
        lines = [item for item in contents(self.table) if item.get("OUTBOX")]
        for line in sorted(lines, key=lambda one: one["createdAt"]):
            self.table.client.delete_item(
                TableName=self.table.name, Key={"PK": {"S": line["PK"]}, "SK": {"S": line["SK"]}}
            )
            if line["channel"] == "topic":
                self.post.deliver(line["body"])
            elif line["name"] == "HIERARCHY_DELETION_REQUEST":
                _require_done(hierarchy_deletion_main.lambda_handler(queue_event(line["body"]), None))

    def _seed(self) -> None:
        now = iso(self.clock())
        for person in EVERYBODY:
            user_id = f"user-{subject(person.email)}"
            self.names.learn(user_id, user_id)
        for person in STAFF:
            self._put(StaffMember(**_role(person.role, person.email, now)))
        self._seed_company(now)

    def _seed_company(self, now: str) -> None:
        body = f'{{"organizationName": "{COMPANY}", "contactEmail": "{CONTACT}", "environment": "dev"}}'
        made = self.send("POST", "/v1.0/tenants", {"Authorization": "Bearer {platform_admin}"}, body).body
        tenant_id = made["data"]["tenantId"]
        self.names.learn(tenant_id, ACME)
        self.instance_news(COMPANY, "runs")
        for person in MEMBERS:
            self._put(Membership(tenant_id=tenant_id, **_role(person.role, person.email, now)))
        for counted in MemberDAO.counter_items(tenant_id, members=len(MEMBERS), admins=1):
            self.table.put(counted, Condition())

    def _put(self, held: Membership | StaffMember) -> None:
        self.table.put(MembershipDAO.item(held), Condition())

    def pass_time(self, number: str, unit: str) -> None:
        """Time goes by."""
        self.clock.advance(**{unit: int(number)})

    def instance_news(self, name: str, what: str) -> None:
        """The instance of an organisation runs for the first time, or fails to."""
        query = f"/v1.0/tenants?organizationName={name.replace(' ', '%20')}"
        found = self.send("GET", query, {"Authorization": "Bearer {platform_admin}"}, "").body["data"]
        tenant_id, version = found[0]["tenantId"], next(self._versions)
        kind = {"runs": "INSTANCE_ACTIVATED", "fails": "INSTANCE_FAILED"}[what]
        data = {"tenantId": tenant_id, "instanceId": tenant_id, "version": version}
        news = Event(kind, "bbws.instances", tenant_id, data, "trace", f"evt-{version}", iso(self.clock()))
        _require_done(reactor_main.lambda_handler(queue_event(bus_message(news)), None))
        self._work()


_EVENTS: dict[str, Callable[..., None]] = {
    r"(\d+) (seconds|minutes|days) pass": DemoWorld.pass_time,
    r"the instance of (.+) (runs|fails)": DemoWorld.instance_news,
}


def _role(role: str, email: str, now: str, by: str = STAFF[0].email) -> dict[str, object]:
    user_id = f"user-{subject(email)}"
    return {"user_id": user_id, "email": email, "role": Role(role), "assigned_at": now, "assigned_by": by}


def _require_done(answer: dict[str, list[object]]) -> None:
    if answer["batchItemFailures"]:
        raise GuideError("a worker could not do its work; its log says why")
