"""What an answer holds: compared by value, pickled, and turned into plain data."""

import json
import pickle
from copy import copy

import pytest

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
