"""A dictionary that cannot be changed, so that results can be shared, hashed, pickled and turned into JSON as they are."""

from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


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
