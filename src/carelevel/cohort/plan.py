"""What a table is asked: the gates of the level, of criteria, barriers and services, for one definition and the facts that a table tells."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from carelevel.answers.joint_reasons import limits_aside
from carelevel.logic.automaton import Automaton, Kind, automaton
from carelevel.logic.circuit import FALSE, TRUE, Flag, Gate, Gates, LowAtMost
from carelevel.logic.circuit_compiler import Reader, Truths
from carelevel.logic.diagrams import Variable
from carelevel.logic.level_diagram import Engine, LevelDiagram, for_whom
from carelevel.logic.levels import by_effect, lowers, reaches
from carelevel.logic.possible_by_solver import what_keeps_the_range_from_being_exact
from carelevel.logic.possible_levels import service_diagram
from carelevel.model.cases import Part
from carelevel.model.facts import Score, SetOf

MOST_QUESTIONS = 3_000
"""Questions of a diagram up to which it is laid out in columns; beyond, the range of Kleene's logic is, and the table says so."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The gates of everything that is said of a row.

    Attributes:
        gates: where they are made.
        reader: what read them; knows which sums have to be made.
        stands: whether there is an answer: the row is no impossible person, and the criteria are for them, or may be.
        applies: whether the criteria are for them; exact, unless that takes too many questions.
        lowest: for each rank but the first, whether the level is at least that one for certain.
        highest: for each rank but the first, whether it may be.
        exact: whether these are the ends of the exact answer.
        criteria: each criterion's truth.
        barriers: for each limit whether it is one.
        services: for each service whether care may include it, and whether it may go without.
        impossible: for each impossible combination, whether the row is one.
        nobody: whether every completion of the row is impossible, although no combination is there yet.
        refused: whether the row is nobody who can be, so that there is no answer.
        by_lookup: what finds the ends of the level in place of gates.
        contradictions: for each contradiction, whether it stands in the row.
    """

    gates: Gates
    reader: Reader
    stands: Gate
    applies: Truths
    lowest: tuple[Gate, ...]
    highest: tuple[Gate, ...]
    exact: Gate
    criteria: Mapping[str, Truths]
    barriers: Mapping[str, Gate]
    services: Mapping[str, tuple[Gate, Gate]]
    impossible: Mapping[str, Gate]
    nobody: Gate
    refused: Gate
    by_lookup: Automaton | None
    contradictions: Mapping[str, Gate]


REACHED = "levels-reached"
"""What is looked up of a row, as if it were a fact (no fact has a dash): the place of what it can still reach, that of nobody last."""


NOBODY = "impossible-in-every-completion"
"""The flag of rows in which facts disagree, and that nobody can be like as they are recorded."""


def standing_flag(name: str) -> str:
    """Return the name of the flag that says whether a contradiction stands."""
    return f"stands-{name}"


def impossible_flag(name: str) -> str:
    """Return the name of the flag that says whether a row is a combination that is declared impossible."""
    return f"impossible-{name}"


def planned(engine: Engine, told: frozenset[Part], *, looks_up: bool, in_part: Collection[str] = (), flags: Collection[str] = ()) -> Plan:
    """Return the plan for a definition and a table.

    Args:
        engine: the criteria.
        told: what the table tells.
        looks_up: whether the table's engine can look things up in a list.
        in_part: the scores of which a row may know only that they lie between two ends.
        flags: what was asked of the row as it is recorded; where facts disagree in it, the table knows less than is recorded.
    """
    definition = engine.definition
    make = Gates()
    reader = Reader(make, told)
    criteria = {criterion.id: reader.condition(criterion.when) for criterion in definition.criteria}
    found = {item.id: reader.condition(item.when) for item in definition.impossible}
    flagged = {name: make.leaf(Flag(name)) for name in flags}
    impossible = {name: flagged.get(impossible_flag(name), truths.must) for name, truths in found.items()}
    who = _for_whom(engine, reader)
    left_out = make.some((*(truths.may for truths in found.values()), make.negated(who.applies.must)))
    level = (_looked_up(engine, reader, in_part) if looks_up else None) or _drawn(engine, reader) or _by_range(engine, reader, criteria, left_out)
    is_one = make.some(impossible.values())
    is_nobody = make.negated(level.someone if definition.is_for_everybody else who.someone)
    nobody = make.some((make.every((is_nobody, make.negated(is_one))), flagged.get(NOBODY, FALSE)))
    stands = make.every((make.negated(is_one), make.negated(flagged.get(NOBODY, FALSE)), level.someone, who.applies.may))
    return Plan(
        gates=make,
        reader=reader,
        stands=stands,
        applies=who.applies,
        lowest=level.lowest,
        highest=level.highest,
        exact=make.every((level.exact, who.exact)),
        criteria=criteria,
        barriers=_barriers(engine, reader, criteria),
        services={service.id: _service(engine, reader, criteria, service.id) for service in definition.services},
        impossible=impossible,
        nobody=nobody,
        refused=make.some((is_one, nobody)),
        by_lookup=level.by_lookup,
        contradictions={each.id: flagged[standing_flag(each.id)] for each in definition.contradictions if flagged},
    )


@dataclass(frozen=True, slots=True)
class _Who:
    """Whether the criteria are for a row, whether it is anybody who is possible, and whether both are exact."""

    applies: Truths
    someone: Gate
    exact: Gate


def _for_whom(engine: Engine, reader: Reader) -> _Who:
    applies, make = engine.definition.applies_when, reader.gates
    whole = for_whom(engine)
    if whole is None or len(whole.diagrams.upward(whole.level)) > MOST_QUESTIONS:
        told = reader.condition(applies)
        return _Who(told, TRUE, make.some((told.must, make.negated(told.may))))
    ends = reader.reached(whole.diagrams, whole.level, scalars(engine))
    met, unmet = ends.get(whole.diagrams.top, FALSE), ends.get(0, FALSE)
    return _Who(Truths(make.every((met, make.negated(unmet))), met), make.some((met, unmet)), TRUE)


@dataclass(frozen=True, slots=True)
class _Level:
    lowest: tuple[Gate, ...]
    highest: tuple[Gate, ...]
    someone: Gate
    exact: Gate
    by_lookup: Automaton | None = None


def _looked_up(engine: Engine, reader: Reader, in_part: Collection[str]) -> _Level | None:
    """Return the exact ends of the level as lookups, from its diagram; None when they would be too many."""
    whole = engine.whole()
    if whole is None:
        return None

    facts = engine.definition.by_id()

    def told(variable: Variable) -> Kind | None:
        if (variable.fact, variable.member) not in reader.told:
            return None
        if variable.member is not None:
            return "member"
        return ("ends" if variable.fact in in_part else "number") if isinstance(facts[variable.fact], Score) else "word"

    found = automaton(whole.diagrams, whole.level, told)
    if found is None:
        return None
    someone = sum(span is not None for span in found.ends)
    return _Level((), (), TRUE if someone == len(found.ends) else reader.gates.leaf(LowAtMost(REACHED, someone - 1)), TRUE, found)


def _drawn(engine: Engine, reader: Reader) -> _Level | None:
    """Return the exact ends of the level, from its diagram; None when that is too large to lay out in columns."""
    whole = engine.whole()
    if whole is None or len(whole.diagrams.upward(whole.level)) > MOST_QUESTIONS:
        return None
    make = reader.gates
    reached = reader.reached(whole.diagrams, whole.level, scalars(engine))
    ranks = range(engine.top + 1)
    lowest = tuple(make.negated(make.some(reached[rank] for rank in ranks[:least])) for least in ranks[1:])
    highest = tuple(make.some(reached[rank] for rank in ranks[least:]) for least in ranks[1:])
    return _Level(lowest, highest, make.some(reached[rank] for rank in ranks), TRUE)


def scalars(engine: Engine) -> dict[str, Any]:
    """Return the facts but sets, by id."""
    return {fact.id: fact for fact in engine.definition.facts if not isinstance(fact, SetOf)}


def _by_range(engine: Engine, reader: Reader, criteria: Mapping[str, Truths], may_be_left_out: Gate) -> _Level:
    """Return the ends of the range of Kleene's logic, and where they are exact for certain."""
    make = reader.gates
    requiring, suggesting, limiting = by_effect(zip(engine.criteria, engine.rules, strict=True))

    def at_least(rank: int) -> Truths:
        required, suggested = ([criteria[c.id] for c, rule in those if rule.rank >= rank] for those in (requiring, suggesting))
        return reaches(reader, required, suggested, [criteria[c.id] for c, rule in limiting if rule.rank < rank])

    found = [at_least(rank) for rank in range(1, engine.top + 1)]
    lowest, highest = tuple(each.must for each in found), tuple(each.may for each in found)
    both_ways, tied = what_keeps_the_range_from_being_exact(engine)
    one = settled(make, lowest, highest)
    exact = TRUE if not both_ways and not tied else make.every((one, make.negated(may_be_left_out)))
    return _Level(lowest, highest, TRUE, exact)


