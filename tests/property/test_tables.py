"""The tables against the definition: whole answers, for a hundred thousand pairs of criteria and a case."""

import json
from typing import Any

import pytest
from hypothesis import given

from carelevel.api import CriteriaSet, loads
from carelevel.logic import bit_tables
from carelevel.logic.contradictions import standing, undisputed
from carelevel.logic.levels import level_range, rules_of
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case, as_given
from carelevel.model.criteria import Definition
from carelevel.model.problems import CaseError
from carelevel.model.truth import Truth
from tests.profiles import seeds
from tests.property.drawn_sets import Drawing
from tests.property.oracle import Plain
from tests.strategies import questions

SETS, CASES = 100, 100
"""For each of ten seeds: so many sets, and so many cases of each."""


def on_demand(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every second seed work out what the values of a score add when a case first has them, as those of long scores are, and remember few."""
    if seed % 2:
        monkeypatch.setattr(bit_tables, "LARGEST_TABLE", 0)
        monkeypatch.setattr(bit_tables, "MOST_BYTES", 50)


def by_definition(definition: Definition, case: Case) -> dict[str, Any]:
    """Return the fast answer as the definition of truth and the definition of levels give it; or the ids of what makes the person impossible."""
    impossible = [item.id for item in definition.impossible if meaning(item.when, case) is Truth.MET]
    if impossible:
        return {"impossible": impossible}
    contradictions = tuple(each.id for each in standing(definition, case))
    case = undisputed(definition, case)
    statuses = {criterion.id: meaning(criterion.when, case) for criterion in definition.criteria}
    pairs = rules_of(definition)
    known = level_range([rule for _, rule in pairs], [statuses[criterion.id] for criterion, _ in pairs], len(definition.levels) - 1)
    applies = meaning(definition.applies_when, case)
    lowest, highest = (None, None) if applies is Truth.UNMET else (definition.levels[rank].id for rank in (known.lowest, known.highest))
    settled = lowest == highest and applies is Truth.MET
    ids = {truth: tuple(name for name, status in statuses.items() if status is truth) for truth in Truth}
    level = lowest if settled else None
    return {
        "lowest": lowest,
        "highest": highest,
        "settled": settled,
        "level": level,
        "applies": applies.value,
        "met": ids[Truth.MET],
        "unmet": ids[Truth.UNMET],
        "unknown": ids[Truth.UNKNOWN],
        "contradictions": contradictions,
    }


def by_tables(criteria: CriteriaSet, case: Any) -> dict[str, Any]:
    try:
        decision = criteria.decide(case)
    except CaseError as error:
        return {"impossible": [problem.message.split("`")[1] for problem in error.problems]}
    return {name: getattr(decision, name) for name in decision.__match_args__}


@pytest.mark.parametrize("seed", seeds(2, 100))
def test_the_tables_answer_as_the_definition_does(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named conditions in named conditions, counts of groups, sums of sums, facts known in part: nothing is rounded on the way to one addition a fact."""
    on_demand(seed, monkeypatch)
    drawing = Drawing(seed)
    compared = 0
    for _ in range(SETS):
        criteria = CriteriaSet(drawing.definition())
        for _ in range(CASES):
            case = drawing.case()
            assert by_tables(criteria, case) == by_definition(criteria.definition, case), (criteria.definition, case)
            compared += 1

    assert compared == SETS * CASES


@pytest.mark.parametrize("seed", seeds(2, 40))
def test_a_mapping_is_answered_as_the_case_that_it_is(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fast checker reads what the slow one reads: plain values by each of its doors, operators, members by name, nulls."""
    on_demand(seed, monkeypatch)
    drawing = Drawing(f"mapping {seed}")
    for _ in range(SETS // 4):
        criteria = CriteriaSet(drawing.definition())
        for _ in range(CASES // 4):
            complete = drawing.plain()
            in_part = as_given(criteria.definition.by_id(), drawing.case())
            some = {name: value if drawing.chance.random() < 0.7 else None for name, value in complete.items() if drawing.chance.random() < 0.7}
            for given_case in (complete, some, dict(in_part), in_part, {**some, **in_part}):
                assert by_tables(criteria, given_case) == by_tables(criteria, criteria.case(given_case)), (criteria.definition, given_case)


@given(questions())
def test_what_files_can_say_is_answered_as_the_definition_does(question: tuple[Plain, Plain]) -> None:
    """Sets and cases in the words of the language; a failure here is made small."""
    plain, given_case = question
    criteria = loads(json.dumps(plain))

    found = by_tables(criteria, given_case)

    assert found == by_definition(criteria.definition, criteria.case(given_case))


@given(questions())
def test_recommend_and_decide_agree_on_every_criterion(question: tuple[Plain, Plain]) -> None:
    plain, given_case = question
    criteria = loads(json.dumps(plain))

    answer, decision = criteria.recommend(given_case), criteria.decide(given_case)

    assert (answer.met, answer.unmet, answer.unknown) == (decision.met, decision.unmet, decision.unknown)
    # Exact, or by Kleene's logic.
    assert decision.applies in {answer.applies, "unknown"}
