"""What functions log: the cause of every failure, and no person."""

import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from tests.catalogue.asks import Ask, doors
from tests.catalogue.harness import STAFF, Harness
from tests.catalogue.reads import all_things, reads
from tests.catalogue.services import prepare
from tests.catalogue.writes import WRITES

from chassis.http.edge import EDGE_KEY
from chassis.messaging.envelopes import Command, Event
from chassis.runtime.logging import Log
from chassis.testing import bus_message, http_event, queue_event
from chassis.testing.events import EDGE_KEYS
from chassis.testing.identity_pool import serving
from chassis.testing.log_records import recorded
from chassis.testing.yaml_files import read_yaml

ROOT = Path(__file__).parents[2]
CANARY = "anna.smith@example.com"
TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
OPERATION = "op-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
PLANTED = {
    "Error": {"Code": "AccessDeniedException", "Message": CANARY},
    "ResponseMetadata": {"HTTPStatusCode": 400, "RequestId": "REQUEST-1", "RetryAttempts": 1},
}


def functions() -> dict[str, dict[str, Any]]:
    """Handler → declaration, of every function of the platform."""
    declared = [read_yaml(manifest) for manifest in sorted(ROOT.glob("*/service.yaml"))]
    return {function["handler"]: function for service in declared for function in service["functions"].values()}


def command(name: str) -> str:
    """A command as the relay sends it."""
    payload = {"tenantId": TENANT, "operationId": OPERATION, "userId": "user-1"}
    return json.dumps(Command(name, payload, "trace-1", "key-1", "2026-02-21T08:00:00.000Z").body())


def news(name: str, source: str, **data: Any) -> str:
    """An event as the bus delivers it."""
    facts = {"tenantId": TENANT, "version": 1, "tier": "BASIC", "state": "ACTIVE", "status": "ACTIVE", **data}
    return bus_message(Event(name, source, TENANT, facts, "trace-1", "event-1", "2026-02-21T08:00:00.000Z"))


TENANT_NEWS = news(
    "TENANT_CREATED",
    "bbws.tenants",
    organizationName="Acme",
    contactEmail=CANARY,
    environment="dev",
    slug="1b4e28ba2fa1",
)
NOTICE = json.dumps(
    {
        "eventId": "event-1",
        "eventType": "SITE_CREATION_COMPLETE",
        "schemaVersion": 1,
        "tenantId": TENANT,
        "timestamp": "2026-02-21T08:00:00.000Z",
        "correlationId": "trace-1",
        "payload": {"siteId": "site-1", "siteName": "Shop", "recipient": CANARY, "siteUrl": "https://b.example.com"},
    }
)
TASK = json.dumps(
    {
        "id": "event-1",
        "source": "aws.ecs",
        "detail-type": "ECS Task State Change",
        "resources": [],
        "detail": {
            "taskArn": "arn:aws:ecs:af-south-1:000000000000:task/bbws-cluster-local/1",
            "clusterArn": "arn:aws:ecs:af-south-1:000000000000:cluster/bbws-cluster-local",
            "group": "service:tenant-1b4e28ba2fa1-wordpress",
            "lastStatus": "RUNNING",
            "desiredStatus": "RUNNING",
            "version": 1,
            "updatedAt": "2026-02-21T08:00:00.000Z",
            "containers": [],
        },
    }
)
MESSAGES = {  # handler → a message of its queue
    "instances.provisioner_main": command("INSTANCE_PROVISION_REQUEST"),
    "instances.dead_letters_main": command("INSTANCE_PROVISION_REQUEST"),
    "instances.reactor_main": TENANT_NEWS,
    "invitations.reactor_main": news("INSTANCE_CREATED", "bbws.instances"),
    "mail.mailer_main": NOTICE,
    "sites.reactor_main": TENANT_NEWS,
    "sqs_consumers.workflow_consumer": command("SITE_CREATION_REQUEST"),
    "sqs_consumers.dead_letter_consumer": command("SITE_CREATION_REQUEST"),
    "tenants.hierarchy_deletion_main": command("HIERARCHY_DELETION_REQUEST"),
    "tenants.dead_letters_main": command("HIERARCHY_DELETION_REQUEST"),
    "tenants.user_groups_main": command("GROUP_SYNC_REQUEST"),
    "tenants.reactor_main": news("INSTANCE_ACTIVATED", "bbws.instances"),
    "ecs_event_handler.main": TASK,
}
LISTS = {
    "tenants.main": "/v1.0/tenants",
    "templates.main": "/v1.0/templates",
    **{
        f"{name}.main": f"/v1.0/tenants/{{tenant_id}}/{name}"
        for name in ("invitations", "instances", "sites", "operations")
    },
}
OUTBOX_LINE = {
    "PK": {"S": f"TENANT#{TENANT}"},
    "SK": {"S": "OUTBOX#1"},
    "OUTBOX": {"S": "OUTBOX#PENDING"},
    "channel": {"S": "bus"},
    "target": {"S": "bbws.tenants"},
    "name": {"S": "TENANT_CREATED"},
    "body": {"M": {"contactEmail": {"S": CANARY}}},
}
STREAM = {"Records": [{"dynamodb": {"SequenceNumber": "1", "NewImage": OUTBOX_LINE}}]}


