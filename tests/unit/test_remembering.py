"""What is remembered between answers is bounded, and when no more is taken in the answers are what they were."""

from typing import Any

import pytest

from carelevel import grounds, recommend
from carelevel.criteria_set import load
from carelevel.interpret import cells, tables

CASES: tuple[dict[str, Any], ...] = (
    {"age": 40, "suicide_risk": "low"},
    {"age": {"at_least": 65}, "suicide_risk": {"at_least": "high"}, "conditions": ["ocd", "ptsd"]},
    {"age": 40, "conditions": ["ocd", "ptsd"]},
    {"suicide_risk": "imminent", "phq9": {"between": [10, 14]}},
)


def test_with_full_memories_the_answers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    remembering = load("adult-mental-health")
    expected = [(remembering.recommend(case), remembering.decide(case)) for case in CASES for _ in range(2)]
    monkeypatch.setattr(grounds, "MOST_OF_EACH", 0)
    for module in (cells, tables, recommend):
        monkeypatch.setattr(module, "MOST_REMEMBERED", 0)

    forgetting = load("adult-mental-health")
    found = [(forgetting.recommend(case), forgetting.decide(case)) for case in CASES for _ in range(2)]

    assert found == expected
