"""Immutable data, so that results can be shared, compared, hashed, pickled and converted to JSON."""

from collections.abc import Iterable, Sized
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar, dataclass_transform

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

LONGEST_LINE = 260
"""Most characters in a `repr`, without the name and the brackets around it."""

LONGEST_TEXT = 60
"""Most characters of one text in a `repr`."""


class FrozenDict(dict[K, V]):
    """An immutable `dict`: ordered, equal to any dict with the same items, hashable when its values are.

    >>> FrozenDict(ocd="yes")["ocd"]
    'yes'
    >>> FrozenDict(ocd="yes") == {"ocd": "yes"}
    True
    """

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def _refuse(self, *_args: Any, **_more: Any) -> NoReturn:
        msg = "this mapping cannot be changed; copy it with dict(...) first"
        raise TypeError(msg)

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse

    def __reduce__(self) -> tuple[type["FrozenDict[K, V]"], tuple[dict[K, V]]]:
        return type(self), (dict(self),)

    def __repr__(self) -> str:
        return f"{{{_fitting((f'{key!r}: {value!r}' for key, value in self.items()), ', ')}}}"


def thawed(value: Any) -> Any:
    """Return frozen mappings and tuples as dictionaries and lists."""
    if isinstance(value, dict):
        return {key: thawed(item) for key, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, tuple) else value


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class a frozen, slotted dataclass.

    All these classes share one implementation of comparing, hashing and `repr`: generating them for each class took a tenth of the time to a first
    recommendation. A class with a person's facts or with much data lists in `_shown` what its `repr` shows; for any other class, `repr` shows as many
    fields as fit into one short line.

    >>> @record
    ... class Point:
    ...     x: int
    >>> Point(1) == Point(1), Point(1)
    (True, Point(x=1))
    """
    made = dataclass(frozen=True, slots=True, eq=False, repr=False)(cls)
    for name, method in _SHARED.items():
        if name not in cls.__dict__:
            setattr(made, name, method)
    return made


def _compared(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, name) for name, each in self.__dataclass_fields__.items() if each.compare)


def _eq(self: Any, other: object) -> Any:
    return _compared(self) == _compared(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: Any) -> int:
    return hash((self.__class__, *_compared(self)))


def _repr(self: Any) -> str:
    names = getattr(self.__class__, "_shown", None)
    if names is not None:
        return summary(self, names)
    fields = self.__dataclass_fields__.items()
    return f"{self.__class__.__qualname__}({_fitting((f'{name}={getattr(self, name)!r}' for name, each in fields if each.repr), ', ')})"


def summary(value: Any, names: Iterable[str]) -> str:
    """Return a value as one short line, with only the length of a collection and only the id of a part.

    >>> @record
    ... class Person:
    ...     _shown = ("name", "answers")
    ...     name: str
    ...     answers: tuple[str, ...]
    >>> Person("somebody", ("yes", "no"))
    <Person name='somebody' answers=2>
    """
    return f"<{_fitting((value.__class__.__qualname__, *(f'{name}={_brief(getattr(value, name))}' for name in names)), ' ')}>"


def _brief(value: Any) -> str:
    value = getattr(value, "id", value)
    if isinstance(value, str):
        return repr(value if len(value) <= LONGEST_TEXT else f"{value[:LONGEST_TEXT]}…")
    return str(len(value)) if isinstance(value, Sized) else repr(value)


def _fitting(parts: Iterable[str], between: str) -> str:
    """Return as many parts as fit on one short line."""
    shown = ""
    for part in parts:
        longer = f"{shown}{between}{part}" if shown else part
        if len(longer) > LONGEST_LINE:
            return f"{shown}{between}…" if shown else "…"
        shown = longer
    return shown


_SHARED = {"__eq__": _eq, "__hash__": _hash, "__repr__": _repr}
