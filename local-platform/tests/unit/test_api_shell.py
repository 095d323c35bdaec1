"""The commands of docs/guides/api.sh, against an API that says what it was sent."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local_platform import api_shell
from local_platform.api_shell import ApiShell, ShellError, main
from local_platform.testing import serving

MAILS = [
    {"id": "2", "to": ["a@x.example"], "subject": "An invitation", "text": "Open https://p/i#token=SE-cret_1"},
    {"id": "1", "to": ["a@x.example"], "subject": "Welcome", "text": "Hello"},
]


async def echo(request: Request) -> Response:
    body = await request.body()
    seen = {
        "token": request.headers.get("authorization"),
        "body": body.decode(),
        "prefer": request.headers.get("prefer"),
    }
    data = {"tenantId": "tenant-1", "count": 3, "nothing": None, "sites": [{"name": "a"}, {"name": "b"}], "seen": seen}
    if request.url.path.endswith("/gone"):
        problem = {"title": "Page not found", "detail": "Begin at GET /v1.0.", "status": 404}
        return JSONResponse(problem, 404, media_type="application/problem+json")
    return JSONResponse({"data": data}, 202, {"Location": "/v1.0/operations/op-1", "X-Other": "1"})


async def mail(_request: Request) -> Response:
    return JSONResponse({"messages": MAILS})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    routes = [Route("/mail.json", mail), Route("/{path:path}", echo, methods=["GET", "POST"])]
    with serving(Starlette(routes=routes)) as client:
        yield int(client.base_url.port or 0)


@pytest.fixture
def state(tmp_path: Path, port: int) -> Path:
    card = {"api": f"http://localhost:{port}", "tokens": {"tenant_admin": "eyJ.a"}, "tenantId": "tenant-demo"}
    (tmp_path / "platform.json").write_text(json.dumps(card))
    return tmp_path


@pytest.fixture
def shell(state: Path) -> ApiShell:
    return ApiShell(state)


class TestApi:
    def test_prints_status_headers_that_matter_and_body(self, shell: ApiShell):
        printed = shell.api("tenant_admin", "POST", "/v1.0/tenants", '{"a": 1}', "Prefer: wait=20")
        head, _, body = printed.partition("\n\n")

        assert head == "HTTP/1.1 202 Accepted\nLocation: /v1.0/operations/op-1"
        assert json.loads(body)["data"]["seen"] == {"token": "Bearer eyJ.a", "body": '{"a": 1}', "prefer": "wait=20"}

    @pytest.mark.parametrize(("role", "token"), [("nobody", None), ("eyJ.mine", "Bearer eyJ.mine")])
    def test_sends_no_token_for_nobody_and_a_token_as_it_is(self, shell: ApiShell, role: str, token: str | None):
        shell.api(role, "GET", "/v1.0/tenants")

        assert shell.answer("data.seen.token") == (token or "")

    def test_names_a_variable_that_is_not_set(self, shell: ApiShell):
        for path in ("/v1.0/tenants//sites", "/v1.0/tenants/"):
            with pytest.raises(ShellError, match="a variable in it is not set"):
                shell.api("nobody", "GET", path)

    def test_names_the_roles_there_are(self, shell: ApiShell):
        with pytest.raises(ShellError, match=r"no demo role .king.* Use one of: tenant_admin"):
            shell.api("king", "GET", "/v1.0")

    def test_says_when_the_platform_does_not_run(self, tmp_path: Path, state: Path):
        with pytest.raises(ShellError, match="make run"):
            ApiShell(tmp_path / "elsewhere").api("nobody", "GET", "/v1.0")
        (state / "platform.json").write_text(json.dumps({"api": "http://localhost:9", "tokens": {}}))
        with pytest.raises(ShellError, match=r"Nothing answers at http://127.0.0.1:9"):
            ApiShell(state).api("nobody", "GET", "/v1.0")


class TestAnswer:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("data.tenantId", "tenant-1"),
            ("data.count", "3"),
            ("data.nothing", ""),
            ("data.sites.1.name", "b"),
            ("data.sites.*.name", "a\nb"),
        ],
    )
    def test_reads_a_field_of_the_last_answer(self, shell: ApiShell, field: str, value: str):
        shell.api("nobody", "GET", "/v1.0")

        assert shell.answer(field) == value

    def test_says_what_the_answer_says_when_it_has_no_such_field(self, shell: ApiShell):
        shell.api("nobody", "GET", "/v1.0/gone")

        with pytest.raises(ShellError, match=r"no field data.tenantId. It says: Begin at GET /v1.0."):
            shell.answer("data.tenantId")

    def test_wants_a_request_first(self, shell: ApiShell):
        with pytest.raises(ShellError, match="no answer yet"):
            shell.answer("data")


class TestWaitFor:
    @pytest.mark.parametrize("wanted", ["202", "data.tenantId=tenant-1"])
    def test_ends_when_status_or_field_is_as_wanted(self, shell: ApiShell, wanted: str):
        assert shell.wait_for(wanted, "nobody", "GET", "/v1.0").startswith("HTTP/1.1 202")

    def test_gives_up_with_the_last_answer(self, shell: ApiShell, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(api_shell, "WAIT_SECONDS", 0)

        with pytest.raises(ShellError, match=r"(?s)Still not 200.*HTTP/1.1 202"):
            shell.wait_for("200", "nobody", "GET", "/v1.0")


class TestMail:
    def test_shows_each_mail_once_and_knows_its_secret(self, shell: ApiShell, monkeypatch: pytest.MonkeyPatch):
        shown = shell.mail("a@x.example", "invitation")
        assert shown.startswith("To: a@x.example\nSubject: An invitation\n\nOpen")
        assert shell.secret() == "SE-cret_1"

        monkeypatch.setattr(api_shell, "WAIT_SECONDS", 0)
        with pytest.raises(ShellError, match=r"No new mail to a@x.example"):
            shell.mail("a@x.example", "invitation")

    def test_says_when_there_is_no_secret(self, shell: ApiShell):
        with pytest.raises(ShellError, match="no link with a secret"):
            shell.secret()
        shell.mail("a@x.example", "Welcome")
        with pytest.raises(ShellError, match="no link with a secret"):
            shell.secret()


class TestMain:
    def test_prints_and_ends_with_0_or_says_why_not(
        self, state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ):
        monkeypatch.setenv("BBWS_LOCAL", str(state))
        results: list[Any] = [main(["token", "tenant_admin"]), main(["demo_tenant"]), main(["token", "king"])]

        shown = capsys.readouterr()
        assert (results, shown.out) == ([0, 0, 1], "eyJ.a\ntenant-demo\n")
        assert shown.err.startswith("token: There is no demo role")

    def test_explains_a_command_that_lacks_a_word(self, state: Path, capsys: pytest.CaptureFixture[str]):
        assert main(["api", "tenant_admin"]) == 2
        assert "Send a request" in capsys.readouterr().err

    def test_leaves_the_signals_of_its_caller_alone(self, state: Path, monkeypatch: pytest.MonkeyPatch):
        """A process that imports it must survive a peer that closes its connection."""
        monkeypatch.setenv("BBWS_LOCAL", str(state))

        main(["token", "tenant_admin"])

        assert signal.getsignal(signal.SIGPIPE) is signal.SIG_IGN
