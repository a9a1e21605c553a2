"""The level as two facts vary and everything else stays as it is in a case: a table of exact sets of levels.

Neighbouring values of a score that decide the same stand together. Two values between which no condition tells are decided together from the start
(`logic/breakpoints.py`); what turns out to be the same in the whole table is brought together at the end.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from carelevel.answers.disputed import case_as_read
from carelevel.logic.breakpoints import cuts
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.logic.meaning import meaning
from carelevel.logic.possible_levels import outlook, refuse_impossible, whom
from carelevel.model.cases import Case, as_given
from carelevel.model.conditions import Condition, Named
from carelevel.model.criteria import Definition
from carelevel.model.facts import (
    AnyFact,
    Bands,
    Choice,
    Scale,
    Score,
    SetOf,
    Value,
    YesNo,
    bare_text,
    by_band,
    domain,
    is_never,
    outside,
    span_text,
    value_text,
)
from carelevel.model.frozen import FrozenDict, record, thawed
from carelevel.model.printable import Printable
from carelevel.model.problems import CaseError, Problem, did_you_mean, quoted
from carelevel.model.truth import Truth

MOST_CELLS = 20_000
"""Combinations that are looked at; a table of more says nothing to anybody."""


@record
class Span:
    """Values of a fact that are shown together: one value, or neighboring values of a score.

    Attributes:
        values: the values, first to last.
        words: the values for a reader: `10 to 14`.
    """

    _shown = ("values",)

    values: tuple[Value | float, ...]
    words: str


@record
class Axis:
    """A fact that varies.

    Attributes:
        fact: its id, or that of its bands.
        title: its name for readers.
        spans: its values, first to last.
    """

    _shown = ("fact", "spans")

    fact: str
    title: str
    spans: tuple[Span, ...]


@record
class Cell:
    """What is decided at one combination.

    Attributes:
        levels: the levels that are possible there, least intensive first.
        is_possible: False where the combination is declared impossible, given the case.
        applies: whether the criteria are for such a person: with `unmet` there are no levels.
        exact: False where the search ran out of its budget; `levels` then has every level between sound ends.
        is_here: whether the case itself lies here, as far as it is known.
    """

    _shown = ("levels", "is_possible", "exact")

    levels: tuple[str, ...]
    is_possible: bool
    applies: Truth
    exact: bool
    is_here: bool


@record
class Slice(Printable):
    """A table of levels.

    Attributes:
        rows: the fact of its rows.
        columns: the fact of its columns.
        cells: its cells, row by row.
        case: everything else that is known, as a case.
        definition: the criteria.
    """

    _shown = ("rows", "columns")

    rows: Axis
    columns: Axis
    cells: tuple[tuple[Cell, ...], ...]
    case: FrozenDict[str, Any]
    definition: Definition

    def to_dict(self) -> dict[str, Any]:
        """Return the table as JSON values."""
        return {
            "format": 1,
            "rows": _axis_plain(self.rows),
            "columns": _axis_plain(self.columns),
            "cells": [[_cell_plain(cell) for cell in row] for row in self.cells],
            "case": thawed(self.case),
            "criteria": {"id": self.definition.id, "version": self.definition.version},
        }


def _axis_plain(axis: Axis) -> dict[str, Any]:
    return {"fact": axis.fact, "title": axis.title, "values": [{"values": list(span.values), "words": span.words} for span in axis.spans]}


def _cell_plain(cell: Cell) -> dict[str, Any]:
    return {"levels": list(cell.levels), "possible": cell.is_possible, "applies": cell.applies.value, "exact": cell.exact, "here": cell.is_here}


Base = Scale | Choice | Score | YesNo
_Group = tuple[Value, ...]


@record
class _Varied:
    """A fact that varies: the one that is varied in the case, and for each of its spans the values it then has there."""

    named: AnyFact
    base: Base
    groups: tuple[tuple[_Group, frozenset[Value]], ...]


def slice_of(engine: PreparedCriteria, facts: Mapping[str, AnyFact | Named], case: Case, rows: str, columns: str) -> Slice:
    """Return the levels as two facts vary.

    Args:
        engine: the criteria.
        facts: every fact by id, derived ones included.
        case: what else is known; what it says of the two facts only marks where it lies.
        rows: the fact of the rows: scale, choice, score or yes-or-no, or the bands of a score.
        columns: the fact of the columns.

    Raises:
        CaseError: a fact is not there or cannot be varied, both are one, there are too many combinations, or the case is impossible whatever the two are.
    """
    definition = engine.definition
    first, second = (_varied(definition, facts, name) for name in (rows, columns))
    if first.base.id == second.base.id:
        raise CaseError([Problem("wrong-type", f"{quoted(rows)} and {quoted(columns)} are one fact; a table needs two")])
    if len(first.groups) * len(second.groups) > MOST_CELLS:
        raise CaseError([Problem("too-large", f"the table would have more than {MOST_CELLS:,} cells; vary bands and not the score")])
    rest = case.only([part for part in case.parts() if part[0] not in {first.base.id, second.base.id}])
    cells = [[_cell(engine, rest, case, {first.base.id: one, second.base.id: other}) for _, other in second.groups] for _, one in first.groups]
    if not any(cell.is_possible for row in cells for cell in row):
        raise CaseError([Problem("impossible", f"no possible person is like this, whatever {quoted(rows)} and {quoted(columns)} are")])
    row_groups, cells = _together(first, cells)
    column_groups, turned = _together(second, [list(column) for column in zip(*cells, strict=True)])
    whole = tuple(zip(*map(tuple, turned), strict=True))
    return Slice(_axis(first, row_groups), _axis(second, column_groups), whole, as_given(definition.by_id(), rest), definition)


def _varied(definition: Definition, facts: Mapping[str, AnyFact | Named], name: str) -> _Varied:
    fact = facts.get(name)
    if fact is None:
        raise CaseError([Problem("unknown-fact", f"no fact is called {quoted(name)}", hint=did_you_mean(name, facts))])
    match fact:
        case Scale() | Choice() | YesNo():
            return _Varied(fact, fact, tuple(((value,), frozenset((value,))) for value in domain(fact)))
        case Score():
            return _Varied(fact, fact, tuple((group, frozenset(group)) for group in _undivided(fact, list(_conditions(definition)))))
        case Bands(of=Score() as score):
            return _Varied(fact, score, tuple(((label,), values) for label, values in by_band(fact).items()))
        case _:
            what = "is a set" if isinstance(fact, SetOf) else "follows from other facts"
            hint = "a table varies scales, choices, scores, yes-or-no facts, and bands of a score"
            raise CaseError([Problem("wrong-type", f"{quoted(name)} {what}, and has no row for each of its values", hint=hint)])


def _conditions(definition: Definition) -> Iterator[Condition]:
    yield from (criterion.when for criterion in definition.criteria if criterion.level is not None)
    yield from (item.when for item in definition.impossible)
    yield from (condition for item in definition.contradictions for condition in (item.when, item.unless))
    yield definition.applies_when


def _undivided(score: Score, conditions: Sequence[Condition]) -> Iterator[_Group]:
    """Yield the values of a score in groups that no condition tells apart."""
    every = tuple(domain(score))
    ends = [0, *cuts(score, conditions), len(every)]
    yield from (every[start:end] for start, end in pairwise(ends))


def _cell(engine: PreparedCriteria, rest: Case, case: Case, varied: Mapping[str, frozenset[Value]]) -> Cell:
    person = rest
    for fact, values in varied.items():
        person = person.narrowed(fact, values)
    definition = engine.definition
    # Where it is not said what one of the two is, the case lies nowhere in the table.
    is_here = all(case.values.get(fact, frozenset()) and case.values[fact] <= values for fact, values in varied.items())
    try:
        person = case_as_read(engine, person)
        refuse_impossible(definition, person)
        who, seen = whom(engine, person), outlook(engine, person)
    except CaseError:
        return Cell((), is_possible=False, applies=meaning(definition.applies_when, person), exact=True, is_here=is_here)
    levels = tuple(definition.levels[rank].id for rank in seen.ranks)
    return Cell(levels, is_possible=True, applies=who.applies if levels else Truth.UNMET, exact=seen.is_exact and who.is_exact, is_here=is_here)


def _together(varied: _Varied, lines: Sequence[Sequence[Cell]]) -> tuple[list[_Group], list[list[Cell]]]:
    """Return the rows, or columns, of a table with neighbouring ones of a score as one where they are the same."""
    numbered = [(values, line) for (values, _), line in zip(varied.groups, lines, strict=True)]
    if not isinstance(varied.named, Score):
        return [values for values, _ in numbered], [list(line) for _, line in numbered]
    found = [list(same) for _, same in groupby(numbered, key=lambda pair: [_decided(cell) for cell in pair[1]])]
    groups = [tuple(value for values, _ in same for value in values) for same in found]
    return groups, [_overlaid([line for _, line in same]) for same in found]


def _decided(cell: Cell) -> tuple[object, ...]:
    return cell.levels, cell.is_possible, cell.applies, cell.exact


def _overlaid(lines: Sequence[Sequence[Cell]]) -> list[Cell]:
    """Return one line for several that decide the same; the case lies in it where it lies in one of them."""
    return [next((cell for cell in cells if cell.is_here), cells[0]) for cells in zip(*lines, strict=True)]


def _axis(varied: _Varied, groups: Sequence[_Group]) -> Axis:
    fact = varied.named
    return Axis(fact.id, fact.about.title, tuple(Span(tuple(outside(fact, value) for value in values), _words(varied, values)) for values in groups))


def _words(varied: _Varied, values: _Group) -> str:
    fact = varied.named
    assert isinstance(fact, Scale | Choice | Score | YesNo | Bands)
    if isinstance(fact, Score) and fact.beyond:
        return _numbers_words(fact, values)
    if isinstance(fact, Score) and is_never(fact, values[-1]) and len(values) > 1:
        return f"{bare_text(fact, values[0])} or more, or {bare_text(fact, values[-1])}"
    first, last = value_text(fact, values[0]), value_text(fact, values[-1])
    if isinstance(fact, Bands):
        low, high = next((low, high) for label, low, high in fact.bands if label == values[0])
        return f"{first} ({bare_text(fact.of, low)} to {bare_text(fact.of, high)})"
    return first if len(values) == 1 else f"{first} to {last}"


def _numbers_words(score: Score, values: _Group) -> str:
    """Return numbers that decide alike, some of them above the top: the highest that differs means "this or more"."""
    if values[-1] == score.cap:
        return f"{bare_text(score, values[0])} or more"
    if len(values) > 1:
        return span_text(score, values[0], values[-1])
    return f"{'exactly ' if values[0] == score.high else ''}{bare_text(score, values[0])}"
