"""SQL text for DuckDB in place of expressions: its client would compare every expression with the name of every column, in every stage."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from carelevel.model.frozen import record


@record
class Sql:
    """A condition or a number as text, with the operators of an expression of Narwhals that gates are written with.

    >>> (Sql.col("a") & ~(Sql.col("b") >= 2)).text
    '("a" AND (NOT ("b" >= 2)))'
    """

    text: str

    @classmethod
    def col(cls, column: str) -> "Sql":
        """Return a column."""
        return cls(name(column))

    def __and__(self, other: "Sql") -> "Sql":
        return Sql(f"({self.text} AND {other.text})")

    def __or__(self, other: "Sql") -> "Sql":
        return Sql(f"({self.text} OR {other.text})")

    def __invert__(self) -> "Sql":
        return Sql(f"(NOT {self.text})")

    def __add__(self, other: "Sql") -> "Sql":
        return Sql(f"({self.text} + {other.text})")

    def __le__(self, bound: int) -> "Sql":
        return Sql(f"({self.text} <= {bound})")

    def __ge__(self, bound: int) -> "Sql":
        return Sql(f"({self.text} >= {bound})")

    def cast(self, _: object) -> "Sql":
        """Return a condition as a number, to be counted."""
        return Sql(f"{self.text}::INTEGER")


def name(column: str) -> str:
    """Return the name of a column as SQL writes it."""
    return '"' + column.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def integers(values: Iterable[int]) -> str:
    """Return a list of whole numbers: as one text that is cast once, since a list of expressions is bound one by one."""
    return f"'[{', '.join(map(str, values))}]'::INTEGER[]"


def texts(values: Iterable[str | None]) -> str:
    """Return a list of texts; None becomes NULL."""
    return f"[{', '.join('NULL' if value is None else text(value) for value in values)}]::VARCHAR[]"


def projected(native: Any, kept: Iterable[str], made: Mapping[str, str]) -> Any:
    """Return a relation with the kept columns and the made ones."""
    return native.project(", ".join((*map(name, kept), *(f"{value} AS {name(column)}" for column, value in made.items()))))


def words_that_hold(words: Sequence[str], conditions: Sequence[str]) -> str:
    """Return a list of the words whose condition, a column, holds."""
    return f"list_where({texts(words)}, [{', '.join(map(name, conditions))}]::BOOLEAN[])" if words else texts(())
