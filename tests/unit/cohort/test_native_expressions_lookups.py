"""What is looked up: lists of few and of many ids, states, places of words, members of lists; each as `recommend` has it."""

import json
from random import Random
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

import carelevel
from carelevel.api import CriteriaSet
from carelevel.cohort import recommend
from carelevel.cohort.formula_columns import in_pairs
from carelevel.logic import automaton as automata
from tests.property.tables import COLUMNS, ENGINES, Row, back, expected

LOOKS_UP = ("polars", "duckdb")


def with_criteria(count: int) -> CriteriaSet:
    """Return a set with so many criteria, each about a fact of its own."""
    criteria = [
        {"id": f"c-{i}", ("suggests", "limits_to")[i % 2]: "iop" if i % 2 == 0 else "home", "when": {f"fact_{i}": "yes"}, "because": "It is so."}
        for i in range(count)
    ]
    facts = {f"fact_{i}": {"type": "yes_no"} for i in range(count)}
    levels = {"home": {"title": "Home"}, "iop": {"title": "IOP"}, "inpatient": {"title": "Inpatient"}}
    return carelevel.loads(json.dumps({"carelevel": 1, "id": "wide", "version": "1", "title": "Wide", "levels": levels, "facts": facts, "criteria": criteria}))


@pytest.mark.parametrize("count", [1, 8, 9, 17, 65, 130])
@pytest.mark.parametrize("engine", LOOKS_UP)
@pytest.mark.slow
def test_lists_are_right_however_many_criteria_there_are(engine: str, count: int) -> None:
    """Eight conditions are looked up at once, 126 ids have a letter each, and 64 would be as many as a word has bits."""
    criteria, random = with_criteria(count), Random(count)
    rows = [{name: random.choice(("yes", "no", None)) for name in criteria.facts} for _ in range(12)]
    rows += [dict.fromkeys(criteria.facts, value) for value in ("yes", "no", None)]

    found = back(engine, recommend(criteria, ENGINES[engine](rows), invalid="unknown"))

    assert [tuple(answer[name] for name in COLUMNS) for answer in found] == [expected(criteria, row) for row in rows]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 300])
def test_many_conditions_are_not_nested_as_deep_as_they_are_many(count: int) -> None:
    """Narwhals goes down an expression by recursion, and pandas could not take three hundred one inside the other."""
    depth = in_pairs(lambda a, b: (max(a[0], b[0]) + 1, a[1] + b[1]), [(0, [number]) for number in range(count)])

    assert depth == ((count - 1).bit_length(), list(range(count)))


@pytest.mark.parametrize("engine", LOOKS_UP)
def test_a_set_without_services_and_limits_has_empty_lists(engine: str) -> None:
    criteria = with_criteria(1)
    table = {"polars": lambda: pl.DataFrame({"fact_0": ["yes"]}), "duckdb": lambda: duckdb.sql("SELECT 'yes' AS fact_0")}[engine]()

    (answer,) = back(engine, recommend(criteria, table, invalid="unknown"))

    assert (answer["met"], answer["barriers"], answer["services"], answer["open_services"], answer["problems"]) == (["c-0"], [], [], [], [])


