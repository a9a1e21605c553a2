"""Each thing that the article about IOPs names is found where a clinician looks for it: in an answer, or among the programs that are matched with it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import carelevel
from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet
from carelevel.programs.matches import Matches

EXAMPLES = Path(__file__).parents[2] / "examples"
if not EXAMPLES.is_dir():
    pytest.skip("the examples are not beside the tests", allow_module_level=True)


def read(name: str) -> dict[str, Any]:
    """Return an example file."""
    found: dict[str, Any] = yaml.safe_load((EXAMPLES / name).read_text("utf-8"))
    return found


PERSON = read("ocd-with-a-job.yaml")
"""Weekly therapy was not enough; a job that no one can take over; safe at home, and no danger."""

USER = read("opioid-use-with-a-job.yaml") | {"pregnant": False}
"""Strong cravings, a job that no one can take over, safe at home, and no danger."""


def met(answer: Recommendation) -> set[str]:
    """Return the services that are certain to be part of the care."""
    return {service.id for service in answer.services if service.status == "met"}


def with_condition(adult: CriteriaSet, condition: str) -> Recommendation:
    return adult.recommend(PERSON | {"conditions": [condition]})


def matched(adult: CriteriaSet, answer: Recommendation, needs: Mapping[str, Any] | Path | None = None) -> Matches:
    programs = adult.programs("adult-mental-health")
    return carelevel.match(answer, programs, adult.needs(needs, programs) if needs else None)


def ids(matches: Matches, *outcomes: Any) -> set[str]:
    """Return the programs with one of these outcomes."""
    return {fit.program.id for outcome in outcomes for fit in matches.with_outcome(outcome)}


@pytest.mark.parametrize(
    ("condition", "services", "words"),
    [
        ("anxiety", {"cbt", "exposure"}, ["Cognitive behavioural therapy (CBT)", "Exposure therapy"]),
        ("ocd", {"erp"}, ["Exposure and response prevention (ERP)"]),
        ("ptsd", {"trauma_focused_therapy"}, ["Trauma-focused therapy", "prolonged exposure"]),
        ("depression", {"cbt", "medication_management"}, ["Cognitive behavioural therapy (CBT)", "Medication management by a prescriber"]),
        ("bipolar", {"medication_management"}, ["Medication management by a prescriber"]),
        ("emotion_dysregulation", {"dbt_skills"}, ["DBT skills"]),
        ("substance_use", {"integrated_care", "relapse_prevention", "addiction_medication"}, ["as one plan", "Work on cravings and relapse prevention"]),
    ],
)
def test_a_condition_that_the_article_names_has_an_iop_and_its_therapy(adult: CriteriaSet, condition: str, services: set[str], words: list[str]) -> None:
    answer = with_condition(adult, condition)

    assert answer.level == "iop"
    assert met(answer) >= services
    assert [each for each in words if each not in " ".join(str(answer).split())] == []


@pytest.mark.parametrize("condition", ["anxiety", "ocd", "ptsd", "depression"])
def test_a_condition_of_the_articles_program_finds_that_program_and_others_that_fit(adult: CriteriaSet, condition: str) -> None:
    """What the article does not say of its program is asked, and rules nothing out."""
    matches = matched(adult, with_condition(adult, condition))

    assert ids(matches, "fits") != set()
    assert "thrive" in ids(matches, "fits", "cannot_be_told")


def test_bipolar_disorder_is_asked_about_where_the_articles_program_does_not_state_it(adult: CriteriaSet) -> None:
    """The article names it for IOPs, and not for its own program."""
    matches = matched(adult, with_condition(adult, "bipolar"))

    assert "thrive" in ids(matches, "cannot_be_told")
    assert "Does it treat bipolar disorder?" in " ".join(str(matches).split())


def test_the_articles_program_is_described_as_the_article_describes_it(adult: CriteriaSet) -> None:
    """Nine hours on three days are an IOP: its bounds are included."""
    thrive = next(program for program in adult.programs("adult-mental-health").programs if program.id == "thrive")

    stated = {name: set(thrive.known.values[name]) for name in ("level", "hours_per_week", "days_per_week")}

    assert stated == {"level": {"iop"}, "hours_per_week": {9}, "days_per_week": {3}}
    assert adult.definition.levels[1].hours_per_week == (9, 19)


@pytest.mark.parametrize(
    ("facts", "services", "words"),
    [
        (
            {},
            {"relapse_prevention", "moud", "group_therapy", "individual_therapy"},
            ["Work on cravings and relapse prevention", "Medication for opioid use disorder"],
        ),
        ({"substances": ["alcohol"], "withdrawal_risk": "none"}, {"relapse_prevention", "maud"}, ["Medication for alcohol use disorder"]),
        (
            {"co_occurring_conditions": ["depression", "anxiety", "ptsd"]},
            {"integrated_dual_treatment", "trauma_focused_therapy", "cbt"},
            ["Treatment of mental illness and substance use together"],
        ),
    ],
    ids=["cravings, relapse and medication", "alcohol", "co-occurring conditions"],
)
def test_substance_use_has_what_the_article_names(substance: CriteriaSet, facts: dict[str, Any], services: set[str], words: list[str]) -> None:
    answer = substance.recommend(USER | facts)

    assert answer.level == "iop"
    assert met(answer) >= services
    assert [each for each in words if each not in " ".join(str(answer).split())] == []


def test_cravings_are_the_reason_where_they_are_strong(substance: CriteriaSet) -> None:
    answer = substance.recommend(USER)

    assert "relapse-is-likely" in [reason.criterion for reason in answer.reasons]
    assert "craving is severe" in " ".join(str(answer).split())


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"symptom_severity": "mild", "weekly_therapy": "helping"}, "outpatient"),
        ({"symptom_severity": "moderate", "weekly_therapy": "helping"}, "outpatient"),
        ({"symptom_severity": "moderate", "recommended_treatment_tried": True}, "iop"),
        ({"symptom_severity": "severe", "weekly_therapy": "in_progress", "weeks_of_therapy": 2}, "iop"),
        ({"suicide_risk": "imminent", "cssrs_screen": "high"}, "inpatient"),
    ],
    ids=["mild", "weekly therapy helps", "weekly therapy was not enough", "severe", "danger"],
)
def test_an_iop_lies_between_weekly_therapy_and_a_hospital(adult: CriteriaSet, facts: dict[str, Any], level: str) -> None:
    """More than weekly visits, and no supervision day and night. Danger is what the article leaves out."""
    assert adult.recommend(PERSON | {"conditions": ["depression"]} | facts).level == level


def test_community_is_a_group(adult: CriteriaSet, substance: CriteriaSet) -> None:
    """Group therapy is part of care for substance use; in mental health a program says whether it has groups."""
    matches = matched(adult, with_condition(adult, "ocd"), {"prefers": {"formats": {"includes": "group"}}})

    assert "group_therapy" in met(substance.recommend(USER))
    assert "kinds of session include group" in " ".join(str(matches).split())


@pytest.mark.parametrize("name", ["adult", "substance"])
def test_a_person_stays_at_home(name: str, request: pytest.FixtureRequest) -> None:
    levels = {level.id: level for level in request.getfixturevalue(name).definition.levels}

    assert (levels["iop"].setting, levels["iop"].hours_per_week) == ("home", (9, 19))
    assert levels["residential"].setting == "facility"


def test_a_home_that_is_not_safe_is_asked_about_before_someone_stays_there(adult: CriteriaSet) -> None:
    """The article never says that a home has to be safe enough to sleep in."""
    unsafe = adult.recommend(PERSON | {"safe_at_home": False, "safe_place_elsewhere": False, "duties_can_be_covered": True, "accepts_a_stay": True})

    assert unsafe.level == "residential"


def test_work_and_school_are_a_reason_for_the_lower_of_two_levels_and_are_shown(adult: CriteriaSet) -> None:
    """Duties never make too little enough: the answer says which level they lower, and why."""
    answer = adult.recommend(PERSON | {"symptom_severity": "extreme", "function": "failing"})
    text = " ".join(str(answer).split())

    assert [(barrier.level, barrier.lowered_from) for barrier in answer.barriers] == [("iop", "residential")]
    assert "Work, school or people in the person's care" in text
    assert "Suggests: Residential treatment." in text


def test_work_and_school_decide_which_program_can_be_attended(adult: CriteriaSet) -> None:
    """An evening program fits around a job, and a morning one does not."""
    matches = matched(adult, with_condition(adult, "ocd"), EXAMPLES / "works-full-time.yaml")

    assert "harbor-evening" in ids(matches, "fits")
    assert "lakeside-day" in ids(matches, "does_not_fit")
    assert "would overlap with hours that are taken: work" in " ".join(str(matches).split())


def test_cost_is_what_programs_state_and_no_more(adult: CriteriaSet) -> None:
    """The article says that an IOP costs less than a stay, and names no price."""
    text = " ".join(str(matched(adult, with_condition(adult, "ocd"))).split())

    assert "What it costs" in text
    assert "USD 320 a day" in text
    assert "what a plan pays is not included" in text


def test_insurance_is_a_question_to_a_program_that_does_not_state_it(adult: CriteriaSet) -> None:
    matches = matched(adult, with_condition(adult, "ocd"), {"requires": {"payers": {"includes": "medicare"}}})

    assert "lakeside-day" in ids(matches, "fits")
    assert "thrive" in ids(matches, "cannot_be_told")
    assert "Does it accept Medicare?" in [ask.words for ask in matches.asks("thrive")]


def test_how_to_choose_is_a_list_of_questions_and_a_comparison(adult: CriteriaSet) -> None:
    """The article's title promises it, and its text does not say."""
    matches = matched(adult, with_condition(adult, "ocd"), EXAMPLES / "works-full-time.yaml")
    text, asks = " ".join(str(matches).split()), matches.asks("thrive")

    assert "Side by side" in text
    assert [
        each for each in ("usual course", "waiting time", "payers accepted", "it reports outcomes", "kinds of session", "stated price") if each not in text
    ] == []
    assert {"Who is not admitted?", "When exactly does it meet?"} <= {ask.words for ask in asks if ask.rules_out}
    assert "Does it measure and report outcomes?" in {ask.words for ask in asks if not ask.is_required}


@pytest.mark.parametrize("name", ["adult", "substance"])
def test_no_success_rate_is_promised(name: str, request: pytest.FixtureRequest) -> None:
    """The article's title announces success rates. None is supported, and an answer gives none."""
    answer = request.getfixturevalue(name).recommend(PERSON if name == "adult" else USER).to_markdown().lower()
    prose = answer.replace("benefits and success rates of an intensive outpatient program", "")

    assert [each for each in ("success rate", "percent of people", "cure") if each in prose] == []
