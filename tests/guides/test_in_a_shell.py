"""README's journey, Getting started and every guide, as shell text: bash runs them in order on one running platform."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local_platform.api_shell import WAIT_SECONDS
from local_platform.clients import Aws
from local_platform.manifest import read_platform
from local_platform.testing import RunningPlatform
from tests.guides import shapes

pytestmark = [pytest.mark.platform, pytest.mark.timeout(600)]
ROOT = Path(__file__).parents[2]
PAGES = [
    "README.md",
    "docs/getting-started.md",
    *(
        f"docs/guides/{name}.md"
        for name in ("README", "getting-access", "tenants", "people", "invitations", "paging", "errors")
    ),
]
RIGHTS_CACHED_SECONDS = 3
_FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_MARK = "@@ block"
_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")


@dataclass(frozen=True)
class Step:
    """An `sh` block, and what the page shows below it: a kind of fence and its text, both empty for nothing."""

    text: str
    shown_as: str = ""
    shown: str = ""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    """A platform that nobody else has used: the pages need their names to be free."""
    platform = RunningPlatform(tmp_path_factory.mktemp("pages") / "local")
    platform.start()
    shorten_cache_of_rights(Aws(f"http://127.0.0.1:{platform.port + 2}")("apigatewayv2"))
    yield platform
    platform.stop_if_running()


def shorten_cache_of_rights(gateway: Any) -> None:
    """Four steps wait until the gateway forgets rights that have changed: they still wait, but not a minute each."""
    for api in gateway.get_apis()["Items"]:
        for authorizer in gateway.get_authorizers(ApiId=api["ApiId"])["Items"]:
            gateway.update_authorizer(
                ApiId=api["ApiId"],
                AuthorizerId=authorizer["AuthorizerId"],
                AuthorizerResultTtlInSeconds=RIGHTS_CACHED_SECONDS,
            )


def test_the_steps_wait_as_long_as_the_declared_cache_of_rights_lasts():
    declared = read_platform(ROOT).api.authorizer.ttl
    assert RIGHTS_CACHED_SECONDS < declared < WAIT_SECONDS


def test_every_guide_is_among_the_pages():
    assert {path.name for path in (ROOT / "docs" / "guides").glob("*.md")} == {
        Path(page).name for page in PAGES if page.startswith("docs/guides/")
    }


@pytest.mark.parametrize("page", PAGES)
def test_the_page_runs_as_it_stands_and_shows_what_was_answered(running: RunningPlatform, page: str):
    steps = list(steps_of((ROOT / page).read_text()))
    outputs, complaints = run_in_bash(steps, running)

    assert steps, "a page without a step shows nothing"
    assert complaints == ""
    found = [
        (step.text, difference)
        for step, output in zip(steps, outputs, strict=True)
        for difference in differences(step, output)
    ]
    assert found == []


def steps_of(page: str) -> Iterator[Step]:
    """The `sh` blocks in their order, each with the fence right after it when that one shows its outcome."""
    fences = list(_FENCE.finditer(page))
    for fence, following in zip(fences, [*fences[1:], None], strict=True):
        if fence["kind"] != "sh":
            continue

        if following and shows_outcome(following):
            yield Step(fence["text"], following["kind"], following["text"])
        else:
            yield Step(fence["text"])


def shows_outcome(fence: re.Match[str]) -> bool:
    """An answer, a mail or an output; an `http` request is not."""
    return fence["kind"] in ("mail", "text") or (fence["kind"] == "http" and fence["text"].startswith("HTTP/1.1"))


def run_in_bash(steps: list[Step], platform: RunningPlatform) -> tuple[list[str], str]:
    """What each step printed to its reader, and all complaints; one bash runs them all, as in one terminal."""
    script = "".join(f"echo '{_MARK}'\n{step.text}\n[ $? = 0 ] || echo 'failed: '$? >&2\n" for step in steps)
    ended = subprocess.run(
        ["bash", "-u", "-c", script],
        cwd=ROOT,
        env={**os.environ, "BBWS_LOCAL": str(platform.state)},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    return ended.stdout.split(f"{_MARK}\n")[1:], ended.stderr


def differences(step: Step, output: str) -> list[str]:
    """In what the output is not as the page shows it; empty when it is."""
    if step.shown_as == "http":
        return list(answer_differences(step.shown, "HTTP/1.1" + output.rpartition("HTTP/1.1")[2]))
    if step.shown_as == "mail":
        expected, actual = step.shown.splitlines()[:4], output.splitlines()[:4]
        return [] if expected == actual else [f"{expected} is {actual}"]
    if step.shown_as == "text":
        return [] if output.strip() == step.shown.strip() else [f"{step.shown} is {output}"]
    return []


def answer_differences(shown: str, answered: str) -> Iterator[str]:
    """Status line, names of headers and the shape of the body."""
    head, _, body = answered.strip().partition("\n\n")
    shown_head, _, shown_body = shown.strip().partition("\n\n")
    if header_names(head) != header_names(shown_head):
        yield f"{header_names(shown_head)} is {header_names(head)}"
    if shown_body:
        yield from shape_differences(shapes.read(shown_body), shapes.read(body), "body")


def header_names(head: str) -> list[str]:
    """The status line, and the names of the headers."""
    status, *headers = head.splitlines()
    return [status, *(header.partition(":")[0] for header in headers)]


def shape_differences(shape: object, actual: object, where: str) -> Iterator[str]:
    """Members that one side lacks, values of another type, and another code: `ACTIVE` is not `PENDING`."""
    if isinstance(shape, dict) and isinstance(actual, dict):
        yield from member_differences(shape, actual, where)
    elif isinstance(shape, list) and isinstance(actual, list):
        yield from element_differences(shape, actual, where)
    elif kind(shape) is not kind(actual) or (is_code(shape) and shape != actual):
        yield f"{where} is {actual!r}, and {shape!r} is shown"


def member_differences(shape: dict[str, object], actual: dict[str, object], where: str) -> Iterator[str]:
    """Of two objects."""
    for name in shape.keys() - {shapes.REST} - actual.keys():
        yield f"{where}.{name} is missing"
    for name in set() if shapes.REST in shape else actual.keys() - shape.keys():
        yield f"{where}.{name} is not shown"
    for name in shape.keys() & actual.keys():
        yield from shape_differences(shape[name], actual[name], f"{where}.{name}")


def element_differences(shape: list[object], actual: list[object], where: str) -> Iterator[str]:
    """Of two lists."""
    shown = [part for part in shape if part != shapes.REST]
    if len(actual) < len(shown) or (len(actual) > len(shown) and shapes.REST not in shape):
        yield f"{where} has {len(actual)} elements, and {len(shown)} are shown"
    for position, (part, element) in enumerate(zip(shown, actual, strict=False)):
        yield from shape_differences(part, element, f"{where}.{position}")


def kind(value: object) -> type:
    """The JSON type; all numbers are one."""
    return float if type(value) is int else type(value)


def is_code(value: object) -> bool:
    """Whether a program decides by this text: a status, a code, a kind."""
    return isinstance(value, str) and _CODE.match(value) is not None


class TestTheComparison:
    """It finds what a page must not show."""

    SHOWN = 'HTTP/1.1 200 OK\nLocation: /x\n\n{"data": {"status": "ACTIVE", "n": 1, "list": [{"a": "b"}, …], …}}\n'
    ANSWER = (
        'HTTP/1.1 200 OK\nLocation: /y\n\n{"data": {"status": "ACTIVE", "n": 2.5, "list": [{"a": "c"}, {}], "m": 1}}'
    )

    def test_another_id_time_or_number_is_no_difference(self):
        assert list(answer_differences(self.SHOWN, self.ANSWER)) == []

    @pytest.mark.parametrize(
        ("answered", "instead"),
        [
            ("200 OK", "201 Created"),
            ("Location", "Retry-After"),
            ("ACTIVE", "PENDING"),
            ("2.5", '"2.5"'),
            ('"a": "c"', '"a": "c", "d": 1'),
            ('[{"a": "c"}, {}]', "[]"),
            ('"n": 2.5, ', ""),
        ],
    )
    def test_another_status_header_code_type_or_member_is_one(self, answered: str, instead: str):
        assert answered in self.ANSWER

        assert list(answer_differences(self.SHOWN, self.ANSWER.replace(answered, instead, 1)))

    def test_steps_know_what_is_shown_below_them(self):
        page = (
            "```sh\na\n```\nWords.\n```http\nHTTP/1.1 200 OK\n```\n```sh\nb\n```\n```http\nGET /x\n```\n```sh\nc\n```"
        )

        assert [(step.text, step.shown_as) for step in steps_of(page)] == [("a\n", "http"), ("b\n", ""), ("c\n", "")]
