"""Examples in docstrings are run, and everything that an app calls has one."""

import doctest
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import carelevel

MODULES = [module.name for module in pkgutil.walk_packages(carelevel.__path__, "carelevel.") if not module.name.endswith("__main__")]

EXAMPLES = [test for name in ("carelevel", *MODULES) for test in doctest.DocTestFinder(exclude_empty=True).find(import_module(name)) if test.examples]

# What needs no example, and why.
WITHOUT_EXAMPLE = {
    "Printable.rendered": "carelevel/__init__.py fills it in; apps call to_markdown and to_html",
    "Recordable.read": "carelevel/__init__.py fills it in; apps call from_dict",
    "Recordable.recorded": "carelevel/__init__.py fills it in; apps call record",
}


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties of a class, those that it inherits from another class of carelevel too."""
    for home in kind.__mro__:
        if home.__module__.startswith("carelevel"):
            for name, member in vars(home).items():
                called = member.__func__ if isinstance(member, classmethod | staticmethod) else member
                if not name.startswith("_") and (inspect.isfunction(called) or isinstance(called, property)):
                    yield f"{home.__name__}.{name}", called


NAMES = {f"{home.__name__}.{name}": getattr(home, name) for home in (carelevel, carelevel.cohort) for name in home.__all__}
MEMBERS = dict(member for named in NAMES.values() if inspect.isclass(named) for member in members(named))
CALLED = {name: named for name, named in (NAMES | MEMBERS).items() if (inspect.isclass(named) or inspect.isfunction(named)) and name not in WITHOUT_EXAMPLE}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda test: test.name)
@pytest.mark.slow
def test_the_examples_of_a_docstring_hold(example: doctest.DocTest) -> None:
    said: list[str] = []

    doctest.DocTestRunner(verbose=False).run(example, out=said.append)

    assert "".join(said) == ""


@pytest.mark.parametrize("name", CALLED)
def test_whatever_an_app_calls_has_an_example(name: str) -> None:
    """Read from the object itself: a class without a docstring would show that of the class above it."""
    assert ">>> " in (CALLED[name].__doc__ or "")


@pytest.mark.parametrize("name", [name for name, member in MEMBERS.items() if isinstance(member, property)])
def test_a_property_says_what_it_is(name: str) -> None:
    assert (MEMBERS[name].__doc__ or "").strip().endswith(".")


def test_what_needs_no_example_is_there() -> None:
    assert MEMBERS.keys() >= WITHOUT_EXAMPLE.keys()
