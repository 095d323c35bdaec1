"""E-mail addresses on the wire: the addr-spec of RFC 5322 as mail servers accept it, in lower case."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from chassis.errors import InvalidValue

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}")
_LENGTH = 254


def _checked(text: str) -> str:
    lower = text.strip().lower()
    if not text.isprintable() or len(lower) > _LENGTH or not _ADDRESS.fullmatch(lower):
        raise InvalidValue("This is not an e-mail address. Send one such as name@example.com.", code="INVALID_EMAIL")
    return lower


Email = Annotated[str, AfterValidator(_checked), Field(json_schema_extra={"format": "email"}, max_length=300)]
