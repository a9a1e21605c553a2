"""The definition of truth, compared with the language read a second time (`oracle.py`) and with brute force over everyone who is possible."""

import json
from collections.abc import Iterator

from hypothesis import example, given

from carelevel.api import CriteriaSet, loads
from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import open_atoms
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Atom, Condition, CountOf, Holds, Includes, NoneOf, counted, is_on_points, parts_of
from carelevel.model.truth import Truth
from tests.property import oracle
from tests.property.oracle import Plain
from tests.strategies import as_case, narrower, questions

THREE = {"met": True, "unmet": False, "unknown": None}


def loaded(criteria: Plain) -> CriteriaSet:
    return loads(json.dumps(criteria))


def statuses(criteria: CriteriaSet, case: Plain | Case) -> dict[str, bool | None]:
    known = criteria.case(case)
    return {name: THREE[meaning(criterion.when, known).value] for name, criterion in criteria.criteria.items()}


def everything_of(person: oracle.Person) -> Plain:
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in person.items()}


NOT_NO = {
    "carelevel": 1,
    "id": "generated",
    "version": "1",
    "title": "Generated",
    "levels": {"outpatient": {"title": "Outpatient"}, "iop": {"title": "IOP"}},
    "facts": {"scale_0": {"type": "scale", "values": ["none", "mild"]}},
    "derived": {"named_0": {"when": {"scale_0": {"is": "none"}}}},
    "criteria": [{"id": "c0", "requires": "iop", "when": {"named_0": {"is_not": "no"}}, "because": "Reason 0."}],
}


@example((NOT_NO, {"scale_0": "none"}))
@given(questions())
def test_truth_is_what_the_language_says(question: tuple[Plain, Plain]) -> None:
    """Section 3, word for word, on cases in which facts are known, known in part, and not known."""
    criteria, case = question

    found = statuses(loaded(criteria), case)

    assert found == oracle.statuses(criteria, oracle.recorded_from(criteria, case))


@given(questions())
def test_what_is_met_or_unmet_is_so_for_everyone_it_can_be(question: tuple[Plain, Plain]) -> None:
    """Unknown is never mistaken for yes or no: no completion contradicts what was said."""
    criteria, case = question
    known = oracle.recorded_from(criteria, case)

    found = statuses(loaded(criteria), case)

    for person in oracle.completions(known):
        met = set(oracle.met_by(criteria, person))
        assert {name for name, truth in found.items() if truth is True} <= met
        assert met.isdisjoint(name for name, truth in found.items() if truth is False)


@given(questions())
def test_of_a_person_known_completely_nothing_is_unknown(question: tuple[Plain, Plain]) -> None:
    criteria, case = question
    person = oracle.people(criteria, oracle.recorded_from(criteria, case))[0]

    found = statuses(loaded(criteria), everything_of(person))

    assert found == {criterion["id"]: criterion["id"] in oracle.met_by(criteria, person) for criterion in criteria["criteria"]}


@given(questions())
def test_nothing_is_met_when_nothing_is_known(question: tuple[Plain, Plain]) -> None:
    """No criterion fires on silence, whatever groups and negations it is made of."""
    criteria, _ = question

    found = statuses(loaded(criteria), {})

    assert set(found.values()) == {None}


@given(questions().flatmap(lambda question: narrower(*question).map(lambda more: (*question, more))))
def test_learning_more_only_narrows(question: tuple[Plain, Plain, Plain]) -> None:
    """What was met stays met and what was unmet stays unmet."""
    criteria, case, more = question
    loaded_set = loaded(criteria)

    before, after = statuses(loaded_set, case), statuses(loaded_set, more)

    assert {name: truth for name, truth in before.items() if truth is not None}.items() <= after.items()


@given(questions())
def test_a_case_given_back_is_the_same_case(question: tuple[Plain, Plain]) -> None:
    criteria, case = question
    loaded_set = loaded(criteria)

    known = loaded_set.case(case)

    assert loaded_set.case(as_case(criteria, oracle.recorded_from(criteria, case))) == known


@given(questions())
def test_an_atom_is_open_as_long_as_everything_around_it_is(question: tuple[Plain, Plain]) -> None:
    """`open_atoms` finds them while it works out what the condition means; here each part is asked what it means by itself."""
    criteria, case = question
    known = loaded(criteria).case(case)

    for criterion in loaded(criteria).definition.criteria:
        for raises in (True, False):
            assert open_atoms(criterion.when, known, raises=raises) == list(open_one_by_one(criterion.when, known, raises))


def open_one_by_one(condition: Condition, case: Case, raises: bool) -> Iterator[tuple[Atom, bool]]:
    if meaning(condition, case) is not Truth.UNKNOWN:
        return
    if is_on_points(condition):
        yield from open_one_by_one(counted(condition), case, raises)
        return
    if isinstance(condition, Among | Includes):
        yield condition, raises
    for part in parts_of(condition):
        ways = [raises]
        if isinstance(condition, NoneOf) or (isinstance(condition, Holds) and not condition.expected):
            ways = [not raises]
        if isinstance(condition, CountOf):
            ways = [*([raises] if condition.fewest > 0 else []), *([not raises] if condition.most < len(condition.parts) else [])]
        for way in ways:
            yield from open_one_by_one(part, case, way)
