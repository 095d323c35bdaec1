"""The tests of the guides can fail: whatever in a page is not what the platform says is found, and nothing else is."""

import sys

import pytest

from chassis.access.authorization import TenantNotFound
from chassis.testing import FrozenClock
from tests.guides import shapes
from tests.guides.names import Names
from tests.guides.pages import Answer, GuideError, replay

ID = "tenant-11111111-1111-4111-8111-111111111111"
OTHER = "tenant-22222222-2222-4222-8222-222222222222"
PAGE = """# A page

```http
POST /v1.0/tenants
Authorization: Bearer {platform_admin}

{"organizationName": "Karoo Books"}
```

```http
HTTP/1.1 201 Created
Location: /v1.0/tenants/tenant-0e0e0e0e-0000-4000-8000-00000000000e

{"data": {"tenantId": "tenant-0e0e0e0e-0000-4000-8000-00000000000e", "status": "PENDING", …}, "l": ["a", …]}
```

Words in between stay.

<!-- meanwhile: time passes -->

```mail
To: jo@example.com

Answer here: https://portal.example.com#token=AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDDEEE
```

```http
GET /v1.0/tenants/tenant-0e0e0e0e-0000-4000-8000-00000000000e
```

```http
HTTP/1.1 200 OK

{"data": {"tenantId": "tenant-0e0e0e0e-0000-4000-8000-00000000000e", "version": 1}}
```
"""
FOREIGN = """```http
GET /v1.0/tenants/tenant-00000000-0000-4000-8000-000000000000
Authorization: Bearer {stranger}
```

```http
HTTP/1.1 404 Not Found

{"title": "", …}
```"""


class StubWorld:
    """Says always the same, but for its ids, and remembers what it was asked."""

    def __init__(self, tenant_id: str = ID, again: str | None = None) -> None:
        self.tenant_id, self.again = tenant_id, again or tenant_id
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.happened: list[str] = []

    def send(self, method: str, target: str, headers: dict[str, str], body: str) -> Answer:
        self.asked.append((method, target, headers, body))
        if method == "GET":
            return Answer(200, {}, {"data": {"tenantId": self.again, "version": 1}})
        data = {"tenantId": self.tenant_id, "status": "PENDING", "slug": "111111111111"}
        location = {"Location": f"/v1.0/tenants/{self.tenant_id}", "X-Request-ID": "trace"}
        return Answer(201, location, {"data": data, "l": ["a", "b"]})

    def email_to(self, address: str) -> str:
        return f"To: {address}\n\nAnswer here: https://portal.example.com#token={'x' * 43}\n"

    def let(self, event: str) -> None:
        self.happened.append(event)

    def variables(self) -> dict[str, str]:
        return {"ACME": "tenant-acme"}


def test_a_true_page_stays_as_it_is_whatever_the_ids_of_the_run():
    for tenant_id in (ID, OTHER):
        assert replay(PAGE, StubWorld(tenant_id), Names("page")) == PAGE


def test_what_a_guide_calls_a_thing_is_what_the_platform_called_it():
    world = StubWorld()
    replay(PAGE, world, Names("page"))

    assert world.asked[0][2:] == (
        {"Authorization": "Bearer {platform_admin}"},
        '{"organizationName": "Karoo Books"}',
    )
    assert world.asked[1][1] == f"/v1.0/tenants/{ID}"
    assert world.happened == ["time passes"]


@pytest.mark.parametrize(
    ("true", "tampered"),
    [
        ("201 Created", "200 OK"),
        ("PENDING", "ACTIVE"),
        ('"version": 1', '"version": "1"'),
        ('"version": 1', '"version": 1, "colour": "red"'),
        ('"version": 1', '"version": 1, …'),
        (', "version": 1', ""),
        ('"status": "PENDING", …', '"status": "PENDING"'),
        ('["a", …]', '["a"]'),
        ('["a", …]', '["b", …]'),
        ("Location: /v1.0/tenants/", "Location: /v2.0/tenants/"),
        ("Location: /v1.0/tenants/tenant-0e0e0e0e-0000-4000-8000-00000000000e\n", ""),
        ("Answer here", "Answer there"),
        ('{"tenantId": "tenant-0e0e0e0e-0000-4000-8000-00000000000e", "v', '{"tenantId": "tenant-0f", "v'),
        (
            'e", "version": 1',  # another id than the one that the guide asked for
            'f", "version": 1',
        ),
    ],
)
def test_a_tampered_answer_is_found(true, tampered):
    assert true in PAGE
    page = PAGE.replace(true, tampered, 1)

    assert replay(page, StubWorld(), Names("page")) != page


