"""Formulas as columns of a dataframe, in stages: what several gates need is one column, made once, before them.

A library that plans for itself would have to find shared parts again, and a diagram written out as one expression doubles at every fork. With stages there is
nothing to find, and the plan is as long as the gates are many. A level that is looked up is columns of answers, which lead from state to state to the last one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add, and_, or_
from typing import Any, assert_never

import narwhals.stable.v2 as nw

from carelevel.answers.formulas import REACHED
from carelevel.cohort.native_expressions import Lookup, with_lookups
from carelevel.cohort.sql import Sql, projected
from carelevel.logic.automaton import Asked, Automaton
from carelevel.logic.circuit import Constant, Every, Flag, Gate, Gates, HighAtLeast, Leaf, LowAtMost, Made, MayBe, Negated, Several, Some
from carelevel.model.cases import Part
from carelevel.model.facts import Score

HIDDEN = "__carelevel_"
"""Begins the names of the columns that are made on the way; a table with such a name is refused."""

ALWAYS, NEVER = f"{HIDDEN}always", f"{HIDDEN}never"
"""Columns of true and of false, for gates that are open or closed in every row: libraries refuse to count literals."""


STANDS, LEVEL, LOWEST, HIGHEST, SETTLED = (f"{HIDDEN}{name}" for name in ("stands", "level", "lowest", "highest", "settled"))
"""The columns for whether there is an answer, the level, its ends, and whether it is settled."""


def is_hidden(name: str) -> bool:
    """Return whether a column has a name of those that are made on the way."""
    # DuckDB and Spark ignore the case of letters.
    return name.casefold().startswith(HIDDEN)


def low(name: str) -> str:
    """Return the name of the column with the lowest place that a fact can have."""
    return f"{HIDDEN}low_{name}"


def high(name: str) -> str:
    """Return the name of the column with the highest place that a fact can have."""
    return f"{HIDDEN}high_{name}"


def member(name: str, word: str, *, held: bool) -> str:
    """Return the name of the column that says whether a member may be in a set, or may be left out of it."""
    return f"{HIDDEN}{'in' if held else 'out'}_{name}-{word}"


def knowing(part: Part) -> tuple[str, str]:
    """Return the names of the two columns with what is known of a fact, or of a member of a set."""
    name, word = part
    return (low(name), high(name)) if word is None else (member(name, word, held=True), member(name, word, held=False))


def code_of(name: str) -> str:
    """Return the name of the column with the place of a word among the values of its fact, or -1."""
    return f"{HIDDEN}code_{name}"


def flag(name: str) -> str:
    """Return the name of a column with a flag of each row."""
    return f"{HIDDEN}flag_{name}"


@dataclass(slots=True)
class Stages:
    """The columns of gates, and the stage in which each is made.

    Attributes:
        column_of: makes the term for a column: an expression of Narwhals, or the text of an engine.
        columns: for each stage the columns made in it, by name.
        needs: for each column the columns that it is made from, those of other gates alone.
    """

    gates: Gates
    column_of: Callable[[str], Any] = nw.col
    columns: list[dict[str, Any]] = field(default_factory=list)
    needs: dict[str, frozenset[str]] = field(default_factory=dict)
    _uses: dict[Gate, int] = field(default_factory=dict)
    _written: dict[Gate, "_Written"] = field(default_factory=dict)

    def take(self, wanted: Iterable[Gate]) -> None:
        """Count the uses of each gate below the wanted ones, so that a gate with two uses gets a column."""
        roots = list(wanted)
        todo = list(dict.fromkeys(roots))
        seen = set(todo)
        self._uses = dict.fromkeys(todo, 2)
        while todo:
            gate = todo.pop()
            # A negation never gets a column of its own, so the gate below it is used wherever the negation is.
            weight = 2 if isinstance(self.gates.made[gate], Negated) and self._uses[gate] > 1 else 1
            for below in self.gates.parts(gate):
                self._uses[below] = self._uses.get(below, 0) + weight
                if below not in seen:
                    seen.add(below)
                    todo.append(below)
        for gate in sorted(seen):
            self._written[gate] = self._write(gate)

    def opened(self, gate: Gate) -> nw.Expr:
        """Return a wanted gate as a condition on the columns of the last stage."""
        match made := self.gates.made[gate]:
            case Negated(below):
                return ~self.opened(below)
            case Constant() | Flag():
                return nw.col(_column(made) if isinstance(made, Flag) else _constant(made))
            case _:
                return nw.col(f"{HIDDEN}{gate}")

    def column(self, gate: Gate) -> frozenset[str]:
        """Return the names of the columns that a wanted gate is read from."""
        return self._written[gate].needs if gate in self._written else frozenset()

    def _write(self, gate: Gate) -> "_Written":
        made = self.gates.made[gate]
        written = self._inline(made)
        if self._uses[gate] < 2 or isinstance(made, Constant | Negated | Flag):
            return written
        name = f"{HIDDEN}{gate}"
        while len(self.columns) <= written.stage:
            self.columns.append({})
        self.columns[written.stage][name] = written.value
        self.needs[name] = written.needs
        return _Written(self.column_of(name), written.stage + 1, frozenset((name,)))

    def _inline(self, made: Made) -> "_Written":
        match made:
            case Constant():
                return _Written(self.column_of(_constant(made)), 0, frozenset())
            case LowAtMost() | HighAtLeast() | MayBe() | Flag():
                return _Written(self._read(made), 0, frozenset((_column(made),)))
            case Negated(below):
                part = self._written[below]
                return _Written(~part.value, part.stage, part.needs)
            case Every(gates):
                return self._joined(gates, lambda values: in_pairs(and_, values))
            case Some(gates):
                return self._joined(gates, lambda values: in_pairs(or_, values))
            case Several(fewest, gates):
                return self._joined(gates, lambda values: in_pairs(add, [value.cast(nw.Int32) for value in values]) >= fewest)
            case _:
                assert_never(made)

    def _read(self, leaf: Leaf) -> Any:
        column = self.column_of(_column(leaf))
        match leaf:
            case LowAtMost(_, bound):
                return column <= bound
            case HighAtLeast(_, bound):
                return column >= bound
            case _:
                return column

    def _joined(self, gates: Iterable[Gate], join: Callable[[list[Any]], Any]) -> "_Written":
        parts = [self._written[each] for each in gates]
        needs = frozenset[str]().union(*(part.needs for part in parts))
        return _Written(join([part.value for part in parts]), max(part.stage for part in parts), needs)


def in_pairs(join: Callable[[Any, Any], Any], values: Sequence[Any]) -> Any:
    """Return values joined in pairs, and pairs of pairs: libraries recurse into an expression, so its depth must not be its length."""
    while len(values) > 1:
        values = [*map(join, values[::2], values[1::2]), *values[len(values) // 2 * 2 :]]
    return values[0]


@dataclass(slots=True)
class _Written:
    """A gate as a term, the stage whose columns it can be read from, and the columns that it reads."""

    value: Any
    stage: int
    needs: frozenset[str]


def _constant(gate: Constant) -> str:
    return ALWAYS if gate.is_open else NEVER


def _column(leaf: Leaf) -> str:
    match leaf:
        case LowAtMost(of):
            return low(of)
        case HighAtLeast(of):
            return high(of)
        case MayBe(of, word, held):
            return member(of, word, held=held)
        case Flag(of):
            return flag(of)
        case _:
            assert_never(leaf)


def _staged(frame: Any, stages: Iterable[Mapping[str, Any]], needs: Mapping[str, frozenset[str]], kept: Iterable[str], wanted: frozenset[str]) -> Any:
    """Return a frame with the columns of all stages that are wanted at the end; a column that is no longer needed is dropped.

    Args:
        frame: the frame, with everything that the first stage is made from.
        stages: the columns of each stage.
        needs: what each column is made from.
        kept: the columns that stay whatever happens.
        wanted: the columns on the way that are needed after the last stage.
    """
    every = list(stages)
    needed = [wanted]
    for stage in reversed(every):
        needed.append(needed[-1].union(*(needs[name] for name in stage)))
    needed.reverse()
    always = list(kept)
    there = [name for name in frame.collect_schema().names() if name.startswith(HIDDEN) and name not in always]
    for stage, after in zip(every, needed[1:], strict=True):
        stay = [name for name in there if name in after and name not in stage]
        frame = _selected(frame, [*always, *stay], stage)
        there = [*stay, *stage]
    return frame


def in_stages(frame: Any, gates: Gates, wanted: Iterable[Gate], kept: Iterable[str], needed: Iterable[str] = ()) -> tuple[Any, Stages]:
    """Return a frame with the columns of gates, and what reads gates from them.

    Args:
        frame: the frame, with the columns that gates are read from.
        gates: where the gates are made.
        wanted: the gates that are asked for.
        kept: the columns that stay.
        needed: columns of the frame that are needed after the last stage too.
    """
    wanted = tuple(wanted)
    stages = Stages(gates, _terms_of(frame))
    stages.take(wanted)
    ends = frozenset(needed).union(*(stages.column(gate) for gate in wanted))
    return _staged(frame, stages.columns, stages.needs, [*kept, ALWAYS, NEVER], ends), stages


def _terms_of(frame: Any) -> Callable[[str], Any]:
    """Return the function that writes a column as a term in the stages of a frame."""
    return Sql.col if frame.implementation is nw.Implementation.DUCKDB else nw.col


def _selected(frame: Any, kept: Sequence[str], made: Mapping[str, Any]) -> Any:
    if frame.implementation is nw.Implementation.DUCKDB:
        return nw.from_native(projected(nw.to_native(frame), kept, {name: value.text for name, value in made.items()}))
    return frame.select(*kept, *(value.alias(name) for name, value in made.items()))


# The level by lookups

ENDS = low(REACHED)
"""The column with the last state of each row."""


def answers_to(found: Automaton, facts: Mapping[str, Any]) -> dict[str, nw.Expr]:
    """Return the columns with the rows' answers for the lookups."""
    return {name: _answer(asked, facts) for asked, name in _names(found).items()}


