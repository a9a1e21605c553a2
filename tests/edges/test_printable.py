"""Every result shows itself in the same formats: what stands above the results fills in how."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

import pytest

import carelevel
from carelevel import types
from carelevel.answers.explain.budgeted import Budgeted
from carelevel.cli.main import main
from carelevel.model.printable import Printable
from tests.edges.public import hints, members, mentioned
from tests.edges.results import objects


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


GIVEN = {types.Case, types.Needs, types.Programs, types.Record, types.Replaying}
"""What is read or made in order to be handed in again, and is no answer to a question."""


def results() -> set[type]:
    """Return the classes of what the public functions and the methods of a criteria set return, by their annotations."""
    functions = [getattr(carelevel, name) for name in carelevel.__all__ if inspect.isfunction(getattr(carelevel, name))]
    methods = [function for name, function in members(carelevel.CriteriaSet) if inspect.isfunction(getattr(carelevel.CriteriaSet, name))]
    found = {kind for function in (*functions, *methods) for kind in mentioned(hints(function)["return"])}
    return {kind for kind in found - GIVEN if not issubclass(kind, Exception | types.Problem)}


def test_everything_that_is_returned_shows_itself() -> None:
    assert len(results()) > 10
    assert {kind.__name__ for kind in results() if not issubclass(kind, Printable)} == set()


@pytest.mark.parametrize("kind", sorted(results(), key=lambda kind: kind.__name__))
def test_a_result_shows_itself_in_a_notebook_as_when_it_is_asked_to(kind: type) -> None:
    found = [each for each in objects() if type(each) is kind]

    assert found
    for result in found:
        assert isinstance(result, Printable)
        assert len(str(result).splitlines()) > 0
        assert str(result) != repr(result)
        assert (result._repr_html_(), result._repr_markdown_()) == (result.to_html(), result.to_markdown())
        assert result.to_html().startswith('<div class="carelevel">')
        assert result.to_markdown().strip()


def test_a_decision_shows_its_range_and_what_leaves_it_open() -> None:
    criteria = carelevel.load("adult-mental-health")
    said = [str(criteria.decide(case)).splitlines()[0] for case in ({}, {"age": 3}, {"age": 34}, {"age": 34, "suicide_risk": "imminent"})]

    assert said == [
        "Level: outpatient to inpatient, not settled",
        "These criteria are not for this person",
        "Level: outpatient to inpatient, not settled",
        "Level: inpatient",
    ]
    assert "It is not known yet whether these criteria are for this person." in str(criteria.decide({}))
    assert "not known yet" not in str(criteria.decide({"age": 34, "circumstances": []}))
    assert "- Contradictions (1): screen-above-symptom-severity" in str(criteria.decide({"age": 34, "symptom_severity": "mild", "phq9": 23}))


def test_an_interview_shows_its_question_and_at_the_end_its_answer() -> None:
    criteria = carelevel.load("adult-mental-health")
    interview = criteria.interview({"age": 34})
    question = interview.question
    assert question is not None

    assert str(interview).startswith(question.ask)
    assert "Answered: 0. Not known: 0." in str(interview)
    assert "Answered: 0. Not known: 1." in str(interview.skip())
    ended = interview.answer("imminent")
    assert str(ended).startswith("No question is left.")
    assert "Answered: 1. Not known: 0." in str(ended)
    assert str(ended.recommendation) in str(ended)


def test_criteria_show_the_page_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "adult-mental-health", "--format", "markdown"]) == 0

    assert carelevel.load("adult-mental-health").to_markdown().strip() == capsys.readouterr().out.strip()
