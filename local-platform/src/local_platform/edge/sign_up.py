"""Makes MiniStack verify addresses as Cognito does: a random code per mail, checked, and then a verified address.

MiniStack sends the code 123456 to everybody and accepts any; a person would be whoever they say they are.
"""

import secrets
from typing import Any

from ministack.services import cognito

type Json = dict[str, Any]

_send, _confirm = cognito._send_verification_email, cognito._confirm_sign_up
_OK = 200


def check_codes() -> None:
    """Patch MiniStack before it serves anything."""
    cognito._send_verification_email = _send_random_code
    cognito._confirm_sign_up = _confirm_with_code


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
