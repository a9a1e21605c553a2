"""Which programs fit, one question at a time."""

import json
from random import Random
from typing import Any

import pytest

import carelevel
from carelevel.api import CriteriaSet
from carelevel.model.facts import SetOf, domain
from carelevel.model.problems import CaseError, CriteriaError
from carelevel.model.programs import Programs
from carelevel.model.truth import Truth
from carelevel.programs.fits import HOSPITAL_NOW
from carelevel.syntax.program_reader import read_programs
from tests.unit.programs.small_town import KNOWN, TOWN, WHOLE, matched, programs_of, town

EVENINGS = {"sessions": [{"days": ["mon", "wed", "fri"], "from": "17:00", "to": "20:00"}], "mode": "in_person"}
OFFICE = {"taken": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "17:00", "because": "work"}]}


def outcome(case: dict[str, Any] | None = None, needs: dict[str, Any] | None = None, **changes: Any) -> tuple[str, tuple[str, ...]]:
    """Return whether the whole program fits with these changes, and the questions that keep it from fitting."""
    stated = {key: value for key, value in {**WHOLE, **changes}.items() if value is not None}
    fit = matched(case, needs, house=stated)["house"]
    return fit.outcome, fit.unmet if fit.fits is Truth.UNMET else fit.unknown


def test_a_program_fits_when_all_that_is_required_is_known_to_be_met() -> None:
    assert outcome() == ("fits", ())


@pytest.mark.parametrize("key", [key for key in WHOLE if key != "services"])
def test_what_a_program_does_not_say_is_neither_yes_nor_no(key: str) -> None:
    found, why = outcome(**{key: None})

    assert found == "cannot_be_told"
    assert why


def test_an_iop_of_six_hours_falls_short_of_nine() -> None:
    assert outcome(hours_per_week=6) == ("does_not_fit", ("hours",))


def test_nine_hours_are_exactly_enough() -> None:
    assert outcome(hours_per_week=9) == ("fits", ())
    assert outcome(hours_per_week=8) == ("does_not_fit", ("hours",))
    assert outcome(hours_per_week={"between": [8, 10]}) == ("cannot_be_told", ("hours",))


def test_hours_that_are_not_stated_follow_from_the_sessions_as_a_lower_bound() -> None:
    assert outcome(hours_per_week=None, tracks=[EVENINGS]) == ("fits", ())


def test_six_hours_of_no_stated_level_do_not_make_an_iop() -> None:
    assert outcome(level=None, hours_per_week=6)[0] == "does_not_fit"


def test_another_level_does_not_fit() -> None:
    assert outcome(level="outpatient") == ("does_not_fit", ("level",))
    assert outcome(level={"at_least": "iop"}) == ("cannot_be_told", ("level",))


def test_while_the_level_is_open_a_program_of_a_possible_level_cannot_be_told_and_one_of_another_does_not_fit() -> None:
    case = {**KNOWN, "danger": None}

    assert outcome(case) == ("cannot_be_told", ("level",))
    assert outcome(case, level="outpatient", hours_per_week=5) == ("does_not_fit", ("level",))


def test_for_a_person_whom_the_criteria_may_not_be_for_nothing_fits(adult: CriteriaSet) -> None:
    programs = adult.programs("adult-mental-health")

    for case in ({"age": 12}, {"suicide_risk": "imminent"}):
        assert {fit.outcome for fit in carelevel.match(adult.recommend(case), programs).fits} <= {"cannot_be_told", "does_not_fit"}


def test_every_condition_of_the_person_has_to_be_treated() -> None:
    both = {**KNOWN, "conditions": ["ocd", "ptsd"]}

    assert outcome(both, treats=["ocd", "ptsd"]) == ("fits", ())
    assert outcome(both) == ("does_not_fit", ("condition-ptsd",))
    assert outcome(both, treats={"ocd": "yes"}) == ("cannot_be_told", ("condition-ptsd",))


