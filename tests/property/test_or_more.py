"""Sums with scores whose top means "this or more": 60 weeks are 60, 52 are 52 or more, compared with brute force over true numbers up to far above the top.

Small sets are drawn from a seed, each around one to three sums that may share scores, weigh them, and stand on each other.
"""

from collections.abc import Iterator
from copy import deepcopy
from itertools import product
from math import prod
from random import Random
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel import diff
from carelevel.answers.explain.interview import Interview
from carelevel.api import CriteriaSet
from carelevel.cohort import recommend
from carelevel.logic.meaning import meaning
from carelevel.model.cases import as_given
from carelevel.model.frozen import thawed
from carelevel.model.problems import CaseError
from carelevel.model.serialize import case_plain
from carelevel.records.masking import masked
from carelevel.syntax.json_schema_answers import case_schema
from tests.profiles import examples
from tests.property import oracle
from tests.property.oracle import Known, Person, Plain, known_from
from tests.property.tables import COLUMNS, ENGINES, back, expected
from tests.property.test_meaning import loaded
from tests.property.test_proofs import compare

MOST_PEOPLE = 500
seeds = st.integers(0, 2**32)


# Sets and cases


def drawn(random: Random) -> Plain:
    """Draw a set with sums over scores that may be more than their tops, of no more people than can be looked at one by one."""
    while True:
        criteria = _drawn(random)
        if prod(len(values) for values in oracle.everything(criteria).values()) <= MOST_PEOPLE:
            return criteria


def _drawn(random: Random) -> Plain:
    facts: Plain = {}
    for i in range(random.choice((1, 1, 2, 2, 3))):
        low = random.randint(-1, 2)
        facts[f"more_{i}"] = {"type": "score", "range": [low, low + random.randint(0, 3)], "or_more": "yes"} | random.choice(
            ({}, {"worse": "high"}, {"worse": "low"})
        )
    for i in range(random.randint(0, 2)):
        low = random.randint(-1, 2)
        facts[f"plain_{i}"] = {"type": "score", "range": [low, low + random.randint(0, 3)]}
    if random.random() < 0.5:
        facts["answer"] = {"type": "yes_no"}
    criteria: Plain = {
        "carelevel": 1,
        "id": "drawn",
        "version": "1",
        "title": "Drawn",
        "levels": {level: {"title": level} for level in ("outpatient", "iop", "inpatient")},
        "services": {"erp": "ERP"},
        "facts": facts,
        "derived": {},
    }
    for i in range(random.randint(1, 3)):
        criteria["derived"][f"sum_{i}"] = {"sum": list(_parts(random, criteria))}
    for i in range(random.randint(0, 2)):
        criteria["derived"][f"bands_{i}"] = _bands(random, criteria, random.choice(_scores(criteria)))
    if random.random() < 0.3:
        criteria["derived"]["named"] = {"when": _condition(random, criteria, 1)}
    criteria["criteria"] = [_criterion(random, criteria, i) for i in range(random.randint(1, 4))]
    if random.random() < 0.2:
        criteria["impossible"] = [{"id": "nobody", "when": _condition(random, criteria, 1), "because": "Nobody is like this."}]
    return criteria


def _scores(criteria: Plain) -> list[str]:
    return [name for name in (*criteria["facts"], *criteria["derived"]) if oracle.kind_of(criteria, name) in {"score", "sum"}]


def _parts(random: Random, criteria: Plain) -> Iterator[Plain]:
    first = random.choice([name for name in _scores(criteria) if oracle.is_more(criteria, name)])
    for of in (first, *random.choices(_scores(criteria), k=random.randint(0, 2))):
        yield {"of": of, "times": random.choice((1, 1, 2, 3)) if oracle.is_more(criteria, of) else random.choice((1, -1, -2, 2))}


def _bands(random: Random, criteria: Plain, of: str) -> Plain:
    every = oracle.values_of(criteria, of)
    starts = [every[0], *sorted(random.sample(every[1:], min(len(every) - 1, random.randint(1, 2))))]
    ends = [*(start - 1 for start in starts[1:]), every[-1]]
    return {"bands": {"of": of, **{f"band_{i}": [low, high] for i, (low, high) in enumerate(zip(starts, ends, strict=True))}}}


def _criterion(random: Random, criteria: Plain, number: int) -> Plain:
    effect, what = random.choice((("requires", "inpatient"), ("requires", "iop"), ("suggests", "iop"), ("suggests", "inpatient"), ("limits_to", "iop")))
    return {"id": f"c{number}", effect: what, "when": _condition(random, criteria, 2), "because": f"Reason {number}."}


