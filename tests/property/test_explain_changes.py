"""What would change a level, compared with brute force over every possible person."""

import json
import pickle
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.answers.explain.counterfactuals import Change, Changes
from tests.profiles import USUAL, examples
from tests.property import oracle
from tests.property.oracle import Known, Person, Plain
from tests.property.test_meaning import loaded
from tests.strategies import questions

Questions = tuple[Plain, Plain]

EXAMPLES = examples(USUAL)

SOME, FEW = examples(USUAL // 2), examples(USUAL // 5)

Turn = tuple[int, int, Any]
Turns = tuple[int, tuple[Turn, ...]]


def people_with_levels(criteria: Plain) -> list[tuple[Person, int]]:
    """Return everyone whom the criteria are for, with the rank of their level."""
    everyone = oracle.people(criteria, oracle.everything(criteria))
    theirs = [person for person in everyone if oracle.is_meant(criteria, person)]
    return [(person, oracle.level_of(criteria, person)) for person in theirs]


def turned(criteria: Plain, known: Known, person: Person) -> Turns:
    """Return in what a person is not as recorded: the steps, and for each fact its place, its steps and its value or the members that turned."""
    turns: list[Turn] = []
    for place, name in enumerate(criteria["facts"]):
        if isinstance(known[name], dict):
            members = tuple(i for i, (member, answers) in enumerate(known[name].items()) if (member in person[name]) not in answers)
            turns += [(place, len(members), members)] * bool(members)
        elif person[name] not in known[name]:
            every = oracle.values_of(criteria, name)
            rank = every.index(person[name])
            is_ordered = oracle.kind_of(criteria, name) in {"scale", "score"}
            turns.append((place, min(abs(rank - every.index(value)) for value in known[name]) if is_ordered else 1, (rank,)))
    return sum(steps for _, steps, _ in turns), tuple(turns)


def brute_changes(criteria: Plain, case: Plain, now: tuple[str, ...], most_facts: int, *, unchangeable: bool) -> dict[tuple[str, str], list[Turns]]:
    """Return the smallest changes to every level, from all people grouped by what is not as recorded."""
    known = oracle.known_from(criteria, case)
    order = list(criteria["levels"])
    levels: dict[Turns, set[str]] = {}
    for person, level in people_with_levels(criteria):
        levels.setdefault(turned(criteria, known, person), set()).add(order[level])
    fixed = {place for place, fact in enumerate(criteria["facts"].values()) if fact.get("changes") == "no" and not unchangeable}
    levels = {turns: left for turns, left in levels.items() if len(turns[1]) <= most_facts and not fixed & {place for place, _, _ in turns[1]}}
    found: dict[tuple[str, str], list[Turns]] = {}
    for level in order:
        if now != (level,):
            found["could", level] = smallest([turns for turns, left in levels.items() if level in left]) if level not in now else []
            found["must", level] = smallest([turns for turns, left in levels.items() if {level} == left])
    return found


def smallest(every: list[Turns]) -> list[Turns]:
    """Return for each set of facts that does it, while none of its parts does, what takes the fewest steps."""
    best: dict[frozenset[int], Turns] = {}
    for each in every:
        facts = frozenset(place for place, _, _ in each[1])
        best[facts] = min(best.get(facts, each), each)
    minimal = [turns for facts, turns in best.items() if facts and not any(other < facts for other in best)]
    return sorted(minimal, key=lambda turns: (len(turns[1]), turns))


def told(criteria: Plain, known: Known, change: Change) -> Turns:
    """Return a change as the brute force has it."""
    turns: list[Turn] = []
    for each in change.changes:
        if isinstance(known[each.fact], dict):
            what = tuple(
                i for i, (member, answers) in enumerate(known[each.fact].items()) if len(answers) == 1 and (each.becomes[member] == "yes") not in answers
            )
        else:
            what = (oracle.values_of(criteria, each.fact).index(each.becomes),)
        turns.append((list(criteria["facts"]).index(each.fact), each.steps, what))
    return change.steps, tuple(turns)


@settings(max_examples=EXAMPLES)
@given(questions(contradictions=False), st.sampled_from((3, 3, 1, 2, 7)), st.booleans())
def test_the_smallest_changes_are_exactly_those_of_all_people(question: Questions, most_facts: int, unchangeable: bool) -> None:
    """Fewest facts, then fewest steps; only possible people; unknown facts free for what could be and adverse for what must be."""
    criteria, case = question
    known = oracle.known_from(criteria, case)
    criteria_set = loaded(criteria)
    answer = criteria_set.recommend(case)

    changes = criteria_set.what_would_change(case, unchangeable=unchangeable, most_facts=most_facts)

    expected = brute_changes(criteria, case, answer.possible, most_facts, unchangeable=unchangeable) if answer.possible else {}
    found = {(word, to.level): [told(criteria, known, change) for change in getattr(to, word)] for to in changes.to for word in ("could", "must")}
    assert changes.exact
    assert changes.now == answer.possible
    assert found == expected


@settings(max_examples=SOME)
@given(questions())
def test_a_case_with_the_change_in_it_is_answered_as_promised(question: Questions) -> None:
    """Each change is fed back to `recommend` as a case: what is shown can be tried."""
    criteria, case = question
    criteria_set = loaded({key: value for key, value in criteria.items() if key != "applies_when"})
    recorded = criteria_set.recommend(case).case

    for to in criteria_set.what_would_change(case).to:
        for change in to.could:
            assert to.level in criteria_set.possible_levels(with_change(criteria, oracle.recorded_from(criteria, case), change))
        for change in to.must:
            assert criteria_set.possible_levels(with_change(criteria, oracle.recorded_from(criteria, case), change)) == (to.level,)
    assert recorded == criteria_set.case(case)


def with_change(criteria: Plain, known: Known, change: Change) -> Plain:
    """Return what is recorded as a case, with the changed facts in it."""
    becomes = {each.fact: each.becomes for each in change.changes}
    case: Plain = {}
    for name, values in known.items():
        if name in becomes:
            case[name] = dict(becomes[name]) if isinstance(values, dict) else becomes[name]
        elif isinstance(values, dict):
            case[name] = {member: "yes" if answers == [True] else "no" for member, answers in values.items() if len(answers) == 1}
        elif len(values) < len(oracle.values_of(criteria, name)):
            case[name] = {"one_of": values}
    return case


@settings(max_examples=FEW)
@given(questions())
def test_what_would_change_is_a_value(question: Questions) -> None:
    """It compares by value, hashes, pickles and turns into JSON."""
    criteria, case = question

    changes = loaded(criteria).what_would_change(case)

    again: Changes = pickle.loads(pickle.dumps(changes))
    assert again == changes == loaded(criteria).what_would_change(case)
    assert hash(again) == hash(changes)
    assert json.loads(json.dumps(changes.to_dict()))["now"] == list(changes.now)
