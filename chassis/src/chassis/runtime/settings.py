"""The environment, typed: read once, then fixed."""

import os
from typing import Any, NoReturn, Self, get_type_hints

_KINDS = {str: "a text", int: "a whole number", float: "a number"}


class SettingsError(RuntimeError):
    """The environment lacks a variable or holds a wrong one; the message names each."""


class Settings:
    """Base of every service's settings: field `sites_table` (str, int or float) is the variable `SITES_TABLE`.

    A value in the class stands for a variable that is not there.
    """

    @classmethod
    def from_environment(cls) -> Self:
        """Read `os.environ`.

        Raises:
            SettingsError: a variable is missing or malformed.
        """
        wrong: list[str] = []
        settings = cls()
        for name, kind in get_type_hints(cls).items():
            vars(settings)[name] = _read(name.upper(), kind, getattr(cls, name, None), wrong)
        if wrong:
            raise SettingsError(
                f"{cls.__module__}.{cls.__name__} cannot be read from the environment: {'; '.join(wrong)}"
            )
        return settings

    def __setattr__(self, name: str, _value: object) -> NoReturn:
        """Settings do not change while a function lives."""
        raise AttributeError(f"{type(self).__name__}.{name} is read from the environment once: set {name.upper()}")


def _read(variable: str, kind: type[Any], default: object, wrong: list[str]) -> object:
    """The variable's value, or its default; what is wrong with it goes to `wrong`."""
    if variable not in os.environ:
        if default is None:
            wrong.append(f"{variable} is missing")
        return default
    try:
        return kind(os.environ[variable])
    except ValueError:
        wrong.append(f"{variable} must be {_KINDS[kind]}")
        return default
