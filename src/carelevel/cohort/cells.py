"""From the cells of a table to what they say of facts: numbers for the low and the high end, and a note of every cell that says nothing a fact can be."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add, or_
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cases import Part
from carelevel.cohort.columns import YES_OR_NO, Bound, Column, Members
from carelevel.cohort.staging import HIDDEN, flag, high, low, member
from carelevel.facts import Bands, Score, SetOf, Sum, YesNo
from carelevel.interpret.frame import occurrences

EMPTY = "\ue000"
"""Stands for a list without items where lists have to be read as text."""

BETWEEN = "\ue001"
"""Stands between the items of such a list."""

NOT_A_VALUE = "\ue002"
"""Stands for a cell that holds something that no fact can be."""

NUMERAL = r"^[-+]?[0-9]{1,15}(\.0*)?$"

TRUE_OR_FALSE = {"true": "yes", "True": "yes", "TRUE": "yes", "false": "no", "False": "no", "FALSE": "no"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What can be wrong in the cells of one column.

    Attributes:
        flag: the name of its flag.
        code: the kind of problem, as in docs/problems.md.
        fact: the fact that the column tells.
        columns: the columns concerned, as the table calls them.
        cell: the column that holds what was found.
        allowed: what is allowed, in words.
    """

    flag: str
    code: str
    fact: str
    columns: tuple[str, ...]
    cell: str
    allowed: str


@dataclass(slots=True)
class Cells:
    """The columns that are made from the cells of a table, in stages.

    Attributes:
        first: made from the table's own columns.
        second: made from those.
        third: what several columns of one score agree on.
        sums: the ends of sums.
        faults: what can be wrong.
        told: the facts, and the members of sets, that the table tells.
    """

    first: dict[str, nw.Expr] = field(default_factory=dict)
    second: dict[str, nw.Expr] = field(default_factory=dict)
    third: dict[str, nw.Expr] = field(default_factory=dict)
    sums: dict[str, nw.Expr] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    told: set[Part] = field(default_factory=set)


def cells(found: Iterable[Bound], schema: Any, *, untyped: bool) -> Cells:
    """Return the columns that say what a table knows.

    Args:
        found: the facts with their columns.
        schema: the types of the table's columns.
        untyped: whether text stands for numbers and truth values too, as in a CSV file.
    """
    made = Cells()
    scores: dict[str, list[Bound]] = {}
    for each in found:
        match each.fact:
            case SetOf():
                _set(made, each.fact, each.by, _Source(schema, untyped=untyped))
            case Score():
                scores.setdefault(each.fact.id, []).append(each)
            case Bands():
                scores.setdefault(each.fact.of.id, []).append(each)
            case _:
                made.told.add((each.fact.id, None))
                _word(made, each, _Source(schema, untyped=untyped))
    for name, tellers in scores.items():
        made.told.add((name, None))
        _score(made, tellers, _Source(schema, untyped=untyped))
    return made


def add_sums(made: Cells, sums: Iterable[Sum]) -> None:
    """Add the ends of sums, from those of their parts; a part that the table does not tell can be anything."""
    for fact in sums:
        for end, name in (("low", low(fact.id)), ("high", high(fact.id))):
            parts = [_part(score, times, (times > 0) == (end == "low"), made.told) for score, times in occurrences(fact)]
            made.sums[name] = reduce(add, parts, nw.lit(0, dtype=nw.Int64))


def _part(score: Score, times: int, is_low: bool, told: Collection[Part]) -> nw.Expr:
    if (score.id, None) not in told:
        return nw.lit(times * (score.low if is_low else score.high), dtype=nw.Int64)
    return nw.col(low(score.id) if is_low else high(score.id)).cast(nw.Int64) * times


