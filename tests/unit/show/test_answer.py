"""A recommendation in plain words, whole, as a clinician reads it."""

from dataclasses import replace

import pytest

import carelevel
from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet
from tests.unit.show.clinic import CLINIC, SAFE


@pytest.fixture(scope="module")
def clinic() -> CriteriaSet:
    return carelevel.loads(CLINIC)


def read(answer: Recommendation) -> str:
    """Return an answer as it is printed, with a short digest."""
    return str(answer).replace(answer.digest, "sha256:0")


def test_a_settled_answer_says_its_level_then_why(clinic: CriteriaSet) -> None:
    """A clinician reads the level first, then the reason with the facts it rests on and where it comes from."""
    answer = clinic.recommend({**SAFE, "weekly_therapy": "not_enough", "weeks": 20, "phq9": 3, "phq9_at_start": 5, "conditions": ["ocd"]})

    assert (
        read(answer)
        == """\
Intensive outpatient (IOP) is suggested

Why
---

- Weekly therapy was not enough. Suggests: Intensive outpatient (IOP). [failed-therapy]
  Rests on: time in weekly therapy is 20 weeks; weekly therapy is not enough.
  Source: [guideline]

What the care should include
----------------------------

- Cognitive behavioural therapy, and Exposure and response prevention: These are the first choice
  for OCD. [ocd]
  Source: [guideline]

Sources
-------

- [guideline] Guideline, 2nd edition (https://example.org/guideline), doi:10.1234/abc

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01). Criteria: 2 met, 6 not met, 0 not known.

For: Adults who ask for care

What was known: age is 34 years; suicide risk is absent; time in weekly therapy is 20 weeks; PHQ-9
total is 3; PHQ-9 total at the start is 5; weekly therapy is not enough; the person neither works
nor studies; "needs structure" is no; conditions include OCD; conditions do not include PTSD or
anxiety.

Fingerprint of the criteria: sha256:0

This supports a clinician's judgment and does not replace it."""
    )


def test_an_unsettled_answer_opens_with_its_range_and_what_to_ask(clinic: CriteriaSet) -> None:
    """Nobody may read a bare level where the level is still open."""
    answer = clinic.recommend({"age": 34, "weekly_therapy": "not_enough", "weeks": {"at_least": 6}})

    assert (
        read(answer)
        == """\
Any level from Outpatient to Inpatient; not settled: ask about suicide risk, needs structure and
works

Possible: Outpatient, Intensive outpatient (IOP), Residential or Inpatient. What is known so far
points to Intensive outpatient (IOP); what is unknown can change that.

In danger now? Call the emergency number.

Why
---

- Weekly therapy was not enough. Suggests: Intensive outpatient (IOP). [failed-therapy]
  Rests on: time in weekly therapy is 6 weeks or more; weekly therapy is not enough.
  Source: [guideline]

What could still change the level
---------------------------------

- Suicide risk: What did the assessment of suicide risk find? [suicide_risk]
- Needs structure [needs_structure]
- Works: Does the person work or study? [works]

What the care should include
----------------------------

Perhaps: Cognitive behavioural therapy; Exposure and response prevention; and Safety plan, with
means out of reach. This depends on suicide risk, PHQ-9 total and conditions.

Sources
-------

- [guideline] Guideline, 2nd edition (https://example.org/guideline), doi:10.1234/abc

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01). Criteria: 1 met, 0 not met, 7 not known.

For: Adults who ask for care

What was known: age is 34 years; time in weekly therapy is 6 weeks or more; weekly therapy is not
enough. Everything else was unknown.

Fingerprint of the criteria: sha256:0

This supports a clinician's judgment and does not replace it."""
    )


def test_a_range_with_a_hole_names_each_level_once(clinic: CriteriaSet) -> None:
    """Work limits what is suggested to outpatient care, but danger requires a hospital; the levels between would be a lie."""
    answer = clinic.recommend({"age": 40, "works": "yes"})

    assert (
        read(answer)
        == """\
Outpatient, Intensive outpatient (IOP) or Inpatient; not settled: ask about suicide risk

Nothing known so far points to a level.

In danger now? Call the emergency number.

Barriers
--------

- Work would have to be put down. This would limit the level to Outpatient if facts that are still
  unknown suggest more. [work]
  Source: [convention]

What could still change the level
---------------------------------

- Suicide risk: What did the assessment of suicide risk find? [suicide_risk]

What the care should include
----------------------------

Perhaps: Cognitive behavioural therapy; Exposure and response prevention; and Safety plan, with
means out of reach. This depends on suicide risk, PHQ-9 total and conditions.

Sources
-------

- [convention] Convention of our clinic

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01). Criteria: 1 met, 0 not met, 7 not known.

For: Adults who ask for care

What was known: age is 40 years; the person works or studies. Everything else was unknown.

Fingerprint of the criteria: sha256:0

This supports a clinician's judgment and does not replace it."""
    )


