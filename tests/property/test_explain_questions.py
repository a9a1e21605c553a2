"""Questions, compared with brute force: nothing is asked that cannot matter, nothing is left out that can, and no order of questions is shorter on average."""

from collections.abc import Iterable
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.answers.explain.interview import Interview
from carelevel.answers.explain.question_stages import functions
from carelevel.logic.diagrams import Variable
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.logic.sufficient_reason import fewest_facts
from tests.profiles import USUAL, examples
from tests.property import oracle
from tests.property.oracle import Known, Person, Plain
from tests.property.test_meaning import loaded
from tests.property.test_recommendation import brute_missing
from tests.strategies import questions

EXAMPLES = examples(USUAL)

MOST_PEOPLE = 60
"""People up to which every order of questions is tried here."""

Asked = tuple[Plain, Plain]


@st.composite
def interviews(draw: Any) -> tuple[Plain, Plain, Person]:
    """Draw criteria, what is known of a person, and the person."""
    criteria, case = draw(questions(contradictions=False))
    known = oracle.known_from(criteria, case)
    return criteria, case, draw(st.sampled_from(oracle.people(criteria, known)))


def known_after(known: Known, fact: str, person: Person) -> Known:
    value = person[fact]
    answered = {member: [member in value] for member in known[fact]} if isinstance(known[fact], dict) else [value]
    return {**known, fact: answered}


def answer_of(person: Person, fact: str) -> Any:
    return sorted(person[fact]) if isinstance(person[fact], frozenset) else person[fact]


def levels_of(criteria: Plain, people: Iterable[Person]) -> set[int]:
    return {oracle.level_of(criteria, person) for person in people}


@settings(max_examples=EXAMPLES)
@given(interviews())
def test_only_what_can_matter_is_asked_until_the_level_is_settled(drawn: tuple[Plain, Plain, Person]) -> None:
    """The whole of an interview: who answers as they are gets no question too many, and none too few."""
    criteria, case, person = drawn
    known = oracle.known_from(criteria, case)
    interview = loaded(criteria).interview(case)

    while (question := interview.question) is not None:
        people = oracle.people(criteria, known)
        matter = brute_missing(criteria, known)
        is_open = oracle.applies_to_all(criteria, known) is None
        if question.about == "applies":
            assert is_open
            assert question.fact in deciding(criteria, known)
        else:
            # While it is open whom the criteria are for, only what could require the most intensive level is asked about the level.
            assert not is_open or question.is_safety
            assert question.fact in matter or (not matter and len({answer_of(other, question.fact).__str__() for other in people}) > 1)
        if not is_open or question.about == "level":
            if question.type != "set":
                assert {value for value, _ in question.values} <= {str(other[question.fact]) for other in people}
        known = known_after(known, question.fact, person)
        interview = interview.answer(answer_of(person, question.fact))

    applies, levels = oracle.applies_to_all(criteria, known), levels_of(criteria, oracle.meant(criteria, known))
    assert interview.settled is (applies is not None)
    assert interview.recommendation.settled is (applies is True)
    # It ends unsettled only where no less than the most intensive level is possible.
    assert applies is False or len(levels) == 1
    assert applies is not None or levels == {len(criteria["levels"]) - 1}


def deciding(criteria: Plain, known: Known) -> set[str]:
    """Return the facts that can decide whether the criteria are for a person; all on which that depends where no single one can."""
    people = oracle.people(criteria, known)
    found = {
        name
        for name in known
        for one, other in combinations(people, 2)
        if oracle.is_meant(criteria, one) is not oracle.is_meant(criteria, other) and all((one[each] == other[each]) is (each != name) for each in known)
    }
    return found | set(known) if "impossible" in criteria else found


@settings(max_examples=EXAMPLES)
@given(interviews())
def test_with_services_it_goes_on_until_they_are_settled(drawn: tuple[Plain, Plain, Person]) -> None:
    criteria, case, person = drawn
    interview = loaded(criteria).interview(case, services=True)

    while (question := interview.question) is not None:
        before = interview.recommendation
        is_most = before.possible == (list(criteria["levels"])[-1],)
        assert question.fact in (before.missing_for_services if is_most else before.missing or before.missing_for_services)
        interview = interview.answer(answer_of(person, question.fact))

    answer = interview.recommendation
    assert answer.missing_for_services == ()
    assert answer.missing == () or answer.possible == (list(criteria["levels"])[-1],)


@settings(max_examples=EXAMPLES)
@given(interviews(), st.data())
def test_after_skipped_questions_only_what_can_still_narrow_the_range_is_asked(drawn: tuple[Plain, Plain, Person], data: st.DataObject) -> None:
    """What is skipped stays unknown: a fact matters when the levels that are then left possible depend on it."""
    criteria, case, person = drawn
    known = oracle.known_from({**criteria}, case)
    criteria = {key: value for key, value in criteria.items() if key != "applies_when"}
    interview = loaded(criteria).interview(case)

    while (question := interview.question) is not None:
        ranges = ranges_left(criteria, known, interview.skipped)
        assert len(set(ranges.values())) > 1
        if data.draw(st.integers(0, 2)) == 0:
            interview = interview.skip()
        else:
            known = known_after(known, question.fact, person)
            interview = interview.answer(answer_of(person, question.fact))

    assert len(set(ranges_left(criteria, known, interview.skipped).values())) == 1


