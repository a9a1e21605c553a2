"""Which columns of a table tell two versions which facts: in the names of either, and with the words of the one that comes first."""

import json
from pathlib import Path
from typing import Any

import pytest

from carelevel.api import CriteriaSet, loads
from carelevel.cohort import level_pairs, table_people
from carelevel.cohort.both import ColumnsForBoth, bind_for_both
from carelevel.cohort.columns import Column, Members
from carelevel.model.problems import CaseError

OLD: dict[str, Any] = {
    "carelevel": 1,
    "id": "small",
    "version": "1",
    "title": "Small",
    "levels": {level: {"title": level} for level in ("outpatient", "iop", "inpatient")},
    "facts": {
        "danger": {"type": "scale", "values": ["none", "low", "high"], "worse": "high"},
        "severity": {"type": "scale", "values": ["mild", "moderate", "severe"], "worse": "high"},
        "points": {"type": "score", "range": [0, 9]},
        "conditions": {"type": "set", "values": ["ocd", "panic"]},
    },
    "derived": {"points_band": {"bands": {"of": "points", "few": [0, 4], "many": [5, 9]}}},
    "criteria": [
        {"id": "in-danger", "requires": "inpatient", "when": {"danger": "high"}, "because": "Danger."},
        {"id": "severe", "suggests": "iop", "when": {"any": [{"severity": "severe"}, {"points_band": "many"}]}, "because": "Severe."},
        {"id": "ocd", "suggests": "iop", "when": {"conditions": {"includes": "ocd"}}, "because": "It is treated there."},
    ],
}


def made(criteria: dict[str, Any]) -> CriteriaSet:
    return loads(json.dumps(criteria))


def new(renamed: dict[str, Any], names: dict[str, str], **sections: Any) -> CriteriaSet:
    text = json.dumps(OLD)
    for was, now in names.items():
        text = text.replace(was, now)
    return made({**json.loads(text), "version": "2", "renamed": renamed, **sections})


def told(later: CriteriaSet, *table: str, columns: Any = None, is_old_first: bool = True) -> ColumnsForBoth:
    return bind_for_both(made(OLD).definition, later.definition, columns, table, is_old_first=is_old_first)


def names(found: ColumnsForBoth) -> tuple[dict[str, Any], dict[str, Any]]:
    first, second = ({each.fact.id: each.by for each in side} for side in (found.first, found.second))
    return first, second


HARM = (
    {"facts": {"danger": "harm"}, "values": {"harm": {"high": "grave"}}},
    {'"danger"': '"harm"', '{"harm": "high"}': '{"harm": "grave"}', '"low", "high"': '"low", "grave"'},
)


def test_a_column_under_the_old_name_tells_both() -> None:
    later = new(*HARM)

    first, second = names(told(later, "danger"))

    assert first == {"danger": Column("danger")}
    assert second["harm"].name == "danger"
    assert second["harm"].words == {"high": "grave"}


def test_a_column_under_the_new_name_tells_both() -> None:
    first, second = names(told(new(*HARM), "harm"))

    assert first["danger"].words == {"grave": "high"}
    assert second == {"harm": Column("harm")}


def test_what_columns_say_of_a_fact_holds_for_its_other_name() -> None:
    first, second = names(told(new(*HARM), "risk", columns={"danger": {"column": "risk", "values": {"3": "high", "9": None}}}))

    assert first["danger"].words == {"3": "high", "9": None}
    assert second["harm"].words == {"high": "grave", "3": "grave", "9": None}


def test_bands_and_scores_are_given_under_either_name() -> None:
    later = new({"facts": {"points": "total", "points_band": "total_band"}}, {'"points"': '"total"', '"points_band"': '"total_band"'})

    first, second = names(told(later, "points", "points_band"))

    assert {*first} == {"points", "points_band"}
    assert {each: by.name for each, by in second.items()} == {"total": "points", "total_band": "points_band"}


def test_members_are_given_by_columns_of_their_own() -> None:
    later = new({"facts": {"conditions": "illnesses"}, "values": {"illnesses": {"ocd": "obsessive"}}}, {'"conditions"': '"illnesses"', '"ocd"': '"obsessive"'})

    first, second = names(told(later, "conditions_ocd", "conditions_panic"))

    assert {*first} == {"conditions"}
    assert second == {"illnesses": Members({"obsessive": Column("conditions_ocd"), "panic": Column("conditions_panic")})}


