"""What people read where a sum looks above the top of a score: the stated range, the number itself if it is more, and "or more" only where it is so."""

import pytest

import carelevel
from carelevel.api import CriteriaSet
from carelevel.cli.answers import allowed_words, read_answer
from carelevel.show.question import range_words

CARE = """
carelevel: 1
id: care
version: "1"
title: Care
levels: {outpatient: {title: Outpatient}, iop: {title: IOP}, inpatient: {title: Inpatient}}
facts:
  before: {type: score, range: [0, 52], unit: weeks, or_more: yes, title: time in therapy before}
  here: {type: score, range: [0, 8], unit: weeks, title: time in therapy here}
derived:
  in_all: {sum: [before, here], title: time in therapy}
  length: {bands: {of: in_all, short: [0, 19], long: [20, 60]}}
criteria:
  - {id: half, suggests: iop, when: {before: {at_least: 52}}, because: A year is long.}
  - {id: whole, suggests: inpatient, when: {in_all: {at_least: 56}}, because: More than a year is longer.}
"""


@pytest.fixture(scope="module")
def care() -> CriteriaSet:
    return carelevel.loads(CARE)


def test_a_question_asks_for_the_number_itself_if_it_is_more(care: CriteriaSet) -> None:
    question = care.next_question({"here": 0})

    assert question is not None
    assert (question.range, question.or_more) == ((0, 52), True)
    assert range_words(question) == "from 0 to 52 weeks; if it is more, the number itself"
    assert (allowed_words(question), read_answer(question, "54")) == ("a whole number from 0 to 52 or more", 54)


def test_a_known_top_is_asked_about_from_there_on(care: CriteriaSet) -> None:
    question = care.next_question({"before": 52, "here": 0})

    assert question is not None
    assert (question.fact, question.range, question.or_more) == ("before", (52, 52), True)
    assert range_words(question) == "of 52 weeks or more"
    assert allowed_words(question) == "a whole number of 52 or more"


def test_an_interview_that_was_told_the_top_ends_unsettled_and_says_what_is_missing(care: CriteriaSet) -> None:
    told = care.interview({"here": 0}).answer(52)

    assert (told.finished, told.settled, told.recommendation.possible, told.recommendation.missing) == (True, False, ("iop", "inpatient"), ("before",))
    assert care.interview({"here": 0}).answer(55).recommendation.level == "iop"
    assert care.interview({"here": 0}).answer(500).recommendation.level == "inpatient"


def test_reasons_say_the_top_as_the_top_and_a_number_as_it_is(care: CriteriaSet) -> None:
    assert "time in therapy before is 52 weeks or more." in str(care.recommend({"before": 52, "here": 0}))
    assert "time in therapy before is 55 weeks." in str(care.recommend({"before": 55, "here": 0}))
    assert "time in therapy before is exactly 52 weeks." in str(care.recommend({"before": {"between": [52, 53], "is_not": 53}, "here": 0}))


def test_distances_are_those_of_true_numbers(care: CriteriaSet) -> None:
    lower = care.why_not({"before": 60, "here": 5}, "iop").to_dict()

    assert '"distance": 10' in str(lower).replace("'", '"')


def test_changes_name_the_top_where_it_and_all_above_it_do_it(care: CriteriaSet) -> None:
    changes = {to.level: to for to in care.what_would_change({"before": 10, "here": 0}).to}

    (iop,) = changes["iop"].must
    assert [(each.becomes, each.words) for each in iop.changes] == [
        ({"between": (52, 53), "is_not": 53}, "time in therapy before is exactly 52 weeks (recorded: 10 weeks)")
    ]
    (could,) = changes["iop"].could
    assert [(each.becomes, each.words) for each in could.changes] == [(52, "time in therapy before is 52 weeks or more (recorded: 10 weeks)")]
    (eight,) = {to.level: to for to in care.what_would_change({"before": 10, "here": 8}).to}["inpatient"].must[:1]
    assert [(each.fact, each.becomes) for each in eight.changes] == [("before", 48)]


def test_a_table_says_numbers_above_the_top_as_they_are(care: CriteriaSet) -> None:
    table = care.slice({}, "before", "here")

    words = [span.words for span in table.rows.spans]
    assert words[0] == "0 to 47"
    assert words[-1] == "56 or more"
    assert "exactly 52" in words


def test_the_document_says_that_a_sum_may_be_more(care: CriteriaSet) -> None:
    from carelevel.show import criteria, text

    assert "from 0 to 60 or more" in text.render(criteria.document(care))
