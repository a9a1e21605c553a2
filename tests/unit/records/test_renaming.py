"""Records of a version before, run again in the names that `renamed` says."""

import json
from typing import Any

import pytest

from carelevel import Record
from carelevel.api import CriteriaSet, loads
from carelevel.model.problems import Place
from carelevel.records.reading import read_record
from carelevel.records.replaying import Replay

WHEN = "2026-11-25T14:30:00Z"

OLD: dict[str, Any] = {
    "carelevel": 1,
    "id": "small",
    "version": "1",
    "title": "Small",
    "levels": {level: {"title": level} for level in ("outpatient", "iop", "php", "inpatient")},
    "services": {"erp": "ERP"},
    "facts": {
        "danger": {"type": "scale", "values": ["none", "low", "high"], "worse": "high"},
        "severity": {"type": "scale", "values": ["mild", "moderate", "severe"], "worse": "high"},
        "conditions": {"type": "set", "values": ["ocd", "panic"]},
    },
    "criteria": [
        {"id": "in-danger", "requires": "inpatient", "when": {"danger": "high"}, "because": "Danger."},
        {"id": "severe", "suggests": "php", "when": {"severity": "severe"}, "because": "Severe."},
        {"id": "moderate", "suggests": "iop", "when": {"severity": "moderate"}, "because": "Moderate."},
        {"id": "ill-at-ease", "limits_to": "php", "when": {"danger": "low"}, "because": "A ward is not wanted."},
        {"id": "obsessions", "adds": ["erp"], "when": {"conditions": {"includes": "ocd"}}, "because": "It helps."},
    ],
}
NAMES = {
    '"danger"': '"harm"',
    '"severe"': '"marked"',
    '"php"': '"day_program"',
    '"erp"': '"exposure"',
    '"in-danger"': '"in-harm"',
    '"ocd"': '"obsessive"',
}
RENAMED: dict[str, Any] = {
    "facts": {"danger": "harm"},
    "values": {"severity": {"severe": "marked"}, "conditions": {"ocd": "obsessive"}},
    "levels": {"php": "day_program"},
    "services": {"erp": "exposure"},
    "criteria": {"in-danger": "in-harm", "severe": "marked"},
}


def made(criteria: dict[str, Any]) -> CriteriaSet:
    return loads(json.dumps(criteria))


def version_two(renamed: dict[str, Any], names: dict[str, str], **sections: Any) -> CriteriaSet:
    text = json.dumps(OLD)
    for was, now in names.items():
        text = text.replace(was, now)
    return made({**json.loads(text), "version": "2", "renamed": renamed, **sections})


def recorded(case: dict[str, Any], **more: Any) -> Record:
    return made(OLD).recommend(case).record(WHEN, facts=True, **more)


def run(new: CriteriaSet, *records: Record) -> Replay:
    return new.replay(records, other_criteria=True)


@pytest.mark.parametrize(
    "case",
    [
        {"danger": "high", "severity": "severe", "conditions": {"ocd": "yes", "panic": "no"}},
        {"danger": {"at_most": "low"}, "severity": {"at_least": "moderate"}},
        {"danger": "low", "severity": "severe", "conditions": {"ocd": "no"}},
        {"severity": {"one_of": ["mild", "severe"]}},
        {},
    ],
)
def test_with_other_names_alone_every_answer_is_the_same(case: dict[str, Any]) -> None:
    found = run(version_two(RENAMED, NAMES), recorded(case))

    assert (found.same, found.different) == (1, 0)


def test_which_names_were_read_as_others_is_said() -> None:
    found = run(version_two(RENAMED, NAMES), recorded({"danger": "high", "severity": "severe", "conditions": ["ocd"]}, decision="inpatient"))

    (note,) = found.notes
    assert note.startswith("in 1 record names were translated by `renamed`: ")
    for name in ("the fact `danger` as `harm`", "values of `severity`", "values of `conditions`", "the service `erp` as `exposure`"):
        assert name in note
    assert "In 1 record names were translated" in str(found)
    assert found.to_dict()["notes"] == [note]


def test_decisions_are_counted_under_the_new_names() -> None:
    found = run(version_two(RENAMED, NAMES), recorded({"danger": "none", "severity": "severe", "conditions": []}, decision="php"))

    assert [(each.criterion, each.level, each.accepted) for each in found.agreement] == [("marked", "day_program", 1)]


def test_records_of_the_same_criteria_are_left_alone() -> None:
    criteria = made({**OLD, "renamed": {"facts": {"risk": "danger"}}})
    record = criteria.recommend({"danger": "high"}).record(WHEN, facts=True)

    assert (run(criteria, record).same, run(criteria, record).notes) == (1, ())


def test_of_the_same_version_a_name_that_only_the_old_text_had_shows_that_it_is_old() -> None:
    new = version_two({"facts": {"danger": "harm"}}, {'"danger"': '"harm"'})
    same_version = made({**json.loads(json.dumps(OLD).replace('"danger"', '"harm"')), "renamed": {"facts": {"danger": "harm"}}})

    assert run(new, recorded({"danger": "high"})).same == 1
    assert run(same_version, recorded({"danger": "high"})).same == 1