@dataclass(frozen=True, slots=True)
class _Source:
    """How to read a column of a type."""

    schema: Any
    untyped: bool

    def kind(self, column: str) -> str:
        """Return what a column holds: `text`, `number`, `yes_no`, `list`, `nothing`, or something `else` that no fact is."""
        dtype = self.schema[column]
        if isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
            return "text"
        if isinstance(dtype, nw.List | nw.Array):
            return "list"
        return "yes_no" if dtype == nw.Boolean else "number" if dtype.is_numeric() else "nothing" if _is_null(dtype) else "else"

    def text(self, column: str) -> nw.Expr:
        """Return a text column, without the space around words where it comes from a file without types."""
        cell = nw.col(column) if self.schema[column] == nw.String else nw.col(column).cast(nw.String)
        return cell.str.strip_chars() if self.untyped else cell

    def is_blank(self, column: str) -> nw.Expr:
        """Return whether nothing stands in a cell."""
        blank = nw.col(column).is_null()
        return blank | (self.text(column) == "").fill_null(value=False) if self.untyped and self.kind(column) == "text" else blank

    def equals(self, column: str, words: Sequence[str]) -> nw.Expr | None:
        """Return whether one of some words stands in a cell; None when it cannot in a column of its type."""
        match self.kind(column):
            case "text":
                return _either((self.text(column) == word).fill_null(value=False) for word in words)
            case "number":
                return _either((nw.col(column) == int(word)).fill_null(value=False) for word in words if re.fullmatch(r"[-+]?[0-9]{1,15}", word))
            case "yes_no":
                held = nw.col(column).fill_null(value=False)
                truth = {"true": held, "false": ~held & ~nw.col(column).is_null()}
                return _either(truth[word] for word in words if word in truth)
            case _:
                return None

    def ways(self, column: Column, value: str, *, is_yes_no: bool = False) -> list[str]:
        """Return the words in a column that stand for a value: its own, unless it stands for another; and those that are said to."""
        others = [word for word, meant in column.words.items() if meant == value]
        own = [value] if value not in column.words else []
        if is_yes_no and self.kind(column.name) == "yes_no":
            own = ["true" if value == "yes" else "false"]
            own = [] if own[0] in column.words else own
        if is_yes_no and self.untyped:
            own += [word for word, meant in TRUE_OR_FALSE.items() if meant == value and word not in column.words]
        return [*own, *others]


def _is_null(dtype: Any) -> bool:
    return bool(dtype == nw.Unknown)


def _either(conditions: Iterable[nw.Expr]) -> nw.Expr | None:
    found = list(conditions)
    return reduce(or_, found) if found else None


def _small(expression: nw.Expr, least: int, most: int) -> nw.Expr:
    """Return whole numbers in the smallest type that holds them, as there are two columns of them for every fact."""
    dtype = nw.Int8() if least >= -128 and most <= 127 else nw.Int16() if least >= -32768 and most <= 32767 else nw.Int64()
    return expression.cast(dtype)


def _places(conditions: Sequence[tuple[nw.Expr | None, int]], otherwise: nw.Expr) -> nw.Expr:
    """Return the number that stands beside the first condition that holds."""
    for condition, place in reversed(conditions):
        if condition is not None:
            otherwise = nw.when(condition).then(nw.lit(place)).otherwise(otherwise)
    return otherwise


def _code(made: Cells, name: str, column: Column, values: Sequence[str], source: _Source) -> tuple[str, str]:
    """Make a column with the place of a word among the values of its fact, or -1; return its name, and that of the flag of cells with other words."""
    code, wrong = f"{HIDDEN}code_{name}", flag(name)
    conditions = [(source.equals(column.name, source.ways(column, value, is_yes_no=values is YES_OR_NO)), place) for place, value in enumerate(values)]
    unknown = source.equals(column.name, [word for word, meant in column.words.items() if meant is None])
    blank = source.is_blank(column.name) if unknown is None else source.is_blank(column.name) | unknown
    known = [(condition, place) for condition, place in conditions if condition is not None]
    expression = _places(known, nw.lit(-1))
    made.first[code] = _small(expression, -1, len(values)) if known else nw.when(blank).then(nw.lit(-1)).otherwise(nw.lit(-1)).cast(nw.Int8)
    blank_name = f"{HIDDEN}blank_{name}"
    made.first[blank_name] = blank
    made.second[wrong] = (nw.col(code) < 0) & ~nw.col(blank_name)
    return code, wrong


def _word(made: Cells, each: Bound, source: _Source) -> None:
    """Add the ends of a scale, a choice or a yes-or-no fact."""
    fact, column = each.fact, each.by
    assert isinstance(column, Column)
    assert not isinstance(fact, Score | SetOf)
    values = YES_OR_NO if isinstance(fact, YesNo) else fact.values
    code, wrong = _code(made, fact.id, column, values, source)
    is_unknown = nw.col(code) < 0
    made.second[low(fact.id)] = _small(nw.when(is_unknown).then(nw.lit(0)).otherwise(nw.col(code)), 0, len(values))
    made.second[high(fact.id)] = _small(nw.when(is_unknown).then(nw.lit(len(values) - 1)).otherwise(nw.col(code)), 0, len(values))
    made.faults.append(_fault(wrong, source, fact.id, column, values))


def _fault(wrong: str, source: _Source, fact: str, column: Column, values: Sequence[str]) -> Fault:
    code = "unknown-value" if source.kind(column.name) == "text" else "wrong-type"
    return Fault(
        wrong, code, fact, (column.title,), column.name, ", ".join(f"`{word}`" for word in (*values, *(word for word in column.words if word not in values)))
    )


