"""Makes MiniStack verify addresses as Cognito does: a random code per mail, checked, and then a verified address.

MiniStack sends the code 123456 to everybody and accepts any; a person would be whoever they say they are. It also
answers a refusal of the pre sign-up trigger with the function's whole error, where Cognito has one sentence.
"""

import ast
import secrets
from typing import Any

from ministack.services import cognito

type Json = dict[str, Any]

_send, _confirm = cognito._send_verification_email, cognito._confirm_sign_up
_ask = cognito._apply_presignup_trigger
_OK = 200


def check_codes() -> None:
    """Patch MiniStack before it serves anything."""
    cognito._send_verification_email = _send_random_code
    cognito._confirm_sign_up = _confirm_with_code
    cognito._apply_presignup_trigger = _ask_in_words


def _ask_in_words(*asked: Any, **more: Any) -> Any:  # noqa: ANN401 - as MiniStack calls it
    try:
        return _ask(*asked, **more)
    except cognito._PreSignUpRejected as refused:
        raise cognito._PreSignUpRejected(f"PreSignUp failed with error {_message(str(refused))}.") from None


def _message(error: str) -> str:
    """The message in a function's error, which MiniStack writes as Python does."""
    try:
        return str(ast.literal_eval(error)["errorMessage"])
    except (ValueError, SyntaxError, KeyError, TypeError):
        return error


def _send_random_code(pool: Json, username: str, attributes: Json, _code: str, attribute_name: str = "email") -> Any:  # noqa: ANN401
    fresh = f"{secrets.randbelow(10**6):06}"
    user, _ = cognito._resolve_user(pool, username)
    user["_reset_code" if attribute_name == "password" else "_confirmation_code"] = fresh
    return _send(pool, username, attributes, fresh, attribute_name)


def _confirm_with_code(data: Json) -> Any:  # noqa: ANN401 - a reply as MiniStack passes it on
    wrong = cognito._confirmation_code_error("ConfirmSignUp", data)
    if wrong:
        return wrong
    answer = _confirm(data)
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    user = cognito._resolve_user(pool, data.get("Username"))[0] if pool else None
    if user and answer[0] == _OK:
        attributes = cognito._attr_list_to_dict(user["Attributes"]) | {"email_verified": "true"}
        user["Attributes"] = cognito._dict_to_attr_list(attributes)
    return answer
