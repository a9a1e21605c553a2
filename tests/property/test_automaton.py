"""States and what leads to them say of a row what its diagram says."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.api import engine_of
from carelevel.logic import automaton as automata
from carelevel.logic.automaton import Asked, Automaton, Kind, automaton
from carelevel.logic.diagrams import Variable
from carelevel.model.facts import Score
from tests.profiles import examples
from tests.property.oracle import Plain
from tests.property.test_meaning import loaded
from tests.strategies import criteria_sets

ROWS = 12


def known_of(variable: Variable, kind: Kind | None, random: Random) -> range:
    """Return the ranks that a row leaves a variable that it tells in such a way."""
    every = range(len(variable.values))
    if kind is None or (kind != "ends" and random.random() < 0.4):
        return every
    low = random.choice(every)
    return range(low, (random.choice(every[low:]) if kind == "ends" else low) + 1)


def answer(asked: Asked, known: range) -> int:
    """Return the number of what a row knows, as `Asked` has it."""
    if asked.kind == "word":
        return known[0] + 1 if len(known) == 1 else 0
    if asked.kind == "member":
        return 2 * (1 in known) + (0 in known)
    low, high = (sum(end >= cut for cut in asked.cuts) for end in (known[0], known[-1]))
    if asked.kind == "number":
        return low + 1 if len(known) == 1 else 0
    return low * (len(asked.cuts) + 1) + high


def walked(found: Automaton, known: dict[Variable, range]) -> tuple[int, int] | None:
    state = 0
    for step in found.steps:
        for asked in step.asked:
            number = answer(asked, known[asked.variable])
            assert 0 <= number < asked.size
            state = state * asked.size + number
        state = step.table[state]
    return found.ends[state]


@settings(max_examples=examples(25))
@given(criteria_sets(), st.integers(0, 2**32), st.sampled_from((1, 40, automata.MOST_AT_ONCE)))
def test_a_row_ends_where_its_diagram_says(plain: Plain, seed: int, most: int) -> None:
    """Whatever is told, in whatever way, and however many facts are looked up at once."""
    criteria, random = loaded(plain), Random(seed)
    whole = engine_of(criteria).whole()
    if whole is None:
        return
    kinds: dict[Variable, Kind | None] = {}
    for variable in whole.diagrams.variables:
        is_score = variable.member is None and isinstance(criteria.facts[variable.fact], Score)
        ways: tuple[Kind | None, ...] = ("member", None) if variable.member else ("number", "ends", None) if is_score else ("word", None)
        kinds[variable] = random.choice(ways)
    at_once, automata.MOST_AT_ONCE = automata.MOST_AT_ONCE, most
    try:
        found = automaton(whole.diagrams, whole.level, kinds.__getitem__)
    finally:
        automata.MOST_AT_ONCE = at_once
    if found is None:
        return

    for _ in range(ROWS):
        known = {variable: known_of(variable, kind, random) for variable, kind in kinds.items()}
        bits = [sum(1 << rank for rank in known[variable]) for variable in whole.diagrams.variables]
        ends = sorted(whole.diagrams.ends_within(whole.level, bits) - {whole.diagrams.excluded})
        assert walked(found, known) == ((ends[0], ends[-1]) if ends else None)


def test_last_states_have_settled_ones_first_and_nobody_last() -> None:
    spans = [None, (0, 2), (1, 1), (0, 1), (0, 0)]

    assert sorted(spans, key=automata._settled_first) == [(0, 0), (1, 1), (0, 1), (0, 2), None]