def ranges_left(criteria: Plain, known: Known, skipped: tuple[str, ...]) -> dict[Any, frozenset[int]]:
    """Return the levels that stay possible for each way in which everything that was not skipped can turn out."""
    found: dict[Any, set[int]] = {}
    for person in oracle.people(criteria, known):
        rest = tuple(value for name, value in person.items() if name not in skipped)
        found.setdefault(rest, set()).add(oracle.level_of(criteria, person))
    return {rest: frozenset(levels) for rest, levels in found.items()}


# The shortest order


class Shortest:
    """The least number of questions that people have to be asked together, safety first: by trying every order, on people alone."""

    def __init__(self, criteria: Plain, known: Known) -> None:
        self._names = [name for name, values in known.items() if isinstance(values, dict) or len(values) > 1]
        self.people = oracle.people(criteria, known)
        self._levels = [oracle.level_of(criteria, person) for person in self.people]
        self._required = [oracle.rsl(criteria, oracle.met_by(criteria, person))[0] for person in self.people]
        self._found: dict[frozenset[int], int] = {}

    def total(self, people: frozenset[int]) -> int:
        if len({self._levels[i] for i in people}) == 1:
            return 0
        if people not in self._found:
            self._found[people] = len(people) + min(sum(map(self.total, self._answers(people, name))) for name in self._allowed(people))
        return self._found[people]

    def _answers(self, people: frozenset[int], name: str) -> list[frozenset[int]]:
        groups: dict[Any, set[int]] = {}
        for i in people:
            groups.setdefault(self.people[i][name], set()).add(i)
        return [frozenset(group) for group in groups.values()]

    def _allowed(self, people: frozenset[int]) -> list[str]:
        matter = [name for name in self._names if self._changes(people, name, self._levels)]
        if not matter:
            return [name for name in self._names if len(self._answers(people, name)) > 1]
        lowest = min(self._levels[i] for i in people)
        raised = [required if required > lowest else 0 for required in self._required]
        return [name for name in matter if self._changes(people, name, raised)] or matter

    def _changes(self, people: frozenset[int], name: str, labels: list[int]) -> bool:
        rest: dict[Any, set[int]] = {}
        answers: dict[Any, set[int]] = {}
        for i in people:
            value = self.people[i][name]
            rest.setdefault(tuple(other for key, other in self.people[i].items() if key != name), set()).add(labels[i])
            answers.setdefault(value, set()).add(labels[i])
        every = {labels[i] for i in people}
        if any(len(found) > 1 for found in rest.values()):
            return True
        if not isinstance(value, frozenset):
            return any(found < every for found in answers.values())
        members = {member for known in answers for member in known}
        parts = [{label for known, found in answers.items() if (member in known) is held for label in found} for member in members for held in (True, False)]
        return any(found and found < every for found in parts)


def lengths(interview: Interview, criteria: Plain, people: list[Person]) -> list[int]:
    """Return how many questions each of some people is asked."""
    question = interview.question
    if question is None:
        return [0] * len(people)
    groups: dict[Any, list[Person]] = {}
    for person in people:
        groups.setdefault(person[question.fact], []).append(person)
    return [1 + more for group in groups.values() for more in lengths(interview.answer(answer_of(group[0], question.fact)), criteria, group)]


@settings(max_examples=EXAMPLES)
@given(questions(contradictions=False))
def test_no_order_of_questions_is_shorter_on_average_and_asks_says_how_long_it_is(drawn: Asked) -> None:
    criteria, case = drawn
    criteria = {key: value for key, value in criteria.items() if key != "applies_when"}
    known = oracle.known_from(criteria, case)
    shortest = Shortest(criteria, known)
    if len(shortest.people) > MOST_PEOPLE:
        return
    everyone = frozenset(range(len(shortest.people)))
    criteria_set = loaded(criteria)

    found = lengths(criteria_set.interview(case), criteria, shortest.people)
    asks = criteria_set.asks(case)

    assert sum(found) == shortest.total(everyone)
    assert (asks.at_least, asks.at_most, asks.exact) == (min(found), max(found), True)
    assert asks.on_average is not None
    assert abs(asks.on_average - sum(found) / len(found)) < 1e-9
    assert asks.no_order_below == asks.on_average


@settings(max_examples=EXAMPLES)
@given(interviews())
def test_no_order_asks_anybody_fewer_facts_than_it_takes_to_settle_their_level(drawn: tuple[Plain, Plain, Person]) -> None:
    """This is what the bound on every order is made of: the fewest facts that fix the level of a person, a set being one."""
    criteria, case, person = drawn
    criteria_set = loaded({key: value for key, value in criteria.items() if key != "applies_when"})
    diagrams, (level, _, _) = functions(PreparedCriteria.of(criteria_set.definition), criteria_set.case(case))
    people = oracle.people(criteria, oracle.known_from(criteria, case))
    ranks = [_rank(person[variable.fact], variable) for variable in diagrams.variables]

    found = fewest_facts(diagrams, level, ranks)

    others = [other for other in people if oracle.level_of(criteria, other) != oracle.level_of(criteria, person)]
    differing = [{name for name, value in other.items() if value != person[name]} for other in others]
    sizes = (size for size in range(len(person) + 1) for held in combinations(person, size) if all(names.intersection(held) for names in differing))
    assert found == next(sizes)


def _rank(value: Any, variable: Variable) -> int:
    return int(variable.member in value) if variable.member is not None else variable.values.index(value)