ANXIETY = (
    {"values": {"conditions": {"ocd": "anxiety", "panic": "anxiety"}}},
    {'"values": ["ocd", "panic"]': '"values": ["anxiety"]', '"includes": "ocd"': '"includes": "anxiety"'},
)


def test_members_that_are_one_now_are_not_reported_one_by_one_and_that_is_said() -> None:
    found = told(new(*ANXIETY), "danger", "conditions_ocd", "conditions_panic")

    assert "conditions" not in names(found)[1]
    assert found.notes == ("`ocd`, `panic` of `conditions` have no single counterpart in `conditions` of the other version, and count as unknown there",)


def test_a_list_of_members_that_are_one_now_tells_the_new_version_but_not_the_old() -> None:
    first, second = names(told(new(*ANXIETY), "conditions"))
    assert second["conditions"].words == {"ocd": "anxiety", "panic": "anxiety"}
    assert first == {"conditions": Column("conditions")}

    back = told(new(*ANXIETY), "conditions", is_old_first=False)
    # A list with the one that several are now holds no value of the old version, and is unknown there.
    assert names(back) == ({"conditions": Column("conditions")}, {"conditions": Column("conditions")})


def test_a_list_with_a_member_that_may_mean_another_one_is_not_read() -> None:
    later = new({"values": {"conditions": {"ocd": "panic"}}}, {'"values": ["ocd", "panic"]': '"values": ["panic"]', '"includes": "ocd"': '"includes": "panic"'})

    found = told(later, "danger", "conditions", is_old_first=False)

    assert "conditions" not in names(found)[1]
    assert found.notes[1:] == ("`panic` of `conditions` has no single counterpart in `conditions` of the other version, and counts as unknown there",)


def test_a_list_without_a_member_that_is_new_is_said_to_count_as_complete() -> None:
    later = new({}, {'"values": ["ocd", "panic"]': '"values": ["ocd", "panic", "trauma"]'})

    assert any("without `trauma` counts as complete" in note for note in told(later, "conditions").notes)


def test_of_a_name_for_two_facts_the_column_is_the_one_of_the_version_that_comes_first() -> None:
    later = new({"facts": {"severity": "danger"}}, {}, facts={**{k: v for k, v in OLD["facts"].items() if k != "severity"}, "danger": OLD["facts"]["severity"]}, criteria=[
        {"id": "severe", "suggests": "iop", "when": {"danger": "severe"}, "because": "Severe."}
    ])  # fmt: skip

    alone, both = told(later, "danger"), told(later, "danger", "severity")

    assert names(alone) == ({"danger": Column("danger")}, {})
    assert alone.notes == ("the column `danger` is `danger` of the old version, and no column tells `danger` of the new one",)
    assert {name: by.name for name, by in names(both)[1].items()} == {"danger": "severity"}
    assert both.notes == ()


def test_a_table_that_tells_neither_version_anything_is_refused() -> None:
    with pytest.raises(CaseError, match="no column of the table has the name of a fact"):
        told(new(*HARM), "height")


def test_values_that_are_one_now_are_not_told_back() -> None:
    later = new({"values": {"severity": {"moderate": "severe"}}}, {'["mild", "moderate", "severe"]': '["mild", "severe"]'})

    found = told(later, "severity", is_old_first=False)

    assert names(found)[1]["severity"].words == {"severe": None}
    assert "`severe` of `severity` has no single counterpart in `severity` of the other version" in found.notes[0]


def test_a_table_file_is_read_by_both(tmp_path: Path) -> None:
    path, columns = tmp_path / "people.csv", tmp_path / "columns.yaml"
    path.write_text("risk,severity\nhigh,mild\nlow,severe\n,mild\n", "utf-8")
    columns.write_text("columns:\n  danger: risk\n", "utf-8")

    found = table_people(path, made(OLD), new(*HARM), columns=columns)

    assert (found.moved, found.notes) == (0, ())
    assert (
        found.levels
        == level_pairs(path, made(OLD), new(*HARM), columns=columns)
        == {
            (None, None): 1,
            ("inpatient", "inpatient"): 1,
            ("iop", "iop"): 1,
        }
    )
