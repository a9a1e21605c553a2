"""Whole tables: `recommend` answers every row of a dataframe, `level_pairs` those of a table file by two criteria sets."""

from typing import TYPE_CHECKING, Any

from carelevel.model.problems import MissingExtraError

try:
    from carelevel.cohort.answers import recommend
except ModuleNotFoundError as cause:
    if (cause.name or "").partition(".")[0] != "narwhals":
        raise
    raise MissingExtraError.of("tables need", "cohort") from cause

if TYPE_CHECKING:
    from carelevel.cohort.impact import level_pairs, table_people

__all__ = ["level_pairs", "recommend", "table_people"]


if not TYPE_CHECKING:
    # Table files need Polars; dataframes of other kinds do without it.
    def __getattr__(name: str) -> Any:
        if name not in {"level_pairs", "table_people"}:
            msg = f"module 'carelevel.cohort' has no attribute {name!r}"
            raise AttributeError(msg)
        try:
            from carelevel.cohort import impact
        except ModuleNotFoundError as cause:
            if cause.name != "polars":
                raise
            raise MissingExtraError.of("table files need", "cohort") from cause
        return getattr(impact, name)


def __dir__() -> list[str]:
    return sorted(__all__)