def test_criteria_that_are_not_for_this_person_give_no_level_and_say_why(clinic: CriteriaSet) -> None:
    answer = clinic.recommend({"age": 16})

    assert (
        read(answer)
        == """\
No answer: these criteria are not for this person

They apply when age is 18 years or more.

In danger now? Call the emergency number.

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01). Criteria: 0 met, 0 not met, 8 not known.

For: Adults who ask for care

What was known: age is 16 years. Everything else was unknown.

Fingerprint of the criteria: sha256:0

This supports a clinician's judgment and does not replace it."""
    )


def test_a_barrier_says_what_it_lowered_and_asks_what_could_be_arranged(clinic: CriteriaSet) -> None:
    answer = clinic.recommend({**SAFE, "works": "yes", "needs_structure": "yes", "phq9": 3, "weekly_therapy": "helping"})

    assert (
        read(answer)
        == """\
Residential is indicated; Outpatient is what can be taken up now, because of a limit: Work would
have to be put down

Why
---

- Structure is needed at night too. Suggests: Residential. [structure]
  Rests on: "needs structure" is yes.

Barriers
--------

- Work would have to be put down. Residential is suggested, but this limits the level to Outpatient.
  What would have to be arranged to allow more? [work]
  Rests on: the person works or studies.
  Source: [convention]

What the care should include
----------------------------

Perhaps: Cognitive behavioural therapy, and Exposure and response prevention. This depends on
conditions.

Sources
-------

- [convention] Convention of our clinic

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01). Criteria: 2 met, 5 not met, 1 not known.

For: Adults who ask for care

What was known: age is 34 years; suicide risk is absent; PHQ-9 total is 3; weekly therapy is
helping; the person works or studies; "needs structure" is yes. Everything else was unknown.

Fingerprint of the criteria: sha256:0

This supports a clinician's judgment and does not replace it."""
    )


def test_an_overridden_barrier_is_still_shown(clinic: CriteriaSet) -> None:
    """A requirement goes before work, but someone still has to arrange it."""
    answer = clinic.recommend({**SAFE, "suicide_risk": "imminent", "works": "yes", "conditions": []})

    assert (
        read(answer)
        == """\
Inpatient is suggested

In danger now? Call the emergency number.

Why
---

- Cannot be kept safe at home. Requires: Inpatient. [danger]
  Rests on: suicide risk is imminent.
  Source: [guideline], section 4

Also met, for a lower level
---------------------------

- High risk asks for contact on several days a week. Requires: Intensive outpatient (IOP).
  [high-risk]
  Rests on: suicide risk is imminent.
  Source: [guideline]; [convention]

Barriers
--------

- Work would have to be put down. This would limit the level to Outpatient, but a requirement
  overrides it. It still has to be weighed or arranged for. [work]
  Rests on: the person works or studies.
  Source: [convention]

What the care should include
----------------------------

- Safety plan, with means out of reach: Any sign of thoughts of suicide goes with a plan. [plan]

Sources
-------

- [guideline] Guideline, 2nd edition (https://example.org/guideline), doi:10.1234/abc
- [convention] Convention of our clinic

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01). Criteria: 4 met, 2 not met, 2 not known.

For: Adults who ask for care

What was known: age is 34 years; suicide risk is imminent; the person works or studies; "needs
structure" is no; conditions do not include OCD, PTSD or anxiety. Everything else was unknown.

Fingerprint of the criteria: sha256:0

This supports a clinician's judgment and does not replace it."""
    )


def test_a_barrier_between_a_requirement_and_a_suggestion_names_both_levels(clinic: CriteriaSet) -> None:
    answer = clinic.recommend({**SAFE, "suicide_risk": "high", "works": "yes", "needs_structure": "yes", "weekly_therapy": "helping", "conditions": []})

    assert (
        read(answer)
        == """\
Residential is indicated; Intensive outpatient (IOP) is what can be taken up now, because of a
limit: Work would have to be put down

In danger now? Call the emergency number.

Why
---

- Structure is needed at night too. Suggests: Residential. [structure]
  Rests on: "needs structure" is yes.
- High risk asks for contact on several days a week. Requires: Intensive outpatient (IOP).
  [high-risk]
  Rests on: suicide risk is high.
  Source: [guideline]; [convention]

Barriers
--------

- Work would have to be put down. Residential is suggested; this would limit the level to
  Outpatient, but a requirement keeps it at Intensive outpatient (IOP). [work]
  Rests on: the person works or studies.
  Source: [convention]

What the care should include
----------------------------

- Safety plan, with means out of reach: Any sign of thoughts of suicide goes with a plan. [plan]

Sources
-------

- [guideline] Guideline, 2nd edition (https://example.org/guideline), doi:10.1234/abc
- [convention] Convention of our clinic

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01). Criteria: 4 met, 3 not met, 1 not known.

For: Adults who ask for care

What was known: age is 34 years; suicide risk is high; weekly therapy is helping; the person works
or studies; "needs structure" is yes; conditions do not include OCD, PTSD or anxiety. Everything
else was unknown.

Fingerprint of the criteria: sha256:0

This supports a clinician's judgment and does not replace it."""
    )


