"""Names of two versions: merged, split, taken, used again, and such as contradict each other."""

import json
from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from carelevel import dumps
from carelevel.api import CriteriaSet, loads
from carelevel.model.problems import CriteriaError
from carelevel.verify.diff import Difference, diff
from carelevel.verify.diff.translating import Translation

OLD: dict[str, Any] = {
    "carelevel": 1,
    "id": "small",
    "version": "1",
    "title": "Small",
    "levels": {level: {"title": level} for level in ("outpatient", "iop", "php", "inpatient")},
    "services": {"erp": "ERP", "cbt": "CBT"},
    "facts": {
        "danger": {"type": "scale", "values": ["none", "low", "high"], "worse": "high"},
        "severity": {"type": "scale", "values": ["mild", "moderate", "severe"], "worse": "high"},
        "weeks": {"type": "score", "range": [0, 7]},
        "conditions": {"type": "set", "values": ["ocd", "panic"]},
    },
    "criteria": [
        {"id": "in-danger", "requires": "inpatient", "when": {"danger": "high"}, "because": "Danger."},
        {"id": "severe", "suggests": "php", "when": {"severity": "severe"}, "because": "Severe."},
        {"id": "moderate", "suggests": "iop", "when": {"severity": "moderate"}, "because": "Moderate."},
        {"id": "obsessions", "adds": ["erp"], "when": {"conditions": {"includes": "ocd"}}, "because": "It helps."},
        {"id": "panics", "adds": ["cbt"], "when": {"conditions": {"includes": "panic"}}, "because": "It helps."},
    ],
}


def changed(**sections: Any) -> dict[str, Any]:
    return {**deepcopy(OLD), **sections}


def made(criteria: dict[str, Any]) -> CriteriaSet:
    return loads(json.dumps(criteria))


def compared(new: dict[str, Any], old: dict[str, Any] = OLD) -> Difference:
    return diff(made(old), made(new))


def moves(found: Difference) -> dict[tuple[str | None, str | None], Fraction | None]:
    return {(move.was, move.is_now): move.share for move in found.moves}


def without(level: str, instead: str) -> dict[str, Any]:
    new = json.loads(json.dumps(OLD).replace(f'"suggests": "{level}"', f'"suggests": "{instead}"'))
    del new["levels"][level]
    return dict(new)


def test_people_of_a_level_that_is_merged_into_another_move() -> None:
    new = without("php", "iop") | {"renamed": {"levels": {"php": "iop"}}}

    found = compared(new)

    assert moves(found) == {("php", "iop"): Fraction(2, 9)}
    assert found.notes == ("merged: the levels `iop` and `php` of the old version are `iop` in the new one",)


def test_a_level_whose_people_are_all_at_another_one_is_merged_whoever_says_so() -> None:
    found = compared(without("php", "iop"))

    assert found.notes == ("gone: the level `php`", "merged: everybody who was at `php` is at `iop` now")


def test_a_level_whose_people_are_at_a_new_one_too_is_split() -> None:
    """Whoever is severe and not in danger was at PHP: those with many weeks are at a new level now."""
    new = changed(levels={**{level: {"title": level} for level in ("outpatient", "iop", "php", "residential", "inpatient")}})
    new["criteria"].append({"id": "weeks", "suggests": "residential", "when": {"severity": "severe", "weeks": {"at_least": 6}}, "because": "Weeks."})

    found = compared(new)

    assert moves(found) == {("php", "residential"): Fraction(2, 9) * Fraction(1, 4)}
    assert found.notes == ("new: the level `residential`", "split: whoever was at `php` is at `php` or `residential` now")


def test_a_level_that_is_gone_can_be_split_into_new_ones() -> None:
    new = without("php", "php_long")
    new["levels"] = {level: {"title": level} for level in ("outpatient", "iop", "php_short", "php_long", "inpatient")}
    new["criteria"].append({"id": "weeks", "limits_to": "php_short", "when": {"weeks": {"at_least": 6}}, "because": "Weeks."})

    assert "split: whoever was at `php` is at `php_short` or `php_long` now" in compared(new).notes


def test_of_services_that_are_one_now_the_one_that_keeps_its_name_is_the_same() -> None:
    new = json.loads(json.dumps(OLD).replace('["erp"]', '["cbt"]')) | {"services": {"cbt": "CBT"}, "renamed": {"services": {"erp": "cbt"}}}

    found = compared(new)

    assert {(each.service, each.is_added): each.share for each in found.services} == {("erp", False): Fraction(1, 2), ("cbt", True): Fraction(1, 4)}
    assert found.notes == ("merged: the services `erp` and `cbt` of the old version are `cbt` in the new one",)


