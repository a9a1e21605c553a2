"""How many more questions the order of `choosing.py` has: counted over everyone where that is little work, else over some people."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, product

from carelevel.cases import Case
from carelevel.engine import Engine
from carelevel.exact import outlook
from carelevel.explain.choosing import Goal, Stage
from carelevel.explain.splits import Answer, possible_share, thresholds
from carelevel.explain.stages import level_and_required, level_stage, stages
from carelevel.explain.sufficient import fewest_facts
from carelevel.facts import SetOf
from carelevel.frozen import record
from carelevel.interpret.diagram import Diagrams, Node, OverBudgetError

STATES = 150
"""Points at which a question is chosen that are looked at before the rest is estimated: a fraction of a second."""

WALKS = 24
"""People whose interviews are gone through for an estimate; fewer, once they have come to `MOST_STATES` points."""

MOST_STATES = 300

MOST_DRAWN = 10 * WALKS
"""People drawn for a bound, the impossible among them."""

MOST_VALUES = 40
"""Values of a fact that decides whether the criteria apply, each of which is gone through."""

State = tuple[Node, Node]


@record
class Tally:
    """Numbers of questions: the fewest, the mean, the most; whether they were counted over everyone; and a mean that no order can be below, if known."""

    least: int
    mean: float
    most: int
    is_exact: bool
    bound: float | None = None


NONE_LEFT = Tally(0, 0.0, 0, is_exact=True, bound=0.0)


def questions_left(engine: Engine, case: Case) -> Tally | None:
    """Return how many questions are left until the level is settled; None when that is beyond the budget.

    Raises:
        CaseError: no possible person is like this.
    """
    stage = next(stages(engine, case, (), services=False), None)
    if stage is None:
        return NONE_LEFT
    if stage.given_up:
        return None
    if stage.name == "applies":
        return _until_it_is_known_for_whom(engine, case, stage)
    return _Forecast(engine, case).tally()


def most_left(engine: Engine, case: Case) -> int:
    """Return a number of questions that is never exceeded: each fact that can still matter is asked once."""
    left = tuple(stages(engine, case, (), services=False))
    names = {fact for stage in left for fact in stage.given_up}
    if not any(stage.name == "level" and stage.given_up for stage in left):
        names.update(outlook(engine, case).missing)
    return len(names)


def _until_it_is_known_for_whom(engine: Engine, case: Case, stage: Stage) -> Tally | None:
    order = tuple(fact.id for fact in engine.definition.facts)
    facts = {fact.id: fact for fact in engine.definition.facts}
    fact = facts[next(stage.in_order(order))]
    if isinstance(fact, SetOf):
        return None
    goal = stage.goals[0]
    values = next(variable.values for variable in goal.diagrams.variables if variable.fact == fact.id)
    whole = engine.whole()
    is_alike = whole is not None and all(other.id != fact.id for other in whole.compiler.facts)
    found: list[tuple[float, Tally]] = []
    for ranks, share in _answers_apart(goal.answers()[fact.id], goal.diagrams.excluded, is_alike=is_alike):
        after = questions_left(engine, case.narrowed(fact.id, frozenset((values[ranks[0]],))))
        if after is None or len(found) > MOST_VALUES:
            return None
        found.append((share, after))
    return _asked_once_more(found)


def _answers_apart(answers: Sequence[Answer], excluded: int, *, is_alike: bool) -> list[tuple[tuple[int, ...], float]]:
    """Return the values that possible people have, with the share of people; values that make no other difference stay together."""
    shares = [(answer.ranks, sum(answer.masses[:excluded])) for answer in answers if any(answer.masses[:excluded])]
    if is_alike:
        return shares
    return [((rank,), share / len(ranks)) for ranks, share in shares for rank in ranks]


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

    def __init__(self, engine: Engine, case: Case) -> None:
        level, required = level_and_required(engine, case)
        self._diagrams = level.diagrams
        self._start: State = (level.node, required)
        self._order = tuple(fact.id for fact in engine.definition.facts)
        self._steps: dict[State, Tally | tuple[tuple[float, State], ...]] = {}
        self._tallies: dict[State, Tally] = {}

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
            return self._counted(self._start)
        except _TooManyError:
            return self._estimated()

    def _bound(self) -> float | None:
        """Return the mean over some people, drawn alike every time, of how many facts it takes at least to settle their level."""
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

    def _counted(self, state: State) -> Tally:
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
            lengths.append(self._walk(draw))
        first = self._step(self._start, None)
        assert not isinstance(first, Tally)
        settles = any(isinstance(step := self._steps.get(after), Tally) and step.most == 0 for _, after in first)
        most = len(self._diagrams.asked(self._start[0]))
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

    def _step(self, state: State, budget: int | None) -> Tally | tuple[tuple[float, State], ...]:
        """Return what the question asked here leads to: where its answers go on with their shares, or the count of all that is left."""
        step = self._steps.get(state)
        if step is None:
            if budget is not None and len(self._steps) >= budget:
                raise _TooManyError
            step = self._steps[state] = self._made(state)
        return step

    def _made(self, state: State) -> Tally | tuple[tuple[float, State], ...]:
        stage = level_stage(Goal(self._diagrams, state[0]), state[1])
        if stage is None:
            return NONE_LEFT
        plan = stage.plan(self._order)
        if plan is not None:
            return Tally(plan.least, plan.total / plan.people, plan.most, is_exact=True)
        after: dict[State, float] = {}
        for share, values in _ways(self._diagrams, state, next(stage.in_order(self._order))):
            level, required = (_cut(self._diagrams, node, values) for node in state)
            weight = share * possible_share(self._diagrams, level)
            if weight:
                to = level, self._as_far_as_it_raises(level, required)
                after[to] = after.get(to, 0.0) + weight
        return tuple((share, to) for to, share in after.items())

    def _as_far_as_it_raises(self, level: Node, required: Node) -> Node:
        """Return what is required, with everything up to the lowest level that is possible as one: so that more states are the same."""
        return self._diagrams.either(required, min(self._diagrams.ends(level)))


class _TooManyError(Exception):
    """There are more points at which a question is chosen than are looked at."""


def _ways(diagrams: Diagrams, state: State, fact: str) -> list[tuple[float, dict[int, int]]]:
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


def _cut(diagrams: Diagrams, root: Node, values: dict[int, int]) -> Node:
    """Return a function with some variables at a rank."""
    made: dict[Node, Node] = {end: end for end in range(diagrams.first)}
    for at in diagrams.upward(root):
        number, rank, low, high = diagrams.question(at)
        if number in values:
            made[at] = made[high if values[number] >= rank else low]
        else:
            made[at] = diagrams.at_or_above(number, rank, made[low], made[high])
    return made[root]
