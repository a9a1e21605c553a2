"""What is noted of the cells of a table, and how words become places among the values of a fact."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import narwhals.stable.v2 as nw

from carelevel.cohort.column_types import Source, small
from carelevel.cohort.columns import YES_OR_NO, Column
from carelevel.cohort.lookups import Held, Placed
from carelevel.cohort.subexpressions import HIDDEN, code_of, flag
from carelevel.model.cases import Part


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
        is_number: whether that is a number.
    """

    flag: str
    code: str
    fact: str
    columns: tuple[str, ...]
    cell: str
    allowed: str
    is_number: bool = False


@dataclass(slots=True)
class Cells:
    """The columns that are made from the cells of a table, in stages.

    Attributes:
        placed: texts of which the engine finds the place by itself.
        held: lists of which the engine finds the members by itself.
        first: made from the table's own columns, and from those.
        second: made from those.
        third: what several columns of one score agree on.
        sums: the ends of sums.
        faults: what can be wrong.
        told: the facts, and the members of sets, that the table tells.
        in_part: the scores that it tells by bands, by several columns, or by a top that stands for more numbers that are told apart.
    """

    placed: dict[str, Placed] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    first: dict[str, nw.Expr] = field(default_factory=dict)
    second: dict[str, nw.Expr] = field(default_factory=dict)
    third: dict[str, nw.Expr] = field(default_factory=dict)
    sums: dict[str, nw.Expr] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    told: set[Part] = field(default_factory=set)
    in_part: set[str] = field(default_factory=set)


def places_of(conditions: Sequence[tuple[nw.Expr | None, int]], otherwise: nw.Expr) -> nw.Expr:
    """Return the number that stands beside the first condition that holds."""
    for condition, place in reversed(conditions):
        if condition is not None:
            otherwise = nw.when(condition).then(nw.lit(place)).otherwise(otherwise)
    return otherwise


def code(made: Cells, name: str, column: Column, values: Sequence[str], source: Source) -> tuple[str, str]:
    """Make a column with the place of a word among the values of its fact, or -1; return its name, and that of the flag of cells with other words."""
    place, wrong = code_of(name), flag(name)
    found = source.placed(column, values, is_yes_no=values is YES_OR_NO)
    conditions = [(source.says(column, value, is_yes_no=values is YES_OR_NO), place) for place, value in enumerate(values)]
    blank = source.is_unknown(column)
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


def fault(wrong: str, source: Source, fact: str, column: Column, values: Sequence[str]) -> Fault:
    """Return what can be wrong in a column of words."""
    kind = "unknown-value" if source.kind(column.name) == "text" else "wrong-type"
    allowed = ", ".join(f"`{word}`" for word in (*values, *(word for word in column.words if word not in values)))
    return Fault(wrong, kind, fact, (column.title,), column.title, allowed)
