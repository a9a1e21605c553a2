"""Masked facts lead to the same answer, on drawn criteria and drawn people; and nothing in them is closer than what was known."""

import pytest

from carelevel.answers.fast import Decider
from carelevel.answers.recommend import Recommender
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.model.cases import Case, as_given, check_case
from carelevel.model.criteria import Definition
from carelevel.model.facts import SetOf, domain
from carelevel.model.problems import CaseError
from carelevel.records.making import answer_kept
from carelevel.records.masking import masked
from tests.property.drawn_sets import Drawing

DRAWN = range(8)
CASES = 12


def is_within(definition: Definition, known: Case, coarse: Case) -> bool:
    """Return whether a case says nothing that another does not."""
    values = all(
        known.values.get(fact.id, frozenset(domain(fact))) <= coarse.values[fact.id]
        for fact in definition.facts
        if fact.id in coarse.values and not isinstance(fact, SetOf)
    )
    return values and all(known.members.get(name, {}).get(member) is held for name, members in coarse.members.items() for member, held in members.items())


@pytest.mark.parametrize("seed", DRAWN)
def test_masked_facts_lead_to_the_same_answer_and_say_no_more(seed: int) -> None:
    drawing = Drawing(f"masking {seed}")
    tried = coarser = 0
    for _ in range(12):
        definition = drawing.definition()
        recommender = Recommender(PreparedCriteria.of(definition), Decider(definition, definition.every_name()))
        for _ in range(CASES):
            case = drawing.case()
            try:
                answer = recommender.recommend(case, "", "")
            except CaseError:  # nobody is like this
                continue

            found = masked(definition, case)

            assert answer_kept(recommender.recommend(found, "", "")) == answer_kept(answer)
            assert is_within(definition, case, found)
            assert check_case(definition.every_name(), as_given(definition.every_name(), found)) == found
            tried += 1
            coarser += found != case

    assert tried > 40
    assert coarser > tried / 3