def test_a_condition_that_is_not_known_matters_unless_the_program_treats_it_anyway() -> None:
    perhaps = {**KNOWN, "conditions": {"ocd": "yes"}}

    assert outcome(perhaps, treats=["ocd", "ptsd"]) == ("fits", ())
    assert outcome(perhaps) == ("cannot_be_told", ("conditions-not-known",))


def test_a_service_that_criteria_add_rules_nothing_out() -> None:
    """A level that is required is never left without a place because of what should be part of the care; it is asked for on the first call."""
    perhaps = {**KNOWN, "severity": {"at_least": "mild"}, "danger": "yes"}
    stay = {"level": "residential", "services": []}

    assert outcome(services=["erp"])[0] == "fits"
    assert outcome(perhaps, **stay)[0] == "fits"
    assert matched(house=WHOLE | {"services": ["erp"]})["house"].unmet == ("service-medication",)


def test_a_service_that_is_asked_for_in_the_needs_rules_a_program_out() -> None:
    assert outcome(needs={"requires": {"services": {"includes": "medication"}}}, services=["erp"]) == ("does_not_fit", ("service-medication", "requirement-1"))


def test_where_nothing_fits_the_nearest_come_first_with_what_to_do_until_there_is_a_place() -> None:
    far, near, level = {"hours_per_week": 6, "treats": []}, {"treats": []}, {"level": "residential"}

    matches = matched(far=WHOLE | far, level=WHOLE | level, near=WHOLE | near)

    assert [(fit.program.id, fit.obstacles) for fit in matches.nearest] == [
        ("near", ("condition-ocd",)),
        ("far", ("hours", "condition-ocd")),
        ("level", ("level",)),
    ]
    assert matches.until_then is not None
    assert matches.until_then.startswith("Outpatient care or Residential treatment would do until a place is found. ")
    assert "988" in matches.until_then
    assert "emergency department" in matches.until_then
    assert [each["program"] for each in matches.to_dict()["nearest"]] == ["near", "far", "level"]
    assert "988" in str(matches)
    assert str(matches).index("[near]") < str(matches).index("[far]") < str(matches).index("[level]")


def test_where_something_fits_nothing_is_said_to_be_near() -> None:
    matches = matched(far=WHOLE | {"treats": []}, here=WHOLE)

    assert (matches.nearest, matches.until_then) == ((), None)


def test_whom_a_program_takes_and_does_not_take_is_asked_of_the_person() -> None:
    assert outcome(takes={"severity": "mild"}) == ("does_not_fit", ("takes",))
    assert outcome(excludes=[{"when": {"works": "yes"}}]) == ("does_not_fit", ("excludes",))
    assert outcome({**KNOWN, "works": None}, excludes=[{"when": {"works": "yes"}}]) == ("cannot_be_told", ("excludes",))
    assert outcome(excludes=[{"when": {"danger": "yes"}}, {"when": {"severity": "none"}}]) == ("fits", ())


def test_sessions_keep_clear_of_work_to_the_minute() -> None:
    """What ends at 17:00 is clear of what begins then."""
    assert outcome(needs=OFFICE, tracks=[EVENINGS]) == ("fits", ())
    assert outcome(needs=OFFICE | {"travel_minutes": 1}, tracks=[EVENINGS]) == ("does_not_fit", ("week",))
    assert outcome(needs=OFFICE | {"travel_minutes": 1}, tracks=[EVENINGS | {"mode": "telehealth"}]) == ("fits", ())
    assert outcome(needs=OFFICE) == ("cannot_be_told", ("week",))


def test_where_it_is_not_said_how_one_takes_part_the_way_may_or_may_not_count() -> None:
    tracks = [{"sessions": EVENINGS["sessions"]}]

    assert outcome(needs=OFFICE | {"travel_minutes": 1}, tracks=tracks) == ("cannot_be_told", ("week",))
    assert outcome(needs=OFFICE | {"travel_minutes": 1}, tracks=tracks, modes=["telehealth"]) == ("fits", ())
    assert outcome(needs=OFFICE | {"travel_minutes": 1}, tracks=tracks, modes=["in_person"]) == ("does_not_fit", ("week",))


