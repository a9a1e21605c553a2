"""How the columns of a table are read, whatever their types are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cohort.columns import Column
from carelevel.cohort.lookups import Placed
from carelevel.cohort.staging import in_pairs
from carelevel.frozen import FrozenDict

EMPTY = "\ue000"
"""Stands for a list without items where lists have to be read as text."""

BETWEEN = "\ue001"
"""Stands between the items of such a list."""

NOT_A_VALUE = "\ue002"
"""Stands for a cell that holds something that no fact can be."""

MOST_PLACES = 100
"""Places that fit into a byte."""

TRUE_OR_FALSE = {"true": "yes", "True": "yes", "TRUE": "yes", "false": "no", "False": "no", "FALSE": "no"}


@dataclass(frozen=True, slots=True)
class Source:
    """How to read a column of a type.

    Attributes:
        schema: the types of the columns.
        untyped: whether text stands for numbers and truth values, as in a CSV file.
        finds_texts: whether the engine finds the places of texts by itself.
        finds_members: whether it finds the members of lists by itself.
    """

    schema: Any
    untyped: bool
    finds_texts: bool
    finds_members: bool

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
                return either((self.text(column) == word).fill_null(value=False) for word in words)
            case "number":
                return either((nw.col(column) == int(word)).fill_null(value=False) for word in words if re.fullmatch(r"[-+]?[0-9]{1,15}", word))
            case "yes_no":
                held = nw.col(column).fill_null(value=False)
                truth = {"true": held, "false": ~held & ~nw.col(column).is_null()}
                return either(truth[word] for word in words if word in truth)
            case _:
                return None

    def placed(self, column: Column, values: Sequence[str], *, is_yes_no: bool) -> Placed | None:
        """Return the texts of a column with their places among values, for an engine that finds them by itself; None for any other."""
        if not self.finds_texts or self.untyped or self.schema[column.name] != nw.String or len(values) > MOST_PLACES:
            return None
        words = {word: place for place, value in enumerate(values) for word in self.ways(column, value, is_yes_no=is_yes_no)}
        return Placed(column.name, FrozenDict(words))

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


def either(conditions: Iterable[nw.Expr]) -> nw.Expr | None:
    """Return whether any condition holds; None when there is none."""
    found = list(conditions)
    return in_pairs(or_, found) if found else None


def small(expression: nw.Expr, least: int, most: int) -> nw.Expr:
    """Return whole numbers in the smallest type that holds them, as there are two columns of them for every fact."""
    dtype = nw.Int8() if least >= -128 and most <= 127 else nw.Int16() if least >= -32768 and most <= 32767 else nw.Int64()
    return expression.cast(dtype)