def _score(made: Cells, tellers: Sequence[Bound], source: _Source) -> None:
    """Add the ends of a score, from its own column, from columns with bands of it, or from both."""
    fact = tellers[0].fact if isinstance(tellers[0].fact, Score) else tellers[0].fact.of  # type: ignore[union-attr]  # a score, or bands of one
    assert isinstance(fact, Score)
    ends: list[tuple[str, str]] = []
    for each in tellers:
        assert isinstance(each.by, Column)
        prefix = f"{HIDDEN}{len(ends)}_"
        names = (f"{prefix}low_{fact.id}", f"{prefix}high_{fact.id}") if len(tellers) > 1 else (low(fact.id), high(fact.id))
        if isinstance(each.fact, Bands):
            _band(made, each.fact, each.by, names, source)
        else:
            _number(made, fact, each.by, names, source)
        ends.append(names)
    if len(tellers) > 1:
        _agreed(made, fact, tellers, ends)


def _agreed(made: Cells, fact: Score, tellers: Sequence[Bound], ends: Sequence[tuple[str, str]]) -> None:
    """Add the ends on which several columns agree; where they contradict each other nothing is known, and a flag says so."""
    least = nw.max_horizontal(*(name for name, _ in ends))
    most = nw.min_horizontal(*(name for _, name in ends))
    clash = flag(f"{fact.id}-clash")
    made.third[low(fact.id)] = _small(nw.when(least > most).then(nw.lit(fact.low)).otherwise(least), fact.low, fact.high)
    made.third[high(fact.id)] = _small(nw.when(least > most).then(nw.lit(fact.high)).otherwise(most), fact.low, fact.high)
    made.third[clash] = least > most
    told_by = [each.by for each in tellers if isinstance(each.by, Column)]
    names = tuple(column.title for column in told_by)
    made.faults.append(Fault(clash, "contradiction", fact.id, names, told_by[0].name, "what does not contradict itself"))


def _band(made: Cells, bands: Bands, column: Column, names: tuple[str, str], source: _Source) -> None:
    fact = bands.of
    code, wrong = _code(made, bands.id, column, bands.values, source)
    for name, ends, unknown in ((names[0], [at for _, at, _ in bands.bands], fact.low), (names[1], [at for _, _, at in bands.bands], fact.high)):
        made.second[name] = _small(_places([(nw.col(code) == place, at) for place, at in enumerate(ends)], nw.lit(unknown)), fact.low, fact.high)
    made.faults.append(_fault(wrong, source, bands.id, column, bands.values))


def _number(made: Cells, fact: Score, column: Column, names: tuple[str, str], source: _Source) -> None:
    """Add the ends of a score from a column of numbers, or of text that stands for them."""
    meant = {word: value for word, value in column.words.items() if value is not None}
    unknown = source.equals(column.name, [word for word, value in column.words.items() if value is None])
    said = [(source.equals(column.name, [word]), int(value)) for word, value in meant.items()]
    number, is_number = _numeric(column.name, source)
    raw, known, blank = (f"{HIDDEN}{what}_{fact.id}" for what in ("raw", "known", "blank"))
    made.first[blank] = source.is_blank(column.name) if unknown is None else source.is_blank(column.name) | unknown
    # A word with a meaning of its own is that, whatever number it is.
    told = _either(condition for condition, _ in said if condition is not None)
    is_whole = is_number if unknown is None else is_number & ~unknown
    plain = nw.when(is_whole).then(number).otherwise(nw.lit(fact.low - 1))
    made.first[raw] = _places(said, plain)
    made.first[known] = is_whole if told is None else is_whole | told
    value = nw.col(raw)
    is_in = nw.col(known) & (value >= fact.low) & (value <= fact.high if not fact.or_more else value >= fact.low)
    lowered = nw.when(value > fact.high).then(nw.lit(fact.high)).otherwise(value)
    made.second[names[0]] = _small(nw.when(is_in).then(lowered).otherwise(nw.lit(fact.low)), fact.low, fact.high)
    made.second[names[1]] = _small(nw.when(is_in).then(lowered).otherwise(nw.lit(fact.high)), fact.low, fact.high)
    made.second[flag(fact.id)] = ~nw.col(known) & ~nw.col(blank)
    made.second[flag(f"{fact.id}-out")] = nw.col(known) & ~is_in & ~nw.col(blank)
    more = " or more" if fact.or_more else ""
    allowed = f"{fact.low} to {fact.high}{more}" + "".join(f", `{word}`" for word in column.words)
    made.faults += [
        Fault(flag(fact.id), "wrong-type", fact.id, (column.title,), column.name, f"a whole number from {allowed}"),
        Fault(flag(f"{fact.id}-out"), "out-of-range", fact.id, (column.title,), column.name, allowed),
    ]


