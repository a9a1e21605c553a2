"""Data that cannot be changed, so that results can be shared, compared, hashed, pickled and turned into JSON as they are."""

from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar, dataclass_transform

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")


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
        return dict.__repr__(self)


def thawed(value: Any) -> Any:
    """Return frozen mappings and tuples as dictionaries and lists."""
    if isinstance(value, dict):
        return {key: thawed(item) for key, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, tuple) else value


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class a frozen, slotted dataclass.

    Comparing, hashing and showing are shared by all of them: generated anew for each class, they took a tenth of the time to a first
    recommendation.

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
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name, each in self.__dataclass_fields__.items() if each.repr)
    return f"{self.__class__.__qualname__}({shown})"


_SHARED = {"__eq__": _eq, "__hash__": _hash, "__repr__": _repr}