def test_nobody_is_told_that_silence_points_to_the_lowest_level(clinic: CriteriaSet) -> None:
    answer = clinic.recommend({})

    assert (
        read(answer)
        == """\
Any level from Outpatient to Inpatient; not settled: ask about suicide risk, age, needs structure
and 5 more

It is not known yet whether these criteria are for this person. They apply when age is 18 years or
more.

Possible: Outpatient, Intensive outpatient (IOP), Residential or Inpatient. Nothing known so far
points to a level.

In danger now? Call the emergency number.

What could still change the level
---------------------------------

- Suicide risk: What did the assessment of suicide risk find? [suicide_risk]
- Age: How old is the person? [age]
- Needs structure [needs_structure]
- Time in weekly therapy [weeks]
- PHQ-9 total [phq9]
- PHQ-9 total at the start [phq9_at_start]
- Weekly therapy: How has weekly therapy gone? [weekly_therapy]
- Works: Does the person work or study? [works]

What the care should include
----------------------------

Perhaps: Cognitive behavioural therapy; Exposure and response prevention; and Safety plan, with
means out of reach. This depends on suicide risk, PHQ-9 total and conditions.

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01). Criteria: 0 met, 0 not met, 8 not known.

For: Adults who ask for care

Nothing was known about the person.

Fingerprint of the criteria: sha256:0

This supports a clinician's judgment and does not replace it."""
    )


def test_a_level_is_said_with_its_condition_while_it_is_open_whether_the_criteria_apply(clinic: CriteriaSet) -> None:
    answer = clinic.recommend({"suicide_risk": "imminent", "conditions": [], "phq9": 1})

    assert (
        read(answer)
        == """\
Inpatient, if these criteria are for this person: age is not known

It is not known yet whether these criteria are for this person. They apply when age is 18 years or
more.

In danger now? Call the emergency number.

Why
---

- Cannot be kept safe at home. Requires: Inpatient. [danger]
  Rests on: suicide risk is imminent.
  Source: [guideline], section 4

Also met, for a lower level
---------------------------

- High risk asks for contact on several days a week. Requires: Intensive outpatient (IOP).
  [high-risk]
  Rests on: suicide risk is imminent.
  Source: [guideline]; [convention]

What could still change the level
---------------------------------

- Age: How old is the person? [age]

What the care should include
----------------------------

- Safety plan, with means out of reach: Any sign of thoughts of suicide goes with a plan. [plan]

Sources
-------

- [guideline] Guideline, 2nd edition (https://example.org/guideline), doi:10.1234/abc
- [convention] Convention of our clinic

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01). Criteria: 3 met, 2 not met, 3 not known.

For: Adults who ask for care

What was known: suicide risk is imminent; PHQ-9 total is 1; conditions do not include OCD, PTSD or
anxiety. Everything else was unknown.

Fingerprint of the criteria: sha256:0

This supports a clinician's judgment and does not replace it."""
    )


def test_a_settled_answer_without_a_reason_says_that_nothing_calls_for_more(clinic: CriteriaSet) -> None:
    answer = clinic.recommend({**SAFE, "weekly_therapy": "helping", "weeks": 4, "phq9": 1, "phq9_at_start": 1, "conditions": ["ptsd"]})

    assert (
        read(answer)
        == """\
Outpatient is suggested

Why
---

No criterion requires or suggests more than Outpatient.

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01). Criteria: 0 met, 8 not met, 0 not known.

For: Adults who ask for care

What was known: age is 34 years; suicide risk is absent; time in weekly therapy is 4 weeks; PHQ-9
total is 1; PHQ-9 total at the start is 1; weekly therapy is helping; the person neither works nor
studies; "needs structure" is no; conditions include PTSD; conditions do not include OCD or anxiety.

Fingerprint of the criteria: sha256:0

This supports a clinician's judgment and does not replace it."""
    )


def test_a_range_that_was_not_proved_says_so(clinic: CriteriaSet) -> None:
    """Safe and too wide is still safe, but nobody should take it for exact."""
    answer = replace(clinic.recommend({"age": 40, "works": "yes"}), exact=False)

    assert "The search for the exact range reached its limit. The exact range lies within the one above, which may be too wide." in read(answer).replace(
        "\n", " "
    )


def test_a_notebook_shows_an_answer_as_a_page_or_as_markdown(adult: CriteriaSet) -> None:
    answer = adult.recommend({"age": 34, "suicide_risk": "imminent"})

    assert (answer._repr_html_(), answer._repr_markdown_()) == (answer.to_html(), answer.to_markdown())
    assert "Inpatient care is suggested" in answer.to_html()
