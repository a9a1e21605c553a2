"""Conditions and cases in plain English. Each expected text is what a clinician reads aloud."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import carelevel
from carelevel.api import CriteriaSet
from carelevel.logic.english import capital, case_words, ended, has_brackets, joined, sentence
from carelevel.model.cases import check_case
from carelevel.model.conditions import Condition
from tests.profiles import examples
from tests.strategies import questions

WORDS = """
carelevel: 1
id: words
version: "1"
title: Words
levels: {low: {title: Low}, high: {title: High}}
facts:
  severity: {type: scale, values: [none, mild, moderate, severe, extreme], worse: high}
  support: {type: scale, values: [none, some, good], worse: low}
  stage: {type: scale, values: [first, second, third, fourth]}
  hold: {type: scale, values: [steady, slipping, failing_now, lost], worse: high, titles: {steady: quite steady, failing_now: no longer there}}
  therapy: {type: choice, values: [never_tried, in_progress, helping, not_enough, stopped]}
  colour: {type: choice, values: [red, green, blue, white, black]}
  weeks: {type: score, range: [0, 52], or_more: yes, unit: weeks, title: time in therapy}
  days_off: {type: score, range: [0, 31], unit: days}
  phq9: {type: score, range: [0, 27], title: PHQ-9 total}
  change: {type: score, range: [-9, 9]}
  works: {type: yes_no, titles: {yes: the person works or studies, no: the person neither works nor studies}}
  safe: {type: yes_no, title: safe at home}
  conditions: {type: set, values: [ocd, ptsd, anxiety, bipolar, psychosis], titles: {ocd: OCD, ptsd: PTSD}}
  things: {type: set, values: [a, b], title: things that include others}
derived:
  band: {bands: {of: phq9, low: [0, 9], middle: [10, 19], high: [20, 27]}, title: PHQ-9 band}
  both: {when: {safe: yes, works: yes}}
  failed: {when: {therapy: not_enough, weeks: {at_least: 6}}, titles: {yes: therapy was given a fair try, no: therapy was given no fair try}}
criteria:
  - {id: only, suggests: high, when: {severity: mild}, because: Because.}
