"""Everything that is said of the rows of a table, as formulas over what a row knows: level, criteria, barriers, services, disputes.

They are made in one step, for one definition and the facts that the table tells. The diagrams come first, then the formulas that are read from them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from carelevel.answers.joint_reasons import limits_aside, rulings_aside
from carelevel.logic.automaton import Automaton, Kind, automaton
from carelevel.logic.circuit import FALSE, TRUE, Flag, Gate, Gates, LowAtMost
from carelevel.logic.circuit_compiler import DualRail, Reader
from carelevel.logic.decision_formulas import Decisions
from carelevel.logic.diagrams import Variable
from carelevel.logic.level_diagram import ONCE, LevelDiagram, PreparedCriteria, for_part, for_whom, whole_in_its_order
from carelevel.logic.levels import lowers, rules_out
from carelevel.logic.possible_by_solver import what_keeps_the_range_from_being_exact
from carelevel.logic.possible_levels import service_diagram
from carelevel.model.cases import Part
from carelevel.model.conditions import Condition
from carelevel.model.facts import Score, SetOf, Sum

MOST_QUESTIONS = 3_000
"""The most nodes of a diagram that is laid out in columns. Beyond it the range is that of Kleene's logic, and the table says that it may not be exact."""

REACHED = "levels-reached"
"""The name under which a row's last state of the automaton is kept, as if it were a fact (no fact's name has a dash)."""

NOBODY = "impossible-in-every-completion"
"""The flag of rows in which facts disagree and that are impossible, as recorded, however they are completed."""

POSSIBLE = "possible people"


def standing_flag(contradiction: str) -> str:
    """Return the name of the flag for rows in which a contradiction holds."""
    return f"stands-{contradiction}"


def impossible_flag(combination: str) -> str:
    """Return the name of the flag for rows that are, as recorded, a combination declared impossible."""
    return f"impossible-{combination}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The formulas that are read from a row as recorded, before disputed facts count as unknown.

    Attributes:
        gates: where they are made.
        sums: the sums whose ends they need.
        flags: the formulas, by the name of the flag that each becomes.
    """

    gates: Gates
    sums: Mapping[str, Sum]
    flags: Mapping[str, Gate]


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of everything that is said of a row.

    Attributes:
        gates: where they are made.
        sums: the sums whose ends they need.
        recorded: what is read first, from the row as recorded; None if no facts can disagree.
        stands: whether there is an answer: the row is possible, and the criteria apply to it, or may.
        applies: whether the criteria apply; exact unless that takes too many questions.
        lowest: for each rank but the first, whether the level is certain to be at least that rank; empty if the level is looked up.
        highest: for each rank but the first, whether the level may be at least that rank; empty if the level is looked up.
        by_lookup: what finds the ends of the level by lookups, in place of `lowest` and `highest`.
        exact: whether these are the ends of the exact range.
        criteria: whether each criterion must be met, and may be.
        barriers: for each limit, whether it is a barrier.
        services: for each service, whether care may include it, and whether it may go without.
        impossible: for each combination declared impossible, whether the row is one.
        nobody: whether every completion of the row is impossible, although the row is no such combination yet.
        refused: whether the row is impossible for either reason, so that there is no answer.
        contradictions: for each contradiction, whether it holds in the row.
        unraised: for each rank that criteria rule out, whether the lowest possible level would be that one if nothing was ruled out. Where that
            cannot be exact, also whether it is certain to be ruled out.
        parts: for each part of `applies_when`, whether it must be met, and may be.
        documentation: for each piece of documentation, whether it is needed and whether it is there.
        taken: for each piece of documentation of which the ends of the level do not say so, whether a possible level takes it; empty if the level
            cannot be laid out.
    """

    gates: Gates
    sums: Mapping[str, Sum]
    recorded: Recorded | None
    stands: Gate
    applies: DualRail
    lowest: tuple[Gate, ...]
    highest: tuple[Gate, ...]
    by_lookup: Automaton | None
    exact: Gate
    criteria: Mapping[str, DualRail]
    barriers: Mapping[str, Gate]
    services: Mapping[str, tuple[Gate, Gate]]
    impossible: Mapping[str, Gate]
    nobody: Gate
    refused: Gate
    contradictions: Mapping[str, Gate]
    unraised: Mapping[int, Gate]
    parts: Mapping[str, DualRail]
    documentation: Mapping[str, tuple[DualRail, DualRail]]
    taken: Mapping[str, Gate]

    @property
    def asked(self) -> tuple[Gate, ...]:
        """Every formula that can be asked for."""
        papers = (truth for pair in self.documentation.values() for truth in pair)
        truths = (*self.criteria.values(), self.applies, *self.parts.values(), *papers)
        return (
            *self.lowest,
            *self.highest,
            self.exact,
            self.stands,
            self.nobody,
            self.refused,
            *(gate for each in truths for gate in (each.must, each.may)),
            *(gate for pair in self.services.values() for gate in pair),
            *self.barriers.values(),
            *self.impossible.values(),
            *self.contradictions.values(),
            *self.unraised.values(),
            *self.taken.values(),
        )


