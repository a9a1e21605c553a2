"""Why a question is not met, in words for people."""

from datetime import date
from typing import Any

import pytest

from carelevel.model.problems import CriteriaError
from carelevel.model.truth import Truth
from carelevel.programs.phrases import says, why_not
from carelevel.show import programs, text
from tests.unit.programs.small_town import KNOWN, WHOLE, matched


def reasons(case: dict[str, Any] | None = None, needs: dict[str, Any] | None = None, **changes: Any) -> list[str]:
    """Return why the whole program does not fit with these changes."""
    matches = matched(case, needs, house={**WHOLE, **changes})
    fit = matches["house"]
    return [why_not(matches, fit, question) for question, answer in zip(fit.questions, fit.answers, strict=True) if answer is Truth.UNMET]


def test_an_exclusion_is_said_with_its_reason() -> None:
    excludes = [{"when": {"works": "yes"}, "because": "It meets at noon."}, {"when": {"danger": "yes"}}]

    assert reasons(excludes=excludes) == ["It does not take people when the person works. It meets at noon."]


def test_whom_it_takes_is_said() -> None:
    assert reasons(takes={"works": "no"}) == ["It takes people only when the person does not work, which is not true here."]


def test_a_condition_of_several_parts_is_said_whole() -> None:
    requires = {"any": [{"modes": {"includes": "telehealth"}}, {"waiting_days": {"at_most": 7}}]}

    assert reasons(needs={"requires": requires}, modes=["in_person"], waiting_days=9) == [
        "this is not met: either ways to take part include by telehealth, or waiting time is 7 days or less."
    ]


def test_hours_are_said_with_those_of_the_levels() -> None:
    assert reasons(hours_per_week={"between": [5, 6]}) == ["Time a week is 5 to 6 hours; Intensive outpatient program begins at 9 hours."]


def test_only_the_sessions_that_collide_are_named_with_what_takes_their_hours() -> None:
    taken = [
        {"days": ["mon"], "from": "08:00", "to": "17:00", "because": "work"},
        {"days": ["sat"], "from": "08:00", "to": "17:00", "because": "football"},
    ]
    tracks = [{"title": "Days", "mode": "in_person", "sessions": [{"days": ["mon", "tue", "wed"], "from": "09:00", "to": "12:00"}]}]

    assert reasons(needs={"taken": taken}, tracks=tracks) == ["Days: Mon 09:00 to 12:00 would overlap with hours that are taken: work."]


def test_what_is_lacking_of_what_may_be_needed_is_named() -> None:
    matches = matched({**KNOWN, "severity": {"at_least": "mild"}}, house=WHOLE | {"services": ["erp"]})
    question = next(question for question in matches.questions if question.id == "services-not-known")

    assert question.words == "services include Medication, if that turns out to be needed"
    assert says(matches, matches["house"], question) == "not offered: Medication"


def test_yes_says_that_a_question_is_met_also_where_it_asks_for_no() -> None:
    matches = matched(needs={"requires": {"licensed": "no"}}, house=WHOLE | {"licensed": "no"}, other=WHOLE | {"licensed": "yes"}, silent=WHOLE)

    assert matches.questions[-1].words == "it is not licensed for this level"
    assert [says(matches, fit, matches.questions[-1]) for fit in matches.fits] == ["yes", "no", "not stated"]


def test_when_nothing_is_open_the_list_for_the_telephone_says_so() -> None:
    matches = matched(house=WHOLE)

    assert "There is nothing left to ask." in text.render(programs.asking(matches, matches["house"]))


def test_whoever_does_not_know_a_date_is_told() -> None:
    with pytest.raises(CriteriaError, match="`2026-02-30` is not a date in the calendar"):
        matched(house=WHOLE | {"on": "2026-02-30"})


def test_needs_of_things_that_no_file_can_say_are_refused() -> None:
    with pytest.raises(CriteriaError, match="contains something else"):
        matched(needs={"requires": {"waiting_days": date(2026, 1, 1)}}, house=WHOLE)
