"""Examples in docstrings are run, and everything that an app calls has one."""

import doctest
import inspect
import pkgutil
from importlib import import_module

import pytest

import carelevel

MODULES = [module.name for module in pkgutil.walk_packages(carelevel.__path__, "carelevel.") if not module.name.endswith("__main__")]

EXAMPLES = [test for name in ("carelevel", *MODULES) for test in doctest.DocTestFinder(exclude_empty=True).find(import_module(name)) if test.examples]

# What an app calls: the functions of the package, what a criteria set is asked, and what its answer can become.
CALLED = {
    f"{home.__name__}.{name}": called
    for home in (carelevel, carelevel.CriteriaSet, carelevel.Recommendation)
    for name in (carelevel.__all__ if home is carelevel else vars(home))
    if inspect.isfunction(called := getattr(home, name)) and not name.startswith("_")
}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda test: test.name)
def test_the_examples_of_a_docstring_hold(example: doctest.DocTest) -> None:
    said: list[str] = []

    doctest.DocTestRunner(verbose=False).run(example, out=said.append)

    assert "".join(said) == ""


@pytest.mark.parametrize("name", CALLED)
def test_whatever_an_app_calls_has_an_example(name: str) -> None:
    assert ">>> " in (inspect.getdoc(CALLED[name]) or "")