def _condition(random: Random, criteria: Plain, depth: int) -> Plain:
    return oracle.without_repeats(criteria, _drawn_condition(random, criteria, depth))


def _drawn_condition(random: Random, criteria: Plain, depth: int) -> Plain:
    if depth and random.random() < 0.5:
        parts = [_drawn_condition(random, criteria, depth - 1) for _ in range(2)]
        return random.choice(({"all": parts}, {"any": parts}, {"none": parts}, {"exactly": {"count": 1, "of": parts}}))
    names = [name for name in (*criteria["facts"], *criteria["derived"]) if oracle.kind_of(criteria, name) != "when"]
    name = random.choice([name for name in names if len(oracle.values_of(criteria, name)) > 1] or ["answer"])
    if name not in names:
        criteria["facts"]["answer"] = {"type": "yes_no"}
    every = oracle.values_of(criteria, name)
    if name == "answer":
        return {name: random.choice(every)}
    if random.random() < 0.4:
        return {name: {random.choice(("is", "is_not")): random.choice((every[-1], random.choice(every)))}}
    return {name: {"at_least": random.choice(every[1:])} if random.random() < 0.7 else {"at_most": random.choice(every[:-1])}}


def drawn_case(random: Random, criteria: Plain) -> Plain:
    """Draw what is known of somebody: numbers above the top, the top, operators, and bands among them."""
    case: Plain = {}
    for name, numbers in oracle.everything(criteria).items():
        way = random.choice(("unknown", "known", "known", "partly"))
        top = oracle.values_of(criteria, name)[-1]
        if way == "known":
            case[name] = random.choice((top, random.choice(numbers)))
        elif way == "partly" and name != "answer":
            case[name] = _said(random, [number for number in numbers if number <= top or oracle.is_more(criteria, name)])
    for name in criteria["derived"]:
        if oracle.kind_of(criteria, name) == "bands" and criteria["derived"][name]["bands"]["of"] in criteria["facts"] and random.random() < 0.3:
            case[name] = random.choice(oracle.values_of(criteria, name))
    return case


def _said(random: Random, numbers: list[int]) -> Plain:
    low, high = sorted(random.choices(numbers, k=2))
    some = random.sample(numbers, min(len(numbers), random.randint(1, 3)))
    return random.choice(
        (
            {"at_least": low},
            {"at_most": high},
            {"between": [low, high]},
            {"is": low},
            {"is_not": high},
            {"one_of": some},
            # The last number stands for all larger ones, which nobody can rule out one by one.
            {"none_of": [number for number in some if number != numbers[-1]] or numbers[:1]},
            {"at_least": low, "is_not": random.choice(numbers[:-1] or numbers)},
        )
    )


def people_of(criteria: Plain, left: Known) -> list[Person]:
    whole = [dict(zip(left, each, strict=True)) for each in product(*left.values())]
    return [person for person in whole if oracle.is_possible(criteria, person)]


def exactly(criteria: Plain, person: Person) -> Plain:
    """Return a person as a case; a number that is the top by itself has to be told from those above it."""
    case: Plain = {}
    for name, value in person.items():
        numbers = oracle.everything(criteria)[name]
        is_top = len(numbers) > len(oracle.values_of(criteria, name)) and value == oracle.values_of(criteria, name)[-1]
        case[name] = {"at_least": value, "at_most": value + 1, "is_not": value + 1} if is_top else value
    return case


# Properties


@given(seeds)
def test_the_possible_levels_are_those_of_true_numbers(seed: int) -> None:
    random = Random(seed)
    criteria = drawn(random)
    criteria_set, order = loaded(criteria), list(criteria["levels"])
    for _ in range(4):
        case = drawn_case(random, criteria)
        left = known_from(criteria, case)
        people = people_of(criteria, left)
        if not people:
            # The case, or what is declared impossible, leaves nobody.
            assert _is_refused(criteria_set, case)
            continue
        ranks = [oracle.level_of(criteria, person) for person in people]

        answer, decision = criteria_set.recommend(case), criteria_set.decide(case)

        assert answer.exact
        assert answer.possible == criteria_set.possible_levels(case) == tuple(order[rank] for rank in sorted(set(ranks)))
        assert set(answer.missing) == missing(left, list(zip(people, ranks, strict=True)))
        assert order.index(decision.lowest or "") <= min(ranks)
        assert order.index(decision.highest or "") >= max(ranks)
        for reason in answer.reasons:
            held = people_of(criteria, known_from(criteria, dict(reason.evidence)))
            assert all(oracle.holds(criteria, criteria["criteria"][int(reason.criterion[1:])]["when"], person) for person in held)


