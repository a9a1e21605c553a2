"""How many more questions the order of `question_choice.py` has: counted over everyone where that is little work, else over some people."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, product

from carelevel.answers.explain.information import possible_share, thresholds
from carelevel.answers.explain.question_stages import Left, functions, stages, stages_of
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.logic.possible_levels import outlook, whom
from carelevel.logic.sufficient_reason import fewest_facts
from carelevel.logic.work import OverBudgetError, half, spend
from carelevel.model.cases import Case
from carelevel.model.frozen import record

A_STATE = 8
"""Steps of the work of a question (`logic/work.py`) for each node of what is left open, wherever a question is chosen."""

STATES = 150
"""Points at which a question is chosen that are looked at before the rest is estimated: a fraction of a second."""

WALKS = 24
"""People whose interviews are gone through for an estimate; fewer, once they have come to `MOST_STATES` points."""

FEWEST_WALKS = 4
"""Fewest people from whom an estimate is made when the work of the question runs out."""

MOST_STATES = 300

MOST_DRAWN = 10 * WALKS
"""People drawn for a bound, the impossible among them."""


@record
class Tally:
    """Numbers of questions: the fewest, the mean, the most; whether they were counted over everyone; and a mean that no order can be below, if known."""

    least: int
    mean: float
    most: int
    is_exact: bool
    bound: float | None = None


NONE_LEFT = Tally(0, 0.0, 0, is_exact=True, bound=0.0)


def questions_left(engine: PreparedCriteria, case: Case) -> Tally | None:
    """Return how many questions are left until the level is settled; None when that is beyond the budget.

    Raises:
        CaseError: no possible person is like this.
    """
    stage = next(stages(engine, case, (), services=False), None)
    if stage is None:
        return NONE_LEFT
    if stage.given_up:
        return None
    try:
        return _Forecast(engine, case).tally()
    except OverBudgetError:
        return None


def most_left(engine: PreparedCriteria, case: Case) -> int:
    """Return a number of questions that is never exceeded: each fact that can still matter is asked once."""
    return len({*outlook(engine, case).missing, *whom(engine, case).missing})


def _asked_once_more(found: Sequence[tuple[float, Tally]]) -> Tally:
    total = sum(share for share, _ in found)
    return Tally(
        1 + min(tally.least for _, tally in found),
        1 + sum(share * tally.mean for share, tally in found) / total,
        1 + max(tally.most for _, tally in found),
        is_exact=all(tally.is_exact for _, tally in found),
    )


class _Forecast:
    """Goes through the questions that follow each other in one store of diagrams."""

    def __init__(self, engine: PreparedCriteria, case: Case) -> None:
        self._diagrams, self._start = functions(engine, case)
        self._order = tuple(fact.id for fact in engine.definition.facts)
        self._steps: dict[Left, Tally | tuple[tuple[float, Left], ...]] = {}
        self._tallies: dict[Left, Tally] = {}

    def tally(self) -> Tally | None:
        try:
            found = self._all_or_some()
        except OverBudgetError:
            return None
        is_best = isinstance(self._steps.get(self._start), Tally)
        bound = found.mean if is_best else self._bound()
        # Drawn people can be a little slower on average than everyone.
        return replace(found, bound=None if bound is None else min(bound, found.mean))

    def _all_or_some(self) -> Tally:
        try:
            with half():
                return self._counted(self._start)
        except (_TooManyError, OverBudgetError):
            return self._estimated()

    def _bound(self) -> float | None:
        """Return the mean over some people, drawn alike every time, of how many facts it takes at least to settle their level."""
        if self._is_open_for_whom(self._start):
            return None
        draw = random.Random(0)  # noqa: S311 - nothing secret: which people stand for all
        level, variables = self._start[0], self._diagrams.variables
        found: list[int] = []
        try:
            for _ in range(MOST_DRAWN):
                ranks = [draw.randrange(len(variable.values)) for variable in variables]
                if self._diagrams.ends_where(level, [(rank,) for rank in ranks]):
                    found.append(fewest_facts(self._diagrams, level, ranks))
                if len(found) == WALKS:
                    break
        except OverBudgetError:
            return None
        return sum(found) / len(found) if found else None

    def _counted(self, state: Left) -> Tally:
        tally = self._tallies.get(state)
        if tally is None:
            step = self._step(state, STATES)
            if not isinstance(step, Tally):
                step = _asked_once_more([(share, self._counted(after)) for share, after in step])
            tally = self._tallies[state] = step
        return tally

    def _estimated(self) -> Tally:
        """Return the mean over some people, drawn alike every time, with bounds that hold for everyone."""
        draw = random.Random(0)  # noqa: S311 - nothing secret: which people stand for all
        lengths: list[float] = []
        while not lengths or (len(lengths) < WALKS and len(self._steps) < MOST_STATES):
            try:
                lengths.append(self._walk(draw))
            except OverBudgetError:
                if len(lengths) < FEWEST_WALKS:
                    raise
                break
        first = self._step(self._start, None)
        assert not isinstance(first, Tally)
        settles = any(isinstance(step := self._steps.get(after), Tally) and step.most == 0 for _, after in first)
        most = len(self._diagrams.support(self._start[0]) | self._diagrams.support(self._start[2]))
        return Tally(1 if settles else min(2, most), sum(lengths) / len(lengths), most, is_exact=False)

    def _walk(self, draw: random.Random) -> float:
        state, length = self._start, 0.0
        while True:
            step = self._step(state, None)
            if isinstance(step, Tally):
                return length + step.mean
            length += 1
            ends = list(accumulate(share for share, _ in step))
            at = draw.random() * ends[-1]
            state = next(after for end, (_, after) in zip(ends, step, strict=True) if at < end or end == ends[-1])

    def _step(self, state: Left, budget: int | None) -> Tally | tuple[tuple[float, Left], ...]:
        """Return what the question asked here leads to: where its answers go on with their shares, or the count of all that is left."""
        step = self._steps.get(state)
        if step is None:
            if budget is not None and len(self._steps) >= budget:
                raise _TooManyError
            spend(A_STATE * sum(len(self._diagrams.upward(node)) for node in state))
            step = self._steps[state] = self._made(state)
        return step

    def _made(self, state: Left) -> Tally | tuple[tuple[float, Left], ...]:
        stage = next(stages_of(self._diagrams, state), None)
        if stage is None:
            return NONE_LEFT
        plan = None if self._is_open_for_whom(state) else stage.plan(self._order)
        if plan is not None:
            return Tally(plan.least, plan.total / plan.people, plan.most, is_exact=True)
        after: dict[Left, float] = {}
        for share, values in _ways(self._diagrams, state, next(stage.in_order(self._order))):
            level, required, everyone = (self._diagrams.restricted(node, values) for node in state)
            # Where it is certain that the criteria are for them, the level alone says who is left out.
            weight = share * possible_share(self._diagrams, level if everyone == self._diagrams.top else everyone)
            if weight:
                to = level, self._as_far_as_it_raises(level, required), everyone
                after[to] = after.get(to, 0.0) + weight
        return tuple((share, to) for to, share in after.items())

    def _is_open_for_whom(self, state: Left) -> bool:
        return len(self._diagrams.terminals(state[2])) > 1

    def _as_far_as_it_raises(self, level: Node, required: Node) -> Node:
        """Return what is required, with everything up to the lowest possible level as one, since more states are equal then."""
        return self._diagrams.max(required, min(self._diagrams.terminals(level), default=0))


class _TooManyError(Exception):
    """There are more points at which a question is chosen than are looked at."""


def _ways(diagrams: DecisionDiagrams, state: Left, fact: str) -> list[tuple[float, dict[int, int]]]:
    """Return the answers to a question, as a rank for each of its variables, with their shares of all combinations."""
    own = [(number, starts) for number, starts in thresholds(diagrams, state).items() if diagrams.variables[number].fact == fact]
    found: list[tuple[float, dict[int, int]]] = []
    for places in product(*(range(len(starts)) for _, starts in own)):
        share, values = 1.0, {}
        for (number, starts), place in zip(own, places, strict=True):
            size = len(diagrams.variables[number].values)
            stop = starts[place + 1] if place + 1 < len(starts) else size
            share *= (stop - starts[place]) / size
            values[number] = starts[place]
        found.append((share, values))
    return found
