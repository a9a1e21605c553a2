"""What an answer holds: compared by value, pickled, and turned into plain data."""

import json
import pickle
from copy import copy
from typing import Any

import pytest

from carelevel import CaseError, Decision, Recommendation
from carelevel.api import CriteriaSet, loads
from tests.budgets import without_room

SMALL = """\
carelevel: 1
id: small
version: "1"
title: Small
levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}
services: {rest: Rest}
sources: {book: {title: Book}}
facts: {alone: {type: yes_no}, tired: {type: yes_no}, ill: {type: yes_no}}
notices:
  - {id: always, text: Always., unless: {tired: yes, alone: yes}}
  - {id: ill, text: Ill., unless: {ill: no}}
criteria:
  - {id: c1, suggests: middle, when: {alone: yes}, because: Alone., source: book}
  - {id: c2, suggests: high, when: {tired: yes}, because: Tired.}
  - {id: c3, limits_to: low, when: {ill: yes}, because: Ill.}
  - {id: c4, requires: middle, when: {all: [{ill: yes}, {tired: no}]}, because: Both.}
  - {id: c5, adds: [rest], when: {alone: yes}, because: Rest., source: {id: book, at: page 1}}
"""


@pytest.fixture
def small() -> CriteriaSet:
    return loads(SMALL)


def test_a_decision_names_the_criteria_that_are_met_unmet_and_unknown_and_keeps_them_when_pickled(small: CriteriaSet) -> None:
    found = small.decide({"alone": "yes", "ill": "no"})

    for each in (found, pickle.loads(pickle.dumps(found)), copy(found), pickle.loads(pickle.dumps(copy(found)))):
        assert (each.met, each.unmet, each.unknown) == (("c1", "c5"), ("c3", "c4"), ("c2",))
        assert (each.lowest, each.highest, each.settled, each.level, each.applies) == ("middle", "high", False, None, "met")


def test_decisions_are_equal_when_they_say_the_same(small: CriteriaSet) -> None:
    asked = {"alone": "yes", "ill": "no"}
    found, other = small.decide(asked), small.decide({"alone": "no", "ill": "no"})

    assert found == loads(SMALL).decide(asked) == copy(found)
    assert hash(found) == hash(copy(found))
    assert found != other
    assert not found == other  # noqa: SIM201 - the other way to ask
    assert found != "c1"


def test_an_answer_shows_the_notices_that_are_for_someone(small: CriteriaSet) -> None:
    assert [[notice.id for notice in small.recommend({"ill": ill}).shown_notices] for ill in ("yes", "no")] == [["always", "ill"], ["always"]]


def test_an_answer_has_a_problem_where_it_is_not_exact_and_nowhere_else(small: CriteriaSet) -> None:
    with without_room(0):
        found = [small.recommend({"ill": ill}) for ill in ("yes", "no")]

    assert {each.exact: len(each.problems) for each in [*found, small.recommend({})]} == {False: 1, True: 0}


def test_the_plain_data_of_a_part_of_an_answer_names_its_sources_last(small: CriteriaSet) -> None:
    plain = json.loads(json.dumps(small.recommend({"alone": "yes", "tired": "no", "ill": "no"}).to_dict()))

    assert [[*reason.items()][-1] for reason in plain["reasons"]] == [("sources", ["book"])]
    assert [reason["criterion"] for reason in plain["reasons"]] == ["c1"]
    assert [(service["id"], service["criteria"], service["sources"]) for service in plain["services"]] == [("rest", ["c5"], ["book"])]
    assert {name: kind for name, kind in plain.items() if name in {"problems", "barriers"}} == {"problems": [], "barriers": []}


# Fast answers back from their dictionaries

LIMITED = """
carelevel: 1
id: limited
version: "1"
title: Limited
applies_when: {grown_up: yes}
levels: {low: {title: Low}, high: {title: High}}
facts: {danger: {type: yes_no}, calm: {type: yes_no}, grown_up: {type: yes_no}}
contradictions:
  - {id: both, when: {all: [{danger: yes}, {calm: yes}]}, disputed: [calm], unless: {grown_up: no}, because: Both are recorded.}
criteria:
  - {id: danger, suggests: high, when: {danger: yes}, because: Danger.}
  - {id: calm, limits_to: low, when: {calm: yes}, because: Calm.}
"""
LIMITED_CASES = ({}, {"grown_up": "no"}, {"grown_up": "yes", "danger": "yes", "calm": "no"}, {"danger": "yes", "calm": "yes", "grown_up": "yes"})


@pytest.mark.parametrize("case", LIMITED_CASES, ids=["open", "not for them", "settled", "disputed"])
def test_a_decision_comes_back_from_its_dictionary(case: dict[str, str]) -> None:
    criteria = loads(LIMITED)
    decision = criteria.decide(case)

    assert Decision.from_dict(json.loads(json.dumps(decision.to_dict())), criteria) == decision


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        ({"applies": "met"}, [("settled",), ("level",)]),
        ({"applies": "perhaps"}, [("applies",)]),
        ({"applies": None}, [("applies",)]),
        ({"met": []}, [("unknown",), ("lowest",)]),
        ({"met": None}, [("met",), ("unknown",), ("lowest",)]),
        ({"contradictions": ["none such"]}, [("contradictions",)]),
    ],
)
def test_a_decision_that_does_not_follow_from_its_criteria_is_refused(change: dict[str, Any], paths: list[tuple[str, ...]]) -> None:
    criteria = loads(LIMITED)
    plain = criteria.decide({"danger": "yes", "calm": "no"}).to_dict()

    with pytest.raises(CaseError) as caught:
        Decision.from_dict({**plain, **change}, criteria)

    assert {problem.path for problem in caught.value.problems} == set(paths)


def test_criteria_for_everybody_are_never_unknown_to_apply() -> None:
    criteria = loads(LIMITED.replace("applies_when: {grown_up: yes}\n", ""))

    assert Decision.from_dict(criteria.decide({}).to_dict(), criteria) == criteria.decide({})
    with pytest.raises(CaseError):
        Decision.from_dict({**criteria.decide({}).to_dict(), "applies": "unmet", "lowest": None, "highest": None}, criteria)


def test_an_answer_comes_back_for_its_case_and_its_criteria_alone() -> None:
    criteria = loads(LIMITED)
    case = {"danger": "yes", "calm": "no"}
    plain = criteria.recommend(case).to_dict()

    assert Recommendation.from_dict(plain, criteria, case) == criteria.recommend(case)
    for change in ({"criteria": None}, {"criteria": {**plain["criteria"], "digest": "another"}}, {"carelevel": 3}, {"level": "low"}):
        with pytest.raises(CaseError):
            Recommendation.from_dict({**plain, **change}, criteria, case)
    with pytest.raises(CaseError):
        Recommendation.from_dict(plain, criteria, {"danger": "no", "calm": "no"})
