"""What a public function says of an argument of the wrong type, in words."""

from typing import TypeVar

T = TypeVar("T")


def expect(name: str, given: object, kind: type[T] | tuple[type[T], ...], allowed: str) -> None:
    """Raise an error in words unless an argument has one of some types. True and false are no numbers here.

    Args:
        name: the name of the argument.
        given: what was given.
        kind: the type, or the types.
        allowed: what the argument is, and what to write.

    Raises:
        TypeError: it has none of the types.

    >>> expect("level", 3, str, 'the id of a level, such as "iop"')
    Traceback (most recent call last):
        ...
    TypeError: `level` is the id of a level, such as "iop"; found the type `int`
    """
    if not isinstance(given, kind) or (isinstance(given, bool) and kind is int):
        raise wrong_type(name, given, allowed)


def expect_flag(name: str, given: object) -> None:
    """Raise an error in words unless an argument is True or False.

    Raises:
        TypeError: it is something else.
    """
    expect(name, given, bool, "True or False")


def expect_criteria(given: object) -> None:
    """Raise an error in words unless an argument is a criteria set.

    Raises:
        TypeError: it is something else.
    """
    if not callable(getattr(given, "recommend", None)):
        raise wrong_type("criteria", given, 'a criteria set, such as carelevel.load("adult-mental-health")')


def wrong_type(name: str, given: object, allowed: str) -> TypeError:
    """Return the error for an argument of the wrong type. Of what was given it names the type alone, since the value may be about a person."""
    found = "None" if given is None else f"the type `{type(given).__name__}`"
    return TypeError(f"`{name}` is {allowed}; found {found}")