@pytest.mark.parametrize("engine", LOOKS_UP)
@pytest.mark.parametrize(("limit", "most"), [("MOST_QUESTIONS", 0), ("MOST_MADE", 0), ("MOST_MADE", 20_000_000)])
def test_states_and_gates_say_the_same(engine: str, limit: str, most: int, adult: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where states would be too many, gates are laid out in their place."""
    random = Random(3)
    rows: list[Row] = [{"age": 40, "phq9": random.choice((None, 3, 18)), "suicide_risk": random.choice(("low", "high", None)), "wsas": 22} for _ in range(20)]
    monkeypatch.setattr(automata, limit, most)

    found = back(engine, recommend(adult, ENGINES[engine](rows), invalid="unknown"))

    assert [tuple(answer[name] for name in COLUMNS) for answer in found] == [expected(adult, row) for row in rows]


LISTS: list[Any] = [["ocd"], [], None, ["ocd", "ocd"], ["ocd", None], ["other"], ["ptsd", "ocd"], [None]]


def test_lists_with_something_else_in_them_are_no_sets(adult: CriteriaSet) -> None:
    """Twice the same, nothing, another word: each is noted, and the set is unknown."""
    table = pl.DataFrame({"age": [40] * len(LISTS), "conditions": LISTS}, schema={"age": pl.Int64, "conditions": pl.List(pl.String)})

    for frame in (table, duckdb.from_arrow(table.to_arrow()), table.to_arrow()):
        found = pl.from_arrow(pa.table(recommend(adult, frame, invalid="unknown")))

        assert isinstance(found, pl.DataFrame)
        noted = found["problems"].to_list()
        assert [bool(each) for each in noted] == [False, False, False, True, True, True, False, True]
        assert found["services"].to_list()[4] == found["services"].to_list()[2]


def test_words_that_mean_others_are_found_by_duckdb(adult: CriteriaSet) -> None:
    table = duckdb.sql("SELECT unnest(['H', 'L', '?', NULL, 'high', 'it''s']) AS \"RISK \"\"now\"\"\", 40 AS age")
    columns = {"suicide_risk": {"column": 'RISK "now"', "values": {"H": "high", "L": "low", "?": None}}}

    found = recommend(adult, table, columns=columns, invalid="unknown")

    plain = [adult.recommend({"age": 40} | ({"suicide_risk": risk} if risk else {})) for risk in ("high", "low", None, None, "high", None)]
    assert found.project("lowest, highest").fetchall() == [(answer.lowest, answer.highest) for answer in plain]
    assert [len(row[0]) for row in found.project("problems").fetchall()] == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("engine", LOOKS_UP)
def test_a_table_without_rows_is_answered(engine: str, adult: CriteriaSet) -> None:
    empty = pl.DataFrame(schema={"age": pl.Int64, "suicide_risk": pl.String, "conditions": pl.List(pl.String)})
    table = empty if engine == "polars" else duckdb.from_arrow(empty.to_arrow())

    assert back(engine, recommend(adult, table, invalid="unknown")) == []


def test_a_table_that_tells_nothing_of_the_level_is_answered(adult: CriteriaSet) -> None:
    table = pl.DataFrame({"age": [40, None, 12]})

    for engine, frame in (("polars", table), ("duckdb", duckdb.from_arrow(table.to_arrow()))):
        found = back(engine, recommend(adult, frame, invalid="unknown"))

        assert [tuple(answer[name] for name in COLUMNS) for answer in found] == [expected(adult, row) for row in table.to_dicts()]


@pytest.mark.parametrize("engine", LOOKS_UP)
def test_a_fact_may_be_called_anything(engine: str) -> None:
    """Columns on the way have names of their own, and someone who cannot be has no answer."""
    criteria = carelevel.loads("""
carelevel: 1
id: plain
version: "1"
title: Plain
levels: {home: {title: Home}, inpatient: {title: Inpatient}}
facts: {reached: {type: yes_no}, ends: {type: score, range: [0, 9]}}
impossible: [{id: both, when: {reached: yes, ends: {at_least: 5}}, because: So it is.}]
criteria: [{id: risky, requires: inpatient, when: {reached: no, ends: {at_least: 3}}, because: Risk.}]
""")
    rows: list[Row] = [{"reached": reached, "ends": ends} for reached in ("yes", "no", None) for ends in (0, 4, 7, None)]

    found = back(engine, recommend(criteria, ENGINES[engine](rows), invalid="unknown"))

    wanted = [expected(criteria, row) for row in rows]
    assert [tuple(answer[name] for name in COLUMNS) if want else None for answer, want in zip(found, wanted, strict=True)] == wanted
    assert [answer["problems"] for answer, want in zip(found, wanted, strict=True) if want is None] == [["impossible: both"]]