def _is_refused(criteria: CriteriaSet, case: Plain) -> bool:
    try:
        criteria.recommend(case)
    except CaseError:
        return True
    return False


def missing(left: Known, people: list[tuple[Person, int]]) -> set[str]:
    """Return the facts that can change the level: two possible people differ in nothing else, or one answer leaves fewer levels."""
    every = {level for _, level in people}
    found: set[str] = set()
    for name, values in left.items():
        alike: dict[Any, set[int]] = {}
        for person, level in people:
            alike.setdefault(tuple(value for other, value in person.items() if other != name), set()).add(level)
        after = [{level for person, level in people if person[name] == value} or every for value in values]
        if any(len(levels) > 1 for levels in alike.values()) or any(levels < every for levels in after):
            found.add(name)
    return found


@given(seeds)
def test_truth_never_contradicts_a_true_number_and_is_complete_for_a_person(seed: int) -> None:
    random = Random(seed)
    criteria = drawn(random)
    criteria_set = loaded(criteria)
    case = drawn_case(random, criteria)
    people = people_of(criteria, known_from(criteria, case))
    conditions = {each.id: each.when for each in criteria_set.criteria.values()}
    whens = {each["id"]: each["when"] for each in criteria["criteria"]}

    if people:
        known, answer = criteria_set.case(case), criteria_set.recommend(case)
        for name, when in conditions.items():
            held = {oracle.holds(criteria, whens[name], person) for person in people}
            truth = meaning(when, known).value
            assert truth == "unknown" or held == {truth == "met"}
            assert (name in answer.met, name in answer.unmet) == (truth == "met", truth == "unmet")
    for person in random.choices(people, k=min(5, len(people))):
        whole = criteria_set.decide(exactly(criteria, person))
        assert list(whole.met) == oracle.met_by(criteria, person)
        assert whole.lowest == whole.highest == list(criteria["levels"])[oracle.level_of(criteria, person)]


@given(seeds)
def test_a_case_is_read_back_as_it_was_and_coarser_ones_decide_the_same(seed: int) -> None:
    random = Random(seed)
    criteria = drawn(random)
    criteria_set = loaded(criteria)
    given = drawn_case(random, criteria)
    if not people_of(criteria, known_from(criteria, given)):
        return

    case = criteria_set.case(given)
    coarse = masked(criteria_set.definition, case)

    for known in (case, coarse):
        assert criteria_set.case(thawed(as_given(criteria_set.definition.by_id(), known))) == known
        assert criteria_set.possible_levels(known) == criteria_set.possible_levels(given)
    jsonschema.validate(case_plain(criteria_set.definition.by_id(), coarse), case_schema(criteria_set.definition))


@settings(max_examples=examples(4))
@given(seeds)
@pytest.mark.slow
def test_every_engine_says_of_a_row_what_recommend_says(seed: int) -> None:
    random = Random(seed)
    criteria = drawn(random)
    criteria_set = loaded(criteria)
    names = {name: numbers for name, numbers in oracle.everything(criteria).items() if random.random() < 0.9}
    bands = [
        name for name in criteria["derived"] if oracle.kind_of(criteria, name) == "bands" and criteria["derived"][name]["bands"]["of"] in criteria["facts"]
    ]
    rows = [
        {name: None if random.random() < 0.2 else random.choice((oracle.values_of(criteria, name)[-1], *numbers)) for name, numbers in names.items()}
        | {name: random.choice((None, None, *oracle.values_of(criteria, name))) for name in bands}
        for _ in range(12)
    ]
    if not rows[0]:
        return
    wanted = [expected(criteria_set, row) for row in rows]

    for engine, made in ENGINES.items():
        found = back(engine, recommend(criteria_set, made(rows), invalid="unknown"))

        for row, answer, want in zip(rows, found, wanted, strict=True):
            if want is not None:
                assert tuple(answer[name] for name in COLUMNS) == want, (engine, row)
            else:
                assert answer["problems"], (engine, row)