def events(handler: str, function: dict[str, Any], token: str) -> Iterator[dict[str, Any]]:
    """One event per trigger of the function."""
    module = handler.removesuffix(".lambda_handler")
    if module == "tenants.authorizer_main":
        headers = {"authorization": f"Bearer {token}", EDGE_KEY: EDGE_KEYS["EDGE_KEY"]}
        yield {"headers": headers, "requestContext": {"requestId": "trace-1"}}
    if module == "invitations.sign_up_main":
        yield {"triggerSource": "PreSignUp_SignUp", "request": {"userAttributes": {"email": CANARY}}}
    for trigger in function.get("triggers", []):
        if "http" in trigger:
            path = LISTS[module]
            parameters = {"tenant_id": TENANT} if "{" in path else {}
            yield http_event("GET", path, caller=STAFF, parameters=parameters)
        elif "queue" in trigger:
            yield queue_event(MESSAGES[module])
        elif "stream" in trigger:
            yield STREAM
        else:
            yield {"source": "aws.events"}


@pytest.fixture
def deployed(tables: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Every function with the environment that it declares; answers a token that the authorizer accepts."""
    platform = read_yaml(ROOT / "platform.yaml")
    known = {"setting": platform["settings"]["local"], "key": platform["keys"]}
    for function in functions().values():
        for name, value in function["environment"].items():
            if isinstance(value, str):
                monkeypatch.setenv(name, value)
            elif "table" not in value:
                kind, what = next(iter(value.items()))
                monkeypatch.setenv(name, str(known[kind][what]) if kind in known else f"https://example.com/{what}")
    with serving() as pool:
        for name, value in {
            "TOKEN_ISSUER": pool.issuer,
            "TOKEN_AUDIENCE": pool.audience,
            "JWKS_URL": pool.jwks_url,
        }.items():
            monkeypatch.setenv(name, value)
        forget()
        yield pool.token(email=CANARY)
        forget()


def forget() -> None:
    """Let every function be composed anew."""
    packages = tuple(f"{handler.partition('.')[0]}." for handler in functions())
    for name, module in list(sys.modules.items()):
        if name.startswith(packages):
            for part in vars(module).values():
                if hasattr(part, "cache_clear"):
                    part.cache_clear()


def refuse(_client: BaseClient, operation: str, _arguments: dict[str, Any]) -> None:
    """What AWS answers to every call."""
    raise ClientError(PLANTED, operation)


def failure_of(handler: str, event: dict[str, Any]) -> dict[str, Any]:
    """The record of a failure that the function writes when AWS refuses all that it asks."""
    module, _, name = handler.rpartition(".")
    run = getattr(importlib.import_module(module), name)
    with recorded() as records, patch.object(BaseClient, "_make_api_call", refuse):
        try:
            run(event, None)
        except Exception as error:  # a schedule's function fails, and Lambda's runtime logs what it raises
            cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
            records.append({"runtime": repr(error), "cause": repr(cause)})
    assert CANARY not in json.dumps(records)
    return next(record for record in records if "frames" in record and record["message"] != "visibility_unchanged")


@pytest.mark.parametrize("handler", functions())
def test_a_failure_is_found_from_its_record_alone(handler, deployed):
    sent = list(events(handler, functions()[handler], deployed))
    assert sent
    for event in sent:
        failure = failure_of(handler, event)

        assert failure["level"] in ("ERROR", "WARNING")
        assert failure["error"].startswith(f"ClientError {failure['aws']['operation']} AccessDeniedException at ")
        assert failure["aws"].items() >= {"status": 400, "requestId": "REQUEST-1", "retries": 1}.items()
        assert leads_to_the_call(failure["frames"])


def leads_to_the_call(frames: list[str]) -> bool:
    """Whether the frames are places in our sources, the last of which calls a client of AWS."""
    places = [frame.split(":") for frame in frames if not frame.endswith(f":{refuse.__name__}")]
    lines = [_line(file, int(number)) for file, number, _ in places]
    return len(lines) > 1 and re.search(r"client|queues|bus|ses|secrets|cognito", lines[-1]) is not None


def _line(file: str, number: int) -> str:
    return next(ROOT.glob(f"*/src/{file}")).read_text().splitlines()[number - 1]


def test_a_record_with_the_innermost_frame_only_would_be_noticed():
    """Positive control: what was logged before is no way to the cause."""
    assert not leads_to_the_call(["chassis/runtime/clients.py:1:<module>"])


def persons(records: list[dict[str, Any]], ask: Ask) -> set[str]:
    """What the records say of the people in a request: addresses, names, tokens and texts of theirs."""
    told = json.dumps(records, ensure_ascii=False)
    secret = {*_texts(ask.body), *(ask.query or {}).values(), *ask.headers.values()}
    if ask.caller:
        secret |= {ask.caller.email, ask.caller.user_id}
    ids = set(ask.ids.values())
    found = {one for one in secret if len(one) >= 6 and one not in ids and one in told}
    return found | set(re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", told))


def _texts(body: Any) -> Iterator[str]:
    """All texts in a body but names of acts and roles, which are ours."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from () if name in ("operationId", "role", "tier", "tenantId") else _texts(value)
    elif isinstance(body, list):
        for value in body:
            yield from _texts(value)
    elif isinstance(body, str):
        yield body


@pytest.fixture
def harness(tables: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Harness:
    """An ACTIVE tenant; the other services do not answer."""
    prepare(monkeypatch)
    return Harness.build()


def check_log(ask: Ask) -> None:
    """Send a request, and again when AWS refuses everything; no record names a person, one names the act."""
    ask = Ask(
        ask.act, ask.caller, ask.ids, ask.body, ask.query, {**ask.headers, "authorization": "Bearer secret-token"}
    )
    with recorded() as records:
        assert ask.send().accepted, ask.act
        with patch.object(BaseClient, "_make_api_call", refuse):
            ask.send()
    assert persons(records, ask) == set(), ask.act
    assert ask.act in {record["message"] for record in records}


@pytest.mark.parametrize("act", WRITES)
def test_no_record_of_a_write_names_a_person(act, harness):
    check_log(WRITES[act].prepare(harness))


def test_no_record_of_a_read_names_a_person(harness):
    asked = reads(all_things(harness))

    for ask in asked.values():
        check_log(ask)

    assert {*asked, *WRITES} == set(doors())


@pytest.mark.parametrize("told", [STAFF.email, STAFF.user_id, "Acme Shop", "jo@example.org"])
def test_a_record_that_names_a_person_is_found(told):
    with recorded() as records:
        Log("test").info("create_site", cause=told)

    assert persons(records, Ask("create_site", STAFF, body={"siteName": "Acme Shop"}))
