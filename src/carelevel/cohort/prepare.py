"""A table laid out: everything that can be asked of a row as a condition on columns that are made in stages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.api import CriteriaSet, engine_of
from carelevel.cohort.column_codes import Cells, Fault
from carelevel.cohort.columns import Bound
from carelevel.cohort.disputes import recorded, with_unknown
from carelevel.cohort.dtypes import plain
from carelevel.cohort.encode import add_sums, cells
from carelevel.cohort.level_lookup import ENDS, answers, last_state
from carelevel.cohort.lookups import ENGINES, with_lookups, with_members, with_places
from carelevel.cohort.plan import Plan, planned
from carelevel.cohort.subexpressions import ALWAYS, HIDDEN, NEVER, Stages, code_of, knowing, staged, terms_of
from carelevel.logic.circuit import Gate
from carelevel.model.cases import Part


@dataclass(slots=True)
class Table:
    """A table with its plan, staged: everything that can be asked of its rows is one expression on the columns of the last stage.

    Attributes:
        frame: the staged frame; its columns on the way are hidden.
        plan: the gates.
        stages: what reads gates from the columns of the last stage.
        faults: what can be wrong in the cells.
        told: the facts, and the members of sets, that columns tell.
        names: the columns that the table came with.
        given: the table as it came.
        untyped: whether its text stands for numbers and truth values.
    """

    criteria: CriteriaSet
    frame: Any
    plan: Plan
    stages: Stages
    faults: tuple[Fault, ...]
    told: frozenset[Part]
    names: Sequence[str]
    given: Any
    untyped: bool

    @property
    def untold(self) -> tuple[str, ...]:
        """The facts that no column tells."""
        told = {name for name, _ in self.told}
        return tuple(name for name in self.criteria.facts if name not in told)

    def is_open(self, gate: Gate) -> nw.Expr:
        """Return a gate as a condition on the rows of the staged frame."""
        return self.stages.opened(gate)


def is_lazy(given: Any) -> bool:
    """Return whether a frame is computed only when it is asked for."""
    return isinstance(given, nw.LazyFrame)


def laid_out(criteria: CriteriaSet, given: Any, found: Sequence[Bound], *, untyped: bool, knows: bool = False) -> Table:
    """Return a table with its gates in columns. An eager frame is left alone: its answers are worked out on the columns that are read.

    Args:
        criteria: the criteria.
        given: the frame.
        found: what its columns tell.
        untyped: whether text stands for numbers and truth values.
        knows: whether to keep the columns that say what each row knows.
    """
    frame, kept, found = _read(given, found, untyped=untyped)
    made = cells(found, frame, untyped=untyped)
    engine, told = engine_of(criteria), frozenset(made.told)
    asked_first = recorded(engine, told)
    flags = asked_first.gates if asked_first else ()
    plan = planned(engine, told, looks_up=frame.implementation in ENGINES, in_part=made.in_part, flags=flags)
    add_sums(made, plan.reader.sums.values())
    asked = answers(plan.by_lookup, criteria.definition.by_id()) if plan.by_lookup else {}
    frame = _with(frame, made, asked, lambda read: read if asked_first is None else with_unknown(read, engine, made, asked_first))
    if plan.by_lookup:
        frame, kept = with_lookups(frame, {ENDS: last_state(plan.by_lookup)}), [*kept, ENDS]
    stages = Stages(plan.gates, terms_of(frame))
    wanted = _wanted(plan)
    stages.take(wanted)
    ends = {name for part in made.told if knows for name in knowing(part)}
    last = ends.union(*(stages.column(gate) for gate in wanted), (fault.flag for fault in made.faults))
    frame = staged(frame, stages.columns, stages.needs, [*kept, ALWAYS, NEVER], frozenset(last))
    return Table(criteria, frame, plan, stages, tuple(made.faults), frozenset(made.told), given.collect_schema().names(), given, untyped)


NUMBER = f"{HIDDEN}number"


def _read(given: Any, found: Sequence[Bound], *, untyped: bool) -> tuple[Any, list[str], Sequence[Bound]]:
    """Return the frame to work on, its columns that stay, and what tells each fact in it; rows are numbered where they have an order."""
    frame, kept, found = plain(given, found, untyped=untyped)
    if is_lazy(given) and given.implementation is not nw.Implementation.POLARS:
        return frame, kept, found
    if given.implementation is nw.Implementation.POLARS:
        frame = nw.from_native(nw.to_native(frame).lazy().with_row_index(NUMBER))
    else:
        frame = frame.with_row_index(NUMBER)
    return frame, [*kept, NUMBER], found


def _with(frame: Any, made: Cells, asked: Mapping[str, nw.Expr], as_read: Callable[[Any], Any]) -> Any:
    """Return a frame with the columns that say what its cells know; what only these are made from is left behind, as carrying it on takes time.

    Args:
        frame: the frame.
        made: what its cells know.
        asked: what the row answers when its level is looked up.
        as_read: what makes facts unknown where they disagree.
    """
    names = frame.collect_schema().names()
    frame = with_members(frame, made.held) if made.held else with_places(frame, made.placed)
    frame = frame.with_columns(value.alias(name) for name, value in made.first.items())
    codes = [name for name in (*made.placed, *made.first) if name.startswith(code_of(""))]
    frame = frame.select(*names, *codes, *(value.alias(name) for name, value in made.second.items()))
    if made.third:
        frame = frame.with_columns(value.alias(name) for name, value in made.third.items())
    frame = as_read(frame)
    last = {**made.sums, **asked, ALWAYS: nw.lit(value=True), NEVER: nw.lit(value=False)}
    return frame.with_columns(value.alias(name) for name, value in last.items())


def _wanted(plan: Plan) -> tuple[Gate, ...]:
    """Return every gate that can be asked for."""
    statuses = [gate for truths in (*plan.criteria.values(), plan.applies) for gate in (truths.must, truths.may)]
    services = [gate for pair in plan.services.values() for gate in pair]
    return (
        *plan.lowest,
        *plan.highest,
        plan.exact,
        plan.stands,
        plan.nobody,
        plan.refused,
        *statuses,
        *services,
        *plan.barriers.values(),
        *plan.impossible.values(),
        *plan.contradictions.values(),
    )
