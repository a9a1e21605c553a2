"""What criteria stand on, looked up: the same as found anew by the definition, however many people have been asked about before."""

import pytest

from carelevel.answers.fast import Decider
from carelevel.answers.reasons import Grounds
from carelevel.answers.recommend import evidence
from carelevel.api import CriteriaSet
from carelevel.model.cases import as_given
from tests.property.drawn_sets import Drawing

SETS, CASES = 12, 60


@pytest.mark.parametrize("seed", range(4))
def test_a_reason_that_is_remembered_is_the_reason_that_would_be_found(seed: int) -> None:
    """Sums and named conditions, sets by member, facts known in part: the answers that a criterion cannot tell apart share their evidence, others never do."""
    drawing = Drawing(f"grounds {seed}")
    compared = 0
    for _ in range(SETS):
        definition = CriteriaSet(drawing.definition()).definition
        decider = Decider(definition, definition.every_name())
        every = [Grounds(criterion, bit, 0, decider.tables) for criterion, bit in zip(definition.criteria, decider.tables.criteria, strict=True)]
        for _ in range(CASES):
            case = drawing.case()
            met, _ = decider.results(case)
            for grounds in every:
                if met & grounds.result:
                    assert grounds.reason(case).evidence == as_given(definition.by_id(), evidence(grounds.criterion.when, case)), (grounds.criterion, case)
                    compared += 1

    assert compared > SETS * CASES / 4


def test_answers_that_come_to_the_same_share_one_search_and_keep_their_own_words() -> None:
    drawing = Drawing("words")
    definition = drawing.definition()
    decider = Decider(definition, definition.every_name())
    every = [Grounds(criterion, bit, 0, decider.tables) for criterion, bit in zip(definition.criteria, decider.tables.criteria, strict=True)]
    cases = [drawing.case() for _ in range(200)]

    first = [[grounds.reason(case) for grounds in every if decider.results(case)[0] & grounds.result] for case in cases]
    again = [[grounds.reason(case) for grounds in every if decider.results(case)[0] & grounds.result] for case in reversed(cases)]

    assert again[::-1] == first
    assert all(one is other for some, others in zip(first, again[::-1], strict=True) for one, other in zip(some, others, strict=True))
