"""The identity pool's pages, at the paths that Cognito's own have: sign in, make an account, confirm the address.

The embedded AWS checks requests, passwords and codes, and issues codes and tokens; it has no page to make an account.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import httpx
from botocore.exceptions import ClientError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from local_platform.clients import Aws
from local_platform.front import pages
from local_platform.front.forward import forward, new_client, raw_target

_OAUTH = ("client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method")
_NOT_CONFIRMED = "User is not confirmed"
_REFUSED, _FRAME = "UserLambdaValidationException", "PreSignUp failed with error "
_PROBLEMS = {  # error of the pool → what a person reads
    "UsernameExistsException": "This address has an account already. Sign in with its password.",
    "InvalidPasswordException": "Choose a password of at least 12 characters: capital and small letters, a digit, "
    "and a symbol such as - or !.",
    "CodeMismatchException": "This is not the code of the newest mail. Look at it again.",
    "ExpiredCodeException": "This code is too old. Ask for a new one.",
    "NotAuthorizedException": "This address is confirmed already. Sign in.",
}
_WRONG_PASSWORD = "The address or the password is wrong. Try again, or make an account."  # noqa: S105 - no password
_UNEXPECTED = "This did not work. Check what you typed, then try again."
_OWN_ONLY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class SignInPages:
    """Shows the forms, and passes what people type to the pool of one embedded AWS."""

    def __init__(self, aws: Aws) -> None:
        self.aws, self._client = aws, new_client(20)

    def routes(self) -> list[Route]:
        """The pages, and the endpoint that gives tokens."""
        return [
            Route("/oauth2/authorize", self._authorize),
            Route("/oauth2/token", self._token, methods=["POST"]),
            Route("/login", self._login, methods=["POST"]),
            Route("/signup", self._show_sign_up),
            Route("/signup", self._sign_up, methods=["POST"]),
            Route("/confirmUser", self._show_confirmation),
            Route("/confirmUser", self._confirm, methods=["POST"]),
        ]

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()

    async def _authorize(self, request: Request) -> Response:
        """The sign-in page for a request that the pool accepts; else the pool's own answer."""
        answer = await self._client.get(f"{self.aws.endpoint}/oauth2/authorize", params=dict(request.query_params))
        if answer.status_code != httpx.codes.OK:
            return _passed_on(answer)
        return _page("sign_in", request.query_params, email=request.query_params.get("login_hint", ""))

    async def _login(self, request: Request) -> Response:
        form = await _form(request)
        answer = await self._client.post(f"{self.aws.endpoint}/login", data=form)
        if answer.status_code != httpx.codes.OK:
            return _passed_on(answer)
        if _NOT_CONFIRMED in answer.text:
            return _redirect("/confirmUser", form, login_hint=form.get("username", ""))
        return _page("sign_in", form, email=form.get("username", ""), problem=_WRONG_PASSWORD)

    async def _token(self, request: Request) -> Response:
        return await forward(self._client, request, self.aws.endpoint, target=raw_target(request), headers={})

    async def _show_sign_up(self, request: Request) -> Response:
        return _page("sign_up", request.query_params, email=request.query_params.get("login_hint", ""))

    async def _sign_up(self, request: Request) -> Response:
        form = await _form(request)
        email = form.get("username", "").strip()

        def sign_up() -> None:
            attributes = [{"Name": "email", "Value": email}]
            self.aws("cognito-idp").sign_up(
                ClientId=form.get("client_id", ""), Username=email, Password=form["password"], UserAttributes=attributes
            )

        problem = await _problem_of(sign_up)
        if problem:
            return _page("sign_up", form, email=email, problem=problem)
        return _redirect("/confirmUser", form, login_hint=email)

    async def _show_confirmation(self, request: Request) -> Response:
        return _page("confirm", request.query_params, email=request.query_params.get("login_hint", ""))

    async def _confirm(self, request: Request) -> Response:
        """Check the code of the mail, or send another mail when the person asks for one."""
        form = await _form(request)
        email, again = form.get("username", ""), "again" in form
        who = {"ClientId": form.get("client_id", ""), "Username": email}

        def confirm() -> None:
            cognito = self.aws("cognito-idp")
            if again:
                cognito.resend_confirmation_code(**who)
            else:
                cognito.confirm_sign_up(**who, ConfirmationCode=form.get("code", "").strip())

        problem = await _problem_of(confirm)
        if problem or again:
            return _page("confirm", form, email=email, problem=problem)
        return _redirect("/oauth2/authorize", form, login_hint=email)


async def _form(request: Request) -> dict[str, str]:
    return dict(httpx.QueryParams((await request.body()).decode("utf-8", "replace")))


async def _problem_of(act: Callable[[], None]) -> str:
    """Run `act`; what the person should read when the pool refuses, else nothing."""
    try:
        await run_in_threadpool(act)
    except ClientError as refused:
        error = refused.response["Error"]
        if error["Code"] == _REFUSED:  # our own function's words, in Cognito's sentence
            return error["Message"].removeprefix(_FRAME).removesuffix(".")
        return _PROBLEMS.get(error["Code"], _UNEXPECTED)
    return ""


def _oauth(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given[name] for name in _OAUTH if name in given}


def _redirect(path: str, given: Mapping[str, str], **more: str) -> Response:
    return RedirectResponse(f"{path}?{urlencode(_oauth(given) | more)}", 303)


def _page(name: str, given: Mapping[str, str], *, email: str, problem: str = "") -> Response:
    return HTMLResponse(pages.account(name, _oauth(given), email, problem), headers=_OWN_ONLY)


def _passed_on(answer: httpx.Response) -> Response:
    kept = {name: answer.headers[name] for name in ("location", "content-type") if name in answer.headers}
    return Response(answer.content, answer.status_code, kept | {"Cache-Control": "no-store"})
