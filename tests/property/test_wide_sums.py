"""Sums of scores with many values: their diagrams and their place in the order change no answer, compared with brute force on scores that are narrow enough for it."""

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelevel.logic import wide_sums
from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.conditions import Among
from carelevel.model.facts import About, Score, Sum, Weighted
from carelevel.model.truth import Truth
from tests.property import oracle
from tests.property.drawn_proofs import sets_with_faults
from tests.property.oracle import Plain
from tests.property.test_meaning import loaded
from tests.property.test_or_more import drawn, drawn_case, people_of
from tests.property.test_proofs import compare

ends = st.tuples(st.integers(-4, 4), st.integers(1, 14))
factors = st.sampled_from((1, 1, -1, 2, -2, 3, 5, -5, 7))


@st.composite
def sums(draw: st.DrawFn) -> tuple[Sum, frozenset[int]]:
    """Draw a sum of one to three scores, and some of its values: a few runs, as bounds and bands leave them."""
    scores = [Score(f"score_{i}", About(f"Score {i}"), low, low + width) for i, (low, width) in enumerate(draw(st.lists(ends, min_size=1, max_size=3)))]
    parts = tuple(Weighted(score, draw(factors)) for score in scores)
    least, most = zip(*(sorted((score.low * part.times, score.high * part.times)) for score, part in zip(scores, parts, strict=True)), strict=True)
    fact = Sum("sum", About("Sum"), parts, sum(least), sum(most))
    cuts = draw(st.lists(st.integers(fact.low, fact.high), max_size=5))
    return fact, frozenset(value for value in range(fact.low, fact.high + 1) if sum(cut <= value for cut in cuts) % 2)


@given(sums(), st.randoms(use_true_random=False))
def test_the_diagram_of_a_sum_ends_as_the_sum_is_defined(drawn_sum: tuple[Sum, frozenset[int]], random: Random) -> None:
    fact, values = drawn_sum
    scores = [part.of for part in fact.parts if isinstance(part.of, Score)]
    known = {score.id: frozenset(random.sample(range(score.low, score.high + 1), random.randint(1, 2))) for score in scores if random.random() < 0.3}
    case = Case(known)
    order = random.sample(scores, len(scores))
    compiler = Compiler(order, case, 1, 5_000)

    node = compiler.condition(Among(fact, values))

    for person in product(*(sorted(known.get(score.id, range(score.low, score.high + 1))) for score in scores)):
        at = node
        for number, variable in enumerate(compiler.diagrams.variables):
            value = person[[score.id for score in scores].index(variable.fact)]
            at = compiler.diagrams.followed(at, number, variable.values.index(value))
        alike = Case({score.id: frozenset((value,)) for score, value in zip(scores, person, strict=True)})
        assert at == (1 if meaning(Among(fact, values), alike) is Truth.MET else 0)


@given(st.integers(0, 2**32))
def test_the_possible_levels_are_those_of_true_numbers_where_sums_come_last(seed: int) -> None:
    random = Random(seed)
    criteria = drawn(random)
    case = drawn_case(random, criteria)
    people = people_of(criteria, oracle.known_from(criteria, case))
    if not people:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wide_sums, "WIDE", 1)
        answers = loaded(criteria)
        # The second is asked of the diagram of everyone.
        found = [answers.recommend(case) for _ in range(3)]

    ranks = sorted({oracle.level_of(criteria, person) for person in people})
    for answer in found:
        assert answer.exact
        assert answer.possible == tuple(list(criteria["levels"])[rank] for rank in ranks)
    assert found[0].missing == found[1].missing


@given(sets_with_faults())
def test_proofs_find_what_looking_at_every_person_finds_where_sums_come_last(criteria: Plain) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wide_sums, "WIDE", 1)
        compare(criteria)