def test_one_week_of_several_is_enough() -> None:
    mornings = {"sessions": [{"days": ["tue"], "from": "09:00", "to": "18:00"}]}

    assert outcome(needs=OFFICE, tracks=[mornings, EVENINGS]) == ("fits", ())
    assert outcome(needs=OFFICE, tracks=[mornings]) == ("does_not_fit", ("week",))


def test_as_many_days_as_one_attends_have_to_be_clear() -> None:
    days = {"sessions": [{"days": ["mon", "sat", "sun"], "from": "12:00", "to": "17:00"}], "mode": "in_person"}

    assert outcome(needs=OFFICE, hours_per_week=None, tracks=[days | {"attend": 2}]) == ("fits", ())
    assert outcome(needs=OFFICE, hours_per_week=None, tracks=[days | {"attend": 3}]) == ("does_not_fit", ("week",))


def test_a_stay_takes_every_hour_and_work_has_to_wait_where_it_is_required() -> None:
    stay = {"level": "residential", "setting": "facility"}
    suggested = carelevel.loads(TOWN.replace("requires: residential", "suggests: residential").replace("limits_to: iop", "limits_to: residential"))
    case = {**KNOWN, "danger": "yes"}

    assert outcome(case, **stay) == ("fits", ())
    assert outcome(case, OFFICE, **stay) == ("fits", ())
    found = carelevel.match(suggested.recommend(case), programs_of(suggested, house=WHOLE | stay), OFFICE)["house"]
    assert (found.outcome, found.obstacles) == ("does_not_fit", ("week",))


def test_while_it_is_open_whether_a_level_is_required_what_it_would_make_a_preference_rules_nothing_out() -> None:
    case = {**KNOWN, "danger": None}
    both = carelevel.loads(TOWN.replace("requires: residential", "requires: iop"))
    house = programs_of(both, house=WHOLE | {"treats": []})

    matches = carelevel.match(both.recommend(case), house)

    assert (matches["house"].outcome, matches["house"].obstacles) == ("cannot_be_told", ())
    assert [(ask.of, ask.fact, ask.rules_out) for ask in matches.asks("house")] == [("person", "danger", False)]
    assert carelevel.match(both.recommend({**case, "danger": "yes"}), house)["house"].outcome == "fits"
    assert carelevel.match(both.recommend({**case, "danger": "no"}), house)["house"].obstacles == ("condition-ocd",)


def test_hours_that_are_taken_ask_whether_a_stay_is_required(adult: CriteriaSet) -> None:
    matches = carelevel.match(adult.recommend({"age": 40}), adult.programs("adult-mental-health"), OFFICE)

    week = next(question for question in matches.questions if question.id == "week")
    assert week.required is Truth.UNKNOWN
    assert {ask.fact for ask in matches.asks("st-example") if "week" in ask.questions} >= {"suicide_risk"}


def test_in_a_crisis_without_a_place_the_emergency_department_is_named(adult: CriteriaSet) -> None:
    answer = adult.recommend({"age": 34, "suicide_risk": "imminent", "conditions": ["depression"]})
    programs = adult.programs("adult-mental-health")

    here = carelevel.match(answer, programs)
    full = carelevel.match(answer, programs, {"requires": {"waiting_days": {"at_least": 1}}})

    assert (here["st-example"].outcome, here.nearest, here.until_then) == ("fits", (), None)
    assert [fit.program.id for fit in full.nearest][:2] == ["st-example", "meadow-house"]
    assert full["st-example"].obstacles == ("requirement-1",)
    assert full.until_then == HOSPITAL_NOW
    assert "Do not wait for one: call 911 or go to the nearest emergency department" in " ".join(str(full).split())


