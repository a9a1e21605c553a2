"""What an app can come by: the public functions and classes, and every class of the package that their signatures lead to."""

import ast
import inspect
import sys
import types
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import carelevel
import carelevel.cohort


@cache
def for_type_checkers(module: str) -> dict[str, Any]:
    """Return the names that a module imports for type checkers alone."""
    tree = ast.parse(Path(str(sys.modules[module].__file__)).read_text("utf-8"))
    guarded = [node for node in ast.walk(tree) if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"]
    names: dict[str, Any] = {}
    for node in guarded:
        exec(compile(ast.Module(node.body, []), module, "exec"), names)
    return names


def hints(found: Any) -> dict[str, Any]:
    """Return the annotations of a function or of a class, resolved."""
    return get_type_hints(found, localns=for_type_checkers(found.__module__))


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties of a class, inherited ones included, each as a function."""
    for home in kind.__mro__:
        if home.__module__.startswith("carelevel."):
            for name, member in vars(home).items():
                function = getattr(member, "fget", None) or getattr(member, "__func__", member)
                # What is filled in from above is declared as a variable of the class.
                if not name.startswith("_") and name not in home.__dict__.get("__annotations__", ()) and inspect.isfunction(function):
                    yield name, function


def mentioned(annotation: Any) -> Iterator[type]:
    """Yield the classes of the package that an annotation mentions."""
    if isinstance(annotation, list | tuple):
        for part in annotation:
            yield from mentioned(part)
    elif inspect.isclass(annotation) and not isinstance(annotation, types.GenericAlias):
        if annotation.__module__.startswith("carelevel."):
            yield annotation
    else:
        origin = getattr(annotation, "__origin__", None)
        yield from mentioned([part for part in (origin, *get_args(annotation)) if part is not None])


def led_to(found: Any) -> Iterator[type]:
    """Yield the classes that a function or a class leads to in one step."""
    if inspect.isfunction(found):
        yield from mentioned(list(hints(found).values()))
        return
    yield from mentioned([hint for name, hint in hints(found).items() if not name.startswith("_")])
    for _name, member in members(found):
        yield from mentioned(list(hints(member).values()))


@cache
def public_types() -> frozenset[type]:
    """Return every class that the public names lead to, in any number of steps."""
    waiting: list[Any] = [getattr(home, name) for home in (carelevel, carelevel.cohort) for name in home.__all__]
    found: set[type] = {each for each in waiting if inspect.isclass(each)}
    while waiting:
        new = {*led_to(waiting.pop())} - found
        found |= new
        waiting += new
    return frozenset(found)
