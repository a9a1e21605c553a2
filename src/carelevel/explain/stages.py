"""What is left to settle, one stage after the other: whether the criteria are for the person, then the level, then the services."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from carelevel.cases import Case
from carelevel.conditions import Condition, Named, facts_of
from carelevel.engine import NODES, Engine, LevelDiagram, level_diagram
from carelevel.exact import outlook
from carelevel.explain.choosing import Goal, Stage
from carelevel.facts import base_facts
from carelevel.interpret.compiling import Compiler
from carelevel.interpret.diagram import Diagrams, Node, OverBudgetError
from carelevel.interpret.directions import open_atoms
from carelevel.interpret.meaning import meaning
from carelevel.levels import can_matter, level_range
from carelevel.services import service_outlook
from carelevel.truth import Truth

REQUIRED, APPLIES = "required level of care", "whether the criteria apply"


def stages(engine: Engine, case: Case, closed: Collection[str], *, services: bool) -> Iterator[Stage]:
    """Yield what is left to settle, one stage after the other.

    Args:
        engine: the criteria.
        case: what is known.
        closed: facts that are not asked about, though they are not known.
        services: whether services are to be settled too.

    Raises:
        CaseError: no possible person is like this.
    """
    applies = engine.definition.applies_when
    status = Truth.MET if applies is None else meaning(applies, case)
    if status is Truth.UNMET:
        return
    if applies is not None and status is Truth.UNKNOWN:
        yield from _applies(engine, case, applies, closed)
    yield from _level(engine, case, closed)
    if services:
        yield from _services(engine, case, closed)


def _applies(engine: Engine, case: Case, applies: Condition, closed: Collection[str]) -> Iterator[Stage]:
    whole = engine.made_once(APPLIES, lambda: _within_budget(partial(_for_whom, engine, applies)))
    goals = _to_settle(_cut(whole, case), closed) if whole else ()
    if goals:
        yield Stage("applies", goals)
        return
    # It can be certain that they apply, and yet no single fact shows it; then its facts are asked, so that the answer can say so.
    named = dict.fromkeys(name for atom, _ in open_atoms(applies, case) for name in base_facts(atom.fact) if name not in closed)
    if named:
        yield Stage("applies", given_up=tuple(fact.id for fact in engine.definition.facts if fact.id in named))


def _level(engine: Engine, case: Case, closed: Collection[str]) -> Iterator[Stage]:
    try:
        level, required = level_and_required(engine, case)
        if not level.diagrams.ends(level.node):
            outlook(engine, case)  # says why there is nobody
        stage = level_stage(level, required, closed)
    except OverBudgetError:
        names = tuple(name for name in outlook(engine, case).missing if name not in closed)
        if names:
            yield Stage("level", given_up=names)
        return
    if stage is not None:
        yield stage


def level_stage(level: Goal, required: Node, closed: Collection[str] = ()) -> Stage | None:
    """Return what is left to settle of the level; None when nothing is.

    Args:
        level: the level as a function of what is unknown.
        required: in the same store, the highest level that anything requires.
        closed: facts that stay unknown.
    """
    goals = _to_settle(level, closed)
    if not goals:
        return None
    return Stage("level", goals, required if goals == (level,) else 0, _safety(level, required, closed))


def _services(engine: Engine, case: Case, closed: Collection[str]) -> Iterator[Stage]:
    goals: list[Goal] = []
    wanted: set[str] = set()
    for service in engine.definition.services:
        adding = [meaning(criterion.when, case) for criterion in engine.definition.criteria if service.id in criterion.adds]
        waits_for = frozenset() if Truth.MET in adding else service_outlook(engine, case, service.id).missing.difference(closed)
        if waits_for:
            wanted |= waits_for
            whole = engine.made_once(service.id, lambda: None)
            goals += _to_settle(_cut(whole, case), closed) if whole else ()
    if goals:
        yield Stage("services", tuple(goals), among=frozenset(wanted))
    elif wanted:
        yield Stage("services", given_up=tuple(fact.id for fact in engine.definition.facts if fact.id in wanted))


def level_and_required(engine: Engine, case: Case) -> tuple[Goal, Node]:
    """Return the level as a function of what is unknown, and in the same store the highest level that anything requires.

    Raises:
        OverBudgetError: the diagram is over its budget.
    """
    whole = engine.whole()
    if whole is None:
        seen = level_diagram(engine, case)
        return Goal(seen.diagrams, seen.level), _required(engine, seen.compiler, case)
    required = engine.made_once(REQUIRED, lambda: _within_budget(partial(_whole_required, engine, whole)))
    compiler = Compiler(whole.compiler.facts, case, max(engine.top, 1), NODES)
    level = compiler.taken_over(whole.diagrams, whole.level)
    return Goal(compiler.diagrams, level), compiler.taken_over(required.diagrams, required.level) if required else 0


def _whole_required(engine: Engine, whole: LevelDiagram) -> LevelDiagram:
    compiler = Compiler(whole.compiler.facts, Case(), max(engine.top, 1), NODES)
    return LevelDiagram(compiler, _required(engine, compiler, Case()))


def _required(engine: Engine, compiler: Compiler, case: Case) -> Node:
    """Return the highest level that anything requires, `excluded` where there is nobody."""
    statuses = engine.statuses(case)
    known = level_range(engine.rules, statuses, engine.top)
    make = compiler.diagrams
    parts: list[Node] = []
    for criterion, rule, status in zip(engine.criteria, engine.rules, statuses, strict=True):
        if rule.effect == "requires" and status is Truth.UNKNOWN and can_matter(rule, known):
            parts.append(make.both(compiler.condition(criterion.when), rule.rank))
    unruled = [condition for condition in engine.impossible if meaning(condition, case) is not Truth.UNMET]
    return make.without(make.highest([known.required[0], *parts]), make.highest(map(compiler.condition, unruled)))


def _safety(level: Goal, required: Node, closed: Collection[str]) -> Goal | None:
    """Return the level to which requirements raise the lowest that is possible, 0 where they do not; None when that is settled."""
    make = level.diagrams
    lowest = min(make.ends(level.node))
    ranks = [rank for rank in make.ends(required) if rank > lowest]
    if not ranks:
        return None
    numbers = _numbers(make, closed)
    raised = make.highest(make.both(make.chosen(required, frozenset((rank,))), rank) for rank in ranks)
    met = make.for_some(raised, numbers)
    nobody = make.for_all(make.chosen(level.node, frozenset((make.excluded,))), numbers)
    safety = Goal(make, make.without(met, nobody))
    return safety if safety.is_open else None


def _for_whom(engine: Engine, applies: Condition) -> LevelDiagram:
    facts = {fact.id: fact for fact in engine.definition.facts}
    conditions = (applies, *engine.impossible)
    mentioned = (fact for condition in conditions for fact in facts_of(condition) if not isinstance(fact, Named))
    named = dict.fromkeys(name for fact in mentioned for name in base_facts(fact))
    compiler = Compiler([facts[name] for name in named], Case(), 1, NODES)
    make = compiler.diagrams
    return LevelDiagram(compiler, make.without(compiler.condition(applies), make.highest(map(compiler.condition, engine.impossible))))


def _cut(whole: LevelDiagram, case: Case) -> Goal:
    compiler = Compiler(whole.compiler.facts, case, whole.diagrams.top, NODES)
    return Goal(compiler.diagrams, compiler.taken_over(whole.diagrams, whole.level))


def _within_budget(make: Callable[[], LevelDiagram]) -> LevelDiagram | None:
    try:
        return make()
    except OverBudgetError:
        return None


def _to_settle(goal: Goal, closed: Collection[str]) -> tuple[Goal, ...]:
    """Return what can still be settled of a function when some facts stay unknown: for each of its end points, whether it is possible."""
    make = goal.diagrams
    if not goal.is_open:
        return ()
    if make.asked(goal.node).isdisjoint(closed):
        return (goal,)
    numbers = _numbers(make, closed)
    nobody = make.for_all(make.chosen(goal.node, frozenset((make.excluded,))), numbers)
    possible = [make.for_some(make.chosen(goal.node, frozenset((end,))), numbers) for end in sorted(make.ends(goal.node))]
    goals = (Goal(make, make.without(node, nobody)) for node in possible)
    return tuple(goal for goal in goals if goal.is_open)


def _numbers(diagrams: Diagrams, facts: Collection[str]) -> frozenset[int]:
    return frozenset(number for number, variable in enumerate(diagrams.variables) if variable.fact in facts)