def test_whom_a_place_takes_weighs_more_than_all_else_that_a_place_of_the_level_lacks() -> None:
    needs = {"requires": {"waiting_days": {"at_most": 2}, "payers": {"includes": "plan"}}}
    late = {"waiting_days": 9, "payers": []}

    matches = matched(needs=needs, turned_away=WHOLE | {"excludes": [{"when": {"works": "yes"}}], "waiting_days": 1, "payers": ["plan"]}, late=WHOLE | late)

    assert [(fit.program.id, len(fit.obstacles)) for fit in matches.nearest] == [("late", 2), ("turned-away", 1)]


def drawn(adult: CriteriaSet, chance: Random) -> dict[str, Any]:
    """Return a case of which about half is known."""
    case: dict[str, Any] = {"age": chance.randint(18, 90)}
    for fact in adult.definition.facts:
        if fact.id == "age" or chance.random() < 0.5:
            continue
        case[fact.id] = [value for value in fact.values if chance.random() < 0.3] if isinstance(fact, SetOf) else chance.choice(list(domain(fact)))
    return case


def test_a_hospital_that_takes_everyone_is_never_ruled_out_for_those_who_need_one(adult: CriteriaSet) -> None:
    chance, programs, found = Random(7), adult.programs("adult-mental-health"), 0

    for _ in range(120):
        case = drawn(adult, chance) | {"suicide_risk": "imminent"}
        try:
            answer = adult.recommend(case)
        except CaseError:
            continue  # Drawn at random, some of them are impossible.
        for needs in (None, OFFICE) if answer.possible == ("inpatient",) else ():
            found += 1
            assert carelevel.match(answer, programs, needs)["st-example"].outcome == "fits"
    assert found > 50


def test_distance_or_telehealth_payer_language_and_waiting_time_are_conditions_like_any_other() -> None:
    near = {"home": [41.88, -87.64], "requires": {"any": [{"modes": {"includes": "telehealth"}}, {"distance_km": {"at_most": 3}}]}}

    assert outcome(needs=near, location={"words": "near", "at": [41.9, -87.64]}) == ("fits", ())
    assert outcome(needs=near, location={"words": "far", "at": [42.9, -87.64]}, modes=["in_person"]) == ("does_not_fit", ("requirement-1",))
    assert outcome(needs=near, location={"words": "far", "at": [42.9, -87.64]}, modes=["telehealth"]) == ("fits", ())
    assert outcome(needs=near, modes=["in_person"]) == ("cannot_be_told", ("requirement-1",))
    for requires, stated in (
        ({"payers": {"includes": "plan"}}, {"payers": ["plan"]}),
        ({"languages": {"includes": "spanish"}}, {"languages": {"spanish": "yes"}}),
        ({"waiting_days": {"at_most": 14}}, {"waiting_days": {"at_most": 10}}),
    ):
        assert outcome(needs={"requires": requires}) == ("cannot_be_told", ("requirement-1",))
        assert outcome(needs={"requires": requires}, **stated) == ("fits", ())
    assert outcome(needs={"requires": {"waiting_days": {"at_most": 14}}}, waiting_days=15) == ("does_not_fit", ("requirement-1",))


def test_each_part_of_what_is_required_is_a_question_of_its_own() -> None:
    matches = matched(needs={"requires": {"languages": {"includes_all": ["english", "spanish"]}, "waiting_days": {"at_most": 3}}}, house=WHOLE)

    assert [question.words for question in matches.questions[-3:]] == [
        "languages include English",
        "languages include Spanish",
        "waiting time is 3 days or less",
    ]


def test_a_preference_rules_nothing_out() -> None:
    assert outcome(needs={"prefers": {"waiting_days": {"at_most": 3}}}, waiting_days=9) == ("fits", ())
    assert matched(needs={"prefers": {"waiting_days": {"at_most": 3}}}, house=WHOLE | {"waiting_days": 9})["house"].unmet == ("preference-1",)


