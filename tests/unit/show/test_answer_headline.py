"""The first sentence of an answer tells the truth of its range."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

import carelevel
from carelevel.api import CriteriaSet
from carelevel.show.answer import headline
from tests.profiles import examples
from tests.strategies import questions

TITLES = ("Low", "Middle", "High", "Top")


def criteria(levels: int, open_levels: tuple[int, ...]) -> CriteriaSet:
    """Return criteria of which an empty case leaves just these levels open."""
    ids = [title.lower() for title in TITLES[:levels]]
    plain = {
        "carelevel": 1,
        "id": "range",
        "version": "1",
        "title": "Range",
        "levels": {name: {"title": title} for name, title in zip(ids, TITLES, strict=False)},
        "facts": {"grade": {"type": "score", "range": [0, 3]}},
        "impossible": [{"id": f"no-{i}", "when": {"grade": i}, "because": "Not here."} for i in range(4) if i not in open_levels],
        "criteria": [{"id": f"to-{i}", "requires": ids[i], "when": {"grade": i}, "because": "Because."} for i in open_levels],
    }
    return carelevel.loads(json.dumps(plain))


@pytest.mark.parametrize(
    ("levels", "open_levels", "words"),
    [
        (2, (0, 1), "Low or Middle"),
        (3, (0, 1, 2), "Any level from Low to High"),
        (4, (0, 1, 2, 3), "Any level from Low to Top"),
        (4, (1, 2, 3), "Middle or more"),
        (4, (2, 3), "High or more"),
        (4, (0, 1), "Low or Middle"),
        (4, (0, 1, 2), "Low to High"),
        (4, (0, 3), "Low or Top"),
        (4, (0, 1, 3), "Low, Middle or Top"),
        (4, (0, 2, 3), "Low, High or Top"),
    ],
)
def test_the_range_is_said_in_the_fewest_words_that_are_true(levels: int, open_levels: tuple[int, ...], words: str) -> None:
    answer = criteria(levels, open_levels).recommend({})

    assert answer.possible == tuple(TITLES[i].lower() for i in open_levels)
    assert headline(answer) == f"{words}; not settled: ask about grade"


def level_without_limits(drawn: dict[str, Any], case: Any) -> int:
    """Return the rank of the lowest level that is possible when no criterion limits."""
    top = [*drawn["levels"]][-1]
    criteria = [{**each, "limits_to": top} if "limits_to" in each else each for each in drawn["criteria"]]
    unlimited = carelevel.loads(json.dumps({**drawn, "criteria": criteria})).recommend(case)
    return unlimited.definition.rank(unlimited.possible[0])


@pytest.mark.parametrize("rank", range(4))
def test_a_settled_level_is_suggested_and_nothing_is_asked(rank: int) -> None:
    assert headline(criteria(4, (0, 1, 2, 3)).recommend({"grade": rank})) == f"{TITLES[rank]} is suggested"


@settings(max_examples=examples(15))
@given(questions())
@pytest.mark.slow
def test_a_bare_level_is_never_said_of_an_answer_that_is_not_settled(question: tuple[Any, Any]) -> None:
    drawn, case = question
    answer = carelevel.loads(json.dumps(drawn)).recommend(case)

    first = headline(answer)

    titles = {level: answer.definition.levels[answer.definition.rank(level)].title for level in answer.possible}
    if answer.applies == "unmet":
        whole = "No answer: these criteria are not for this person"
        assert first == whole if not answer.definition.applies_parts else first.startswith("These criteria are not for this person: ")
    elif answer.settled:
        level = titles[answer.possible[0]]
        indicated = answer.definition.levels[level_without_limits(drawn, case)].title
        lowered = f"{indicated} is indicated; {level} is what can be taken up now, because of "
        assert first == f"{level} is suggested" if indicated == level else first.startswith(lowered)
    elif len(answer.possible) == 1:
        assert first.startswith(f"{titles[answer.possible[0]]}, if these criteria are for this person: ")
        assert " not known" in first
    else:
        assert ("; not settled: ask about " in first) is bool(answer.missing)
        assert answer.missing or "; not settled: the record contradicts itself" in first
        assert " is suggested" not in first
        assert titles[answer.possible[0]] in first
    if ". So far, " in first:
        assert level_without_limits(drawn, case) > answer.definition.rank(answer.possible[0])
    said = " ".join(str(answer).split())
    first = " ".join(first.split())
    assert said.startswith("The record contradicts itself") if answer.contradictions else said.startswith(first)
    assert first in said


@settings(max_examples=examples(15))
@given(questions())
def test_every_criterion_that_an_answer_rests_on_is_shown_with_what_it_rests_on(question: tuple[Any, Any]) -> None:
    drawn, case = question
    answer = carelevel.loads(json.dumps(drawn)).recommend(case)

    shown = str(answer)

    named = [each.criterion for each in (*answer.reasons, *answer.barriers, *answer.ruled_out)]
    assert all(f"[{name}]" in shown for name in (*named, *answer.possible_barriers, *answer.missing))
    parts = [each.part for each in answer.whom if each.evidence]
    assert all(f"[{name}]" in shown for name in parts)
    assert shown.count("Rests on: ") == len(named) + len(parts)
    assert "Rests on: ." not in shown
    assert all(service.title in " ".join(shown.split()) for service in answer.services)
