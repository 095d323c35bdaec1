"""An error answer in WordPress's shape; `web_server` renders it."""

from collections.abc import Mapping
from typing import Any


class RestError(Exception):
    """An error answer: `{"code", "message", "data": {"status", …}}`."""

    def __init__(self, code: str, message: str, status: int, **data: object) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.data = code, message, status, data

    @property
    def params(self) -> dict[str, str]:
        """What is wrong with each bad field of the input."""
        params = self.data.get("params", {})
        return dict(params) if isinstance(params, dict) else {}

    def body(self) -> dict[str, Any]:
        """What the caller reads."""
        return {"code": self.code, "message": self.message, "data": {"status": self.status, **self.data}}


def invalid(params: Mapping[str, str]) -> RestError:
    """Bad input: the name of each bad field and what to send."""
    return RestError("bbws_invalid", f"Invalid or missing: {', '.join(params)}.", 400, params=dict(params))