def programs_that_speak(criteria: CriteriaSet, *languages: str) -> Programs:
    """Return programs of a file with these languages, one of which the only program speaks."""
    listed = [{"id": "house", "title": "House", "stated": [{**WHOLE, "languages": [languages[-1]]}]}]
    top = {"criteria": "town", "languages": {name: name.title() for name in languages}, "programs": listed}
    return read_programs([(json.dumps(top), "programs.yaml")], criteria.definition)


def test_needs_that_were_read_for_other_programs_are_read_anew() -> None:
    criteria = town()
    here, there = programs_that_speak(criteria, "english", "spanish"), programs_that_speak(criteria, "polish", "spanish")
    needs = criteria.needs({**OFFICE, "requires": {"languages": {"includes": "spanish"}}, "prefers": {"waiting_days": {"at_most": 9}}}, here)

    again = carelevel.match(criteria.recommend(KNOWN), there, needs)

    assert again.needs == criteria.needs({**OFFICE, "requires": {"languages": {"includes": "spanish"}}, "prefers": {"waiting_days": {"at_most": 9}}}, there)
    assert carelevel.match(criteria.recommend(KNOWN), here, needs).needs is needs


def test_needs_that_other_programs_do_not_know_are_refused() -> None:
    """Nobody could say of them whether they speak English, so the question would stay open for ever."""
    criteria = town()
    needs = criteria.needs({"requires": {"languages": {"includes": "english"}}}, programs_that_speak(criteria, "english", "spanish"))

    with pytest.raises(CriteriaError, match="unknown-value"):
        carelevel.match(criteria.recommend(KNOWN), programs_that_speak(criteria, "polish", "spanish"), needs)


def test_what_is_known_of_a_program_is_no_case_of_a_person() -> None:
    criteria = town()
    fit = carelevel.match(criteria.recommend(KNOWN), programs_that_speak(criteria, "english"))["house"]

    for case in (fit.program.known, fit.known):
        with pytest.raises(CaseError, match="unknown-fact"):
            criteria.decide(case)


def test_programs_of_other_criteria_are_refused(adult: CriteriaSet) -> None:
    with pytest.raises(CaseError, match="other-criteria"):
        carelevel.match(adult.recommend({"age": 30}), programs_of(town(), house=WHOLE))


def test_needs_with_slips_are_refused_all_at_once() -> None:
    with pytest.raises(CriteriaError) as caught:
        matched(needs={"requires": {"waiting_dais": 3, "payers": {"includes": "plan_b"}}, "travel_minutes": -1}, house=WHOLE)

    assert sorted(problem.code for problem in caught.value.problems) == ["out-of-range", "unknown-fact", "unknown-value"]


def test_the_program_of_the_article_has_what_the_article_says_and_nothing_else(adult: CriteriaSet) -> None:
    """Bipolar disorder is named in the article among what IOPs treat, and not among what this one treats."""
    thrive = adult.programs("adult-mental-health").programs[0]

    assert (thrive.id, thrive.invented) == ("thrive", False)
    # The setting follows from the level: people in an IOP of these criteria sleep at home.
    assert thrive.known.values == {"level": {"iop"}, "hours_per_week": {9}, "days_per_week": {3}, "setting": {"home"}}
    assert thrive.known.members == {"treats": {"anxiety": True, "ocd": True, "ptsd": True, "depression": True}, "services": {"cbt": True, "erp": True}}
    assert (thrive.takes, thrive.excludes, thrive.tracks, thrive.location) == (None, None, None, None)
    assert set(thrive.notes) == {"assessment"}


def test_all_other_bundled_programs_say_that_they_are_invented(adult: CriteriaSet) -> None:
    programs = adult.programs("adult-mental-health").programs

    assert [program.id for program in programs if not program.invented] == ["thrive"]
    assert len(programs) == 13


def test_matches_are_data(adult: CriteriaSet) -> None:
    """They compare by value and pickle."""
    import pickle

    matches = matched(needs=OFFICE, house=WHOLE)

    assert pickle.loads(pickle.dumps(matches)) == matches == matched(needs=OFFICE, house=WHOLE)
    with pytest.raises(KeyError):
        matches["nobody"]