def last_state(found: Automaton) -> Lookup:
    """Return the last state of each row, from its answers."""
    names = _names(found)
    state = Lookup((0,), ())
    for step in found.steps:
        state = Lookup(step.table, _place(step.asked, names, state))
    return state


def with_level_of_ends(frame: Any, found: Automaton, levels: Sequence[str], stands: nw.Expr, is_for_them: nw.Expr) -> Any:
    """Return a frame with the level and its ends, from the last state of each row; no level is settled unless the criteria are for them."""
    spans = [span for span in found.ends if span is not None]
    settled = sum(lowest == highest for lowest, highest in spans)
    is_settled = stands & (nw.col(ENDS) < settled) & is_for_them
    places = {f"{HIDDEN}span": stands, f"{HIDDEN}settled_span": is_settled}
    frame = frame.with_columns(
        stands.alias(STANDS),
        is_settled.alias(SETTLED),
        *(nw.when(known).then(nw.col(ENDS)).otherwise(nw.lit(len(spans))).cast(nw.Int32).alias(place) for place, known in places.items()),
    )
    lowest, highest = ((*(levels[span[end]] for span in spans), None) for end in (0, 1))
    any_span, settled_span = places
    found_by = ((LEVEL, lowest, settled_span), (LOWEST, lowest, any_span), (HIGHEST, highest, any_span))
    return with_lookups(frame, {name: Lookup(values, ((place, 1),)) for name, values, place in found_by})


