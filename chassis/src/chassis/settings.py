"""The environment, typed: read once, then fixed."""

import os
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError


class SettingsError(RuntimeError):
    """The environment lacks a variable or holds a wrong one; the message names each."""


class Settings(BaseModel):
    """Base of every service's settings: field `sites_table` is read from the variable `SITES_TABLE`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def from_environment(cls) -> Self:
        """Read `os.environ`.

        Raises:
            SettingsError: a variable is missing or malformed.
        """
        found = {name: os.environ[name.upper()] for name in cls.model_fields if name.upper() in os.environ}
        try:
            return cls.model_validate(found)
        except ValidationError as error:
            wrong = "; ".join(f"{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
            raise SettingsError(
                f"{cls.__module__}.{cls.__name__} cannot be read from the environment: {wrong}"
            ) from None