def test_criteria_that_are_one_now_are_both_reported() -> None:
    new = changed(renamed={"criteria": {"moderate": "severe"}})
    new["criteria"] = [each for each in new["criteria"] if each["id"] != "moderate"]

    found = compared(new)

    assert [(each.criterion, each.how) for each in found.turned] == [("moderate", "gone")]


def test_a_fact_whose_name_another_one_has_now_is_gone() -> None:
    new = json.loads(json.dumps(OLD).replace('"severity"', '"danger"'))
    new["facts"]["danger"] = {**OLD["facts"]["severity"]}
    new["criteria"] = [each for each in new["criteria"] if each["id"] != "in-danger"]
    new["renamed"] = {"facts": {"severity": "danger"}}

    found = compared(new)

    assert moves(found) == {("inpatient", level): Fraction(1, 9) for level in ("outpatient", "iop", "php")}
    assert found.notes == ("gone: the fact `danger` of the old version; what the new one calls `danger` was `severity`",)
    assert {move.witness["danger before"] for move in found.moves} == {"high"}


def test_a_name_may_be_used_again_and_that_is_said() -> None:
    new = json.loads(json.dumps(OLD).replace('{"danger": "high"}', '{"harm": "high"}'))
    new["facts"] |= {"harm": OLD["facts"]["danger"], "danger": {"type": "yes_no"}}
    new["renamed"] = {"facts": {"danger": "harm"}}

    found = compared(new)

    assert (moves(found), found.is_same, found.is_text_only) == ({}, True, False)
    assert found.notes[0] == "the fact `danger` of the old version is `harm` in the new one, whose own `danger` is another"


def test_names_may_change_places() -> None:
    new = json.loads(json.dumps(OLD).replace('"danger"', '"x"').replace('"severity"', '"danger"').replace('"x"', '"severity"'))
    new["renamed"] = {"facts": {"danger": "severity", "severity": "danger"}}

    assert compared(new).is_same


@pytest.mark.parametrize(
    "renamed",
    [
        {"facts": {"danger": "severity"}},
        {"levels": {"php": "iop"}},
        {"services": {"erp": "cbt"}},
        {"criteria": {"moderate": "severe"}},
        {"values": {"severity": {"moderate": "severe"}}},
    ],
)
def test_of_two_names_in_both_versions_one_has_not_become_the_other(renamed: dict[str, Any]) -> None:
    with pytest.raises(CriteriaError, match="stand in both versions") as caught:
        compared(changed(renamed=renamed))

    (problem,) = caught.value.problems
    assert problem.code == "name-clash"
    assert problem.place is not None
    assert problem.path[0] == "renamed"


def test_two_facts_have_not_become_one() -> None:
    new = changed(renamed={"facts": {"danger": "harm", "severity": "harm"}})
    new["facts"] = {"harm": OLD["facts"]["danger"], "weeks": OLD["facts"]["weeks"], "conditions": OLD["facts"]["conditions"]}
    new["criteria"] = [{"id": "in-danger", "requires": "inpatient", "when": {"harm": "high"}, "because": "Danger."}]

    with pytest.raises(CriteriaError, match="a fact cannot have had two answers"):
        compared(new)


def test_what_an_older_version_renamed_is_no_remark() -> None:
    stale = changed(renamed={"facts": {"risk": "danger"}})

    assert compared(stale).notes == ("`danger` is said to have been the fact `risk`, which the old version does not have",)
    assert compared(stale, stale).notes == ()


def test_a_fact_that_follows_from_others_now_is_said_to() -> None:
    new = changed(renamed={"facts": {"weeks": "weeks_all"}})
    new["facts"] = {**OLD["facts"], "weeks_a": {"type": "score", "range": [0, 3]}, "weeks_b": {"type": "score", "range": [0, 4]}}
    del new["facts"]["weeks"]
    new["derived"] = {"weeks_all": {"sum": ["weeks_a", "weeks_b"]}}

    assert any("`weeks` follows from other facts now" in note for note in compared(new).notes)
    assert any("`weeks_a`" in note for note in compared(new).notes)


# Values


def with_values(values: list[str], renamed: dict[str, str], **when: Any) -> dict[str, Any]:
    new = changed(renamed={"values": {"severity": renamed}})
    new["facts"]["severity"]["values"] = values
    for each in new["criteria"]:
        if each["id"] in when:
            each["when"] = {"severity": when[each["id"]]}
    return new


