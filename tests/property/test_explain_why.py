"""Why, compared with brute force: evidence, what alone is enough for the level, and which criteria carry it."""

import json
import pickle
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings

from carelevel.answers.explain.why import Why
from tests.profiles import USUAL, examples
from tests.property import oracle
from tests.property.oracle import Known, Person, Plain
from tests.property.test_meaning import loaded
from tests.property.test_recommendation import brute_levels
from tests.strategies import questions

EXAMPLES = examples(USUAL)

SOME, FEW = examples(USUAL // 2), examples(USUAL // 5)

MOST_PARTS = 9
"""Known parts of a condition up to which every choice of them is tried here."""

Questions = tuple[Plain, Plain]
Part = tuple[str, str | None]


def parts_known(criteria: Plain, known: Known) -> list[Part]:
    """Return the facts and members of sets of which something is known, in the order of the file."""
    parts: list[Part] = []
    for name, values in known.items():
        if isinstance(values, dict):
            parts += [(name, member) for member, answers in values.items() if len(answers) == 1]
        elif len(values) < len(oracle.values_of(criteria, name)):
            parts.append((name, None))
    return parts


def only(criteria: Plain, known: Known, parts: "frozenset[Part] | tuple[Part, ...]") -> Known:
    """Return what is known with nothing left of it but some parts."""
    left = oracle.everything(criteria)
    for name, member in parts:
        if member is None:
            left[name] = known[name]
        else:
            left[name][member] = known[name][member]
    return left


def parts_of(case: Any) -> frozenset[Part]:
    """Return the parts that a case says something of; it names the members of sets."""
    is_set = {name: isinstance(said, dict) and set(said.values()) <= {"yes", "no"} for name, said in case.items()}
    return frozenset(part for name, said in case.items() for part in ([(name, member) for member in said] if is_set[name] else [(name, None)]))


def differences(known: Known, person: Person, parts: list[Part]) -> frozenset[Part]:
    """Return in which parts a person is not as recorded."""
    return frozenset(part for part in parts if not _fits(known, person, *part))


def _fits(known: Known, person: Person, name: str, member: str | None) -> bool:
    return person[name] in known[name] if member is None else (member in person[name]) in known[name][member]


@settings(max_examples=SOME)
@given(questions())
@pytest.mark.slow
def test_evidence_is_every_part_of_what_is_known_that_is_enough_and_cannot_be_smaller(question: Questions) -> None:
    criteria, case = question
    known = oracle.known_from(criteria, case)
    conditions = {criterion["id"]: criterion["when"] for criterion in criteria["criteria"]}

    found = loaded(criteria).why(case)

    for reason in (*found.reasons, *found.barriers):
        parts = [part for part in parts_known(criteria, known) if part[0] in oracle.facts_in(criteria, conditions[reason.criterion])]
        assert reason.every_evidence[0] == reason.evidence
        assert all(oracle.recorded_from(criteria, each) == only(criteria, known, parts_of(each)) for each in reason.every_evidence)
        if reason.all_told and len(parts) <= MOST_PARTS:
            assert sorted(map(sorted_parts, map(parts_of, reason.every_evidence))) == sorted(
                sorted_parts(enough) for enough in minimal_parts(criteria, conditions[reason.criterion], known, parts)
            )
            assert len(parts_of(reason.evidence)) == min(len(parts_of(each)) for each in reason.every_evidence)


def sorted_parts(parts: frozenset[Part]) -> list[tuple[str, str]]:
    return sorted((name, member or "") for name, member in parts)


def minimal_parts(criteria: Plain, condition: Plain, known: Known, parts: list[Part]) -> list[frozenset[Part]]:
    enough: list[frozenset[Part]] = []
    for size in range(len(parts) + 1):
        for chosen in map(frozenset, combinations(parts, size)):
            if not any(smaller <= chosen for smaller in enough) and oracle.kleene(criteria, condition, only(criteria, known, chosen)) is True:
                enough.append(chosen)
    return enough


@settings(max_examples=EXAMPLES)
@given(questions())
def test_what_is_sufficient_is_a_smallest_part_that_settles_the_level_for_everyone(question: Questions) -> None:
    """It holds fast a part in which each person with another level, or whom the criteria are not for, differs, and no fewer parts do; of several the first in the file."""
    criteria, case = question
    order = list(criteria["levels"])
    known = oracle.known_from(criteria, case)
    criteria_set = loaded(criteria)

    found = criteria_set.why(case)

    assert found.exact
    if found.level is None:
        assert found.sufficient is None
        return
    assert found.sufficient is not None
    parts = parts_known(criteria, known)
    everyone = oracle.people(criteria, oracle.everything(criteria))
    others = [person for person in everyone if not oracle.is_meant(criteria, person) or order[oracle.level_of(criteria, person)] != found.level]
    to_meet = {differences(known, person, parts) for person in others}
    expected = next(chosen for size in range(len(parts) + 1) for chosen in combinations(parts, size) if all(each & set(chosen) for each in to_meet))
    assert parts_of(found.sufficient) == set(expected)
    alone = criteria_set.recommend(found.sufficient)
    # Without what resolves it, facts can disagree in a part of what does not.
    assert alone.level == found.level or alone.contradictions


@settings(max_examples=SOME)
@given(questions())
def test_the_criteria_that_carry_the_level_are_those_without_which_it_would_be_another(question: Questions) -> None:
    criteria, case = question
    known = oracle.known_from(criteria, case)
    criteria_set = loaded(criteria)
    answer = criteria_set.recommend(case)

    found = criteria_set.why(case)

    assert found.possible == answer.possible
    assert found.carried_by == (tuple(_carrying(criteria, known, answer.met, set(answer.possible))) if answer.possible else ())


def _carrying(criteria: Plain, known: Known, met: tuple[str, ...], now: set[str]) -> Iterator[str]:
    for name in met:
        without = {**criteria, "criteria": [criterion for criterion in criteria["criteria"] if criterion["id"] != name]}
        if brute_levels(without, known) != now:
            yield name


@settings(max_examples=FEW)
@given(questions())
def test_why_is_a_value_with_words_for_each_reason(question: Questions) -> None:
    """It compares by value, hashes, pickles and turns into JSON, and says something of each reason."""
    criteria, case = question

    found = loaded(criteria).why(case)

    again: Why = pickle.loads(pickle.dumps(found))
    assert again == found == loaded(criteria).why(case)
    assert hash(again) == hash(found)
    assert json.loads(json.dumps(found.to_dict()))["carried_by"] == list(found.carried_by)
    assert all(reason.words for reason in (*found.reasons, *found.barriers))
