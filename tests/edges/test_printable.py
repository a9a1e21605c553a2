"""Every result shows itself in the same formats: what stands above the results fills in how."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

import carelevel
from carelevel.answers.explain.budgeted import Budgeted
from carelevel.model.printable import Printable


def everything() -> None:
    for module in pkgutil.walk_packages(carelevel.__path__, "carelevel."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def test_every_result_has_a_document() -> None:
    everything()

    # A slotted dataclass is made anew, and the class that it was made from lives on for a while: names tell.
    homes = {each.__module__ for each in below(Printable) if each.__qualname__ != Budgeted.__qualname__}

    assert homes == set(carelevel._DOCUMENTS)
    assert all(find_spec(name) for name in carelevel._DOCUMENTS.values())


def test_a_result_shows_itself_in_a_notebook_as_when_it_is_asked_to() -> None:
    criteria = carelevel.load("adult-mental-health")
    results = (criteria.recommend({}), criteria.why({}), criteria.next_question({}), criteria.asks({}), criteria.replay([]), carelevel.diff(criteria, criteria))

    for result in results:
        assert isinstance(result, Printable)
        assert str(result)
        assert (result._repr_html_(), result._repr_markdown_()) == (result.to_html(), result.to_markdown())
        assert result.to_html().startswith('<div class="carelevel">')