def test_facts_that_changed_places_are_read_in_theirs() -> None:
    swapped = {"facts": {"danger": "severity", "severity": "danger"}}
    new = version_two(swapped, {'"danger"': '"x"', '"severity"': '"danger"', '"x"': '"severity"'})

    assert run(new, recorded({"danger": "high", "severity": "mild"})).same == 1


def test_a_level_that_was_merged_is_another_one_where_the_record_shows_both() -> None:
    new = version_two(
        {"levels": {"php": "iop"}},
        {'"suggests": "php"': '"suggests": "iop"', '"limits_to": "php"': '"limits_to": "iop"'},
        levels={level: {"title": level} for level in ("outpatient", "iop", "inpatient")},
    )

    found = run(new, recorded({"danger": "none", "severity": {"at_least": "moderate"}, "conditions": []}))

    assert found.different == 1
    assert found.differences[0].was["highest"] == "php"
    assert found.differences[0].is_now["highest"] == "iop"


def test_a_fact_whose_name_another_one_has_now_is_not_read_as_that_one() -> None:
    """Whoever is in danger would be taken for somebody with severe symptoms, or the other way round."""
    new = version_two(
        {"facts": {"severity": "danger"}},
        {'"severity"': '"danger"'},
        facts={"danger": OLD["facts"]["severity"], "conditions": OLD["facts"]["conditions"]},
        criteria=[{"id": "severe", "suggests": "php", "when": {"danger": "severe"}, "because": "Severe."}],
    )

    both = run(new, recorded({"danger": "high", "severity": "mild"}))
    one = run(new, recorded({"danger": "high"}))

    assert both.differences[0].problems == ("`danger`, `severity` of the record are all called `danger` now, but they are different facts",)
    assert one.differences[0].problems[0].startswith("these criteria use `danger` for the former `severity`")


def merged_values() -> CriteriaSet:
    renamed = {"values": {"severity": {"moderate": "severe"}, "conditions": {"ocd": "anxiety", "panic": "anxiety"}}}
    facts = {
        "danger": OLD["facts"]["danger"],
        "severity": {**OLD["facts"]["severity"], "values": ["mild", "severe"]},
        "conditions": {"type": "set", "values": ["anxiety"]},
    }
    criteria = [
        {"id": "severe", "suggests": "php", "when": {"severity": "severe"}, "because": "Severe."},
        {"id": "obsessions", "adds": ["erp"], "when": {"conditions": {"includes": "anxiety"}}, "because": "It helps."},
    ]
    return version_two(renamed, {}, facts=facts, criteria=criteria)


@pytest.mark.parametrize(("known", "held"), [({"ocd": "no", "panic": "yes"}, "yes"), ({"ocd": "no", "panic": "no"}, "no"), ({"panic": "yes"}, "yes")])
def test_a_member_that_was_several_is_there_when_one_of_them_was(known: dict[str, str], held: str) -> None:
    new = merged_values()

    found = run(new, recorded({"danger": "none", "severity": "moderate", "conditions": known}))

    now = new.recommend({"danger": "none", "severity": "severe", "conditions": {"anxiety": held}})
    assert found.differences[0].problems == ()
    assert found.differences[0].is_now["unmet"] == now.unmet
    assert found.differences[0].is_now["met"] == now.met


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"conditions": {"ocd": "no"}}, "whether `anxiety` is in `conditions` cannot be derived from what is known of `conditions`"),
        ({"severity": {"is_not": "moderate"}}, "what is known of `severity` cannot be expressed in the values that `severity` has now"),
        ({"severity": {"none_of": ["moderate"]}}, "what is known of `severity` cannot be expressed in the values that `severity` has now"),
    ],
)
def test_what_cannot_be_said_in_the_values_of_now_is_said(facts: dict[str, Any], problem: str) -> None:
    record = read_record(json.dumps({**recorded({"danger": "none"}).to_dict(), "facts": facts}), Place("records.jsonl", 1, 1))

    found = run(merged_values(), record)

    assert found.differences[0].problems == (problem,)
    assert "These criteria cannot answer it" in str(found)


def test_sets_may_be_given_in_every_way_that_cases_can() -> None:
    new = version_two(RENAMED, NAMES)
    plain = recorded({"conditions": {"ocd": "yes"}}).to_dict()
    for told in ({"includes": "ocd"}, {"includes_all": ["ocd"]}, {"ocd": "yes"}):
        assert run(new, read_record(json.dumps({**plain, "facts": {"conditions": told}}), Place("records.jsonl", 1, 1))).same == 1
    whole = recorded({"conditions": ["ocd"]}).to_dict()
    assert run(new, read_record(json.dumps({**whole, "facts": {"conditions": ["ocd"]}}), Place("records.jsonl", 1, 1))).same == 1