@settings(max_examples=examples(20))
@given(seeds)
def test_the_proofs_find_what_looking_at_true_numbers_finds(seed: int) -> None:
    compare(drawn(Random(seed)), smallest=False)


@settings(max_examples=examples(20))
@given(seeds)
def test_a_comparison_finds_who_moves_by_true_numbers(seed: int) -> None:
    """Sums, and the tops of scores, may differ: a number above a top is one in both versions."""
    random = Random(seed)
    old = drawn(random)
    if any("bands" in each or "when" in each for each in old["derived"].values()) or "impossible" in old:
        return  # they would have to be cut anew
    new = deepcopy(old) | {"version": "2"}
    for name, fact in new["facts"].items():
        if "or_more" in fact and random.random() < 0.3:
            fact["range"][1] += 1
    new["criteria"] = [_criterion(random, new, i) for i in range(random.randint(1, 3))]
    numbers = {name: sorted({*values, *oracle.everything(new)[name]}, key=str) for name, values in oracle.everything(old).items() if name in new["facts"]}
    if prod(map(len, numbers.values())) > 4 * MOST_PEOPLE or new["facts"].keys() != old["facts"].keys():
        return
    people = [person for person in people_of(old, numbers) if oracle.is_possible(new, person)]
    order = list(old["levels"])
    expected_moves = {(order[was], order[is_now]) for person in people if (was := oracle.level_of(old, person)) != (is_now := oracle.level_of(new, person))}
    if not people:
        return

    found = diff(loaded(old), loaded(new))

    assert {(move.was, move.is_now) for move in found.moves} == expected_moves
    for move in found.moves:
        witness = thawed(move.witness)
        # The witness is said in the words of the new version. Who is at a top by number is said as that or more: among those is the one who moves.
        assert move.was in loaded(old).possible_levels(witness)
        is_exact = not any("or_more" in fact and witness.get(name) == fact["range"][1] for name, fact in new["facts"].items())
        assert move.is_now in (there := loaded(new).possible_levels(witness))
        assert len(there) == 1 or not is_exact


@given(seeds)
def test_changes_and_slices_can_be_tried(seed: int) -> None:
    random = Random(seed)
    criteria = drawn(random)
    criteria_set = loaded(criteria)
    given = drawn_case(random, criteria)
    if not people_of(criteria, known_from(criteria, given)):
        return
    case = criteria_set.recommend(given).case
    recorded = thawed(as_given(criteria_set.definition.by_id(), case))

    for to in criteria_set.what_would_change(case).to:
        for change, is_only in ((each, is_only) for is_only, some in ((False, to.could), (True, to.must)) for each in some):
            levels = criteria_set.possible_levels(recorded | {each.fact: thawed(each.becomes) for each in change.changes})
            assert levels == (to.level,) if is_only else to.level in levels
    for level in criteria["levels"]:
        assert str(criteria_set.why_not(case, level))
    names = random.sample(list(criteria["facts"]), min(2, len(criteria["facts"])))
    if len(names) == 2:
        table = criteria_set.slice(case, *names)
        for row, cells in zip(table.rows.spans, table.cells, strict=True):
            for column, cell in zip(table.columns.spans, cells, strict=True):
                there = case.narrowed(names[0], frozenset(row.values)).narrowed(names[1], frozenset(column.values))
                assert cell.levels == (criteria_set.possible_levels(there) if cell.is_possible else ())


@given(seeds)
def test_an_interview_asks_each_fact_once_and_ends_with_the_truth(seed: int) -> None:
    """The top is an answer too: then the interview may end unsettled, and never asks in circles."""
    random = Random(seed)
    criteria = drawn(random)
    everyone = people_of(criteria, oracle.everything(criteria))
    if not everyone:
        return
    person, held = random.choice(everyone), loaded(criteria).interview()
    asked: list[str] = []

    while held.question is not None:
        question = held.question
        asked.append(question.fact)
        assert question.range is None or question.or_more or question.range[0] <= person[question.fact] <= question.range[1]
        top = oracle.values_of(criteria, question.fact)[-1]
        held = held.answer(random.choice((top, person[question.fact])) if question.or_more and person[question.fact] >= top else person[question.fact])
        assert Interview.from_dict(held.to_dict(), loaded(criteria)).case == held.case

    assert len(set(asked)) == len(asked)
    assert list(criteria["levels"])[oracle.level_of(criteria, person)] in held.recommendation.possible
    assert set(held.recommendation.missing) <= {name for name in asked if "or_more" in criteria["facts"][name]}
