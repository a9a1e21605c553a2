"""Explanations in plain words, whole, as a clinician reads them or puts them behind a letter."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import carelevel
from carelevel.api import CriteriaSet
from carelevel.model.frozen import FrozenDict
from carelevel.show import explain, html, markdown, text
from carelevel.show.section import together
from tests.unit.show.clinic import CLINIC, SAFE

WORKING: dict[str, Any] = {**SAFE, "weekly_therapy": "not_enough", "weeks": 20, "phq9": 16, "phq9_at_start": 18, "conditions": ["ocd"], "works": "yes"}
OPEN: dict[str, Any] = {"age": 34, "suicide_risk": "high"}


@pytest.fixture(scope="module")
def clinic() -> CriteriaSet:
    return carelevel.loads(CLINIC)


def opening(shown: object) -> str:
    """Return what stands before the basis."""
    return str(shown).partition("\n\nBasis\n")[0]


def test_the_changes_that_give_other_levels_are_a_list_by_level(clinic: CriteriaSet) -> None:
    assert (
        str(clinic.what_would_change(WORKING))
        == """\
Outpatient is suggested. The smallest changes of the record that lead to each other level:

- Intensive outpatient (IOP) would be the level if:
  - the person neither works nor studies (the opposite is recorded)
  - suicide risk is high (recorded: absent)
- Residential would be the level if:
  - the person neither works nor studies (the opposite is recorded) and "needs structure" is yes
    (the opposite is recorded)
- Inpatient would be the level if:
  - suicide risk is imminent (recorded: absent)

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01).

This shows how far the record is from each criterion. It is not a reason to record anything that is
not true.

This supports a clinician's judgment and does not replace it."""
    )


def test_while_facts_are_unknown_it_says_what_could_and_what_must_move_the_level(clinic: CriteriaSet) -> None:
    assert (
        opening(clinic.what_would_change(OPEN))
        == """\
Possible as recorded: Intensive outpatient (IOP) or Residential. The smallest changes of the record
that lead to each other level:

- Outpatient: possible if:
  - suicide risk is low (recorded: high)
  No change of up to 3 facts makes it certain while facts are unknown.
- Intensive outpatient (IOP): possible as recorded
  No change of up to 3 facts makes it certain while facts are unknown.
- Residential: possible as recorded
  No change of up to 3 facts makes it certain while facts are unknown.
- Inpatient would be the level if:
  - suicide risk is imminent (recorded: high)"""
    )


def test_what_takes_more_facts_than_were_varied_is_said_so(clinic: CriteriaSet) -> None:
    assert "- Residential: no change of 1 fact makes it possible.\n" in str(clinic.what_would_change(WORKING, most_facts=1))


def test_of_many_changes_a_few_are_shown_and_the_others_counted(clinic: CriteriaSet) -> None:
    changes = clinic.what_would_change(WORKING)
    many = replace(changes, to=(replace(changes.to[0], could=changes.to[0].could * 4, must=changes.to[0].must * 4),))

    assert opening(many).count("suicide risk is high") + opening(many).count("works nor studies") == explain.MOST_SHOWN
    assert "  And 3 more, none of them smaller." in opening(many)


def test_for_a_person_whom_the_criteria_are_not_for_nothing_would_change_a_level(clinic: CriteriaSet) -> None:
    assert opening(clinic.what_would_change({"age": 12})) == "These criteria are not for this person, so there is no level to change"


def test_a_search_over_its_budget_says_so(clinic: CriteriaSet) -> None:
    undecided = replace(clinic.what_would_change(OPEN), to=(), exact=False)

    assert opening(undecided) == "Possible as recorded: Intensive outpatient (IOP) or Residential\n\nNot everything was decided: the search reached its limit."


CALM: dict[str, Any] = {**SAFE, "weekly_therapy": "helping", "phq9": 3}
STUCK: dict[str, Any] = {**WORKING, "phq9_at_start": 16}


def test_why_says_what_each_reason_rests_on_what_carries_the_level_and_what_alone_settles_it(clinic: CriteriaSet) -> None:
    assert (
        str(clinic.why(STUCK))
        == """\
Why Outpatient

Reasons
-------

- Weekly therapy was not enough. Suggests: Intensive outpatient (IOP). [failed-therapy]
  Met: weekly therapy was given a fair try, as weekly therapy is not enough and time in weekly
  therapy is 20 weeks (6 weeks or more needed).
  Source: [guideline]
- Nothing has changed for the better. Suggests: Intensive outpatient (IOP). [little-gain]
  Met: PHQ-9 total is 16 (10 or more needed); gain since the start is 0.

Barriers
--------

- Work would have to be put down. Limits to: Outpatient. [work]
  Met: the person works or studies.
  Source: [convention]

Without this criterion other levels would be possible: [work]

What settles the level by itself, whatever else is true
-------------------------------------------------------

- age is 34 years
- suicide risk is absent
- the person works or studies

Sources
-------

- [guideline] Guideline, 2nd edition (https://example.org/guideline), doi:10.1234/abc
- [convention] Convention of our clinic

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01).

This supports a clinician's judgment and does not replace it."""
    )