def settled(make: Gates, lowest: Iterable[Gate], highest: Iterable[Gate]) -> Gate:
    """Return whether both ends are the same level."""
    return make.every(make.some((low, make.negated(high))) for low, high in zip(lowest, highest, strict=True))


def _barriers(engine: Engine, reader: Reader, criteria: Mapping[str, Truths]) -> dict[str, Gate]:
    """Return for each limit whether it is met below what is suggested or required."""
    make, aside = reader.gates, limits_aside(engine)
    pairs = list(zip(engine.criteria, engine.rules, strict=True))
    limits = [(criterion, rule.rank) for criterion, rule in pairs if lowers(rule.effect)]
    whole = aside.whole() if limits and what_keeps_the_range_from_being_exact(aside) != ((), ()) else None
    if whole is not None and len(whole.diagrams.upward(whole.level)) <= MOST_QUESTIONS:
        # Criteria can be certain only together, that they suggest more.
        reached = reader.reached(whole.diagrams, whole.level, scalars(engine))
        above = {rank: make.negated(make.some(reached[each] for each in range(rank + 1))) for _, rank in limits}
    else:
        above = {rank: make.some(criteria[c.id].must for c, rule in pairs if not lowers(rule.effect) and rule.rank > rank) for _, rank in limits}
    return {criterion.id: make.every((criteria[criterion.id].must, above[rank])) for criterion, rank in limits}


def _service(engine: Engine, reader: Reader, criteria: Mapping[str, Truths], service: str) -> tuple[Gate, Gate]:
    """Return whether a service may be added, and whether it may be left out."""
    make = reader.gates
    adding = [criteria[c.id] for c in engine.definition.criteria if service in c.adds]
    may, must = make.some(each.may for each in adding), make.some(each.must for each in adding)
    whole: LevelDiagram | None = service_diagram(engine, service) if adding else None
    if whole is None or len(whole.diagrams.upward(whole.level)) > MOST_QUESTIONS:
        return may, make.negated(must)
    ends = reader.reached(whole.diagrams, whole.level, scalars(engine))
    return ends.get(1, FALSE), ends.get(0, FALSE)
