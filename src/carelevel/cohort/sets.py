"""Sets in a table: as lists, as one text, or with a column for each member."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_

import narwhals.stable.v2 as nw

from carelevel.cohort.column_codes import Cells, Fault, code, fault
from carelevel.cohort.column_types import EMPTY, Source, either
from carelevel.cohort.columns import YES_OR_NO, Column, Members
from carelevel.cohort.lookups import MOST_HELD, Held
from carelevel.cohort.subexpressions import HIDDEN, flag, in_pairs, member
from carelevel.cohort.written import SPACE, TRUTHS, is_number, pattern
from carelevel.model.facts import SetOf
from carelevel.model.frozen import FrozenDict


def read_set(made: Cells, fact: SetOf, by: Column | Members, source: Source) -> None:
    """Add what a table says of a set."""
    if isinstance(by, Members):
        for word, column in by.of.items():
            _member(made, fact, word, column, source)
        return
    _whole_set(made, fact, by, source)


def _member(made: Cells, fact: SetOf, word: str, column: Column, source: Source) -> None:
    name = f"{fact.id}-{word}"
    made.told.add((fact.id, word))
    place, wrong = code(made, name, column, YES_OR_NO, source)
    made.second[member(fact.id, word, held=True)] = nw.col(place) != 1
    made.second[member(fact.id, word, held=False)] = nw.col(place) != 0
    made.faults.append(fault(wrong, source, fact.id, column, YES_OR_NO))


def _whole_set(made: Cells, fact: SetOf, column: Column, source: Source) -> None:
    """Add the members of a set from its complete list. It is one when nothing else stands in it, and nothing twice: its length then is that of its members."""
    made.told |= {(fact.id, word) for word in fact.values}
    told = column.codes(untyped=source.untyped)
    ways = {word: [word] if word not in told else [] for word in fact.values}
    for said, meant in told.items():
        ways[str(meant)].append(said)
    blank, valid = f"{HIDDEN}blank_{fact.id}", f"{HIDDEN}valid_{fact.id}"
    reader = _reader(column, source, [code for code in told if is_number(code) or code in TRUTHS])
    made.first[blank] = source.is_blank(column.name)
    members = {f"{HIDDEN}has_{fact.id}-{word}": tuple(ways[word]) for word in fact.values}
    finds = isinstance(reader, _List) and source.finds_members and sum(map(len, ways.values())) <= MOST_HELD
    if finds:
        made.held.append(Held(column.name, FrozenDict(members), valid))
    elif reader is None:
        made.first[valid] = made.first[blank] & ~made.first[blank]
    else:
        there = {said: reader.holds(said) for said in dict.fromkeys(said for each in ways.values() for said in each)}
        made.first[valid] = reader.is_all_of(there)
    for word in fact.values:
        here = f"{HIDDEN}has_{fact.id}-{word}"
        if not finds:
            has = None if reader is None else either(reader.holds(said) for said in ways[word])
            made.first[here] = has if has is not None else made.first[blank] & ~made.first[blank]
        made.second[member(fact.id, word, held=True)] = ~nw.col(valid) | nw.col(here)
        made.second[member(fact.id, word, held=False)] = ~(nw.col(valid) & nw.col(here))
    made.second[flag(fact.id)] = ~nw.col(valid) & ~nw.col(blank)
    allowed = (
        ", ".join(f"`{word}`" for word in (*fact.values, *column.words))
        + ", each at most once"
        + (f", `{column.empty}` for none" if column.empty not in {None, EMPTY} else "")
    )
    kind = "unknown-value" if reader is not None else "wrong-type"
    made.faults.append(Fault(flag(fact.id), kind, fact.id, (column.title,), column.title, f"a list of {allowed}"))


@dataclass(frozen=True, slots=True)
class _List:
    """A column of lists."""

    cell: nw.Expr

    def holds(self, word: str) -> nw.Expr:
        return self.cell.list.contains(word).fill_null(value=False)

    def is_all_of(self, there: dict[str, nw.Expr]) -> nw.Expr:
        counted = reduce(add, (has.cast(nw.Int64) for has in there.values()))
        return (self.cell.list.len().fill_null(0).cast(nw.Int64) == counted) & ~self.cell.is_null()


@dataclass(frozen=True, slots=True)
class _TextList:
    """A column of texts with something between the members."""

    cell: nw.Expr
    between: str
    empty: str | None

    def holds(self, word: str) -> nw.Expr:
        padded = nw.concat_str(nw.lit(self.between), self.cell, nw.lit(self.between))
        return padded.str.contains(f"{self.between}{word}{self.between}", literal=True).fill_null(value=False)

    def is_all_of(self, there: dict[str, nw.Expr]) -> nw.Expr:
        zero, between = nw.lit(0, dtype=nw.Int64), len(self.between)
        counted = reduce(add, (nw.when(has).then(nw.lit(len(word) + between, dtype=nw.Int64)).otherwise(zero) for word, has in there.items()))
        is_whole = (self.cell.str.len_chars().fill_null(0).cast(nw.Int64) + between == counted) & (self.cell != "").fill_null(value=False)
        return is_whole if self.empty is None else is_whole | (self.cell == self.empty).fill_null(value=False)


@dataclass(frozen=True, slots=True)
class _OneCode:
    """A column of numbers or truths: a cell is the code of one member."""

    column: str
    source: Source

    def holds(self, word: str) -> nw.Expr:
        found = self.source.is_code(self.column, [word])
        return nw.col(self.column).is_null() & ~nw.col(self.column).is_null() if found is None else found

    def is_all_of(self, there: dict[str, nw.Expr]) -> nw.Expr:
        found: nw.Expr = in_pairs(or_, list(there.values()))
        return found


def _reader(column: Column, source: Source, codes: Sequence[str]) -> _List | _TextList | _OneCode | None:
    """Return what reads a set from a column, with the numbers and truths among its codes; None where no set can be told by one of its type."""
    match source.kind(column.name):
        case "list":
            return _list(column, source)
        case "number" | "numeral" | "yes_no" if column.separator is not None:
            return _OneCode(column.name, source)
        case _:
            return _text_list(column, source, codes)


def _list(column: Column, source: Source) -> _List | None:
    dtype = source.schema[column.name]
    inner = dtype.inner
    if not isinstance(inner() if isinstance(inner, type) else inner, nw.String | nw.Categorical | nw.Enum):
        return None
    plain = isinstance(dtype, nw.List) and (dtype.inner == nw.String)
    return _List(nw.col(column.name) if plain else nw.col(column.name).cast(nw.List(nw.String)))


def _text_list(column: Column, source: Source, codes: Sequence[str]) -> _TextList | None:
    """Return a column of texts in which every number, and every truth, that is a code is written in one way."""
    if source.kind(column.name) != "text" or column.separator is None:
        return None
    between = column.separator
    cell = nw.col(column.name).cast(nw.String).str.strip_chars(SPACE).str.replace_all(rf"[{SPACE}]*{re.escape(between)}[{SPACE}]*", between)
    if codes:
        # Between two separators each, so that none belongs to two codes.
        cell = nw.concat_str(nw.lit(between), cell.str.replace_all(between, between * 2, literal=True), nw.lit(between))
        for code in codes:
            cell = cell.str.replace_all(f"{re.escape(between)}{pattern([code])}{re.escape(between)}", f"{between}{code}{between}")
        cell = cell.str.replace_all(between * 2, between, literal=True).str.strip_chars(between)
    return _TextList(cell, between, column.empty)