def test_reasons_that_stand_in_for_each_other_carry_nothing_alone(clinic: CriteriaSet) -> None:
    assert "\nNo single criterion decides the level: without any one of them, it would be the same.\n" in str(clinic.why({**STUCK, "works": "no"}))


def test_an_open_level_has_its_reasons_so_far_and_nothing_settles_it(clinic: CriteriaSet) -> None:
    assert (
        str(clinic.why(OPEN)).partition("\n\nSources\n")[0]
        == """\
Not settled: Intensive outpatient (IOP) or Residential

Reasons so far
--------------

- High risk asks for contact on several days a week. Requires: Intensive outpatient (IOP).
  [high-risk]
  Met: suicide risk is high.
  Source: [guideline]; [convention]

Without this criterion other levels would be possible: [high-risk]"""
    )


def test_every_part_of_what_is_known_that_is_enough_is_reported_up_to_a_few(clinic: CriteriaSet) -> None:
    """Two facts that would each be enough are told apart, so that nobody takes the one that is shown for the only one."""
    several = carelevel.loads(CLINIC.replace("{weekly_therapy: not_enough, weeks: {at_least: 6}}", "{any: [weekly_therapy: not_enough, weeks: {at_least: 6}]}"))
    shown = str(several.why(WORKING))

    assert (
        "  Met: weekly therapy was given a fair try, as weekly therapy is not enough.\n  Also enough by itself: time in weekly therapy is 20 weeks.\n" in shown
    )


def test_more_parts_than_are_shown_are_counted_or_said_to_be_many(clinic: CriteriaSet) -> None:
    shown = clinic.why(STUCK)
    reason = shown.reasons[0]
    five = replace(shown, reasons=(replace(reason, every_evidence=reason.every_evidence * 6),))
    untold = replace(shown, reasons=(replace(reason, all_told=False),))

    assert opening(five).count("Also enough by itself: ") == 3
    assert "  2 more sets of known facts would be enough by themselves.\n" in opening(five)
    assert "  Many more sets of known facts would be enough by themselves.\n" in opening(untold)


def test_a_level_without_reasons_says_that_nothing_calls_for_more(clinic: CriteriaSet) -> None:
    assert opening(clinic.why(CALM)).startswith("Outpatient: no criterion requires or suggests more\n")


def test_a_level_that_everyone_has_needs_no_fact(clinic: CriteriaSet) -> None:
    everyone = replace(clinic.why(CALM), sufficient=FrozenDict())

    assert "\nEveryone to whom these criteria apply has this level." in opening(everyone)


def test_for_a_person_whom_the_criteria_are_not_for_there_is_no_why(clinic: CriteriaSet) -> None:
    assert opening(clinic.why({"age": 12})) == "These criteria are not for this person, so there is no level to explain"


def test_an_explanation_that_is_not_exact_says_so(clinic: CriteriaSet) -> None:
    assert opening(replace(clinic.why(CALM), exact=False)).endswith("\n\nNot everything was decided: the search reached its limit.")


def before_sources(shown: object) -> str:
    """Return what stands before the list of sources."""
    return str(shown).partition("\n\nSources\n")[0]


def test_why_not_can_stand_behind_a_letter(clinic: CriteriaSet) -> None:
    """Criterion, source with its place, the fact as recorded and the distance; and what it is not: advice to answer differently."""
    assert (
        str(clinic.why_not(STUCK, "residential"))
        == """\
Why not Residential: Outpatient is suggested

What would have to change
-------------------------

- Structure is needed at night too. Suggests: Residential. [structure]
  Not met. To be met, it needs:
  - "needs structure" is yes: the opposite is recorded
  Together with a change of: [work]

What keeps the level from being higher
--------------------------------------

- Work would have to be put down. Limits to: Outpatient. [work]
  Met. It would not be met with:
  - the person neither works nor studies: the opposite is recorded
  Source: [convention]

Sources
-------

- [convention] Convention of our clinic

Basis
-----

Our clinic (clinic, version 3, in force from 2026-11-01).

This shows how far the record is from each criterion. It is not a reason to record anything that is
not true.

This supports a clinician's judgment and does not replace it."""
    )


