"""How cells are read in columns of every type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cohort.columns import Column, FactColumns
from carelevel.cohort.formula_columns import in_pairs
from carelevel.cohort.native_expressions import WordPlaces, finds_members, finds_texts
from carelevel.cohort.written import SPACE, TRUTHS, Bits, as_float, is_number, pattern
from carelevel.model.frozen import FrozenDict

EMPTY = "\ue000"
"""The empty list, where lists have to be read as text."""

BETWEEN = "\ue001"
"""The separator of items in such a list."""

NOT_A_VALUE = "\ue002"
"""A cell with something that is no value of any fact."""

MOST_PLACES = 100
"""Places that fit into a byte."""

_ENDLESS = 2**63
_BITS: dict[Any, Bits] = {nw.Float32(): 32, nw.Float16(): 16}


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """How to read the columns of a table, by their types.

    Attributes:
        schema: the types of the columns.
        untyped: whether text may be numbers and truth values, as in a CSV file.
        finds_texts: whether the library looks up the places of texts.
        finds_members: whether it looks up the members of lists.
        numerals: the columns of text that hold the numbers of other columns, as digits.
    """

    schema: Any
    untyped: bool
    finds_texts: bool
    finds_members: bool
    numerals: frozenset[str] = frozenset()

    def kind(self, column: str) -> str:
        """Return what a column holds: `text`, `number`, `numeral`, `yes_no`, `list`, `nothing`, or something `else` that no fact is."""
        dtype = self.schema[column]
        if column in self.numerals:
            return "numeral"
        if isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
            return "text"
        if isinstance(dtype, nw.List | nw.Array):
            return "list"
        return "yes_no" if dtype == nw.Boolean else "number" if dtype.is_numeric() else "nothing" if _is_null(dtype) else "else"

    def text(self, column: str) -> nw.Expr:
        """Return a text column, without the space around words where it comes from a file without types."""
        cell = self._plain_text(column)
        return cell.str.strip_chars(SPACE) if self.untyped else cell

    def _plain_text(self, column: str) -> nw.Expr:
        return nw.col(column) if self.schema[column] == nw.String else nw.col(column).cast(nw.String)

    def number(self, column: str) -> nw.Expr:
        """Return a column of numbers in the type in which numbers are compared."""
        return nw.col(column).cast(nw.Int64 if self.schema[column].is_integer() else nw.Float64)

    def is_blank(self, column: str) -> nw.Expr:
        """Return whether a cell is empty or has only space."""
        blank = nw.col(column).is_null()
        return blank | self._is_space(column) if self.kind(column) == "text" else blank

    def _is_space(self, column: str) -> nw.Expr:
        return (self._plain_text(column).str.strip_chars(SPACE) == "").fill_null(value=False)

    def is_text(self, column: str, words: Iterable[str]) -> nw.Expr | None:
        """Return whether a cell is one of some words, letter by letter; None if no cell of this type of column can be."""
        return either((self.text(column) == word).fill_null(value=False) for word in words) if self.kind(column) == "text" else None

    def is_code(self, column: str, codes: Sequence[str]) -> nw.Expr | None:
        """Return whether a cell equals one of some canonical codes; None if no cell of this type of column can."""
        numbers = [code for code in codes if is_number(code)]
        truths = [code for code in codes if code in {"true", "false"}]
        match self.kind(column):
            case "text":
                blank = [self._is_space(column)] if "" in codes else []
                others = [code for code in codes if code and code not in numbers and code not in truths]
                spelt = [spelling for spelling, truth in TRUTHS.items() if truth in truths]
                return either((*blank, self.is_text(column, (*others, *spelt)), self._is_numeral(column, numbers)))
            case "numeral":
                return self._is_numeral(column, numbers)
            case "number" if self.schema[column].is_integer():
                return either((self.number(column) == int(code)).fill_null(value=False) for code in numbers if "." not in code and abs(int(code)) < _ENDLESS)
            case "number":
                floats = [as_float(code, _BITS.get(self.schema[column], 64)) for code in numbers]
                return either((self.number(column) == number).fill_null(value=False) for number in floats if number is not None)
            case "yes_no":
                held = nw.col(column).fill_null(value=False)
                truth = {"true": held, "false": ~held & ~nw.col(column).is_null()}
                return either(truth[code] for code in truths)
            case _:
                return None

    def _is_numeral(self, column: str, numbers: Sequence[str]) -> nw.Expr | None:
        if not numbers:
            return None
        return self._plain_text(column).str.contains(f"^[{SPACE}]*{pattern(numbers)}[{SPACE}]*$").fill_null(value=False)

    def placed(self, column: Column, values: Sequence[str], *, is_yes_no: bool) -> WordPlaces | None:
        """Return the texts of a column with their places among the values, for a library that looks them up; None for any other."""
        if not self.finds_texts or self.untyped or self.schema[column.name] != nw.String or len(values) > MOST_PLACES:
            return None
        words: dict[str, int] = {}
        for place, value in enumerate(values):
            own, codes = self.ways(column, value, is_yes_no=is_yes_no)
            if any(not code or is_number(code) or code in {"true", "false"} for code in codes):
                # There are more ways to write these than can be listed.
                return None
            words |= dict.fromkeys((*own, *codes), place)
        return WordPlaces(column.name, FrozenDict(words))

    def ways(self, column: Column, value: str, *, is_yes_no: bool = False) -> tuple[list[str], list[str]]:
        """Return the cells that mean a value: its own word, unless that is a code for another value, and its codes."""
        told = column.codes(untyped=self.untyped)
        codes = [code for code, meant in told.items() if meant == value]
        if is_yes_no and (self.untyped or self.kind(column.name) == "yes_no"):
            truth = "true" if value == "yes" else "false"
            codes += [truth] if truth not in told else []
        return [value] if value not in told else [], codes

    def says(self, column: Column, value: str, *, is_yes_no: bool = False) -> nw.Expr | None:
        """Return whether a cell says that the fact has a value; None when it cannot in a column of its type."""
        own, codes = self.ways(column, value, is_yes_no=is_yes_no)
        return either((self.is_text(column.name, own), self.is_code(column.name, codes)))

    def is_unknown(self, column: Column) -> nw.Expr:
        """Return whether a cell means unknown: it is empty, or its code says so."""
        unknown = self.is_code(column.name, [code for code, meant in column.codes(untyped=self.untyped).items() if meant is None])
        blank = self.is_blank(column.name)
        return blank if unknown is None else blank | unknown


def column_reader(frame: Any, found: Iterable[FactColumns], *, untyped: bool) -> ColumnReader:
    """Return how the columns of a frame are read.

    Args:
        frame: the frame.
        found: the facts with their columns.
        untyped: whether text may be numbers and truth values, as in a CSV file.
    """
    numerals = frozenset(column.name for each in found for column in each.columns() if column.is_numerals)
    return ColumnReader(frame.collect_schema(), untyped, finds_texts(frame), finds_members(frame), numerals)


def _is_null(dtype: Any) -> bool:
    return bool(dtype == nw.Unknown)


def either(conditions: Iterable[nw.Expr | None]) -> nw.Expr | None:
    """Return whether any condition holds; None if there is no condition."""
    found = [condition for condition in conditions if condition is not None]
    return in_pairs(or_, found) if found else None


def small(expression: nw.Expr, least: int, most: int) -> nw.Expr:
    """Return whole numbers in the smallest type that holds them, as there are two columns of them for every fact."""
    dtype = nw.Int8() if least >= -128 and most <= 127 else nw.Int16() if least >= -32768 and most <= 32767 else nw.Int64()
    return expression.cast(dtype)
