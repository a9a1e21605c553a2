"""Scores in a table: as numbers, as text that stands for them, as bands, or as several of these that have to agree."""

from collections.abc import Sequence
from math import inf

import narwhals.stable.v2 as nw

from carelevel.cohort.column_codes import Cells, Fault, code, fault, places_of
from carelevel.cohort.column_types import Source, either, small
from carelevel.cohort.columns import Bound, Column
from carelevel.cohort.subexpressions import HIDDEN, flag, high, low
from carelevel.cohort.written import MOST_DIGITS, WHOLE
from carelevel.model.facts import Bands, Score, by_band


def read_score(made: Cells, tellers: Sequence[Bound], source: Source) -> None:
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
    if len(tellers) > 1 or isinstance(tellers[0].fact, Bands) or fact.beyond:
        made.in_part.add(fact.id)
    if len(tellers) > 1:
        _agreed(made, fact, tellers, ends)


def _agreed(made: Cells, fact: Score, tellers: Sequence[Bound], ends: Sequence[tuple[str, str]]) -> None:
    """Add the ends on which several columns agree; where they contradict each other nothing is known, and a flag says so."""
    least = nw.max_horizontal(*(name for name, _ in ends))
    most = nw.min_horizontal(*(name for _, name in ends))
    clash = flag(f"{fact.id}-clash")
    made.third[low(fact.id)] = small(nw.when(least > most).then(nw.lit(fact.low)).otherwise(least), fact.low, fact.cap)
    made.third[high(fact.id)] = small(nw.when(least > most).then(nw.lit(fact.cap)).otherwise(most), fact.low, fact.cap)
    made.third[clash] = least > most
    told_by = [each.by for each in tellers if isinstance(each.by, Column)]
    names = tuple(column.title for column in told_by)
    made.faults.append(Fault(clash, "contradiction", fact.id, names, told_by[0].title, "what does not contradict itself"))


def _band(made: Cells, bands: Bands, column: Column, names: tuple[str, str], source: Source) -> None:
    fact = bands.of
    assert isinstance(fact, Score)
    column_of_places, wrong = code(made, bands.id, column, bands.values, source)
    for name, end, unknown in ((names[0], min, fact.low), (names[1], max, fact.cap)):
        ends = [int(end(values)) for values in by_band(bands).values()]
        made.second[name] = small(places_of([(nw.col(column_of_places) == place, at) for place, at in enumerate(ends)], nw.lit(unknown)), fact.low, fact.cap)
    made.faults.append(fault(wrong, source, bands.id, column, bands.values))


def _number(made: Cells, fact: Score, column: Column, names: tuple[str, str], source: Source) -> None:
    """Add the ends of a score from a column of numbers, or of text that stands for them."""
    codes = column.codes(untyped=source.untyped)
    said = [(source.is_code(column.name, [code]), int(value)) for code, value in codes.items() if value is not None]
    unknown = source.is_code(column.name, [code for code, value in codes.items() if value is None])
    number, is_number = _numeric(column.name, source)
    raw, known, blank = (f"{HIDDEN}{what}_{fact.id}" for what in ("raw", "known", "blank"))
    made.first[blank] = source.is_unknown(column)
    # A word with a meaning of its own is that, whatever number it is.
    told = either(condition for condition, _ in said if condition is not None)
    is_whole = is_number if unknown is None else is_number & ~unknown
    plain = nw.when(is_whole).then(number).otherwise(nw.lit(fact.low - 1))
    made.first[raw] = places_of(said, plain)
    made.first[known] = is_whole if told is None else is_whole | told
    value = nw.col(raw)
    is_in = nw.col(known) & (value >= fact.low) & (value <= fact.high if not fact.or_more else value >= fact.low)
    lowered = nw.when(value > fact.cap).then(nw.lit(fact.cap)).otherwise(value) if fact.or_more else value
    # The top stands for all that is told apart above it, too.
    most = nw.when(value == fact.high).then(nw.lit(fact.cap)).otherwise(lowered) if fact.beyond else lowered
    made.second[names[0]] = small(nw.when(is_in).then(lowered).otherwise(nw.lit(fact.low)), fact.low, fact.cap)
    made.second[names[1]] = small(nw.when(is_in).then(most).otherwise(nw.lit(fact.cap)), fact.low, fact.cap)
    made.second[flag(fact.id)] = ~nw.col(known) & ~nw.col(blank)
    made.second[flag(f"{fact.id}-out")] = nw.col(known) & ~is_in & ~nw.col(blank)
    more = " or more" if fact.or_more else ""
    allowed = f"{fact.low} to {fact.high}{more}" + "".join(f", `{word}`" for word in column.words)
    made.faults += [
        Fault(flag(fact.id), "wrong-type", fact.id, (column.title,), column.title, f"a whole number from {allowed}", is_number=True),
        Fault(flag(f"{fact.id}-out"), "out-of-range", fact.id, (column.title,), column.title, allowed),
    ]


def _numeric(column: str, source: Source) -> tuple[nw.Expr, nw.Expr]:
    """Return a column as numbers, and where it holds a whole one."""
    match source.kind(column):
        case "number" if source.schema[column].is_integer():
            return source.number(column), ~nw.col(column).is_null()
        case "number":
            cell = source.number(column)
            # What is no number, and what is endless, leaves no remainder that is zero; some engines differ in that.
            return cell, ((cell % 1) == 0).fill_null(value=False) & (cell > -inf).fill_null(value=False) & (cell < inf).fill_null(value=False)
        case "numeral":
            return _digits(nw.col(column))
        case "text" if source.untyped:
            return _digits(source.text(column))
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