"""


def condition(when: Any) -> Condition:
    """Return a condition as it is read from a file, next to the facts above."""
    plain = carelevel.loads(WORDS).to_dict()
    plain["criteria"] = [{"id": "only", "suggests": "high", "when": when, "because": "Because."}]
    return carelevel.loads(json.dumps(plain)).criteria["only"].when


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"severity": "mild"}, "severity is mild"),
        ({"severity": {"at_least": "moderate"}}, "severity is moderate or worse"),
        ({"severity": {"at_most": "mild"}}, "severity is at most mild"),
        ({"severity": {"between": ["mild", "severe"]}}, "severity is mild to severe"),
        ({"severity": {"between": ["mild", "moderate"]}}, "severity is mild or moderate"),
        ({"severity": {"one_of": ["none", "extreme"]}}, "severity is none or extreme"),
        ({"severity": {"is_not": "moderate"}}, "severity is other than moderate"),
        ({"support": {"at_most": "some"}}, "support is some or worse"),
        ({"support": {"at_least": "some"}}, "support is at least some"),
        ({"stage": {"at_least": "second"}}, "stage is at least second"),
        ({"stage": {"at_most": "second"}}, "stage is at most second"),
        ({"hold": "failing_now"}, "hold is no longer there"),
        ({"hold": {"at_least": "failing_now"}}, "hold is no longer there or worse"),
        ({"hold": {"between": ["slipping", "failing_now"]}}, 'hold is "slipping" or "no longer there"'),
        ({"therapy": "not_enough"}, "therapy is not enough"),
        ({"therapy": {"is_not": "helping"}}, "therapy is other than helping"),
        ({"therapy": {"one_of": ["helping", "not_enough"]}}, 'therapy is "helping" or "not enough"'),
        ({"therapy": {"none_of": ["never_tried"]}}, "therapy is other than never tried"),
        ({"colour": {"one_of": ["red", "green", "blue"]}}, "colour is red, green or blue"),
        ({"phq9": 10}, "PHQ-9 total is 10"),
        ({"phq9": {"at_least": 10}}, "PHQ-9 total is 10 or more"),
        ({"phq9": {"at_most": 9}}, "PHQ-9 total is 9 or less"),
        ({"phq9": {"between": [10, 14]}}, "PHQ-9 total is 10 to 14"),
        ({"phq9": {"between": [10, 11]}}, "PHQ-9 total is 10 to 11"),
        ({"phq9": {"one_of": [1, 5]}}, "PHQ-9 total is 1 or 5"),
        ({"change": {"at_most": -1}}, "change is -1 or less"),
        ({"weeks": 1}, "time in therapy is 1 week"),
        ({"weeks": {"at_least": 1}}, "time in therapy is 1 week or more"),
        ({"weeks": {"at_least": 6}}, "time in therapy is 6 weeks or more"),
        ({"weeks": {"between": [6, 12]}}, "time in therapy is 6 to 12 weeks"),
        ({"weeks": {"between": [6, 52]}}, "time in therapy is 6 weeks or more"),
        ({"weeks": 52}, "time in therapy is 52 weeks or more"),
        ({"days_off": 3}, "days off is 3"),
        ({"band": {"at_least": "middle"}}, "PHQ-9 band is at least middle"),
        ({"works": "yes"}, "the person works or studies"),
        ({"works": "no"}, "the person neither works nor studies"),
        ({"works": {"is_not": "yes"}}, "the person neither works nor studies"),
        ({"safe": "yes"}, '"safe at home" is yes'),
        ({"safe": False}, '"safe at home" is no'),
        ({"failed": "yes"}, "therapy was given a fair try"),
        ({"failed": "no"}, "therapy was given no fair try"),
        ({"both": "no"}, '"both" is no'),
        ({"conditions": {"includes": "ocd"}}, "conditions include OCD"),
        ({"conditions": {"includes_any": ["ocd", "anxiety"]}}, "conditions include OCD or anxiety"),
        ({"conditions": {"includes_all": ["ocd", "ptsd", "anxiety"]}}, "conditions include OCD, PTSD and anxiety"),
        ({"conditions": {"excludes": "ocd"}}, "conditions do not include OCD"),
        ({"conditions": {"excludes_all": ["ocd", "ptsd"]}}, "conditions do not include OCD or PTSD"),
        ({"things": {"excludes": "a"}}, "things that include others do not include a"),
    ],
)
def test_an_atom_reads_as_a_clause(when: Any, words: str) -> None:
    assert sentence(condition(when)) == words


MILD, PHQ, WEEKS = {"severity": "mild"}, {"phq9": 5}, {"weeks": 3}


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"all": [MILD, PHQ]}, "severity is mild, and PHQ-9 total is 5"),
        ({"all": [MILD]}, "severity is mild"),
        ({"any": [MILD, PHQ, WEEKS]}, "either severity is mild, or PHQ-9 total is 5, or time in therapy is 3 weeks"),
        ({"any": [MILD]}, "severity is mild"),
        ({"none": [MILD]}, "not (severity is mild)"),
        ({"none": [MILD, PHQ]}, "none of these: severity is mild; PHQ-9 total is 5"),
        ({"at_least": {"count": 2, "of": [MILD, PHQ, WEEKS]}}, "at least 2 of these: severity is mild; PHQ-9 total is 5; time in therapy is 3 weeks"),
        ({"at_most": {"count": 1, "of": [MILD, PHQ]}}, "at most 1 of these: severity is mild; PHQ-9 total is 5"),
        ({"exactly": {"count": 1, "of": [MILD, PHQ]}}, "exactly 1 of these: severity is mild; PHQ-9 total is 5"),
        ({"exactly": {"count": 0, "of": [MILD, PHQ]}}, "none of these: severity is mild; PHQ-9 total is 5"),
        ({"all": [MILD, {"any": [PHQ, WEEKS]}]}, "severity is mild, and (either PHQ-9 total is 5, or time in therapy is 3 weeks)"),
        ({"any": [MILD, {"all": [PHQ, WEEKS]}]}, "either severity is mild, or (PHQ-9 total is 5, and time in therapy is 3 weeks)"),
        ({"none": [{"all": [PHQ, WEEKS]}]}, "not (PHQ-9 total is 5, and time in therapy is 3 weeks)"),
        ({"all": [MILD, {"none": [PHQ]}]}, "severity is mild, and not (PHQ-9 total is 5)"),
        (
            {"all": [MILD, {"at_least": {"count": 1, "of": [PHQ, {"none": [WEEKS, {"change": 1}]}]}}]},
            "severity is mild, and (at least 1 of these: PHQ-9 total is 5; (none of these: time in therapy is 3 weeks; change is 1))",
        ),
        (
            {"all": [{"any": [{"conditions": {"includes": "ocd"}}, {"conditions": {"includes": "ptsd"}}]}, MILD]},
            "conditions include OCD or PTSD, and severity is mild",
        ),
        (
            {"any": [{"conditions": {"includes": "ocd"}}, {"things": {"includes": "a"}}]},
            "either conditions include OCD, or things that include others include a",
        ),
        (
            {"all": [{"weeks": {"at_least": 4}}, {"weeks": {"one_of": [5, 52]}}]},
            'time in therapy is 4 weeks or more, and time in therapy is "5 weeks", or "52 weeks or more"',
        ),
        ({"all": [{"works": "yes"}, {"failed": "no"}]}, "the person works or studies, and therapy was given no fair try"),
    ],
)
def test_groups_cannot_be_confused(when: Any, words: str) -> None:
    assert sentence(condition(when)) == words


@settings(max_examples=examples(15))
@given(questions())
def test_brackets_close_and_every_group_in_a_group_has_them(question: tuple[Any, Any]) -> None:
    """Without brackets one level deep "a, and b, or c" could be read two ways: outside of brackets no sentence has both."""
    for criterion in carelevel.loads(json.dumps(question[0])).criteria.values():
        # Values in quotes belong to one fact: they need no brackets.
        outside = sentence(criterion.when).replace(', or "', ' or "')
        while re.search(r"\([^()]*\)", outside):
            outside = re.sub(r"\([^()]*\)", "…", outside)
        assert "(" not in outside
        assert ")" not in outside
        outside = outside.replace(", or never", "")  # part of what is said of one score
        assert not (", and " in outside and ", or " in outside)
        assert "; " not in outside or not re.search(r", (and|or) ", outside)


def test_what_has_brackets_is_what_has_several_parts() -> None:
    shown = {
        str(when): has_brackets(condition(when))
        for when in (
            MILD,
            {"all": [MILD, PHQ]},
            {"any": [MILD]},
            {"none": [MILD]},
            {"none": [MILD, PHQ]},
            {"at_least": {"count": 1, "of": [MILD]}},
            {"failed": "yes"},
            {"conditions": {"includes_any": ["ocd", "ptsd"]}},
        )
    }

    assert list(shown.values()) == [False, True, False, False, True, True, False, False]


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({}, []),
        ({"severity": "mild", "phq9": 12}, ["severity is mild", "PHQ-9 total is 12"]),
        ({"phq9": {"at_least": 10}, "works": True}, ["PHQ-9 total is 10 or more", "the person works or studies"]),
        ({"band": "middle"}, ["PHQ-9 total is 10 to 19"]),
        ({"weeks": 80}, ["time in therapy is 52 weeks or more"]),
        ({"conditions": {"ocd": "yes", "ptsd": "no", "anxiety": "no"}}, ["conditions include OCD", "conditions do not include PTSD or anxiety"]),
        ({"conditions": ["ocd", "ptsd"]}, ["conditions include OCD and PTSD, and no other"]),
        ({"conditions": []}, ["conditions include none of the 5 asked about"]),
        ({"things": []}, ["things that include others do not include a or b"]),
        ({"things": ["a"]}, ["things that include others include a", "things that include others do not include b"]),
    ],
)
def test_what_is_known_of_a_person_reads_as_clauses(case: dict[str, Any], words: list[str]) -> None:
    definition = carelevel.loads(WORDS).definition

    assert case_words(definition.facts, check_case(definition.by_id(), case)) == words


@pytest.mark.parametrize(
    ("words", "last", "prose"),
    [
        ([], "and", ""),
        (["a"], "and", "a"),
        (["a", "b"], "or", "a or b"),
        (["a", "b", "c"], "and", "a, b and c"),
        (["a, with b", "c"], "and", "a, with b; and c"),
        (["a", "b, with c", "d"], "or", "a; b, with c; or d"),
        (["a", "b and c"], "and", "a, and b and c"),
        (["a", "b and c", "d"], "and", "a, b and c, and d"),
        (["a", "b and c", "d"], "or", "a, b and c or d"),
    ],
)
def test_lists_in_prose_stay_clear_about_where_a_word_ends(words: list[str], last: str, prose: str) -> None:
    assert joined(words, last) == prose


@pytest.mark.parametrize(
    ("text", "sentence_"),
    [
        ("No stop", "No stop."),
        ("Stop.", "Stop."),
        ("Why?", "Why?"),
        (" Spaces. \n", "Spaces."),
        ('He said "no."', 'He said "no."'),
        ("So (as said.)", "So (as said.)"),
        ("x)", "x)."),
    ],
)
def test_another_sentence_can_follow(text: str, sentence_: str) -> None:
    assert ended(text) == sentence_


@given(st.text())
def test_a_capital_changes_nothing_but_the_first_letter(text: str) -> None:
    assert capital(text)[-max(len(text) - 1, 0) :] == text[1:] or not text[1:]


@pytest.mark.parametrize("name", ["adult-mental-health", "adult-substance-use"])
def test_bundled_criteria_read_as_english(name: str) -> None:
    """No id, no bare value and no double negation reaches a reader."""
    criteria: CriteriaSet = carelevel.load(name)

    clauses = [sentence(criterion.when) for criterion in criteria.criteria.values()]

    assert [clause for clause in clauses if "_" in clause or "not not" in clause or '" is ' in clause] == []
