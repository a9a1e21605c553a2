"""What is looked at by its ends, against what looks at every value."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from carelevel.answers.explain.why_not import _minimal
from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.level_diagram import PreparedCriteria, open_criteria_of, open_of_nobody
from carelevel.logic.meaning import _among, meaning, possible_values
from carelevel.logic.monotonicity import _direction
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Named, facts_of
from carelevel.model.facts import About, Bands, Scale, Score, Sum, Weighted, Worst, band_ends, base_facts, by_band, domain, number_runs, ranks_of
from carelevel.model.frozen import FrozenDict
from carelevel.model.truth import Truth
from tests.property.oracle import Plain
from tests.property.test_meaning import loaded
from tests.strategies import questions

ABOUT = About("A score.")
SCORES = st.builds(
    lambda name, low, size, more, beyond, never: Score(name, ABOUT, low, low + size, or_more=more, beyond=beyond if more else 0, or_never=never),
    st.sampled_from("abc"),
    st.integers(-5, 5),
    st.integers(1, 9),
    st.booleans(),
    st.integers(0, 4),
    st.booleans(),
)


@st.composite
def banded(draw: st.DrawFn) -> Bands:
    score = draw(SCORES)
    cuts = sorted(draw(st.sets(st.integers(score.low + 1, score.high), max_size=4)))
    pairs = zip([score.low, *cuts], [*(cut - 1 for cut in cuts), score.high], strict=True)
    return Bands("bands", ABOUT, score, tuple((f"b{place}", low, high) for place, (low, high) in enumerate(pairs)))


@given(banded(), st.data())
def test_the_bands_that_are_possible_are_those_that_hold_a_possible_value(fact: Bands, data: st.DataObject) -> None:
    assert isinstance(fact.of, Score)
    assert {label: frozenset(range(low, high + 1)) for label, low, high in band_ends(fact)} == by_band(fact)
    known = data.draw(st.none() | st.frozensets(st.sampled_from(domain(fact.of)), min_size=1))
    case = Case() if known is None else Case(FrozenDict({fact.of.id: known}))
    possible = frozenset(domain(fact.of)) if known is None else known
    assert possible_values(fact, case) == {label for label, values in by_band(fact).items() if values & possible}


@given(st.integers(-9, 9), st.integers(1, 9), st.frozensets(st.integers(-9, 18)), st.booleans())
def test_a_range_is_among_values_as_the_set_of_it_is(low: int, size: int, satisfying: frozenset[int], is_listed: bool) -> None:
    every = frozenset(range(low, low + size))
    expected = Truth.MET if every <= satisfying else Truth.UNKNOWN if every & satisfying else Truth.UNMET
    assert _among(every if is_listed else range(low, low + size), satisfying) is expected


@given(st.frozensets(st.integers(-9, 18)))
def test_places_and_runs_of_numbers_are_those_that_looking_at_each_finds(numbers: frozenset[int]) -> None:
    every = range(-9, 19)
    assert ranks_of(numbers, every) == sorted(every.index(number) for number in numbers)
    runs = number_runs(numbers)
    assert [number for first, last in runs for number in range(first, last + 1)] == sorted(numbers)
    assert all(last + 1 < first for (_, last), (first, _) in zip(runs, runs[1:], strict=False))


@given(st.lists(st.integers(-3, 3).filter(bool), min_size=3, max_size=3), st.data())
def test_what_is_kept_of_a_sum_is_what_its_parts_can_add_up_to(factors: list[int], data: st.DataObject) -> None:
    scores = [Score(name, ABOUT, 0, 6) for name in "abc"]
    fact = Sum("sum", ABOUT, tuple(Weighted(score, times) for score, times in zip(scores, factors, strict=True)), -60, 60)
    known = {score.id: data.draw(st.frozensets(st.integers(0, 6), min_size=1)) for score in scores if data.draw(st.booleans())}
    case = Case(FrozenDict(known))
    adds = [[value * times for value in known.get(score.id, range(7))] for score, times in zip(scores, factors, strict=True)]
    expected = range(sum(map(min, adds)), sum(map(max, adds)) + 1)
    assert [possible_values(fact, case) for _ in range(2)] == [expected, expected]
    other = case.narrowed("a", frozenset((0,)))
    adds[0] = [0]
    assert possible_values(fact, other) == range(sum(map(min, adds)), sum(map(max, adds)) + 1)


@given(st.integers(2, 6), st.data(), st.booleans())
def test_a_direction_is_that_of_the_end_whose_values_an_atom_has(size: int, data: st.DataObject, raises: bool) -> None:
    fact = Score("a", ABOUT, 0, size - 1)
    values = data.draw(st.frozensets(st.integers(0, size - 1), max_size=size))
    tops = [frozenset(range(low, size)) for low in range(size)]
    bottoms = [frozenset(range(high)) for high in range(size + 1)]
    expected = raises if values in tops else not raises if values in bottoms else None
    assert _direction(fact, values, raises) is expected


@given(st.lists(st.frozensets(st.sampled_from("abcde")), max_size=20))
def test_the_smallest_sets_are_those_that_hold_no_other_one(sets: list[frozenset[str]]) -> None:
    found, are_all = _minimal(sets)
    assert are_all
    assert set(found) == {each for each in sets if not any(other < each for other in sets)}
    assert found == sorted(set(found), key=lambda names: (len(names), sorted(names)))


def test_what_is_kept_of_a_sum_is_not_that_of_another_one_with_its_id() -> None:
    score, case = Score("a", ABOUT, 0, 6), Case()
    once, twice = (Sum("sum", ABOUT, (Weighted(score, times),), 0, 6 * times) for times in (1, 2))
    assert [possible_values(fact, case) for fact in (once, twice, once)] == [range(7), range(13), range(7)]


@given(questions())
def test_what_a_condition_stands_on_is_the_same_when_it_is_kept(question: tuple[Plain, Plain]) -> None:
    engine = PreparedCriteria.of(loaded(question[0]).definition)
    conditions = [*(criterion.when for criterion in engine.criteria), *engine.left_out]
    expected = [{name for fact in facts_of(each) if not isinstance(fact, Named) for name in base_facts(fact)} for each in conditions]

    assert [engine.given_facts(each) for each in conditions] == expected
    assert [engine.with_others(()).given_facts(each) for each in conditions] == expected
    assert open_of_nobody(engine) == open_of_nobody(engine) == open_criteria_of(engine, Case())


@given(st.sampled_from(("high", "low")), st.lists(st.frozensets(st.sampled_from("abcd")), min_size=2, max_size=4))
def test_conditions_on_one_worst_part_mean_the_same_in_one_diagram(worse: str, asked: list[frozenset[str]]) -> None:
    parts = tuple(Scale(name, ABOUT, tuple("abcd"), worse) for name in ("one", "other"))
    worst = Worst("worst", ABOUT, parts, tuple("abcd"), worse)
    compiler = Compiler(parts, Case(), 1, 5_000)
    made = [compiler.condition(Among(worst, values)) for values in asked]

    for person in product("abcd", repeat=2):
        known = Case(FrozenDict({part.id: frozenset((value,)) for part, value in zip(parts, person, strict=True)}))
        for node, values in zip(made, asked, strict=True):
            for number, value in enumerate(person):
                node = compiler.diagrams.followed(node, number, "abcd".index(value))
            assert node == (meaning(Among(worst, values), known) is Truth.MET)
