"""Cells that a spreadsheet takes for a formula."""

from typing import Any

FORMULA = frozenset("=+-@\t\r")
"""Signs with which such a cell begins."""

_NUMBER = r"^[-+]?[0-9]+([.,][0-9]+)?$"


def escaped(frame: Any) -> Any:
    """Return a lazy frame of Polars with an apostrophe before each text, and each name of a column, that begins as a formula does and is no plain number.

    Source: OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection.
    """
    import polars as pl

    schema = frame.collect_schema()
    texts = {name: pl.col(name).cast(pl.String) for name, dtype in schema.items() if isinstance(dtype, pl.String | pl.Categorical | pl.Enum)}
    taken = {name: text.str.slice(0, 1).is_in(FORMULA) & ~text.str.contains(_NUMBER) for name, text in texts.items()}
    frame = frame.with_columns(pl.when(taken[name]).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(name) for name, text in texts.items())
    return frame.rename({name: f"'{name}" for name in schema.names() if name[:1] in FORMULA})
