"""Frozen dataclasses that share their methods; the library writes and compiles six anew for each class, at every start.

A class costs a twentieth of what it costs there, and an API has fifty of them: a sixth of its start (ADR 0026). Field
lists, `dataclasses.replace` and type checkers see no difference. Fields with `init=False`, slots and order are not
offered, because nobody here has any.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NoReturn, cast


def _frozen[T](*, frozen: Literal[True], kw_only: bool = False) -> Callable[[type[T]], type[T]]:
    """`dataclasses.dataclass(frozen=True)`: values with names, equal when all values are, never changed."""

    def make(kind: type[T]) -> type[T]:
        for name in _SHARED.keys() - vars(kind).keys():
            setattr(kind, name, _SHARED[name])
        return dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(kind)

    return make


class _Recipe:
    """What making an instance of one class needs."""

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 - any class that `_frozen` made
        fields = dataclasses.fields(kind)
        self.names = tuple(field.name for field in fields)
        self.places = tuple(field.name for field in fields if not field.kw_only)
        self.defaults = {f.name: f.default for f in fields if f.default is not dataclasses.MISSING}
        self.factories = {f.name: f.default_factory for f in fields if f.default_factory is not dataclasses.MISSING}
        self.prepare = getattr(kind, "__post_init__", None)

    def values(self, placed: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """The value of every field.

        Raises:
            TypeError: one is missing, given twice, or unknown.
        """
        given = dict(zip(self.places, placed, strict=False)) | named
        made = {name: make() for name, make in self.factories.items() if name not in given}
        values: dict[str, Any] = self.defaults | made | given
        if len(given) != len(placed) + len(named) or len(values) != len(self.names):
            raise TypeError(f"fields are {', '.join(self.names)}; given were {len(placed)} values and {sorted(named)}")
        return values


_recipe = cache(_Recipe)


def _init(self: object, *placed: Any, **named: Any) -> None:  # noqa: ANN401 - the values of any fields
    recipe = _recipe(cast("Any", type(self)))
    self.__dict__.update(recipe.values(placed, named))
    if recipe.prepare:
        recipe.prepare(self)


def _equal(self: object, other: object) -> bool:
    return self.__dict__ == other.__dict__ if type(self) is type(other) else NotImplemented


def _hash(self: object) -> int:
    return hash(tuple(self.__dict__[name] for name in _recipe(cast("Any", type(self))).names))


def _show(self: Any) -> str:  # noqa: ANN401 - any class that `_frozen` made
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse(self: object, name: str, *_value: object) -> NoReturn:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed: make another with `replace`")


_SHARED = {
    "__init__": _init,
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _show,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
}

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _frozen

__all__ = ["dataclass"]
