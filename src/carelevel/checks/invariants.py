"""Invariants: what has to hold for every possible person, searched for a person for whom it does not."""

from collections.abc import Iterator, Sequence

from carelevel.cases import Case, as_given
from carelevel.conditions import Condition
from carelevel.criteria import Definition
from carelevel.frozen import record, thawed
from carelevel.interpret.search import Budget, OverBudgetError, Search, Statuses
from carelevel.problems import Problem, quoted
from carelevel.recommend import Engine, LevelOutcome
from carelevel.truth import Truth

STEPS = 50_000
"""Steps of the search for one invariant before it refuses."""


@record
class BrokenOutcome:
    """Whether an invariant is broken: its condition is met (the last of the conditions) and the level is not an allowed one. 1 for yes."""

    level: LevelOutcome
    when: Condition
    allowed: frozenset[int]

    @property
    def conditions(self) -> Sequence[Condition]:
        """The criteria that bear on the level, and the invariant's condition."""
        return (*self.level.conditions, self.when)

    def judge(self, statuses: Statuses) -> tuple[frozenset[int], Sequence[int]]:
        """Return whether it can be broken, and what can still decide that."""
        *on_level, when = statuses
        ranks, live = self.level.judge(tuple(on_level))
        if when is Truth.UNMET or ranks <= self.allowed:
            return frozenset((0,)), ()
        if when is Truth.MET and ranks.isdisjoint(self.allowed):
            return frozenset((1,)), ()
        return frozenset((0, 1)), ((len(on_level), *live) if when is Truth.UNKNOWN else live)


def invariants_hold(definition: Definition) -> Iterator[Problem]:
    """Yield every invariant that a possible person breaks, with that person, and every one on which the search ran out of its budget."""
    engine = Engine.of(definition)
    outcome = engine.search.outcome
    assert isinstance(outcome, LevelOutcome)
    for invariant in definition.invariants:
        broken = BrokenOutcome(outcome, invariant.when, frozenset(map(definition.rank, invariant.levels)))
        try:
            witness = Search(broken, engine.search.impossible).example(Case(), frozenset((1,)), Budget(STEPS))
        except OverBudgetError:
            message = f"the invariant {quoted(invariant.id)} was neither proved nor refuted within {STEPS:,} steps"
            yield Problem("not-decided", message, place=invariant.place, hint="try a narrower condition, or fewer facts in it")
            continue
        if witness is not None:
            shown = thawed(as_given(definition.by_id(), witness))
            yield Problem(
                "invariant-broken", f"the invariant {quoted(invariant.id)} does not hold for this person: {shown}", place=invariant.place, witness=shown
            )
