"""Two answers side by side in plain words, whole, as a reassessment is read."""

from typing import Any

import pytest

import carelevel
from carelevel.answers.explain.reassessment import Comparison
from carelevel.api import CriteriaSet
from carelevel.show import html, markdown, reassessment, text
from carelevel.show.section import together
from tests.unit.show.clinic import CLINIC, SAFE

BEFORE: dict[str, Any] = {**SAFE, "weekly_therapy": "not_enough", "weeks": 20, "phq9": 16, "phq9_at_start": 16, "conditions": {"ocd": "yes"}, "works": "yes"}


@pytest.fixture(scope="module")
def clinic() -> CriteriaSet:
    return carelevel.loads(CLINIC)


def supposed(shown: Comparison) -> str:
    """Return a comparison as it is printed for a "what if"."""
    return text.render(together([reassessment.section(shown, what_if=True)], shown.definition))


def test_a_reassessment_says_whether_the_level_moved_then_what_changed_and_through_what(clinic: CriteriaSet) -> None:
    moved = clinic.compare(BEFORE, {**BEFORE, "suicide_risk": "high", "works": "no", "conditions": ["ocd", "ptsd"]})

    assert (
        str(moved)
        == """\
Step-up. Before: Outpatient; now: Intensive outpatient (IOP)

          Before                                                          Now
--------  --------------------------------------------------------------  --------------------------
Answer    Intensive outpatient (IOP) is indicated, limited to Outpatient  Intensive outpatient (IOP)
                                                                          is suggested
Rests on  failed-therapy, little-gain                                     high-risk, failed-therapy,
                                                                          little-gain
Barriers  work                                                            no criterion

What has changed
----------------

Fact          Before                       Now
------------  ---------------------------  --------------------------------------------
Suicide risk  absent                       high
Works         the person works or studies  the person neither works nor studies
Conditions    include OCD                  include OCD and PTSD; do not include anxiety

Criteria that changed the level
-------------------------------

- High risk asks for contact on several days a week. Requires: Intensive outpatient (IOP).
  [high-risk]
  Not met before, met now.
  Source: [guideline]; [convention]
- Work would have to be put down. Limits to: Outpatient. [work]
  Met before, not met now.
  Source: [convention]

Other criteria that changed
---------------------------

- Any sign of thoughts of suicide goes with a plan. Adds Safety plan, with means out of reach.
  [plan]
  Not met before, met now.

What the care should include
----------------------------

Only now: Safety plan, with means out of reach.

Sources
-------

- [guideline] Guideline, 2nd edition (https://example.org/guideline), doi:10.1234/abc
- [convention] Convention of our clinic

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01).

This supports a clinician's judgment and does not replace it."""
    )


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"works": "no"}, {}, "Step-down. Before: Intensive outpatient (IOP); now: Outpatient"),
        ({}, {"phq9": 15}, "No change of level: Outpatient"),
        (
            {},
            {"suicide_risk": None},
            "It is not known whether the level has changed. Before: Outpatient; now: Outpatient, Intensive outpatient (IOP) or Inpatient",
        ),
        ({}, {"age": 17}, "It is not known whether the level has changed. Before: Outpatient; now: no level (these criteria are not for this person)"),
        ({}, {"suicide_risk": {"at_least": "high"}}, "Step-up. Before: Outpatient; now: Intensive outpatient (IOP) or Inpatient"),
    ],
)
def test_every_way_in_which_a_level_can_move_has_its_words(clinic: CriteriaSet, before: dict[str, Any], after: dict[str, Any], words: str) -> None:
    assert reassessment.moved_words(clinic.compare({**BEFORE, **before}, {**BEFORE, **after})) == words


def test_the_answers_next_to_each_other_never_show_a_bare_level_that_is_not_settled(clinic: CriteriaSet) -> None:
    shown = clinic.compare(BEFORE, {**BEFORE, "suicide_risk": None}).to_markdown()

    assert (
        "| Answer | Intensive outpatient (IOP) is indicated, limited to Outpatient | Outpatient, Intensive outpatient (IOP) or Inpatient; not settled: ask about suicide risk. So far, Intensive outpatient (IOP) is indicated, limited to Outpatient |\n"
        in shown
    )


def test_nothing_new_is_said_in_a_few_lines(clinic: CriteriaSet) -> None:
    shown = str(clinic.compare(BEFORE, BEFORE))

    assert "\nWhat is known is the same before and now.\n\nBasis\n" in shown
    assert "Criteria that changed" not in shown


def test_what_only_opened_is_said_in_brief_and_cites_nothing(clinic: CriteriaSet) -> None:
    """A criterion that is open now is a question, and no reason yet."""
    shown = str(clinic.compare(BEFORE, {**BEFORE, "suicide_risk": None}))

    assert (
        """\
Criteria that became known, or not known
----------------------------------------

- [danger] not met before, not known now
- [high-risk] not met before, not known now
- [plan] not met before, not known now

Basis
"""
        in shown
    )


def test_what_is_supposed_is_distinguished_from_what_is_recorded(clinic: CriteriaSet) -> None:
    """Nobody may read a supposed answer as the person's own, or as advice to answer differently."""
    shown = supposed(clinic.compare(BEFORE, {**BEFORE, "suicide_risk": "imminent", "phq9": {"at_least": 10}}))

    assert shown.startswith("Step-up. As recorded: Outpatient; if changed: Inpatient\n")
    assert "What would be different\n" in shown
    assert "\nPHQ-9 total   16           10 or more\n" in shown
    assert "Criteria that would change the level\n" in shown
    assert "  Not met as recorded, met if changed.\n" in shown
    assert "It is not a reason to record anything that is not true." in " ".join(shown.split())
    assert not any(word in shown for word in (" now", "before"))


def test_services_that_only_one_answer_is_certain_of_are_named(clinic: CriteriaSet) -> None:
    shown = str(clinic.compare({**BEFORE, "suicide_risk": "low"}, {**BEFORE, "conditions": None}))

    assert "Only before: Cognitive behavioural therapy; Exposure and response prevention; and Safety plan, with means out of reach." in " ".join(shown.split())
    assert "Only now" not in shown


def test_it_is_the_same_in_every_format(clinic: CriteriaSet) -> None:
    moved = clinic.compare(BEFORE, {**BEFORE, "works": "no"})
    document = together([reassessment.section(moved)], moved.definition)

    assert moved.to_html() == moved._repr_html_() == html.render(document)
    assert moved.to_markdown() == moved._repr_markdown_() == markdown.render(document)
    assert str(moved) == text.render(document)
