"""From the cells of a table to what is known of facts: a low and a high end for each fact, and a flag for each cell without a valid value."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import inf
from operator import add, or_

import narwhals.stable.v2 as nw

from carelevel.cohort.column_types import EMPTY, ColumnReader, either, small
from carelevel.cohort.columns import YES_OR_NO, Column, FactColumns, Members
from carelevel.cohort.decimals import steps_in_column
from carelevel.cohort.formula_columns import HIDDEN, code_of, flag, high, in_pairs, low, member
from carelevel.cohort.native_expressions import MOST_HELD, ListMembers, WordPlaces
from carelevel.cohort.written import MOST_DIGITS, SPACE, TRUTHS, WHOLE, is_number, pattern
from carelevel.model.cases import Part
from carelevel.model.facts import NEVER, Bands, Score, SetOf, Sum, YesNo, by_band, scores_below
from carelevel.model.frozen import FrozenDict
from carelevel.model.numbers import number_text, steps_in


@dataclass(frozen=True, slots=True)
class Fault:
    """A possible fault in the cells of one column.

    Attributes:
        flag: the name of its flag.
        code: the kind of problem, as in docs/problems.md.
        fact: the fact that the column tells.
        columns: the columns concerned, as the table calls them.
        cell: the column with the wrong cells.
        allowed: what is allowed, in words.
        is_number: whether a number is allowed.
    """

    flag: str
    code: str
    fact: str
    columns: tuple[str, ...]
    cell: str
    allowed: str
    is_number: bool = False


@dataclass(slots=True)
class CellColumns:
    """The columns that are made from the cells of a table, in stages.

    Attributes:
        placed: texts whose places the library looks up.
        held: lists whose members the library looks up.
        first: made from the table's own columns, and from `placed` and `held`.
        second: made from `first`.
        third: what several columns of one score agree on.
        faults: the possible faults.
        between: columns that say where a number between two steps is known in part, with the name of the table's column.
    """

    placed: dict[str, WordPlaces] = field(default_factory=dict)
    held: list[ListMembers] = field(default_factory=list)
    first: dict[str, nw.Expr] = field(default_factory=dict)
    second: dict[str, nw.Expr] = field(default_factory=dict)
    third: dict[str, nw.Expr] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    between: dict[str, str] = field(default_factory=dict)


def places_of(conditions: Sequence[tuple[nw.Expr | None, int]], otherwise: nw.Expr) -> nw.Expr:
    """Return the number of the first condition that holds."""
    for condition, place in reversed(conditions):
        if condition is not None:
            otherwise = nw.when(condition).then(nw.lit(place)).otherwise(otherwise)
    return otherwise


def code(made: CellColumns, name: str, column: Column, values: Sequence[str], reader: ColumnReader) -> tuple[str, str]:
    """Make a column with the place of a word among the values of its fact, or -1; return its name, and that of the flag of cells with other words."""
    place, wrong = code_of(name), flag(name)
    found = reader.placed(column, values, is_yes_no=values is YES_OR_NO)
    conditions = [(reader.says(column, value, is_yes_no=values is YES_OR_NO), place) for place, value in enumerate(values)]
    blank = reader.is_unknown(column)
    known = [(condition, place) for condition, place in conditions if condition is not None]
    expression = places_of(known, nw.lit(-1))
    if found is not None:
        made.placed[place] = found
    else:
        made.first[place] = small(expression, -1, len(values)) if known else nw.when(blank).then(nw.lit(-1)).otherwise(nw.lit(-1)).cast(nw.Int8)
    blank_name = f"{HIDDEN}blank_{name}"
    made.first[blank_name] = blank
    made.second[wrong] = (nw.col(place) < 0) & ~nw.col(blank_name)
    return place, wrong


def fault(wrong: str, reader: ColumnReader, fact: str, column: Column, values: Sequence[str]) -> Fault:
    """Return the fault of a column of words."""
    kind = "unknown-value" if reader.kind(column.name) == "text" else "wrong-type"
    allowed = ", ".join(f"`{word}`" for word in (*values, *(word for word in column.words if word not in values)))
    return Fault(wrong, kind, fact, (column.title,), column.title, allowed)


def told_by(found: Iterable[FactColumns]) -> frozenset[Part]:
    """Return the facts, and the members of sets, that columns tell."""
    return frozenset(part for each in found for part in _parts(each))


def _parts(each: FactColumns) -> Iterable[Part]:
    if isinstance(each.fact, SetOf):
        return [(each.fact.id, word) for word in (each.by.of if isinstance(each.by, Members) else each.fact.values)]
    return [(each.fact.of.id if isinstance(each.fact, Bands) else each.fact.id, None)]


def told_in_part(found: Iterable[FactColumns]) -> set[str]:
    """Return the scores of which a row may know only two ends: as bands, by several columns, up to a top that means more numbers, or between two steps."""
    return {
        name
        for name, tellers in _tellers(found).items()
        if len(tellers) > 1 or isinstance(tellers[0].fact, Bands) or _score(tellers[0]).beyond or any(column.in_part for column in tellers[0].columns())
    }


def _tellers(found: Iterable[FactColumns]) -> dict[str, list[FactColumns]]:
    """Return the scores with the columns that tell each of them."""
    tellers: dict[str, list[FactColumns]] = {}
    for each in found:
        if isinstance(each.fact, Score | Bands):
            tellers.setdefault(_score(each).id, []).append(each)
    return tellers


def _score(each: FactColumns) -> Score:
    fact = each.fact.of if isinstance(each.fact, Bands) else each.fact
    assert isinstance(fact, Score)
    return fact


def cells(found: Sequence[FactColumns], reader: ColumnReader) -> CellColumns:
    """Return the columns that say what a table knows.

    Args:
        found: the facts with their columns.
        reader: how the columns are read.
    """
    made = CellColumns()
    for each in found:
        if isinstance(each.fact, SetOf):
            read_set(made, each.fact, each.by, reader)
        elif not isinstance(each.fact, Score | Bands):
            _word(made, each, reader)
    for tellers in _tellers(found).values():
        read_score(made, _score(tellers[0]), tellers, reader)
    return made


def sums(facts: Iterable[Sum], told: Collection[Part]) -> dict[str, nw.Expr]:
    """Return the columns with the ends of sums, added up from their parts; a part that the table does not tell has its widest range."""
    ends: dict[str, nw.Expr] = {}
    for fact in facts:
        for name, is_low in ((low(fact.id), True), (high(fact.id), False)):
            parts = [_addend(score, times, (times > 0) == is_low, told) for score, times in scores_below(fact)]
            ends[name] = reduce(add, parts, nw.lit(0, dtype=nw.Int64))
    return ends


def _addend(score: Score, times: int, is_low: bool, told: Collection[Part]) -> nw.Expr:
    if (score.id, None) not in told:
        return nw.lit(times * (score.low if is_low else score.cap), dtype=nw.Int64)
    return nw.col(low(score.id) if is_low else high(score.id)).cast(nw.Int64) * times


def _word(made: CellColumns, each: FactColumns, reader: ColumnReader) -> None:
    """Add the ends of a scale, a choice or a yes-or-no fact."""
    fact, column = each.fact, each.by
    assert isinstance(column, Column)
    assert not isinstance(fact, Score | SetOf)
    values = YES_OR_NO if isinstance(fact, YesNo) else fact.values
    place, wrong = code(made, fact.id, column, values, reader)
    is_unknown = nw.col(place) < 0
    made.second[low(fact.id)] = small(nw.when(is_unknown).then(nw.lit(0)).otherwise(nw.col(place)), 0, len(values))
    made.second[high(fact.id)] = small(nw.when(is_unknown).then(nw.lit(len(values) - 1)).otherwise(nw.col(place)), 0, len(values))
    made.faults.append(fault(wrong, reader, fact.id, column, values))


def read_score(made: CellColumns, fact: Score, tellers: Sequence[FactColumns], reader: ColumnReader) -> None:
    """Add the ends of a score, from its own column, from columns with bands of it, or from several that have to agree."""
    ends: list[tuple[str, str]] = []
    for each in tellers:
        assert isinstance(each.by, Column)
        prefix = f"{HIDDEN}{len(ends)}_"
        names = (f"{prefix}low_{fact.id}", f"{prefix}high_{fact.id}") if len(tellers) > 1 else (low(fact.id), high(fact.id))
        if isinstance(each.fact, Bands):
            _band(made, each.fact, each.by, names, reader)
        else:
            _number(made, fact, each.by, names, reader)
        ends.append(names)
    if len(tellers) > 1:
        _agreed(made, fact, tellers, ends)


def _agreed(made: CellColumns, fact: Score, tellers: Sequence[FactColumns], ends: Sequence[tuple[str, str]]) -> None:
    """Add the ends on which several columns agree; if they contradict each other, nothing is known and a flag is set."""
    least = nw.max_horizontal(*(name for name, _ in ends))
    most = nw.min_horizontal(*(name for _, name in ends))
    clash = flag(f"{fact.id}-clash")
    made.third[low(fact.id)] = small(nw.when(least > most).then(nw.lit(fact.low)).otherwise(least), fact.low, fact.last)
    made.third[high(fact.id)] = small(nw.when(least > most).then(nw.lit(fact.last)).otherwise(most), fact.low, fact.last)
    made.third[clash] = least > most
    told_by = [each.by for each in tellers if isinstance(each.by, Column)]
    names = tuple(column.title for column in told_by)
    made.faults.append(Fault(clash, "contradiction", fact.id, names, told_by[0].title, "what does not contradict itself"))


def _band(made: CellColumns, bands: Bands, column: Column, names: tuple[str, str], reader: ColumnReader) -> None:
    fact = bands.of
    assert isinstance(fact, Score)
    column_of_places, wrong = code(made, bands.id, column, bands.values, reader)
    for name, end, unknown in ((names[0], min, fact.low), (names[1], max, fact.last)):
        ends = [int(end(values)) for values in by_band(bands).values()]
        made.second[name] = small(places_of([(nw.col(column_of_places) == place, at) for place, at in enumerate(ends)], nw.lit(unknown)), fact.low, fact.last)
    made.faults.append(fault(wrong, reader, bands.id, column, bands.values))


def _number(made: CellColumns, fact: Score, column: Column, names: tuple[str, str], reader: ColumnReader) -> None:
    """Add the ends of a score from a column of numbers, or of numbers written as text."""
    codes = column.codes(untyped=reader.untyped)
    words = [(code, value) for code, value in codes.items() if value is not None and not (fact.or_never and value == NEVER)]
    said = [(reader.is_code(column.name, [code]), _meant(fact, value)) for code, value in words]
    unknown = reader.is_code(column.name, [code for code, value in codes.items() if value is None])
    if fact.step is None:
        number, is_number = _numeric(column.name, reader, has_words=fact.or_never)
        numbers = [number]
    else:
        *numbers, is_number = steps_in_column(column.name, fact.step, reader, has_words=fact.or_never)
    raw, above, known, blank = (f"{HIDDEN}{what}_{fact.id}" for what in ("raw", "above", "known", "blank"))
    made.first[blank] = reader.is_unknown(column)
    never = _never(made, fact, column, codes, reader)
    # A word in `values` has that meaning, even if it is a number.
    told = either(condition for condition, _ in said if condition is not None)
    is_whole = is_number if unknown is None else is_number & ~unknown
    for name, number in zip((raw, above), numbers, strict=False):
        plain = nw.when(is_whole).then(number).otherwise(nw.lit(fact.low - 1))
        made.first[name] = places_of(said, plain)
    made.first[known] = is_whole if told is None else is_whole | told
    value, upper = nw.col(raw), nw.col(raw if fact.step is None else above)
    is_in = nw.col(known) & (value >= fact.low) & (upper <= fact.high if not fact.or_more else value >= fact.low)
    if fact.step is not None:
        is_between = is_in & (value < upper)
        if column.in_part:
            made.between[f"{HIDDEN}between_{fact.id}"] = column.title
            made.second[f"{HIDDEN}between_{fact.id}"] = is_between & ~nw.col(blank)
        else:
            made.second[flag(f"{fact.id}-between")] = is_between & ~nw.col(blank)
            is_in = is_in & (value == upper)
    lowered, raised = (nw.when(end > fact.cap).then(nw.lit(fact.cap)).otherwise(end) if fact.or_more else end for end in (value, upper))
    # The top also means every higher number that sums tell apart.
    most = nw.when(upper == fact.high).then(nw.lit(fact.cap)).otherwise(raised) if fact.beyond else raised
    least, most = (nw.when(is_in).then(end).otherwise(nw.lit(unknown)) for end, unknown in ((lowered, fact.low), (most, fact.last)))
    if never is not None:
        least, most = (nw.when(never).then(nw.lit(fact.last)).otherwise(end) for end in (least, most))
    made.second[names[0]] = small(least, fact.low, fact.last)
    made.second[names[1]] = small(most, fact.low, fact.last)
    told_otherwise = nw.col(blank) if never is None else nw.col(blank) | never
    made.second[flag(fact.id)] = ~nw.col(known) & ~told_otherwise
    is_out = ~is_in if fact.step is None else ~((value >= fact.low) & (upper <= fact.high if not fact.or_more else value >= fact.low))
    made.second[flag(f"{fact.id}-out")] = nw.col(known) & is_out & ~told_otherwise
    more = f"{' or more' if fact.or_more else ''}{', or `never`' if fact.or_never else ''}"
    ends = (fact.low, fact.high) if fact.step is None else (number_text(fact.step, fact.low), number_text(fact.step, fact.high))
    allowed = f"{ends[0]} to {ends[1]}{more}" + "".join(f", `{word}`" for word in column.words)
    kind, steps = ("a whole number", "") if fact.step is None else ("a number", f" in steps of {fact.step}")
    if fact.step is not None and not column.in_part:
        made.faults.append(Fault(flag(f"{fact.id}-between"), "between-steps", fact.id, (column.title,), column.title, f"{allowed}{steps}"))
    made.faults += [
        Fault(flag(fact.id), "wrong-type", fact.id, (column.title,), column.title, f"{kind} from {allowed}{steps}", is_number=True),
        Fault(flag(f"{fact.id}-out"), "out-of-range", fact.id, (column.title,), column.title, allowed),
    ]


def _never(made: CellColumns, fact: Score, column: Column, codes: Mapping[str, str | None], reader: ColumnReader) -> nw.Expr | None:
    """Add the column that says where a score is `never`, and return it; None where no cell can be."""
    if not fact.or_never:
        return None
    if column.is_read:
        # Cells that were read one by one have this number for it.
        found: nw.Expr | None = (nw.col(column.name) == inf).fill_null(value=False)
    else:
        meaning = [code for code, value in codes.items() if value == NEVER]
        found = either((reader.is_text(column.name, () if NEVER in codes else (NEVER,)), reader.is_code(column.name, meaning)))
    if found is None:
        return None
    made.first[f"{HIDDEN}never_{fact.id}"] = found
    return nw.col(f"{HIDDEN}never_{fact.id}")


def _meant(fact: Score, value: str) -> int:
    """Return the number that a code means, in steps."""
    return int(steps_in(fact.step, Fraction(value)))


def _numeric(column: str, reader: ColumnReader, *, has_words: bool) -> tuple[nw.Expr, nw.Expr]:
    """Return a column as numbers, and where it holds a whole one. With `has_words`, text in a table with types holds numbers too, beside words."""
    match reader.kind(column):
        case "number" if reader.schema[column].is_integer():
            return reader.number(column), ~nw.col(column).is_null()
        case "number":
            cell = reader.number(column)
            # NaN and infinity have no remainder of zero; some libraries differ in that.
            return cell, ((cell % 1) == 0).fill_null(value=False) & (cell > -inf).fill_null(value=False) & (cell < inf).fill_null(value=False)
        case "numeral":
            return _digits(nw.col(column))
        case "text" if reader.untyped or has_words:
            return _digits(reader.text(column))
        case _:
            return nw.lit(0), nw.col(column).is_null() & ~nw.col(column).is_null()


def _digits(cell: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
    """Return text as whole numbers, and where it is one. Numbers too long for any bound are as good as the largest: nothing is rounded, however many digits."""
    is_whole = cell.str.contains(WHOLE).fill_null(value=False)
    bare = cell.str.replace_all(r"^[-+]?0*", "").str.replace_all(r"\.0*$", "")
    length = bare.str.len_chars()
    shown = nw.when(is_whole & (length > 0)).then(nw.when(length <= MOST_DIGITS).then(bare).otherwise(nw.lit("9" * MOST_DIGITS))).otherwise(nw.lit("0"))
    size = shown.cast(nw.Int64)
    return nw.when(cell.str.starts_with("-").fill_null(value=False)).then(size * -1).otherwise(size), is_whole


# Sets


def read_set(made: CellColumns, fact: SetOf, by: Column | Members, reader: ColumnReader) -> None:
    """Add what a table tells of a set."""
    if isinstance(by, Members):
        for word, column in by.of.items():
            _member(made, fact, word, column, reader)
        return
    _whole_set(made, fact, by, reader)


def _member(made: CellColumns, fact: SetOf, word: str, column: Column, reader: ColumnReader) -> None:
    name = f"{fact.id}-{word}"
    place, wrong = code(made, name, column, YES_OR_NO, reader)
    made.second[member(fact.id, word, held=True)] = nw.col(place) != 1
    made.second[member(fact.id, word, held=False)] = nw.col(place) != 0
    made.faults.append(fault(wrong, reader, fact.id, column, YES_OR_NO))


def _whole_set(made: CellColumns, fact: SetOf, column: Column, reader: ColumnReader) -> None:
    """Add the members of a set from its complete list. A list is complete if every item is a member and none occurs twice; its length shows that."""
    told = column.codes(untyped=reader.untyped)
    ways = {word: [word] if word not in told else [] for word in fact.values}
    for said, meant in told.items():
        ways[str(meant)].append(said)
    blank, valid = f"{HIDDEN}blank_{fact.id}", f"{HIDDEN}valid_{fact.id}"
    items = _items(column, reader, [code for code in told if is_number(code) or code in TRUTHS])
    made.first[blank] = reader.is_blank(column.name)
    members = {f"{HIDDEN}has_{fact.id}-{word}": tuple(ways[word]) for word in fact.values}
    finds = isinstance(items, _List) and reader.finds_members and sum(map(len, ways.values())) <= MOST_HELD
    if finds:
        made.held.append(ListMembers(column.name, FrozenDict(members), valid))
    elif items is None:
        made.first[valid] = made.first[blank] & ~made.first[blank]
    else:
        there = {said: items.holds(said) for said in dict.fromkeys(said for each in ways.values() for said in each)}
        made.first[valid] = items.is_all_of(there)
    for word in fact.values:
        here = f"{HIDDEN}has_{fact.id}-{word}"
        if not finds:
            has = None if items is None else either(items.holds(said) for said in ways[word])
            made.first[here] = has if has is not None else made.first[blank] & ~made.first[blank]
        made.second[member(fact.id, word, held=True)] = ~nw.col(valid) | nw.col(here)
        made.second[member(fact.id, word, held=False)] = ~(nw.col(valid) & nw.col(here))
    made.second[flag(fact.id)] = ~nw.col(valid) & ~nw.col(blank)
    allowed = (
        ", ".join(f"`{word}`" for word in (*fact.values, *column.words))
        + ", each at most once"
        + (f", `{column.empty}` for none" if column.empty not in {None, EMPTY} else "")
    )
    kind = "unknown-value" if items is not None else "wrong-type"
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
    """A column of texts with a separator between the members."""

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
    reader: ColumnReader

    def holds(self, word: str) -> nw.Expr:
        found = self.reader.is_code(self.column, [word])
        return nw.col(self.column).is_null() & ~nw.col(self.column).is_null() if found is None else found

    def is_all_of(self, there: dict[str, nw.Expr]) -> nw.Expr:
        found: nw.Expr = in_pairs(or_, list(there.values()))
        return found


def _items(column: Column, reader: ColumnReader, codes: Sequence[str]) -> _List | _TextList | _OneCode | None:
    """Return what finds the members in a column; None if a column of its type cannot tell a set. `codes` are its numbers and truth values."""
    match reader.kind(column.name):
        case "list":
            return _list(column, reader)
        case "number" | "numeral" | "yes_no" if column.separator is not None:
            return _OneCode(column.name, reader)
        case _:
            return _text_list(column, reader, codes)


def _list(column: Column, reader: ColumnReader) -> _List | None:
    dtype = reader.schema[column.name]
    inner = dtype.inner
    if not isinstance(inner() if isinstance(inner, type) else inner, nw.String | nw.Categorical | nw.Enum):
        return None
    plain = isinstance(dtype, nw.List) and (dtype.inner == nw.String)
    return _List(nw.col(column.name) if plain else nw.col(column.name).cast(nw.List(nw.String)))


def _text_list(column: Column, reader: ColumnReader, codes: Sequence[str]) -> _TextList | None:
    """Return a column of texts in which every code that is a number or a truth value has its canonical form."""
    if reader.kind(column.name) != "text" or column.separator is None:
        return None
    between = column.separator
    cell = nw.col(column.name).cast(nw.String).str.strip_chars(SPACE).str.replace_all(rf"[{SPACE}]*{re.escape(between)}[{SPACE}]*", between)
    if codes:
        # Each code gets two separators of its own, so that no separator belongs to two codes.
        cell = nw.concat_str(nw.lit(between), cell.str.replace_all(between, between * 2, literal=True), nw.lit(between))
        for code in codes:
            cell = cell.str.replace_all(f"{re.escape(between)}{pattern([code])}{re.escape(between)}", f"{between}{code}{between}")
        cell = cell.str.replace_all(between * 2, between, literal=True).str.strip_chars(between)
    return _TextList(cell, between, column.empty)