def formulas_for(engine: PreparedCriteria, told: frozenset[Part], in_part: Collection[str] = (), *, looks_up: bool) -> Formulas:
    """Return the formulas for a definition and a table.

    Args:
        engine: the criteria.
        told: the facts, and the members of sets, that the table tells.
        in_part: the scores of which a row may know only that they lie between two ends.
        looks_up: whether the table's library can look things up in a list.
    """
    definition, drawn = engine.definition, _Drawn.of(engine)
    maker = _Maker(engine, told)
    make = maker.gates
    exact_level = (maker.level_by_lookup(drawn.level, in_part) if looks_up else None) or maker.level_by_gates(drawn.level)
    contradictions = {each.id: make.leaf(Flag(standing_flag(each.id))) for each in definition.contradictions}
    found = {each.id: maker.condition(each.when) for each in definition.impossible}
    if contradictions:
        # Disputed facts count as unknown by now, so that the row knows less than is recorded.
        impossible, recorded_nobody = {name: make.leaf(Flag(impossible_flag(name))) for name in found}, make.leaf(Flag(NOBODY))
    else:
        impossible, recorded_nobody = {name: truths.must for name, truths in found.items()}, FALSE
    scope = maker.scope(drawn.applies, definition.applies_when)
    left_out = make.some((*(truths.may for truths in found.values()), make.negated(scope.applies.must)))
    level = exact_level or maker.level_by_range(left_out)
    is_one = make.some(impossible.values())
    is_nobody = make.negated(level.someone if definition.is_for_everybody else scope.someone)
    nobody = make.some((make.every((is_nobody, make.negated(is_one))), recorded_nobody))
    return Formulas(
        gates=make,
        sums=maker.sums,
        recorded=_recorded(engine, told, drawn.possible) if contradictions else None,
        stands=make.every((make.negated(is_one), make.negated(recorded_nobody), level.someone, scope.applies.may)),
        applies=scope.applies,
        lowest=level.lowest,
        highest=level.highest,
        by_lookup=level.by_lookup,
        exact=make.every((level.exact, scope.exact)),
        criteria={each.id: maker.condition(each.when) for each in definition.criteria},
        barriers=maker.barriers(drawn.raised),
        services={service.id: maker.service(service.id, drawn.services.get(service.id)) for service in definition.services},
        impossible=impossible,
        nobody=nobody,
        refused=make.some((is_one, nobody)),
        contradictions=contradictions,
        unraised=maker.unraised(drawn.unraised),
        parts={part.id: maker.scope(for_part(engine, part), part.when).applies for part in definition.applies_parts},
        documentation={each.id: (maker.condition(each.when), maker.condition(each.needs)) for each in definition.documentation},
        taken=maker.taken(drawn.level),
    )