IN_A_SHELL = """```sh
. docs/guides/api.sh
```

```sh
api platform_admin POST /v1.0/tenants \\
  '{"organizationName": "Karoo Books"}' 'Prefer: wait=20'
TENANT=$(answer data.tenantId)
```

```http
HTTP/1.1 201 Created
Location: /v1.0/tenants/tenant-0e0e0e0e-0000-4000-8000-00000000000e

{"data": {"tenantId": "tenant-0e0e0e0e-0000-4000-8000-00000000000e", "status": "PENDING", …}, "l": ["a", …]}
```

```sh
mail jo@example.com invites
SECRET=$(secret)
```

```mail
To: jo@example.com

Answer here: https://portal.example.com#token=AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDDEEE
```

<!-- meanwhile: the instance runs -->

```sh
by hand
```

```sh
wait_for STATUS nobody GET "/v1.0/tenants/$TENANT?of=$ACME" '{"secret": "'$SECRET'"}'
```

```http
HTTP/1.1 200 OK

{"data": {"tenantId": "tenant-0e0e0e0e-0000-4000-8000-00000000000e", "version": 1}}
```
"""


def test_commands_of_a_shell_are_sent_as_a_shell_would():
    world = StubWorld()
    page = IN_A_SHELL.replace("STATUS", "200")

    assert replay(page, world, Names("page")) == page
    create, read = world.asked
    assert create == (
        "POST",
        "/v1.0/tenants",
        {"Prefer": "wait=20", "Authorization": "Bearer {platform_admin}"},
        '{"organizationName": "Karoo Books"}',
    )
    assert read == ("GET", f"/v1.0/tenants/{ID}?of=tenant-acme", {}, f'{{"secret": "{"x" * 43}"}}')
    assert world.happened == ["the instance runs", "60 seconds pass"]


def test_a_wait_that_never_ends_is_found():
    with pytest.raises(GuideError, match="waited for 404"):
        replay(IN_A_SHELL.replace("STATUS", "404"), StubWorld(), Names("page"))


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ("api nobody GET /v1.0/$NOTHING", "NOTHING is not set"),
        ("api nobody GET /v1.0\nNAME=$(answer data.nothing)", "has no data.nothing"),
        ("api nobody GET /v1.0\ncurl http://localhost", "cannot use 'curl'"),
        ("api nobody POST /v1.0 '{", "a quote stays open"),
        ("mail jo@example.com\nNAME=$(answer data)", "has no data"),
    ],
)
def test_a_command_that_cannot_be_sent_is_said(block, says):
    with pytest.raises(GuideError, match=says):
        replay(f"```sh\n{block}\n```\n", StubWorld(), Names("page"))


def test_another_thing_than_the_one_that_was_asked_for_is_found():
    assert replay(PAGE, StubWorld(ID, again=OTHER), Names("page")) != PAGE


def test_a_change_of_the_platform_is_found(make_world, monkeypatch):
    """The whole way: the words of one error change, and the page that shows them differs."""
    names = Names("page")
    world = make_world(names)
    page = replay(FOREIGN, world, names)
    assert '{"title": "Tenant not found", …}' in page
    assert replay(page, world, names) == page

    monkeypatch.setattr(TenantNotFound, "title", "Nothing to see")

    assert '{"title": "Nothing to see", …}' in replay(page, world, names)


def test_a_request_without_an_answer_gets_all_of_it():
    page = "```http\nGET /v1.0/tenants/t\n```\n\nMore."
    answered = replay(page, StubWorld(), Names("page"))

    assert '"version": 1' in answered
    assert answered.endswith("```\n\nMore.")
    assert replay(answered, StubWorld(), Names("page")) == answered


@pytest.mark.parametrize("page", ["```http\nHTTP/1.1 200 OK\n```", "```mail\nSubject: hello\n```"])
def test_what_cannot_be_played_is_said(page):
    with pytest.raises(GuideError):
        replay(page, StubWorld(), Names("page"))


@pytest.mark.parametrize("event", ["the moon rises", "the instance of Acme Trading dances"])
def test_what_cannot_happen_is_said(make_world, event):
    with pytest.raises(GuideError, match="known are"):
        make_world(Names("page")).let(event)


def test_nobody_has_mail_before_anything_was_sent(make_world):
    with pytest.raises(GuideError, match="nobody has written"):
        make_world(Names("page")).email_to("jo@example.com")


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, …}',
        "[1, …]",
        "[…]",
        "{…}",
        '{"words": "left out… here", "empty": {}, "list": []}',
        '{"quoted": "a \\" and …"}',
    ],
)
def test_json_with_gaps_is_written_as_it_was_read(text):
    assert shapes.render(shapes.read(text)) == text


def test_long_json_gets_a_line_for_each_part():
    assert shapes.render({"a": "x" * 60, "b": ["y" * 60, "z" * 60], shapes.REST: None}) == "\n".join(
        ["{", f'  "a": "{"x" * 60}",', '  "b": [', f'    "{"y" * 60}",', f'    "{"z" * 60}"', "  ],", "  …", "}"]
    )


def test_all_clocks_run_again_after_a_guide():
    """A service that is imported while they stand still would keep that time for all tests after it."""
    stopped = [name for name, module in sys.modules.items() if isinstance(vars(module).get("utc_now"), FrozenClock)]

    assert stopped == []
