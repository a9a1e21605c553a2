"""What is left to settle, one stage after the other: whether the criteria are for the person, then the level, then the services.

Before all of it comes what could require the most intensive level.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial
from typing import assert_never

from carelevel.answers.explain.question_choice import Name, Stage, Target
from carelevel.logic.applies_parts import missing_of_part
from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.logic.level_diagram import NODES, LevelDiagram, PreparedCriteria, for_part, level_diagram, unruled_by
from carelevel.logic.levels import can_matter, level_range
from carelevel.logic.meaning import meaning
from carelevel.logic.possible_levels import PossibleLevels, Whom, outlook, service_outlook, whom
from carelevel.logic.work import OverBudgetError
from carelevel.model.cases import Case
from carelevel.model.truth import Truth

REQUIRED = "required level of care"

Left = tuple[Node, Node, Node]
"""What is left open of one person, in one store: the level, the highest level that anything requires, and whether the criteria are for them.

The first two are `excluded` where there is nobody whom the criteria are for. The last is `top` where they are for them, 0 where they are not, and
`excluded` where there is nobody; where it is certain that they are for this person, it is `top` alone.
"""


def stages(engine: PreparedCriteria, case: Case, closed: Collection[str], *, services: bool) -> Iterator[Stage]:
    """Yield what is left to settle, one stage after the other.

    Args:
        engine: the criteria.
        case: what is known.
        closed: facts that are not asked about, though they are not known.
        services: whether services are to be settled too.

    Raises:
        CaseError: no possible person is like this.
    """
    who = whom(engine, case)
    if who.applies is Truth.UNMET:
        yield from _referrals(engine, case, closed)
        return
    try:
        diagrams, left = functions(engine, case)
        if not diagrams.terminals(left[0]):
            outlook(engine, case)  # says why there is nobody
        found = tuple(stages_of(diagrams, left, closed))
    except OverBudgetError:
        found = tuple(_given_up(outlook(engine, case), who, engine.top, closed))
    yield from found
    if services:
        yield from _services(engine, case, closed)


def stages_of(diagrams: DecisionDiagrams, left: Left, closed: Collection[str] = ()) -> Iterator[Stage]:
    """Yield what is left to settle, stage by stage: the level, and whether the criteria are for this person.

    What could require the most intensive level comes first; and where no less is possible, nothing else is asked: it must not wait for whom they are for.
    """
    level, everyone = Target(diagrams, left[0]), Target(diagrams, left[2])
    if not diagrams.terminals(level.node):
        return
    if everyone.is_open:
        urgent = _most_intensive(level, left[1], closed)
        if urgent is not None:
            yield replace(urgent, everyone=everyone)
        if min(diagrams.terminals(level.node)) == diagrams.top:
            return
        goals = _to_settle(everyone, closed)
        if goals:
            yield Stage("applies", goals)
    stage = level_stage(level, left[1], closed)
    if stage is not None:
        yield replace(stage, everyone=everyone)


def _given_up(seen: PossibleLevels, who: Whom, top: int, closed: Collection[str]) -> Iterator[Stage]:
    """Yield the same where it is over its budget: all that may matter."""
    is_most = seen.ranks == (top,) and top > 0
    urgent = seen.missing[: seen.urgent] if who.missing else ()
    parts: tuple[tuple[Name, tuple[str, ...]], ...] = (("level", urgent), ("applies", () if is_most else who.missing), ("level", seen.missing))
    said: set[str] = set(closed)
    for name, facts in parts:
        names = tuple(fact for fact in facts if fact not in said)
        said.update(names)
        if names:
            yield Stage(name, given_up=names)


def _most_intensive(level: Target, required: Node, closed: Collection[str]) -> Stage | None:
    """Return what is left to settle of whether the most intensive level is required; None when nothing is."""
    make = level.diagrams
    nobody = make.chosen(level.node, frozenset((make.excluded,)))
    stage = level_stage(level, make.without(make.chosen(required, frozenset((make.top,))), nobody), closed)
    among = frozenset[str]() if stage is None else stage.for_safety
    return replace(stage, required=0, among=among) if stage is not None and among else None


def level_stage(level: Target, required: Node, closed: Collection[str] = ()) -> Stage | None:
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


def _referrals(engine: PreparedCriteria, case: Case, closed: Collection[str]) -> Iterator[Stage]:
    """Yield the parts of `applies_when` that can still refer a person whom the criteria are not for, one after the other."""
    for part in engine.definition.applies_parts:
        wanted = () if part.refer_to is None else tuple(name for name in missing_of_part(engine, case, part) if name not in closed)
        if not wanted:
            continue
        whole = for_part(engine, part)
        goals = () if whole is None else _to_settle(_cut(whole, case), closed)
        if goals:
            yield Stage("referral", goals, among=frozenset(wanted))
        elif whole is None:
            yield Stage("referral", given_up=wanted)


def _services(engine: PreparedCriteria, case: Case, closed: Collection[str]) -> Iterator[Stage]:
    goals: list[Target] = []
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


def functions(engine: PreparedCriteria, case: Case) -> tuple[DecisionDiagrams, Left]:
    """Return what is left open of a person, with the store that it lies in.

    Raises:
        OverBudgetError: a diagram is over its budget.
    """
    whole = engine.whole()
    if whole is None:
        seen = level_diagram(engine, case)
        return seen.diagrams, (seen.level, _required(engine, seen.compiler, case), _for_them(engine, seen.compiler, case))
    required = engine.made_once(REQUIRED, lambda: _within_budget(partial(_whole_required, engine, whole)))
    compiler = Compiler(whole.compiler.facts, case, max(engine.top, 1), NODES)
    level = compiler.taken_over(whole.diagrams, whole.level)
    raised = compiler.taken_over(required.diagrams, required.level) if required else 0
    return compiler.diagrams, (level, raised, _for_them(engine, compiler, case))


def _for_them(engine: PreparedCriteria, compiler: Compiler, case: Case) -> Node:
    """Return whether the criteria are for a person."""
    applies, make = engine.definition.applies_when, compiler.diagrams
    if meaning(applies, case) is Truth.MET:
        return make.top
    unruled = [condition for condition in engine.impossible if meaning(condition, case) is not Truth.UNMET]
    return make.without(compiler.condition(applies), make.highest(map(compiler.condition, unruled)))


def _whole_required(engine: PreparedCriteria, whole: LevelDiagram) -> LevelDiagram:
    compiler = Compiler(whole.compiler.facts, Case(), max(engine.top, 1), NODES)
    return LevelDiagram(compiler, _required(engine, compiler, Case()))


def _required(engine: PreparedCriteria, compiler: Compiler, case: Case) -> Node:
    """Return the highest level that anything requires, `excluded` where no person is possible."""
    statuses = engine.statuses(case)
    known = level_range(engine.rules, statuses, engine.top)
    make = compiler.diagrams
    parts: list[Node] = []
    for criterion, rule, status in zip(engine.criteria, engine.rules, statuses, strict=True):
        match rule.effect:
            case "requires":
                if status is Truth.UNKNOWN and can_matter(rule, known):
                    parts.append(make.min(compiler.condition(criterion.when), rule.rank))
            case "suggests" | "limits_to" | "rules_out":
                pass
            case _:
                assert_never(rule.effect)
    return make.without(make.highest([known.required[0], *parts]), make.highest(map(compiler.condition, unruled_by(engine, case))))


def _safety(level: Target, required: Node, closed: Collection[str]) -> Target | None:
    """Return the level to which requirements raise the lowest that is possible, 0 where they do not; None when that is settled."""
    make = level.diagrams
    lowest = min(make.terminals(level.node))
    ranks = [rank for rank in make.terminals(required) if rank > lowest]
    if not ranks:
        return None
    numbers = _numbers(make, closed)
    raised = make.highest(make.min(make.chosen(required, frozenset((rank,))), rank) for rank in ranks)
    met = make.for_some(raised, numbers)
    nobody = make.for_all(make.chosen(level.node, frozenset((make.excluded,))), numbers)
    safety = Target(make, make.without(met, nobody))
    return safety if safety.is_open else None


def _cut(whole: LevelDiagram, case: Case) -> Target:
    compiler = Compiler(whole.compiler.facts, case, whole.diagrams.top, NODES)
    return Target(compiler.diagrams, compiler.taken_over(whole.diagrams, whole.level))


def _within_budget(make: Callable[[], LevelDiagram]) -> LevelDiagram | None:
    try:
        return make()
    except OverBudgetError:
        return None


def _to_settle(goal: Target, closed: Collection[str]) -> tuple[Target, ...]:
    """Return what can still be settled of a function when some facts stay unknown: for each of its end points, whether it is possible."""
    make = goal.diagrams
    if not goal.is_open:
        return ()
    if make.support(goal.node).isdisjoint(closed):
        return (goal,)
    numbers = _numbers(make, closed)
    nobody = make.for_all(make.chosen(goal.node, frozenset((make.excluded,))), numbers)
    possible = [make.for_some(make.chosen(goal.node, frozenset((end,))), numbers) for end in sorted(make.terminals(goal.node))]
    goals = (Target(make, make.without(node, nobody)) for node in possible)
    return tuple(goal for goal in goals if goal.is_open)


def _numbers(diagrams: DecisionDiagrams, facts: Collection[str]) -> frozenset[int]:
    return frozenset(number for number, variable in enumerate(diagrams.variables) if variable.fact in facts)