def test_each_way_up_has_the_facts_as_recorded_and_their_distance(clinic: CriteriaSet) -> None:
    assert (
        before_sources(clinic.why_not({**SAFE, "weekly_therapy": "helping", "phq9": 8}, "iop"))
        == """\
Why not Intensive outpatient (IOP): Outpatient is suggested

What would have to change: any one of these
-------------------------------------------

- High risk asks for contact on several days a week. Requires: Intensive outpatient (IOP).
  [high-risk]
  Not met. To be met, it needs:
  - suicide risk is absent; high or worse needed (2 steps away)
  Source: [guideline]; [convention]
- Weekly therapy was not enough. Suggests: Intensive outpatient (IOP). [failed-therapy]
  Not met. To be met, it needs:
  - weekly therapy was given a fair try, which takes all of these:
    - weekly therapy is helping; not enough needed
    - time in weekly therapy is not known; 6 weeks or more needed
  Source: [guideline]
- Nothing has changed for the better. Suggests: Intensive outpatient (IOP). [little-gain]
  Not met. To be met, it needs:
  - PHQ-9 total is 8; 10 or more needed (2 points away)
  - gain since the start is -8 to 19; 0 or less needed (not settled by what is recorded)"""
    )


def test_the_way_down_is_what_holds_the_level_up(clinic: CriteriaSet) -> None:
    assert (
        before_sources(clinic.why_not({"age": 34, "suicide_risk": "imminent"}, "outpatient"))
        == """\
Why not Outpatient: Inpatient is suggested

What would have to change
-------------------------

- No longer met: [danger, high-risk]

What keeps the level from being lower
-------------------------------------

- Cannot be kept safe at home. Requires: Inpatient. [danger]
  Met. It would not be met with:
  - suicide risk is imminent; at most high needed (1 step away)
  Source: [guideline], section 4
- High risk asks for contact on several days a week. Requires: Intensive outpatient (IOP).
  [high-risk]
  Met. It would not be met with:
  - suicide risk is imminent; at most low needed (2 steps away)
  Source: [guideline]; [convention]

Not known yet; each of these would speak against this level if met: [failed-therapy, structure,
little-gain]"""
    )


def test_a_limit_that_would_have_to_be_met_is_reported_on_its_own(clinic: CriteriaSet) -> None:
    working = clinic.why_not({**SAFE, "weekly_therapy": "not_enough", "weeks": 20}, "outpatient")

    shown = opening(working)

    assert (
        "- Work would have to be put down. Limits to: Outpatient. [work]\n  Not met. To be met, it needs:\n  - the person works or studies: the opposite is recorded\n"
        in shown
    )


@pytest.mark.parametrize(
    ("case", "level", "headline"),
    [
        (STUCK, "outpatient", "Outpatient is the suggested level"),
        (OPEN, "residential", "Residential is possible, but not settled (possible: Intensive outpatient (IOP) or Residential)"),
        (OPEN, "inpatient", "Why not Inpatient: Intensive outpatient (IOP) or Residential is possible"),
        ({"age": 12}, "iop", "These criteria are not for this person, so no level is suggested"),
    ],
)
def test_it_opens_with_how_the_level_stands(clinic: CriteriaSet, case: dict[str, Any], level: str, headline: str) -> None:
    assert str(clinic.why_not(case, level)).replace("\n", " ").startswith(f"{headline} ")


def test_a_level_that_nobody_like_this_can_have_is_said_so(clinic: CriteriaSet) -> None:
    barred = replace(clinic.why_not(STUCK, "residential"), routes=(), held_down_by=())

    assert opening(barred) == "Why not Residential: Outpatient is suggested\n\nWith what is recorded about this person, nothing can lead to this level."
    assert opening(replace(barred, exact=False)).endswith("\n\nNot everything was decided: the search reached its limit.")


def test_ways_that_need_what_does_not_change_are_counted(clinic: CriteriaSet) -> None:
    old = carelevel.loads(CLINIC.replace("when: {needs_structure: yes}", "when: {age: {at_least: 65}, weeks: {at_least: 21}}"))

    assert "One way needs something else of age, which does not change: [structure, work].\n" in opening(old.why_not(WORKING, "residential"))


def test_single_steps_are_said_so(clinic: CriteriaSet) -> None:
    longer = carelevel.loads(CLINIC.replace("when: {needs_structure: yes}", "when: {weeks: {at_least: 21}}"))

    assert "  - time in weekly therapy is 20 weeks; 21 weeks or more needed (1 week away)\n" in opening(longer.why_not(WORKING, "residential"))


