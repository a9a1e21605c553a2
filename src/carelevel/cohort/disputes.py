"""Facts that disagree in the rows of a table: what is read as it is recorded, once, and the columns in which the disputed facts count as unknown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cohort.column_codes import Cells
from carelevel.cohort.column_types import small
from carelevel.cohort.encode import add_sums
from carelevel.cohort.plan import MOST_QUESTIONS, NOBODY, impossible_flag, scalars, standing_flag
from carelevel.cohort.subexpressions import ALWAYS, NEVER, Stages, code_of, flag, high, low, member, staged, terms_of
from carelevel.logic.circuit import TRUE, Gate, Gates
from carelevel.logic.circuit_compiler import Reader, places
from carelevel.logic.level_diagram import ONCE, Engine, whole_in_its_order
from carelevel.model.cases import Part
from carelevel.model.criteria import Contradiction
from carelevel.model.facts import Fact, Score, SetOf

POSSIBLE = "possible people"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The gates of what reads a row as it is recorded.

    Attributes:
        reader: what read them.
        gates: by the name of the flag that each becomes.
    """

    reader: Reader
    gates: Mapping[str, Gate]


def recorded(engine: Engine, told: frozenset[Part]) -> Recorded | None:
    """Return what a row is asked as it is recorded; None where no facts can disagree, and that is how it is read anyway."""
    definition = engine.definition
    if not definition.contradictions:
        return None
    make = Gates()
    reader = Reader(make, told)
    stand = {standing_flag(each.id): _stands(reader, each) for each in definition.contradictions}
    declared = {impossible_flag(item.id): reader.condition(item.when).must for item in definition.impossible}
    nobody = make.every((make.some(stand.values()), make.negated(make.some(declared.values())), make.negated(_someone(engine, reader))))
    return Recorded(reader, {**stand, **declared, NOBODY: nobody})


def _stands(reader: Reader, each: Contradiction) -> Gate:
    return reader.gates.every((reader.condition(each.when).must, reader.gates.negated(reader.condition(each.unless).must)))


def _someone(engine: Engine, reader: Reader) -> Gate:
    """Return whether somebody can be like a row; open for all where that is too large to lay out."""
    if not engine.impossible:
        return TRUE
    whole = engine.made_once(POSSIBLE, lambda: whole_in_its_order(engine.with_others((), engine.impossible)), ONCE)
    if whole is None or len(whole.diagrams.upward(whole.level)) > MOST_QUESTIONS:
        return TRUE
    return reader.gates.some((reader.reached(whole.diagrams, whole.level, scalars(engine)).get(0, TRUE),))


def with_unknown(frame: Any, engine: Engine, made: Cells, asked: Recorded) -> Any:
    """Return a frame with flags of what is read as it is recorded, in which the disputed facts of each row count as unknown."""
    sums = Cells(told=made.told)
    add_sums(sums, asked.reader.sums.values())
    names = frame.collect_schema().names()
    last = {**sums.sums, ALWAYS: nw.lit(value=True), NEVER: nw.lit(value=False)}
    frame = frame.with_columns(value.alias(name) for name, value in last.items())
    stages = Stages(asked.reader.gates, terms_of(frame))
    stages.take(asked.gates.values())
    wanted = frozenset[str]().union(*(stages.column(gate) for gate in asked.gates.values()))
    frame = staged(frame, stages.columns, stages.needs, [*names, ALWAYS, NEVER], wanted)
    frame = frame.select(*names, *(stages.opened(gate).alias(flag(name)) for name, gate in asked.gates.items()))
    facts = {fact.id: fact for fact in engine.definition.facts}
    disputes: dict[str, list[nw.Expr]] = {}
    for each in engine.definition.contradictions:
        for name in each.disputed:
            disputes.setdefault(name, []).append(nw.col(flag(standing_flag(each.id))))
    there = frozenset(names)
    unknown = {name: value for fact, stand in disputes.items() for name, value in _unknown(facts[fact], reduce(or_, stand), made.told, there)}
    return frame.with_columns(value.alias(name) for name, value in unknown.items()) if unknown else frame


def _unknown(fact: Fact, disputed: nw.Expr, told: Iterable[Part], there: frozenset[str]) -> Sequence[tuple[str, nw.Expr]]:
    """Return the columns that say what is known of a fact, as they are where it is disputed."""
    if isinstance(fact, SetOf):
        columns = [member(name, word, held=held) for name, word in told if name == fact.id and word is not None for held in (True, False)]
        return [(column, disputed | nw.col(column)) for column in columns]
    if (fact.id, None) not in told:
        return []
    ends = [(low(fact.id), places(fact)[0]), (high(fact.id), places(fact)[-1])]
    least = fact.low if isinstance(fact, Score) else 0
    found = [(column, small(nw.when(disputed).then(nw.lit(place)).otherwise(nw.col(column)), least, ends[1][1] + 1)) for column, place in ends]
    code = code_of(fact.id)
    if code in there:
        found.append((code, small(nw.when(disputed).then(nw.lit(-1)).otherwise(nw.col(code)), -1, ends[1][1] + 1)))
    return found
