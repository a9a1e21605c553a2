"""What is remembered between answers is bounded, and when no more is taken in the answers are what they were."""

from typing import Any

import pytest

from carelevel.answers import recommend
from carelevel.api import load
from carelevel.logic import bit_tables, case_encoder, evidence
from carelevel.model.facts import SetOf

CASES: tuple[dict[str, Any], ...] = (
    {"age": 40, "suicide_risk": "low"},
    {"age": {"at_least": 65}, "suicide_risk": {"at_least": "high"}, "conditions": ["ocd", "ptsd"]},
    {"age": 40, "conditions": ["ocd", "ptsd"]},
    {"suicide_risk": "imminent", "phq9": {"between": [10, 14]}},
)


def test_with_full_memories_the_answers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    remembering = load("adult-mental-health")
    expected = [(remembering.recommend(case), remembering.decide(case)) for case in CASES for _ in range(2)]
    monkeypatch.setattr(evidence, "MOST_OF_EACH", 0)
    for module in (case_encoder, bit_tables, recommend):
        monkeypatch.setattr(module, "MOST_REMEMBERED", 0)

    forgetting = load("adult-mental-health")
    found = [(forgetting.recommend(case), forgetting.decide(case)) for case in CASES for _ in range(2)]

    assert found == expected


def test_what_is_remembered_of_a_fact_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A score can be known in part in more ways than there is memory, and the members of a set be listed in more orders."""
    monkeypatch.setattr(bit_tables, "MOST_REMEMBERED", 2)
    cells_of = bit_tables.Tables(load("adult-mental-health").definition).cells
    score, conditions = cells_of["phq9"], cells_of["conditions"]
    ranges = [frozenset(range(low, 28)) for low in (5, 10, 15)]
    orders = [["ocd"], ["ocd", "ptsd"], ["ptsd", "ocd"]]

    first, second = ([score.of_values(each) for each in ranges] for _ in range(2))
    adds = [[conditions.of_list(each) for each in orders] for _ in range(2)]

    assert first == second
    assert [one is other for one, other in zip(first, second, strict=True)] == [True, True, False]
    assert adds[0] == adds[1]
    assert adds[0][1] == adds[0][2] != adds[0][0]
    assert [*conditions.by_value] == [tuple(each) for each in orders[:2]]


@pytest.mark.parametrize("members", [["ocd", "ocd"], ["asthma"], ["ocd", "asthma"], [1], [True, "ocd"]], ids=str)
def test_what_is_no_list_of_members_is_not_remembered_as_one(members: list[Any]) -> None:
    conditions = bit_tables.Tables(load("adult-mental-health").definition).cells["conditions"]

    with pytest.raises(LookupError):
        conditions.of_list(members)

    assert conditions.by_value == {}


def test_a_list_of_all_members_is_one() -> None:
    conditions = bit_tables.Tables(load("adult-mental-health").definition).cells["conditions"]
    assert isinstance(conditions.fact, SetOf)

    assert conditions.of_list(conditions.fact.values) == conditions.of_members(dict.fromkeys(conditions.fact.values, True))[0]