def test_of_many_ways_the_first_are_shown_and_the_others_counted(clinic: CriteriaSet) -> None:
    shown = clinic.why_not(STUCK, "residential")
    many = replace(shown, routes=shown.routes * 10)

    assert "And 2 more ways, with at least as many criteria to change." in opening(many)


def test_ways_that_begin_alike_are_reported_together(clinic: CriteriaSet) -> None:
    shown = clinic.why_not(STUCK, "residential")
    route = shown.routes[0]
    two = replace(shown, routes=(route, replace(route, also=("ocd", "plan"))))

    assert "  Together with a change of: [work]\n  Or with a change of: [ocd, plan]\n" in opening(two)


def test_parts_of_a_group_are_a_list_with_how_many_of_them_are_needed(clinic: CriteriaSet) -> None:
    parts = "{at_least: {count: 2, of: [weeks: {at_least: 30}, phq9: {at_least: 20}, phq9_at_start: {at_least: 20}]}}"
    structure = carelevel.loads(CLINIC.replace("when: {needs_structure: yes}", f"when: {parts}"))
    failed = carelevel.loads(CLINIC.replace("{weekly_therapy: not_enough, weeks: {at_least: 6}}", parts))

    in_a_group = opening(structure.why_not(WORKING, "residential"))
    under_a_name = opening(failed.why_not({**WORKING, "works": "no"}, "iop"))

    assert "  - at least 2 of these:\n    - time in weekly therapy is 20 weeks; 30 weeks or more needed (10 weeks away)\n" in in_a_group
    assert "  - weekly therapy was given a fair try, which takes at least 2 of these:\n" in under_a_name


@pytest.mark.parametrize("what", ["why", "why_not", "what_would_change", "compare"])
def test_an_explanation_is_the_same_in_every_format(clinic: CriteriaSet, what: str) -> None:
    more = {"why_not": ("iop",), "compare": (OPEN,)}.get(what, ())
    shown = getattr(clinic, what)(WORKING, *more)
    document = explain.document(shown)

    assert shown.to_html() == shown._repr_html_() == html.render(document)
    assert shown.to_markdown() == shown._repr_markdown_() == markdown.render(document)
    assert str(shown) == text.render(document)


def test_several_explanations_have_headings_and_one_basis(clinic: CriteriaSet) -> None:
    shown = together([explain.section(clinic.why(WORKING)), explain.section(clinic.why_not(WORKING, "iop"))], clinic.definition)

    lines = text.render(shown).splitlines()
    assert [lines[place - 1] for place, line in enumerate(lines) if line.startswith("===")] == ["Why", "Why not Intensive outpatient (IOP)"]
    assert (lines.count("Basis"), lines.count("Sources")) == (1, 1)


@pytest.mark.parametrize("what", ["why", "why_not", "what_would_change"])
def test_while_it_is_not_known_whether_the_criteria_are_for_this_person_every_explanation_says_so(clinic: CriteriaSet, what: str) -> None:
    """A settled level of somebody who may be too young for the criteria is no bare level either."""
    shown = getattr(clinic, what)({"suicide_risk": "imminent"}, *(("inpatient",) if what == "why_not" else ()))

    assert "It is not known yet whether these criteria are for this person. They apply when age is 18 years or more." in " ".join(opening(shown).split())


DISAGREEING = {"age": 34, "suicide_risk": "none", "cssrs_screen": "high"}


@pytest.mark.parametrize(
    "explained",
    [
        lambda criteria: criteria.why(DISAGREEING),
        lambda criteria: criteria.why_not(DISAGREEING, "inpatient"),
        lambda criteria: criteria.what_would_change(DISAGREEING),
        lambda criteria: criteria.compare({"age": 34}, DISAGREEING),
    ],
    ids=["why", "why not", "changes", "comparison"],
)
def test_what_disagrees_is_said_first_and_with_what_resolves_it(adult: CriteriaSet, explained: Callable[[CriteriaSet], Any]) -> None:
    result = explained(adult)

    before, _, after = str(result).partition("The record contradicts itself")
    assert len(before.splitlines()) <= 3
    assert "To resolve it, record: review of the suicide-risk rating." in " ".join(after.split())
    assert "[columbia-triage]" in after
    told = result.after if hasattr(result, "after") else result
    assert [each.id for each in told.contradictions] == ["screen-above-suicide-risk"]
    assert "screen-above-suicide-risk" in json.dumps(result.to_dict())


def test_where_nothing_disagrees_nothing_is_said_of_it(adult: CriteriaSet) -> None:
    resolved = {**DISAGREEING, "suicide_risk_reviewed": "yes"}

    assert "contradicts itself" not in str(adult.why(resolved)) + str(adult.why_not(resolved, "inpatient")) + str(adult.what_would_change(resolved))
