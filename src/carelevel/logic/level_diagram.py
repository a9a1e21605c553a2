"""A definition made ready to be asked, and the level of care as a diagram over everyone whom a case leaves possible (`logic/diagrams.py`)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.logic.levels import Range, Rule, level_range, rules_of, undecided
from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import open_facts
from carelevel.logic.variable_order import orders
from carelevel.logic.wide_sums import sums_last, wide_sums
from carelevel.logic.work import OverBudgetError, apart, half
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Condition, Holds, Includes, NoneOf
from carelevel.model.criteria import AppliesPart, Criterion, Definition
from carelevel.model.facts import SetOf, base_facts, domain
from carelevel.model.frozen import record
from carelevel.model.truth import Truth

NODES = 250_000
"""Nodes of one diagram before it is given up: about a second, and a hundred megabytes at most."""

ONCE = 500_000
"""Steps of work (`logic/work.py`) for the level over everyone, which is made once and kept: twenty times what bundled criteria need."""

BESIDE = 80_000
"""Steps of work for whatever else is made once and kept; services share them."""

QUESTION = 600_000
"""Steps of work for one question, with all that it sets off. Two levels over everyone, what stands beside them and a question: two seconds."""

A_CONDITION, A_NAME = 70, 30
"""Steps of work that a condition takes to be read and made ready, and a fact that it stands on; each value that it allows, or a fact has, takes one."""

TOGETHER, LEAST = 1_250_000, 6
"""Steps for all of this, with the set read and made ready; and at least this part of each budget is left, however large the set is."""

SMALL, LITTLE = 20_000, 30_000
"""Nodes made for a diagram up to which no other order of facts is tried, and up to which the first order is."""

MOST_KEPT = 50_000
"""Conditions of which the facts that they stand on are kept; some that are made for one question are among them."""

FIRST, LEVEL, APPLIES = "first question", "level of care", "whether the criteria apply"


@record
class PreparedCriteria:
    """A definition, made ready to be asked; built once and shared between threads.

    Attributes:
        definition: the definition.
        criteria: its criteria that bear on the level.
        rules: what each of them does to the level.
        left_out: the conditions of those who count for no level: the combinations that are impossible, and, last, not to be whom the criteria are for.
        made: diagrams that have been made, by what they are for; None for one that is over its budget.
        certificate: what keeps the fast range from having exact ends, once that has been asked.
        services: what has been found out about each service (`possible_levels.py`).
        others: engines for some of its criteria alone, by what they are for.
        weighed: steps of work that the whole definition took to be read and made ready, once that has been asked.
        nobody: the criteria that can change the level where nothing is known, once they have been found.
        given: the facts of a case that each condition stands on, with the condition, by its identity.
    """

    definition: Definition
    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...]
    left_out: tuple[Condition, ...]
    made: dict[str, "LevelDiagram | None"] = field(default_factory=dict, init=False, compare=False, repr=False)
    certificate: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _order: dict[str, Mapping[str, int]] = field(default_factory=dict, init=False, compare=False, repr=False)
    services: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    others: dict[str, "PreparedCriteria"] = field(default_factory=dict, init=False, compare=False, repr=False)
    weighed: dict[str, int] = field(default_factory=dict, init=False, compare=False, repr=False)
    nobody: dict[str, "Open"] = field(default_factory=dict, init=False, compare=False, repr=False)
    given: dict[int, tuple[Condition, frozenset[str]]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, definition: Definition) -> "PreparedCriteria":
        """Return the engine of a definition."""
        pairs = rules_of(definition)
        others = () if definition.is_for_everybody else (NoneOf((definition.applies_when,)),)
        left_out = (*(item.when for item in definition.impossible), *others)
        return cls(definition, tuple(criterion for criterion, _ in pairs), tuple(rule for _, rule in pairs), left_out)

    @property
    def top(self) -> int:
        """The rank of the most intensive level."""
        return len(self.definition.levels) - 1

    @property
    def impossible(self) -> tuple[Condition, ...]:
        """The conditions that no person meets."""
        return tuple(item.when for item in self.definition.impossible)

    def statuses(self, case: Case) -> tuple[Truth, ...]:
        """Return the truth of each criterion that bears on the level."""
        return tuple(meaning(criterion.when, case) for criterion in self.criteria)

    @property
    def order(self) -> Mapping[str, int]:
        """Ids of facts with the places in which diagrams ask about them."""
        return self._order["order"] if "order" in self._order else self.ordered(next(self.orders()))

    def orders(self) -> Iterator[tuple[str, ...]]:
        """Yield orders in which to ask about facts; in each of them those that stand in one condition lie close together."""
        conditions = (*(criterion.when for criterion in self.criteria), *self.left_out)
        sums = wide_sums(conditions)
        for order in orders([fact.id for fact in self.definition.facts], map(self.given_facts, conditions), tuple(self._order.get("first", ()))):
            self._order.setdefault("first", {name: place for place, name in enumerate(order)})
            yield sums_last(order, sums)

    def ordered(self, order: Sequence[str]) -> Mapping[str, int]:
        """Ask about facts in an order from now on. It changes no answer, only how much work there is."""
        places = self._order["order"] = {name: place for place, name in enumerate(order)}
        return places

    def with_others(self, pairs: Iterable[tuple[Criterion, Rule]], left_out: tuple[Condition, ...] | None = None) -> "PreparedCriteria":
        """Return an engine for other criteria over the same facts, and the same people unless others are left out; it asks in the same order."""
        criteria, rules = zip(*pairs, strict=True) if (pairs := tuple(pairs)) else ((), ())
        other = PreparedCriteria(self.definition, criteria, rules, self.left_out if left_out is None else left_out, given=self.given)
        other.ordered(tuple(self.order))
        other.weighed["all"] = self.weight
        return other

    @property
    def weight(self) -> int:
        """Steps of work that the definition took to be read and made ready: an estimate that grows with all that it says."""
        if "all" not in self.weighed:
            self.weighed["all"] = _weight(self.definition)
        return self.weighed["all"]

    def steps(self, most: int) -> int:
        """Return what is left of a budget: all of it, or a part where the set is so large that reading it, and making it ready, takes the rest."""
        every = ONCE + BESIDE + QUESTION
        return most * max(every // LEAST, min(every, TOGETHER - self.weight)) // every

    def given_facts(self, condition: Condition) -> frozenset[str]:
        """Return the facts of a case that a condition stands on. Each condition, and each with a name, is looked through once."""
        # By identity, and kept, as in `fold.py`.
        kept = self.given.get(id(condition))
        if kept is None:
            names: set[str] = set()
            parts = [condition]
            while parts:
                part = parts.pop()
                match part:
                    case Among(fact) | Includes(fact):
                        names.update(base_facts(fact))
                    case Holds(named):
                        names |= self.given_facts(named.when)
                    case _:
                        parts += part.parts
            kept = condition, frozenset(names)
            if len(self.given) < MOST_KEPT:
                self.given[id(condition)] = kept
        return kept[1]

    def whole(self) -> "LevelDiagram | None":
        """Return the level over everyone whom the criteria are for, for reading only; None when it is over its budget."""
        return self.made_once(LEVEL, lambda: _whole(self), self.steps(ONCE))

    def made_once(self, what: str, make: Callable[[], "LevelDiagram | None"], steps: int | None = None) -> "LevelDiagram | None":
        """Return what is made when it is first asked for. Two threads that ask first at the same time each make it, and make the same."""
        if what not in self.made:
            with apart(BESIDE if steps is None else steps):
                self.made[what] = make()
        return self.made[what]

    def whole_unless_first(self) -> "LevelDiagram | None":
        """Return the level over everyone, but None at the first question: that is answered for itself, since making the whole takes longer than one answer."""
        if FIRST in self.made:
            return self.whole()
        self.made[FIRST] = None
        return None


@dataclass(frozen=True, slots=True)
class LevelDiagram:
    """The level of care as a function of what is unknown of one person, or another function of that.

    Attributes:
        compiler: what made it; makes diagrams of more conditions over the same facts.
        level: the function: its end points are ranks of levels, and `diagrams.excluded` where there is no possible person
            whom the criteria are for.
        diagrams: the store that the function lies in; each level diagram has one of its own.
    """

    compiler: Compiler
    level: Node
    diagrams: DecisionDiagrams = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "diagrams", self.compiler.diagrams)


def _open_facts_of(criterion: Criterion, case: Case) -> Iterable[str]:
    return open_facts(case, (criterion.when,))


@record
class Open:
    """The criteria that can still change the level.

    Attributes:
        known: the range as far as it is known.
        criteria: the criteria.
        open_facts_of: what finds the facts that can still decide a criterion.
    """

    known: Range
    criteria: tuple[tuple[Criterion, Rule], ...]
    open_facts_of: Callable[[Criterion, Case], Iterable[str]] = _open_facts_of


def level_diagram(engine: PreparedCriteria, case: Case) -> LevelDiagram:
    """Return the level as a function of what a case leaves open, in a store of its own.

    Raises:
        OverBudgetError: the diagram is over its budget.
    """
    whole = engine.whole_unless_first()
    if whole is not None:
        return _taken_over(engine, case, whole)
    return diagram_of_open(engine, case, open_criteria_of(engine, case), unruled_by(engine, case))


def diagram_of_open(engine: PreparedCriteria, case: Case, open_criteria: Open, unruled: Sequence[Condition]) -> LevelDiagram:
    """Return the level as a function of what is open; where that is over its budget, taken from the diagram of everyone.

    Raises:
        OverBudgetError: that is over its budget, too.
    """
    try:
        with half():
            return _diagram(engine, case, open_criteria, unruled)
    except OverBudgetError:
        whole = engine.whole()
        if whole is None:
            raise
        return _taken_over(engine, case, whole)


def _taken_over(engine: PreparedCriteria, case: Case, whole: LevelDiagram) -> LevelDiagram:
    compiler = Compiler(whole.compiler.facts, case, max(engine.top, 1), NODES)
    return LevelDiagram(compiler, compiler.taken_over(whole.diagrams, whole.level))


def _whole(engine: PreparedCriteria) -> LevelDiagram | None:
    """Return the level over everyone, in the order that makes it smallest; other orders are tried only where the first does not make it small."""
    others = engine.orders()
    first = next(others)
    best, chosen = _in_order(engine, first, min(LITTLE, NODES)), first
    if best is None or best.diagrams.size > SMALL:
        for order in others:
            smaller = _in_order(engine, order, best.diagrams.size if best else NODES)
            best, chosen = (smaller, order) if smaller else (best, chosen)
    engine.ordered(chosen)
    return best


def _in_order(engine: PreparedCriteria, order: Sequence[str], budget: int) -> LevelDiagram | None:
    # On an engine of its own, since other threads may be asking this one.
    trial = engine.with_others(zip(engine.criteria, engine.rules, strict=True))
    trial.ordered(order)
    trial.nobody["open"] = open_of_nobody(engine)
    return whole_in_its_order(trial, budget)


def whole_in_its_order(engine: PreparedCriteria, budget: int | None = None) -> LevelDiagram | None:
    """Return the level over everyone, made in the order that the engine has; None when it is over its budget."""
    try:
        return _diagram(engine, Case(), open_of_nobody(engine), engine.left_out, budget)
    except OverBudgetError:
        return None


def _diagram(engine: PreparedCriteria, case: Case, open_criteria: Open, unruled: Sequence[Condition], budget: int | None = None) -> LevelDiagram:
    compiler = compiler_for(engine, case, [*(criterion.when for criterion, _ in open_criteria.criteria), *unruled], engine.top, budget)
    diagrams = compiler.diagrams
    return LevelDiagram(compiler, diagrams.without(_level(compiler, open_criteria), diagrams.highest(map(compiler.condition, unruled))))


def unruled_by(engine: PreparedCriteria, case: Case) -> tuple[Condition, ...]:
    """Return the conditions of those who count for no level that the case does not rule out yet."""
    return tuple(condition for condition in engine.left_out if meaning(condition, case) is not Truth.UNMET)


def open_criteria_of(engine: PreparedCriteria, case: Case) -> Open:
    """Return the criteria that can still change the level of a case."""
    found = engine.statuses(case)
    known = level_range(engine.rules, found, engine.top)
    return Open(known, undecided(zip(engine.criteria, engine.rules, strict=True), found, known))


def open_of_nobody(engine: PreparedCriteria) -> Open:
    """Return the criteria that can still change the level where nothing is known."""
    if "open" not in engine.nobody:
        engine.nobody["open"] = open_criteria_of(engine, Case())
    return engine.nobody["open"]


def compiler_for(engine: PreparedCriteria, case: Case, conditions: Iterable[Condition], top: int, budget: int | None = None) -> Compiler:
    """Return a compiler for the facts that conditions name."""
    facts = {fact.id: fact for fact in engine.definition.facts}
    named = frozenset().union(*map(engine.given_facts, conditions))
    return Compiler([facts[name] for name in sorted(named, key=engine.order.__getitem__)], case, max(top, 1), NODES if budget is None else budget)


def _weight(definition: Definition) -> int:
    conditions = [*(criterion.when for criterion in definition.criteria), *(item.when for item in definition.impossible), definition.applies_when]
    steps = sum(len(fact.values) if isinstance(fact, SetOf) else len(domain(fact)) for fact in definition.facts)
    named: set[str] = set()
    while conditions:
        condition = conditions.pop()
        steps += A_CONDITION
        match condition:
            case Among(fact, values):
                steps += A_NAME * len(base_facts(fact)) + len(values)
            case Includes():
                steps += A_NAME
            case Holds(name):
                if name.id not in named:
                    named.add(name.id)
                    conditions.append(name.when)
            case _:
                conditions += condition.parts
    return steps


def _level(compiler: Compiler, open_criteria: Open) -> Node:
    """Return the level as a function of what is unknown: `max(R, min(S, L))`, or the next one above that is not ruled out."""
    diagrams = compiler.diagrams
    known = open_criteria.known
    ruling: list[tuple[int, Node]] = [(rank, diagrams.top) for rank in known.ruled_out[0]]
    required, suggested, limits = [known.required[0]], [known.suggested[0]], [known.limit[1]]
    for criterion, rule in open_criteria.criteria:
        met = compiler.condition(criterion.when)
        match rule.effect:
            case "requires":
                required.append(diagrams.min(met, rule.rank))
            case "suggests":
                suggested.append(diagrams.min(met, rule.rank))
            case "limits_to":
                limits.append(diagrams.max(diagrams.negated(met), rule.rank))
            case "rules_out":
                ruling += [(rank, met) for rank in rule.ruled_out]
            case _:
                assert_never(rule.effect)
    at_least = diagrams.highest(required)
    return _raised(diagrams, diagrams.max(at_least, diagrams.min(diagrams.highest((at_least, *suggested)), diagrams.lowest(limits))), ruling)


def _raised(diagrams: DecisionDiagrams, level: Node, ruling: Sequence[tuple[int, Node]]) -> Node:
    """Return the level with each rank that is ruled out raised by one, from the lowest on: what was raised may be ruled out too."""
    for rank in sorted({rank for rank, _ in ruling}):
        is_out = diagrams.highest(node for other, node in ruling if other == rank)
        is_there = diagrams.chosen(level, frozenset((rank,)))
        level = diagrams.max(level, diagrams.min(diagrams.min(is_out, is_there), rank + 1))
    return level


def touching(engine: PreparedCriteria, conditions: Iterable[Condition], left_out: Sequence[Condition]) -> list[Condition]:
    """Return those of the conditions of people left out that have to do with some conditions, directly or through others."""
    facts = frozenset().union(*map(engine.given_facts, conditions))
    found: list[Condition] = []
    others = [(condition, engine.given_facts(condition)) for condition in left_out]
    while True:
        near = [(condition, bases) for condition, bases in others if not facts.isdisjoint(bases)]
        if not near:
            return found
        found += (condition for condition, _ in near)
        others = [(condition, bases) for condition, bases in others if facts.isdisjoint(bases)]
        facts = facts.union(*(bases for _, bases in near))


def any_of(engine: PreparedCriteria, conditions: Sequence[Condition]) -> LevelDiagram | None:
    """Return whether any of some conditions is met, over everyone whom the criteria are for; None when that is over its budget."""
    return _met(engine, conditions, touching(engine, conditions, engine.left_out))


def for_whom(engine: PreparedCriteria) -> LevelDiagram | None:
    """Return whether the criteria are for them, over everyone who is possible, for reading only; None when there is no telling, or it is over its budget."""
    definition = engine.definition

    def made() -> LevelDiagram | None:
        return None if definition.is_for_everybody else _met(engine, (definition.applies_when,), engine.impossible)

    return engine.made_once(APPLIES, made)


def for_part(engine: PreparedCriteria, part: AppliesPart) -> LevelDiagram | None:
    """Return whether a part of `applies_when` is met, over everyone who is possible, for reading only; None when it is over its budget."""
    return engine.made_once(f"{APPLIES} {part.id}", lambda: _met(engine, (part.when,), touching(engine, (part.when,), engine.impossible)))


def _met(engine: PreparedCriteria, conditions: Sequence[Condition], left_out: Sequence[Condition]) -> LevelDiagram | None:
    compiler = compiler_for(engine, Case(), [*conditions, *left_out], 1)
    diagrams = compiler.diagrams
    try:
        met = diagrams.without(diagrams.highest(map(compiler.condition, conditions)), diagrams.highest(map(compiler.condition, left_out)))
    except OverBudgetError:
        return None
    return LevelDiagram(compiler, met)