def _numeric(column: str, source: _Source) -> tuple[nw.Expr, nw.Expr]:
    """Return a column as numbers, and where it holds a whole one."""
    cell, dtype = nw.col(column), source.schema[column]
    match source.kind(column):
        case "number" if dtype.is_integer():
            return cell, ~cell.is_null()
        case "number":
            if isinstance(dtype, nw.Decimal):
                cell = cell.cast(nw.Float64)
            # What is no number, and what is endless, leaves no remainder that is zero.
            return cell, ((cell % 1) == 0).fill_null(value=False) & (cell > -1e15).fill_null(value=False) & (cell < 1e15).fill_null(value=False)
        case "text" if source.untyped:
            is_numeral = source.text(column).str.contains(NUMERAL).fill_null(value=False)
            return nw.when(is_numeral).then(source.text(column)).otherwise(nw.lit("0")).cast(nw.Float64), is_numeral
        case _:
            return nw.lit(0), nw.col(column).is_null() & ~nw.col(column).is_null()


def _set(made: Cells, fact: SetOf, by: Column | Members, source: _Source) -> None:
    if isinstance(by, Members):
        for word, column in by.of.items():
            _member(made, fact, word, column, source)
        return
    _whole_set(made, fact, by, source)


def _member(made: Cells, fact: SetOf, word: str, column: Column, source: _Source) -> None:
    name = f"{fact.id}-{word}"
    made.told.add((fact.id, word))
    code, wrong = _code(made, name, column, YES_OR_NO, source)
    made.second[member(fact.id, word, held=True)] = nw.col(code) != 1
    made.second[member(fact.id, word, held=False)] = nw.col(code) != 0
    made.faults.append(_fault(wrong, source, fact.id, column, YES_OR_NO))


def _whole_set(made: Cells, fact: SetOf, column: Column, source: _Source) -> None:
    """Add the members of a set from its complete list. It is one when nothing else stands in it, and nothing twice: its length then is that of its members."""
    made.told |= {(fact.id, word) for word in fact.values}
    ways = {word: [word] if word not in column.words else [] for word in fact.values}
    for said, meant in column.words.items():
        ways[str(meant)].append(said)
    blank, valid = f"{HIDDEN}blank_{fact.id}", f"{HIDDEN}valid_{fact.id}"
    reader = _list(column, source) if source.kind(column.name) == "list" else _text_list(column, source)
    made.first[blank] = source.is_blank(column.name)
    if reader is None:
        made.first[valid] = made.first[blank] & ~made.first[blank]
    else:
        there = {said: reader.holds(said) for said in dict.fromkeys(said for each in ways.values() for said in each)}
        made.first[valid] = reader.is_all_of(there)
    for word in fact.values:
        has = None if reader is None else _either(reader.holds(said) for said in ways[word])
        here = f"{HIDDEN}has_{fact.id}-{word}"
        made.first[here] = has if has is not None else made.first[blank] & ~made.first[blank]
        made.second[member(fact.id, word, held=True)] = ~nw.col(valid) | nw.col(here)
        made.second[member(fact.id, word, held=False)] = ~(nw.col(valid) & nw.col(here))
    made.second[flag(fact.id)] = ~nw.col(valid) & ~nw.col(blank)
    allowed = (
        ", ".join(f"`{word}`" for word in (*fact.values, *column.words))
        + ", each at most once"
        + (f", `{column.empty}` for none" if column.empty not in {None, EMPTY} else "")
    )
    code = "unknown-value" if reader is not None else "wrong-type"
    made.faults.append(Fault(flag(fact.id), code, fact.id, (column.title,), column.name, f"a list of {allowed}"))


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


def _list(column: Column, source: _Source) -> _List | None:
    dtype = source.schema[column.name]
    inner = dtype.inner
    if not isinstance(inner() if isinstance(inner, type) else inner, nw.String | nw.Categorical | nw.Enum):
        return None
    plain = isinstance(dtype, nw.List) and (dtype.inner == nw.String)
    return _List(nw.col(column.name) if plain else nw.col(column.name).cast(nw.List(nw.String)))


def _text_list(column: Column, source: _Source) -> _TextList | None:
    if source.kind(column.name) != "text" or column.separator is None:
        return None
    spaced = source.text(column.name).str.strip_chars().str.replace_all(rf"\s*{re.escape(column.separator)}\s*", column.separator)
    return _TextList(spaced, column.separator, column.empty)
