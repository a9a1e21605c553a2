"""From the cells of a table to what they say of facts: numbers for the low and the high end, and a note of every cell that says nothing a fact can be."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import add
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cohort.column_codes import Cells, code, fault
from carelevel.cohort.column_types import Source, small
from carelevel.cohort.columns import YES_OR_NO, Bound, Column
from carelevel.cohort.lookups import finds_members, finds_texts
from carelevel.cohort.scores import read_score
from carelevel.cohort.sets import read_set
from carelevel.cohort.subexpressions import high, low
from carelevel.model.cases import Part
from carelevel.model.facts import Bands, Score, SetOf, Sum, YesNo, scores_below


def cells(found: Iterable[Bound], frame: Any, *, untyped: bool) -> Cells:
    """Return the columns that say what a table knows.

    Args:
        found: the facts with their columns.
        frame: the table.
        untyped: whether text stands for numbers and truth values too, as in a CSV file.
    """
    made = Cells()
    found = tuple(found)
    numerals = frozenset(column.name for each in found for column in each.columns() if column.is_numerals)
    schema = frame.collect_schema()
    source = Source(schema, untyped=untyped, finds_texts=finds_texts(frame), finds_members=finds_members(frame), numerals=numerals)
    scores: dict[str, list[Bound]] = {}
    for each in found:
        match each.fact:
            case SetOf():
                read_set(made, each.fact, each.by, source)
            case Score():
                scores.setdefault(each.fact.id, []).append(each)
            case Bands():
                scores.setdefault(each.fact.of.id, []).append(each)
            case _:
                made.told.add((each.fact.id, None))
                _word(made, each, source)
    for name, tellers in scores.items():
        made.told.add((name, None))
        read_score(made, tellers, source)
    return made


def add_sums(made: Cells, sums: Iterable[Sum]) -> None:
    """Add the ends of sums, from those of their parts; a part that the table does not tell can be anything."""
    for fact in sums:
        for end, name in (("low", low(fact.id)), ("high", high(fact.id))):
            parts = [_part(score, times, (times > 0) == (end == "low"), made.told) for score, times in scores_below(fact)]
            made.sums[name] = reduce(add, parts, nw.lit(0, dtype=nw.Int64))


def _part(score: Score, times: int, is_low: bool, told: Collection[Part]) -> nw.Expr:
    if (score.id, None) not in told:
        return nw.lit(times * (score.low if is_low else score.cap), dtype=nw.Int64)
    return nw.col(low(score.id) if is_low else high(score.id)).cast(nw.Int64) * times


def _word(made: Cells, each: Bound, source: Source) -> None:
    """Add the ends of a scale, a choice or a yes-or-no fact."""
    fact, column = each.fact, each.by
    assert isinstance(column, Column)
    assert not isinstance(fact, Score | SetOf)
    values = YES_OR_NO if isinstance(fact, YesNo) else fact.values
    place, wrong = code(made, fact.id, column, values, source)
    is_unknown = nw.col(place) < 0
    made.second[low(fact.id)] = small(nw.when(is_unknown).then(nw.lit(0)).otherwise(nw.col(place)), 0, len(values))
    made.second[high(fact.id)] = small(nw.when(is_unknown).then(nw.lit(len(values) - 1)).otherwise(nw.col(place)), 0, len(values))
    made.faults.append(fault(wrong, source, fact.id, column, values))
