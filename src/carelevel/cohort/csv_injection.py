"""Cells that a spreadsheet takes for a formula."""

from typing import Any

FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""The first characters of such cells. The last four are full-width forms, which some spreadsheets treat as the same."""

_NUMBER = r"^[-+]?[0-9]+([.,][0-9]+)?$"


def escaped(frame: Any) -> Any:
    """Return a lazy frame of Polars with an apostrophe before each text that begins as a formula does and is no plain number: cells, items of lists, names.

    Source: OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection.
    """
    import polars as pl

    schema = frame.collect_schema()
    columns = []
    for name, dtype in schema.items():
        if _is_text(dtype):
            columns.append(_escaped(pl.col(name).cast(pl.String)).alias(name))
        elif isinstance(dtype, pl.List) and _is_text(dtype.inner):
            # A list becomes one cell, and a program may split it again.
            columns.append(pl.col(name).cast(pl.List(pl.String)).list.eval(_escaped(pl.element())))
    return frame.with_columns(columns).rename({name: f"'{name}" for name in schema.names() if name[:1] in FORMULA})


def _is_text(dtype: Any) -> bool:
    import polars as pl

    return isinstance(dtype, pl.String | pl.Categorical | pl.Enum)


def _escaped(text: Any) -> Any:
    import polars as pl

    is_formula = text.str.slice(0, 1).is_in(FORMULA) & ~text.str.contains(_NUMBER)
    return pl.when(is_formula).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)
