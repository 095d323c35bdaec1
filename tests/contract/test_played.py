"""What functions answer is what the contract declares: statuses, headers, bodies, and no link that no type names."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.catalogue.asks import Ask, Reply, doors
from tests.catalogue.harness import Harness
from tests.catalogue.reads import all_things, reads
from tests.catalogue.services import prepare
from tests.catalogue.writes import WRITES

from chassis.testing import http_event
from invitations.services import answer_limits

UNDECLARED = {"content-type", "cache-control"}  # of every HTTP answer; OpenAPI says them elsewhere or not at all
FEW = 3  # answers that one address gets in a minute, in these tests


@pytest.fixture
def harness(tables: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Harness:
    prepare(monkeypatch)
    return Harness.build()


def played(harness: Harness) -> Iterator[tuple[Ask, Reply]]:
    """Each act of the platform once, as somebody who may."""
    asks = [*reads(all_things(harness)).values(), *(write.prepare(harness) for write in WRITES.values())]
    for ask in asks:
        yield ask, ask.send()


def response_of(platform: dict, act: str, status: int) -> dict[str, Any]:
    found = doors()[act][1]
    responses = platform["paths"][found.path][found.method.lower()]["responses"]
    return responses.get(str(status), {})


def header_faults(platform: dict, act: str, reply: Reply) -> Iterator[str]:
    """Headers that are declared and missing, answered and undeclared, or not of the declared form."""
    declared = {
        name.lower(): platform["components"]["headers"][said["$ref"].rpartition("/")[2]]
        for name, said in response_of(platform, act, reply.status).get("headers", {}).items()
    }
    answered = {name.lower(): value for name, value in reply.headers.items()}
    for name, said in declared.items():
        if name not in answered:
            if said.get("required"):
                yield f"{act} {reply.status}: {name} is declared and missing"
            continue
        value = int(answered[name]) if said["schema"]["type"] == "integer" else answered[name]
        if not Draft202012Validator(said["schema"]).is_valid(value):
            yield f"{act} {reply.status}: {name} is {value!r}"
    yield from (f"{act} {reply.status}: {name} is undeclared" for name in set(answered) - set(declared) - UNDECLARED)


def body_faults(platform: dict, act: str, reply: Reply) -> Iterator[str]:
    content = response_of(platform, act, reply.status).get("content", {})
    for media in content.values():
        whole = {**media["schema"], "components": platform["components"]}
        for error in Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(
            reply.body
        ):
            yield f"{act} {reply.status}: {error.json_path}: {error.message[:300]}"


def test_every_act_answers_as_declared(harness, platform):
    replies = [(ask.act, reply) for ask, reply in played(harness)]

    assert {act for act, _ in replies} == set(doors())
    assert [f"{act} {reply.status} {reply.text[:200]}" for act, reply in replies if not reply.accepted] == []
    assert [fault for act, reply in replies for fault in header_faults(platform, act, reply)] == []
    assert [fault for act, reply in replies for fault in body_faults(platform, act, reply)] == []


@pytest.mark.parametrize("status", [401, 503])
def test_who_cannot_be_checked_is_told_how_to_go_on(status, platform):
    problem = {401: "UNAUTHORIZED", 503: "UNAVAILABLE"}[status]
    for name, (api, act) in doors().items():
        ids = dict.fromkeys(act.path.replace("{", "}").split("}")[1::2], "tenant-1")
        answer = api(http_event(act.method, act.path, parameters=ids, problem=problem), None)
        reply = Reply(answer["statusCode"], answer["headers"], answer["body"], "")
        if reply.status == status and response_of(platform, name, status):
            assert list(header_faults(platform, name, reply)) == []
            assert list(body_faults(platform, name, reply)) == []
        else:
            assert act.method == "GET" or not api.rules[name].roles, f"{name} answers {reply.status}"


def test_a_limit_that_is_reached_tells_its_numbers(harness, platform, monkeypatch):
    monkeypatch.setattr(answer_limits, "A_MINUTE", FEW)
    event = replace(WRITES["lookup_invitation"].prepare(harness), body={"token": "x" * 43}).event()
    api = doors()["lookup_invitation"][0]
    answers = (api(event, None) for _ in range(3 * FEW))
    answer = next(one for one in answers if one["statusCode"] == 429)
    reply = Reply(429, answer["headers"], answer["body"], "")

    assert list(header_faults(platform, "lookup_invitation", reply)) == []
    assert {"x-ratelimit-limit", "x-ratelimit-reset"} <= {name.lower() for name in reply.headers}


class TestWhatIsWrongIsFound:
    """Positive controls: answers that break the contract a little."""

    @pytest.fixture
    def right(self, harness) -> Reply:
        return Ask("get_tenant", harness.admin, {"tenant_id": harness.tenant_id}).send()

    def test_a_link_that_no_type_names(self, right, platform):
        text = right.text.replace('"self":', '"surprise":{"href":"/v1.0"},"self":')

        assert list(body_faults(platform, "get_tenant", right)) == []
        assert list(body_faults(platform, "get_tenant", replace(right, text=text)))

    def test_a_reason_for_an_act_that_no_type_names(self, right, platform):
        text = right.text.replace(
            '"_unavailable":{', '"_unavailable":{"fly":{"code":"A","reason":"b","unlock":"c"},', 1
        )

        assert list(body_faults(platform, "get_tenant", replace(right, text=text)))

    def test_a_header_that_is_missing_and_one_too_many(self, right, platform):
        without = {name: value for name, value in right.headers.items() if name != "X-Request-ID"}

        assert list(header_faults(platform, "get_tenant", replace(right, headers=without | {"X-More": "1"}))) == [
            "get_tenant 200: x-request-id is declared and missing",
            "get_tenant 200: x-more is undeclared",
        ]