def test_values_have_other_names() -> None:
    new = with_values(["mild", "middling", "severe"], {"moderate": "middling"}, moderate="middling")

    assert compared(new).is_same


def test_values_that_are_one_now_stay_apart_in_a_comparison() -> None:
    new = with_values(["mild", "marked"], {"moderate": "marked", "severe": "marked"}, moderate="marked", severe="marked")

    found = compared(new)

    assert moves(found) == {("iop", "php"): Fraction(2, 9)}
    assert found.moves[0].witness["severity"] == "moderate"
    assert found.notes == ("merged: the values `moderate` and `severe` of `severity` of the old version are `marked` in the new one",)
    assert found.left_out == ()


def test_members_that_are_one_now_are_there_when_one_of_them_was() -> None:
    new = json.loads(json.dumps(OLD).replace('"includes": "ocd"', '"includes": "anxiety"').replace('"includes": "panic"', '"includes": "anxiety"'))
    new["facts"]["conditions"]["values"] = ["anxiety"]
    new["renamed"] = {"values": {"conditions": {"ocd": "anxiety", "panic": "anxiety"}}}

    found = compared(new)

    assert {(each.service, each.is_added): each.share for each in found.services} == {("erp", True): Fraction(1, 4), ("cbt", True): Fraction(1, 4)}


def test_what_is_renamed_is_written_out_again() -> None:
    new = made(with_values(["mild", "middling", "severe"], {"moderate": "middling"}, moderate="middling"))

    assert loads(dumps(new)).definition.renamed == new.definition.renamed


# Scores whose top means "this or more"


@pytest.mark.parametrize(
    ("old", "new", "left_out"),
    [
        (([0, 7], False), ([0, 5], True), "8 or more"),
        (([0, 5], True), ([0, 7], False), "8 or more"),
        (([0, 5], True), ([0, 7], True), None),
        (([0, 7], False), ([0, 5], False), "6 to 7"),
        (([1, 7], True), ([0, 7], True), "0"),
        (([0, 3], True), ([5, 7], False), "0 to 4"),
    ],
)
def test_an_open_top_is_compared_with_the_numbers_above_it(old: tuple[list[int], bool], new: tuple[list[int], bool], left_out: str | None) -> None:
    was, now = (changed() for _ in range(2))
    for criteria, (bounds, is_open) in ((was, old), (now, new)):
        criteria["facts"]["weeks"] = {"type": "score", "range": bounds, "or_more": "yes" if is_open else "no"}

    found = compared(now, was)

    assert moves(found) == {}
    assert [left_out in note for note in found.left_out] == ([] if left_out is None else [True])
    assert found.is_same is (left_out is None)


def test_whoever_has_a_value_that_nobody_can_have_is_not_left_out() -> None:
    new = with_values(["mild", "moderate", "severe", "extreme"], {})
    new["impossible"] = [{"id": "extreme", "when": {"severity": "extreme"}, "because": "Not here."}]

    assert compared(new).is_same


# A case of the new version in the old one


def test_a_case_is_translated_and_what_cannot_be_said_is() -> None:
    new = with_values(["mild", "marked", "extreme"], {"moderate": "marked", "severe": "marked"}, moderate="marked", severe="marked")
    new["facts"]["alone"] = {"type": "yes_no"}
    new["facts"]["conditions"]["values"] = ["anxiety"]
    for each in new["criteria"]:
        if "adds" in each:
            each["when"] = {"conditions": {"includes": "anxiety"}}
    new["renamed"]["values"]["conditions"] = {"ocd": "anxiety", "panic": "anxiety"}
    criteria = made(new)
    translation = Translation(made(OLD).definition, criteria.definition)

    case, notes = translation.of(criteria.case({"severity": "marked", "alone": "yes", "conditions": {"anxiety": "yes"}}))
    without_any, _ = translation.of(criteria.case({"conditions": {"anxiety": "no"}}))
    unknown, why = translation.of(criteria.case({"severity": "extreme"}))

    assert case == made(OLD).case({"severity": {"at_least": "moderate"}})
    assert notes == [
        "`alone` is not asked for by the old version",
        "which of `ocd`, `panic` is in `conditions` of the old version is not known",
    ]
    assert without_any == made(OLD).case({"conditions": []})
    assert (unknown, why) == (None, ["the old version has no value of `severity` for `extreme`"])