def _recorded(engine: PreparedCriteria, told: frozenset[Part], possible: LevelDiagram | None) -> Recorded:
    """Return what is read from a row as recorded: which contradictions hold, and whether the row is impossible though none holds."""
    maker = _Maker(engine, told)
    make = maker.gates
    stand = {
        standing_flag(each.id): make.every((maker.condition(each.when).must, make.negated(maker.condition(each.unless).must)))
        for each in engine.definition.contradictions
    }
    declared = {impossible_flag(each.id): maker.condition(each.when).must for each in engine.definition.impossible}
    ends = maker.reached(possible)
    # When that is too large to lay out, the row counts as possible.
    someone = TRUE if ends is None else ends.get(0, TRUE)
    nobody = make.every((make.some(stand.values()), make.negated(make.some(declared.values())), make.negated(someone)))
    return Recorded(make, maker.sums, {**stand, **declared, NOBODY: nobody})


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The diagrams that formulas are read from; None where there is none, or it is over its budget.

    Attributes:
        level: the level of care.
        applies: whether the criteria apply.
        raised: the level with limits left aside; None too if Kleene's logic is exact for it.
        unraised: the level if nothing was ruled out; None too if no criterion rules out a level, or Kleene's logic is exact for it.
        services: whether each service is added by some criterion.
        possible: whether anybody is possible, whomever the criteria are for.
    """

    level: LevelDiagram | None
    applies: LevelDiagram | None
    raised: LevelDiagram | None
    unraised: LevelDiagram | None
    services: Mapping[str, LevelDiagram | None]
    possible: LevelDiagram | None

    @classmethod
    def of(cls, engine: PreparedCriteria) -> "_Drawn":
        definition, aside = engine.definition, limits_aside(engine)
        has_limits = any(lowers(rule.effect) for rule in engine.rules)
        has_rulings = any(rules_out(rule.effect) for rule in engine.rules)
        added = {service for criterion in definition.criteria for service in criterion.adds}
        asks_who_is_possible = bool(definition.contradictions and engine.impossible)

        def possible() -> LevelDiagram | None:
            return whole_in_its_order(engine.with_others((), engine.impossible))

        def unless_kleene_is_exact(other: PreparedCriteria) -> LevelDiagram | None:
            return other.whole() if what_keeps_the_range_from_being_exact(other) != ((), ()) else None

        return cls(
            level=engine.whole(),
            applies=for_whom(engine),
            raised=unless_kleene_is_exact(aside) if has_limits else None,
            unraised=unless_kleene_is_exact(rulings_aside(engine)) if has_rulings else None,
            services={service.id: service_diagram(engine, service.id) for service in definition.services if service.id in added},
            possible=engine.made_once(POSSIBLE, possible, ONCE) if asks_who_is_possible else None,
        )


@dataclass(frozen=True, slots=True)
class _Level:
    """The ends of the level, whether anybody has one, and whether the ends are exact."""

    lowest: tuple[Gate, ...]
    highest: tuple[Gate, ...]
    someone: Gate
    exact: Gate
    by_lookup: Automaton | None = None


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whether the criteria apply to a row, whether the row is possible, and whether both are exact."""

    applies: DualRail
    someone: Gate
    exact: Gate


