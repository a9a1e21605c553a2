"""Points of drawn sets, compared with counting them person by person. All other properties draw points too; here they are looked at by themselves."""

from unittest.mock import patch

from hypothesis import given

from carelevel.logic import awarding
from carelevel.logic.awarding import with_awards
from carelevel.logic.meaning import meaning, possible_values
from carelevel.model.conditions import Among, counted
from carelevel.model.facts import Points, domain
from tests.property import oracle
from tests.property.oracle import Plain
from tests.property.test_meaning import everything_of, loaded
from tests.strategies import questions


def points_of(criteria: Plain) -> list[Points]:
    return [fact for fact in loaded(criteria).definition.derived if isinstance(fact, Points)]


@given(questions())
def test_the_range_of_points_is_what_people_attain(question: tuple[Plain, Plain]) -> None:
    """Of nobody known, and of whatever is known in part: the fewest and the most that anybody has of whom it is true."""
    criteria, case = question
    known = loaded(criteria).case(case)
    recorded = oracle.recorded_from(criteria, case)

    for fact in points_of(criteria):
        everybody, these = (oracle.points_of_all(criteria, fact.id, people) for people in (oracle.everything(criteria), recorded))
        possible = possible_values(fact, known)
        assert (fact.low, fact.high) == (min(everybody), max(everybody))
        assert (min(map(int, possible)), max(map(int, possible))) == (min(these), max(these))


@given(questions())
def test_a_count_of_rungs_means_the_same(question: tuple[Plain, Plain]) -> None:
    criteria, case = question
    known = loaded(criteria).case(case)

    for fact in points_of(criteria):
        every = domain(fact)
        for start in range(len(every)):
            for stop in {start + 1, len(every)}:
                atom = Among(fact, frozenset(every[start:stop]))
                assert meaning(counted(atom), known) is meaning(atom, known)


@given(questions())
def test_points_that_are_not_taken_together_are_wider_at_most(question: tuple[Plain, Plain]) -> None:
    """Too large a group loses sharpness, and nothing else: of somebody known completely the points are the same."""
    criteria, case = question
    known = loaded(criteria).case(case)
    person = oracle.people(criteria, oracle.recorded_from(criteria, case))[0]
    complete = loaded(criteria).case(everything_of(person))

    for fact in points_of(criteria):
        with patch.object(awarding, "MOST_COMBINATIONS", 1):
            apart = with_awards(fact, fact.awards)
        exact, wide = ({int(value) for value in possible_values(each, known)} for each in (fact, apart))
        assert exact <= wide
        assert list(possible_values(apart, complete)) == [oracle.value_of(criteria, fact.id, person)]
