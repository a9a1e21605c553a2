"""What criteria stand on, looked up: the same as found anew by the definition, however many people have been asked about before."""

from typing import Any

import pytest

from carelevel.answers.fast import Decider
from carelevel.api import CriteriaSet
from carelevel.logic.evidence import DecidingFacts, evidence
from carelevel.logic.monotonicity import open_facts
from carelevel.model.cases import as_given, knows
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.frozen import FrozenDict
from tests.property.drawn_sets import Drawing

SETS, CASES = 12, 60


def deciding(definition: Definition, decider: Decider) -> list[tuple[Criterion, int, DecidingFacts[FrozenDict[str, Any]]]]:
    """Return every criterion with its result bit, and with what finds the facts that decide it."""
    pairs = zip(definition.criteria, decider.tables.criteria, strict=True)
    return [(criterion, bit, DecidingFacts(criterion.when, bit, decider.tables, lambda given: given)) for criterion, bit in pairs]


@pytest.mark.parametrize("seed", range(4))
def test_a_reason_that_is_remembered_is_the_reason_that_would_be_found(seed: int) -> None:
    """Sums and named conditions, sets by member, facts known in part: the answers that a criterion cannot tell apart share their evidence, others never do."""
    drawing = Drawing(f"grounds {seed}")
    compared = 0
    for _ in range(SETS):
        definition = CriteriaSet(drawing.definition()).definition
        decider = Decider(definition, definition.every_name())
        every = deciding(definition, decider)
        for _ in range(CASES):
            case = drawing.case()
            met, _ = decider.cells.results(case)
            for criterion, bit, facts in every:
                if met & bit:
                    assert facts.evidence(case) == as_given(definition.by_id(), evidence(criterion.when, case)), (criterion, case)
                    compared += 1

    assert compared > SETS * CASES / 4


def test_answers_that_come_to_the_same_share_one_search_and_keep_their_own_words() -> None:
    drawing = Drawing("words")
    definition = drawing.definition()
    decider = Decider(definition, definition.every_name())
    every = deciding(definition, decider)
    cases = [drawing.case() for _ in range(200)]

    first = [[facts.evidence(case) for _, bit, facts in every if decider.cells.results(case)[0] & bit] for case in cases]
    again = [[facts.evidence(case) for _, bit, facts in every if decider.cells.results(case)[0] & bit] for case in reversed(cases)]

    assert again[::-1] == first
    assert all(one is other for some, others in zip(first, again[::-1], strict=True) for one, other in zip(some, others, strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_open_facts_that_are_remembered_are_those_that_would_be_found(seed: int) -> None:
    drawing = Drawing(f"open {seed}")
    compared = 0
    for _ in range(SETS):
        definition = CriteriaSet(drawing.definition()).definition
        decider, facts_by_id = Decider(definition, definition.every_name()), {fact.id: fact for fact in definition.facts}
        every = deciding(definition, decider)
        for _ in range(CASES):
            case = drawing.case()
            for criterion, _, facts in every:
                expected = tuple(name for name in open_facts(case, (criterion.when,)) if not knows(case, facts_by_id[name]))
                assert facts.open_facts(case) == expected, (criterion, case)
                compared += bool(expected)

    assert compared > SETS * CASES / 4