class _Maker:
    """Makes the formulas of one definition for what a table tells."""

    def __init__(self, engine: PreparedCriteria, told: frozenset[Part]) -> None:
        self._engine = engine
        self._facts = {fact.id: fact for fact in engine.definition.facts if not isinstance(fact, SetOf)}
        self.gates = Gates()
        self._reader = Reader(self.gates, told)

    @cached_property
    def _decisions(self) -> Decisions:
        """What the criteria say as conditions; asked only where a diagram is too large to lay out."""
        return Decisions(self._engine.definition)

    def condition(self, condition: Condition) -> DualRail:
        """Return who must, and who may, meet a condition."""
        return self._reader.condition(condition)

    @property
    def sums(self) -> Mapping[str, Sum]:
        """The sums that the formulas name."""
        return self._reader.sums

    def reached(self, whole: LevelDiagram | None) -> Mapping[int, Gate] | None:
        """Return for each end point of a diagram whether a row can reach it; None if the diagram is too large to lay out."""
        if whole is None or len(whole.diagrams.upward(whole.level)) > MOST_QUESTIONS:
            return None
        return self._reader.reached(whole.diagrams, whole.level, self._facts)

    def level_by_lookup(self, whole: LevelDiagram | None, in_part: Collection[str]) -> _Level | None:
        """Return the exact ends of the level as lookups; None if they would be too many."""

        def told(variable: Variable) -> Kind | None:
            if (variable.fact, variable.member) not in self._reader.told:
                return None
            if variable.member is not None:
                return "member"
            return ("ends" if variable.fact in in_part else "number") if isinstance(self._facts[variable.fact], Score) else "word"

        found = None if whole is None else automaton(whole.diagrams, whole.level, told)
        if found is None:
            return None
        someone = sum(span is not None for span in found.ends)
        return _Level((), (), TRUE if someone == len(found.ends) else self.gates.leaf(LowAtMost(REACHED, someone - 1)), TRUE, found)

    def level_by_gates(self, whole: LevelDiagram | None) -> _Level | None:
        """Return the exact ends of the level as gates; None if the diagram is too large to lay out."""
        reached = self.reached(whole)
        if reached is None:
            return None
        make, ranks = self.gates, range(self._engine.top + 1)
        lowest = tuple(make.negated(make.some(reached[rank] for rank in ranks[:least])) for least in ranks[1:])
        highest = tuple(make.some(reached[rank] for rank in ranks[least:]) for least in ranks[1:])
        return _Level(lowest, highest, make.some(reached[rank] for rank in ranks), TRUE)

    def level_by_range(self, may_be_left_out: Gate) -> _Level:
        """Return the ends of the range of Kleene's logic, and whether they are certain to be exact."""
        make = self.gates
        at_least = [self.condition(self._decisions.at_least(rank)) for rank in range(1, self._engine.top + 1)]
        is_one_level = make.every(make.some((each.must, make.negated(each.may))) for each in at_least)
        is_exact = what_keeps_the_range_from_being_exact(self._engine) == ((), ())
        exact = TRUE if is_exact else make.every((is_one_level, make.negated(may_be_left_out)))
        return _Level(tuple(each.must for each in at_least), tuple(each.may for each in at_least), TRUE, exact)

    def scope(self, whole: LevelDiagram | None, applies: Condition) -> _Scope:
        """Return whether the criteria, or a part of `applies_when`, apply, by the diagram of that where it can be laid out."""
        make = self.gates
        ends = self.reached(whole)
        if ends is None:
            told = self.condition(applies)
            return _Scope(told, TRUE, make.some((told.must, make.negated(told.may))))
        met, unmet = (ends.get(end, FALSE) for end in (1, 0))
        return _Scope(DualRail(make.every((met, make.negated(unmet))), met), make.some((met, unmet)), TRUE)

    def barriers(self, raised: LevelDiagram | None) -> dict[str, Gate]:
        """Return for each limit whether it is met below what is suggested or required; `raised` is the level with limits left aside."""
        make = self.gates
        limits = [(each, rule.rank) for each, rule in zip(self._engine.criteria, self._engine.rules, strict=True) if lowers(rule.effect)]
        reached = self.reached(raised)
        if reached is None:
            return {each.id: self.condition(self._decisions.is_barrier(each)).must for each, _ in limits}
        # Criteria can be certain only together, that they suggest more.
        above = {rank: make.negated(make.some(reached[below] for below in range(rank + 1))) for _, rank in limits}
        return {each.id: make.every((self.condition(each.when).must, above[rank])) for each, rank in limits}

    def unraised(self, whole: LevelDiagram | None) -> dict[int, Gate]:
        """Return for each rank that criteria rule out whether it would be the lowest possible one if nothing was ruled out."""
        make = self.gates
        ranks = sorted({rank for rule in self._engine.rules for rank in rule.ruled_out})
        reached = self.reached(whole)
        if reached is not None:
            return {rank: make.every((reached[rank], make.negated(make.some(reached[below] for below in range(rank))))) for rank in ranks}
        least = {rank: self.condition(self._decisions.unraised_at_least(rank)).must for rank in {each + more for each in ranks for more in (0, 1)}}
        is_exact = what_keeps_the_range_from_being_exact(rulings_aside(self._engine)) == ((), ())
        out = {rank: TRUE if is_exact else self.condition(self._decisions.ruled_out(rank)).must for rank in ranks}
        return {rank: make.every((least[rank], make.negated(least[rank + 1]), out[rank])) for rank in ranks}

    def taken(self, whole: LevelDiagram | None) -> dict[str, Gate]:
        """Return for documentation whether a possible level takes it, where that is not read from the ends of the level.

        The possible levels can have gaps: `low` and `high`, and nothing between them.
        """
        definition = self._engine.definition
        ranks = {each.id: [definition.rank(level) for level in each.levels] for each in definition.documentation}
        asked = {name: its for name, its in ranks.items() if not _told_by_ends(its, self._engine.top)}
        reached = self.reached(whole) if asked else None
        return {} if reached is None else {name: self.gates.some(reached[rank] for rank in its) for name, its in asked.items()}

    def service(self, service: str, whole: LevelDiagram | None) -> tuple[Gate, Gate]:
        """Return whether a service may be added, and whether it may be left out."""
        ends = self.reached(whole)
        if ends is None:
            adding = self.condition(self._decisions.adds(service))
            return adding.may, self.gates.negated(adding.must)
        return ends.get(1, FALSE), ends.get(0, FALSE)


def _told_by_ends(ranks: Collection[int], top: int) -> bool:
    """Return whether the lowest and the highest possible rank say if one of some ranks is possible.

    They do where the other ranks lie side by side: with both ends among those, everything possible is.

    >>> _told_by_ends([2, 3], top=3), _told_by_ends([0, 3], top=3), _told_by_ends([1], top=3)
    (True, True, False)
    """
    others = [rank for rank in range(top + 1) if rank not in ranks]
    return not others or others[-1] - others[0] == len(others) - 1
