"""Versions whose facts are not the same: what can be compared is, over everyone with values of both, and what cannot is said."""

import json
from copy import deepcopy
from fractions import Fraction
from typing import Any

from carelevel.api import loads
from carelevel.verify.diff import Difference, diff

OLD: dict[str, Any] = {
    "carelevel": 1,
    "id": "small",
    "version": "1",
    "title": "Small",
    "levels": {"outpatient": {"title": "Outpatient"}, "iop": {"title": "IOP"}, "inpatient": {"title": "Inpatient"}},
    "facts": {
        "risk": {"type": "scale", "values": ["none", "low", "high"]},
        "points": {"type": "score", "range": [0, 9]},
        "conditions": {"type": "set", "values": ["ocd", "ptsd"]},
    },
    "derived": {"points_band": {"bands": {"of": "points", "few": [0, 4], "many": [5, 9]}}},
    "criteria": [
        {"id": "risky", "requires": "inpatient", "when": {"risk": "high"}, "because": "Risk."},
        {"id": "many-points", "suggests": "iop", "when": {"points_band": "many"}, "because": "Points."},
        {"id": "both", "suggests": "iop", "when": {"conditions": {"includes_all": ["ocd", "ptsd"]}}, "because": "Both."},
    ],
}


def compared(new: dict[str, Any], old: dict[str, Any] = OLD) -> Difference:
    return diff(loads(json.dumps(old)), loads(json.dumps(new)))


def moves(found: Difference) -> dict[tuple[str | None, str | None], Fraction | None]:
    return {(move.was, move.is_now): move.share for move in found.moves}


def test_a_new_fact_has_some_value_for_everybody() -> None:
    new = deepcopy(OLD)
    new["facts"]["alone"] = {"type": "yes_no"}
    new["criteria"][0]["when"] = {"risk": "high", "alone": "yes"}

    found = compared(new)

    # One of three at high risk, half of them not alone; of these half have many points, and of the others a quarter both conditions.
    assert moves(found) == {("inpatient", "outpatient"): Fraction(1, 6) * Fraction(3, 8), ("inpatient", "iop"): Fraction(1, 6) * Fraction(5, 8)}
    assert any("`alone`" in note for note in found.notes)


def test_people_with_a_value_that_one_version_alone_has_are_left_out_and_that_is_said() -> None:
    new = deepcopy(OLD)
    new["facts"]["risk"]["values"] = ["none", "high", "extreme"]
    new["criteria"][0]["when"] = {"risk": {"at_least": "extreme"}}

    found = compared(new)

    # Compared are `none` and `high`: half are at high risk and no longer inpatients.
    assert sum(share for share in moves(found).values() if share is not None) == Fraction(1, 2)
    assert any("`extreme`" in note or "extreme" in note for note in found.notes)
    assert {move.witness["risk"] for move in found.moves} == {"high"}


def test_a_score_is_compared_over_the_points_that_both_have() -> None:
    new = deepcopy(OLD)
    new["facts"]["points"]["range"] = [0, 19]
    new["derived"]["points_band"]["bands"] = {"of": "points", "few": [0, 5], "many": [6, 19]}

    found = compared(new)

    # With five of the ten points that both have, not at high risk, without both conditions.
    assert moves(found) == {("iop", "outpatient"): Fraction(1, 10) * Fraction(2, 3) * Fraction(3, 4)}
    assert found.moves[0].witness["points"] == 5
    assert any("10 to 19" in note or "0 to 19" in note for note in found.notes)


def test_names_that_changed_alone_change_nothing() -> None:
    new = json.loads(json.dumps(OLD).replace('"risk"', '"danger"').replace('"iop"', '"day_care"').replace('"risky"', '"dangerous"'))
    new["renamed"] = {"facts": {"risk": "danger"}, "levels": {"iop": "day_care"}, "criteria": {"risky": "dangerous"}}

    found = compared(new)

    assert found.is_same
    assert found.turned == ()
    assert found.notes == ()


def test_the_same_name_of_another_kind_of_fact_is_another_fact() -> None:
    new = deepcopy(OLD)
    new["facts"]["risk"] = {"type": "choice", "values": ["none", "low", "high"]}

    found = compared(new)

    assert any("`risk` is another kind of fact now" in note for note in found.notes)
    assert ("inpatient", "outpatient") in moves(found)
    assert ("outpatient", "inpatient") in moves(found)


def test_a_member_that_is_new_is_in_no_set_before_or_is() -> None:
    new = deepcopy(OLD)
    new["facts"]["conditions"]["values"].append("psychosis")
    new["criteria"].append({"id": "psychotic", "requires": "inpatient", "when": {"conditions": {"includes": "psychosis"}}, "because": "Psychosis."})

    found = compared(new)

    # Half have it, two of three are not at high risk.
    assert sum(share for share in moves(found).values() if share is not None) == Fraction(1, 3)