def _names(found: Automaton) -> dict[Asked, str]:
    return {asked: f"{HIDDEN}answer_{i}" for i, asked in enumerate(asked for step in found.steps for asked in step.asked)}


def _place(asked: Sequence[Asked], names: dict[Asked, str], state: Lookup) -> tuple[tuple[str | Lookup, int], ...]:
    """Return the place of the state after a step: the state before and the answers, in mixed radix."""
    at: list[tuple[str | Lookup, int]] = []
    times = 1
    for each in reversed(asked):
        at.append((names[each], times))
        times *= each.size
    return (*(((state, times),) if state.at else ()), *reversed(at))


def _answer(asked: Asked, facts: Mapping[str, Any]) -> nw.Expr:
    name, word = asked.variable.fact, asked.variable.member
    if asked.kind == "word":
        return nw.col(code_of(name)).cast(nw.Int32) + 1
    if word is not None:
        return nw.col(member(name, word, held=True)).cast(nw.Int32) * 2 + nw.col(member(name, word, held=False)).cast(nw.Int32)
    fact = facts[name]
    assert isinstance(fact, Score)
    bounds = [fact.low + cut for cut in asked.cuts]
    if asked.kind == "number":
        run = reduce(add, [(nw.col(low(name)) >= bound).cast(nw.Int32) for bound in bounds], nw.lit(1, dtype=nw.Int32))
        return (nw.col(low(name)) == nw.col(high(name))).cast(nw.Int32) * run
    runs = len(bounds) + 1
    return reduce(add, [(nw.col(end(name)) >= bound).cast(nw.Int32) * times for end, times in ((low, runs), (high, 1)) for bound in bounds], nw.lit(0))
