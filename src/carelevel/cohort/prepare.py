"""A table laid out: everything that can be asked of a row, as one expression on columns that are made in stages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.answers.formulas import Formulas, Recorded, formulas_for, standing_flag
from carelevel.api import CriteriaSet, engine_of
from carelevel.cohort.cells import CellColumns, Fault, cells, sums, told_by, told_in_part
from carelevel.cohort.column_types import column_reader, small
from carelevel.cohort.columns import FactColumns
from carelevel.cohort.dtypes import plain
from carelevel.cohort.formula_columns import (
    ALWAYS,
    ENDS,
    HIDDEN,
    NEVER,
    Stages,
    answers_to,
    code_of,
    flag,
    high,
    in_stages,
    knowing,
    last_state,
    low,
    member,
)
from carelevel.cohort.native_expressions import is_lazy, looks_up, with_lookups, with_members, with_places
from carelevel.logic.circuit import Gate
from carelevel.logic.circuit_compiler import places
from carelevel.model.cases import Part
from carelevel.model.criteria import Definition
from carelevel.model.facts import Fact, Score, SetOf


@dataclass(slots=True)
class LaidOutTable:
    """A table with its formulas, in stages: everything that can be asked of its rows is one expression on the columns of the last stage.

    Attributes:
        criteria: the criteria.
        frame: the staged frame; the columns that lead there are hidden.
        formulas: what is said of each row.
        stages: what reads formulas from the columns of the last stage.
        faults: what can be wrong in the cells.
        told: the facts, and the members of sets, that columns tell.
        names: the columns that the table came with.
        given: the table as it came.
        untyped: whether its text may be numbers and truth values.
        between: the flags of cells between two steps that are known in part, each with the name of its column.
    """

    criteria: CriteriaSet
    frame: Any
    formulas: Formulas
    stages: Stages
    faults: tuple[Fault, ...]
    told: frozenset[Part]
    names: Sequence[str]
    given: Any
    untyped: bool
    between: Mapping[str, str]

    @property
    def untold(self) -> tuple[str, ...]:
        """The facts that no column tells."""
        told = {name for name, _ in self.told}
        return tuple(name for name in self.criteria.facts if name not in told)

    def is_open(self, gate: Gate) -> nw.Expr:
        """Return a gate as a condition on the rows of the staged frame."""
        return self.stages.opened(gate)


def laid_out(criteria: CriteriaSet, given: Any, found: Sequence[FactColumns], *, untyped: bool, knows: bool = False) -> LaidOutTable:
    """Return a table with its formulas in columns. Of an eager frame only the columns that tell facts are worked on.

    Args:
        criteria: the criteria.
        given: the frame.
        found: the facts with their columns.
        untyped: whether text may be numbers and truth values.
        knows: whether to keep the columns that say what each row knows.
    """
    frame, kept, found = _read(given, found, untyped=untyped)
    reader, told = column_reader(frame, found, untyped=untyped), told_by(found)
    formulas = formulas_for(engine_of(criteria), told, told_in_part(found), looks_up=looks_up(frame))
    made = cells(found, reader)
    frame = _with_cells(frame, made)
    if formulas.recorded is not None:
        frame = _with_disputed_unknown(frame, criteria.definition, told, formulas.recorded)
    answers = {} if formulas.by_lookup is None else answers_to(formulas.by_lookup, criteria.facts)
    frame = _with_constants(frame, sums(formulas.sums.values(), told) | answers)
    if formulas.by_lookup is not None:
        frame, kept = with_lookups(frame, {ENDS: last_state(formulas.by_lookup)}), [*kept, ENDS]
    needed = {name for part in told if knows for name in knowing(part)} | {fault.flag for fault in made.faults} | {*made.between}
    frame, stages = in_stages(frame, formulas.gates, formulas.asked, kept, needed)
    return LaidOutTable(criteria, frame, formulas, stages, tuple(made.faults), told, given.collect_schema().names(), given, untyped, made.between)


NUMBER = f"{HIDDEN}number"


def _read(given: Any, found: Sequence[FactColumns], *, untyped: bool) -> tuple[Any, list[str], Sequence[FactColumns]]:
    """Return the frame to work on, its columns that stay, and what tells each fact in it; rows are numbered where they have an order."""
    frame, kept, found = plain(given, found, untyped=untyped)
    if is_lazy(given) and given.implementation is not nw.Implementation.POLARS:
        return frame, kept, found
    if given.implementation is nw.Implementation.POLARS:
        frame = nw.from_native(nw.to_native(frame).lazy().with_row_index(NUMBER))
    else:
        frame = frame.with_row_index(NUMBER)
    return frame, [*kept, NUMBER], found


def _with_cells(frame: Any, made: CellColumns) -> Any:
    """Return a frame with the columns that say what its cells know. Columns that only lead there are left behind, as carrying them on takes time."""
    names = frame.collect_schema().names()
    frame = with_members(frame, made.held) if made.held else with_places(frame, made.placed)
    frame = frame.with_columns(value.alias(name) for name, value in made.first.items())
    codes = [name for name in (*made.placed, *made.first) if name.startswith(code_of(""))]
    frame = frame.select(*names, *codes, *(value.alias(name) for name, value in made.second.items()))
    return frame.with_columns(value.alias(name) for name, value in made.third.items()) if made.third else frame


def _with_constants(frame: Any, made: Mapping[str, nw.Expr]) -> Any:
    last = {**made, ALWAYS: nw.lit(value=True), NEVER: nw.lit(value=False)}
    return frame.with_columns(value.alias(name) for name, value in last.items())


def _with_disputed_unknown(frame: Any, definition: Definition, told: frozenset[Part], recorded: Recorded) -> Any:
    """Return a frame with flags of what is read from rows as recorded, in which the disputed facts of each row count as unknown."""
    names = frame.collect_schema().names()
    frame, stages = in_stages(_with_constants(frame, sums(recorded.sums.values(), told)), recorded.gates, recorded.flags.values(), names)
    frame = frame.select(*names, *(stages.opened(gate).alias(flag(name)) for name, gate in recorded.flags.items()))
    facts = {fact.id: fact for fact in definition.facts}
    disputes: dict[str, list[nw.Expr]] = {}
    for each in definition.contradictions:
        for name in each.disputed:
            disputes.setdefault(name, []).append(nw.col(flag(standing_flag(each.id))))
    unknown = {name: value for fact, stand in disputes.items() for name, value in _unknown(facts[fact], reduce(or_, stand), told, frozenset(names))}
    return frame.with_columns(value.alias(name) for name, value in unknown.items()) if unknown else frame


def _unknown(fact: Fact, disputed: nw.Expr, told: Iterable[Part], there: frozenset[str]) -> Sequence[tuple[str, nw.Expr]]:
    """Return the columns that say what is known of a fact, so that it is unknown where it is disputed."""
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
