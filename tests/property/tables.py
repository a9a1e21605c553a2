"""Tables for drawn criteria sets: rows of people of whom more or less is known, in each of the engines, and the same rows as cases."""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import duckdb
import pandas as pd
import polars as pl

from carelevel.api import CriteriaSet
from carelevel.model.facts import Bands, Choice, Scale, Score, SetOf, YesNo
from carelevel.model.problems import CaseError

Row = dict[str, Any]
COLUMNS = ("level", "lowest", "highest", "settled", "exact", "applies", "met", "barriers", "services", "open_services")
DOCUMENTATION = ("documentation_there", "documentation_lacking", "documentation_unknown")
LISTS = ("met", "barriers", "services", "open_services", "ruled_out", "problems", "unmet_parts", *DOCUMENTATION)


def rows_for(criteria: CriteriaSet, random: Random, count: int) -> list[Row]:
    """Return rows with a column for each fact; sets are lists or a column a member, and scores may have their bands beside them, or in their place."""
    told: dict[str, Callable[[], Any]] = {}
    for name, fact in criteria.facts.items():
        if random.random() < 0.1:
            continue
        match fact:
            case SetOf() if random.random() < 0.5:
                told |= {f"{name}_{word}": lambda: random.choice(("yes", "no")) for word in fact.values if random.random() < 0.9}
            case SetOf(values=values):
                told[name] = lambda values=values: [word for word in values if random.random() < 0.5]
            case Score(low=low, high=high, or_more=or_more, or_never=True):
                # A column with a word in it is one of text.
                told[name] = lambda low=low, high=high + 2 * or_more: random.choice(("never", str(random.randint(low, high))))
            case Score(low=low, high=high, or_more=or_more):
                told[name] = lambda low=low, high=high + 2 * or_more: random.randint(low, high)
            case YesNo():
                told[name] = lambda: random.choice(("yes", "no"))
            case Scale() | Choice():
                told[name] = lambda values=fact.values: random.choice(values)
    for fact in criteria.definition.derived:
        if isinstance(fact, Bands) and isinstance(fact.of, Score) and random.random() < 0.5:
            told[fact.id] = lambda values=fact.values: random.choice(values)
    unknown = random.choice((0.1, 0.4, 0.8))
    rows = [{name: None if random.random() < unknown else draw() for name, draw in told.items()} for _ in range(count)]
    return rows if told else [{"nothing": 1} for _ in range(count)]


def case_of(criteria: CriteriaSet, row: Row) -> Row:
    """Return a row as a case: the columns of members as one set."""
    case = {name: value for name, value in row.items() if name in criteria.definition.every_name()}
    for name, fact in criteria.facts.items():
        if isinstance(fact, Score) and fact.or_never and case.get(name) not in {None, "never"}:
            case[name] = Decimal(case[name])
        if isinstance(fact, SetOf) and name not in case:
            case[name] = {word: row[f"{name}_{word}"] for word in fact.values if f"{name}_{word}" in row} or None
    return case


def expected(criteria: CriteriaSet, row: Row) -> tuple[Any, ...] | None:
    """Return what `recommend` answers for a row, as a table says it; None where it refuses the row."""
    try:
        answer = criteria.recommend(case_of(criteria, row))
    except CaseError:
        return None
    services = [[service.id for service in answer.services if service.status == status] for status in ("met", "open")]
    order = list(criteria.criteria)
    barriers = sorted((barrier.criterion for barrier in answer.barriers), key=order.index)
    return (answer.level, answer.lowest, answer.highest, answer.settled, answer.exact, answer.applies, list(answer.met), barriers, *services)


def raised(criteria: CriteriaSet, row: Row) -> tuple[str | None, list[str]]:
    """Return what `recommend` says of a row about what is ruled out: from which level it was raised, and the criteria."""
    answer = criteria.recommend(case_of(criteria, row))
    return answer.raised_from, [each.criterion for each in answer.ruled_out]


def unmet_parts(criteria: CriteriaSet, row: Row) -> list[str]:
    """Return the parts of `applies_when` that are unmet for a row that has an answer."""
    return [each.part for each in criteria.recommend(case_of(criteria, row)).whom if each.status == "unmet"]


def documented(criteria: CriteriaSet, row: Row) -> dict[str, list[str]]:
    """Return what `recommend` says of a row about documentation, as the columns of a table; nothing for criteria without any."""
    if not criteria.definition.documentation:
        return {}
    answer = criteria.recommend(case_of(criteria, row))
    return {name: list(getattr(answer, name)) for name in DOCUMENTATION}


def documented_in(answer: Row) -> dict[str, list[str]]:
    """Return the columns about documentation in an answered row."""
    return {name: value for name, value in answer.items() if name.startswith("documentation_")}


def in_polars(rows: list[Row]) -> pl.DataFrame:
    """Return rows as a Polars dataframe; a list that is empty everywhere is one of texts."""
    frame = pl.DataFrame(rows, infer_schema_length=None)
    lists = [name for name, dtype in frame.schema.items() if dtype == pl.List(pl.Null)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)) for name in lists)


ENGINES: dict[str, Callable[[list[Row]], Any]] = {
    "polars": in_polars,
    "polars, lazily": lambda rows: in_polars(rows).lazy(),
    "pandas": pd.DataFrame,
    "pandas on arrow": lambda rows: in_polars(rows).to_pandas(use_pyarrow_extension_array=True),
    "pyarrow": lambda rows: in_polars(rows).to_arrow(),
    "duckdb": lambda rows: duckdb.from_arrow(in_polars(rows).to_arrow()),
}


def back(engine: str, frame: Any) -> list[Row]:
    """Return a frame as rows, with null as None and every list as a list."""
    if engine == "polars, lazily":
        frame = frame.collect()
    if engine == "duckdb":
        frame = frame.to_arrow_table()
    if engine.startswith("pandas"):
        return [{name: _plain(name, value) for name, value in row.items()} for row in frame.to_dict("records")]
    return frame.to_dicts() if engine.startswith("polars") else frame.to_pylist()


def _plain(name: str, value: Any) -> Any:
    """Return a cell of pandas as it is elsewhere."""
    if isinstance(value, str) and name in LISTS:
        return value.split(";") if value else []
    return None if not isinstance(value, list) and pd.api.types.is_scalar(value) and pd.isna(value) else value
