"""The ends of the level by lookups: what a row knows becomes a number for each fact, and these lead from state to state to the last one."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cohort.lookups import Looked, with_lookups
from carelevel.cohort.plan import REACHED
from carelevel.cohort.subexpressions import HIDDEN, HIGHEST, LEVEL, LOWEST, SETTLED, STANDS, code_of, high, low, member
from carelevel.logic.automaton import Asked, Automaton
from carelevel.model.facts import Score

ENDS = low(REACHED)
"""The column with the place of what the row can still reach among the last states."""


def answers(found: Automaton, facts: Mapping[str, Any]) -> dict[str, nw.Expr]:
    """Return the columns with what rows answer to the steps."""
    return {name: _answer(asked, facts) for asked, name in _names(found).items()}


def last_state(found: Automaton) -> Looked:
    """Return the last state of each row, from its answers."""
    names = _names(found)
    state = Looked((0,), ())
    for step in found.steps:
        state = Looked(step.table, _place(step.asked, names, state))
    return state


def with_level_of_ends(frame: Any, found: Automaton, levels: Sequence[str], stands: nw.Expr, is_for_them: nw.Expr) -> Any:
    """Return a frame with the level and its ends, from the last state of each row; no level is settled unless the criteria are for them."""
    spans = [span for span in found.ends if span is not None]
    settled = sum(lowest == highest for lowest, highest in spans)
    is_settled = stands & (nw.col(ENDS) < settled) & is_for_them
    places = {f"{HIDDEN}span": stands, f"{HIDDEN}settled_span": is_settled}
    frame = frame.with_columns(
        stands.alias(STANDS),
        is_settled.alias(SETTLED),
        *(nw.when(known).then(nw.col(ENDS)).otherwise(nw.lit(len(spans))).cast(nw.Int32).alias(place) for place, known in places.items()),
    )
    lowest, highest = ((*(levels[span[end]] for span in spans), None) for end in (0, 1))
    any_span, settled_span = places
    found_by = ((LEVEL, lowest, settled_span), (LOWEST, lowest, any_span), (HIGHEST, highest, any_span))
    return with_lookups(frame, {name: Looked(values, ((place, 1),)) for name, values, place in found_by})


def _names(found: Automaton) -> dict[Asked, str]:
    return {asked: f"{HIDDEN}answer_{i}" for i, asked in enumerate(asked for step in found.steps for asked in step.asked)}


def _place(asked: Sequence[Asked], names: dict[Asked, str], state: Looked) -> tuple[tuple[str | Looked, int], ...]:
    """Return the place of the state after a step: the state before and the answers, in mixed radix."""
    at: list[tuple[str | Looked, int]] = []
    times = 1
    for each in reversed(asked):
        at.append((names[each], times))
        times *= each.size
    return (*(((state, times),) if state.at else ()), *reversed(at))


def _answer(asked: Asked, facts: Mapping[str, Any]) -> nw.Expr:
    name, word = asked.variable.fact, asked.variable.member
    if asked.kind == "word":
        return nw.col(code_of(name)).cast(nw.Int32) + 1
    if word is not None:
        return nw.col(member(name, word, held=True)).cast(nw.Int32) * 2 + nw.col(member(name, word, held=False)).cast(nw.Int32)
    fact = facts[name]
    assert isinstance(fact, Score)
    bounds = [fact.low + cut for cut in asked.cuts]
    if asked.kind == "number":
        run = reduce(add, [(nw.col(low(name)) >= bound).cast(nw.Int32) for bound in bounds], nw.lit(1, dtype=nw.Int32))
        return (nw.col(low(name)) == nw.col(high(name))).cast(nw.Int32) * run
    runs = len(bounds) + 1
    return reduce(add, [(nw.col(end(name)) >= bound).cast(nw.Int32) * times for end, times in ((low, runs), (high, 1)) for bound in bounds], nw.lit(0))
