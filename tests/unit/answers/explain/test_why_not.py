"""`CriteriaSet.why_not`: which criteria would have to turn for another level, and what each of them lacks."""

from typing import Any

import pytest

import carelevel
from carelevel.answers.explain import why_not as why_not_module
from carelevel.answers.explain.gaps import Gap, lacking
from carelevel.answers.explain.why_not import Hold, Route, WhyNot
from carelevel.api import CriteriaSet
from carelevel.logic import level_diagram
from carelevel.logic.work import OverBudgetError
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CaseError
from tests.unit.answers.explain.small_clinic import CALM, SMALL_CLINIC


@pytest.fixture
def clinic() -> CriteriaSet:
    return carelevel.loads(SMALL_CLINIC)


def turning(found: WhyNot) -> list[tuple[str, ...]]:
    """Return the criteria of each route, the one that leads it first."""
    return [(route.criterion, *route.also) for route in found.routes]


def lack(clinic: CriteriaSet, when: dict[str, Any], case: dict[str, Any], *, wanted: bool = True) -> Gap | None:
    """Return what keeps a condition from being met, next to the facts of the clinic."""
    plain = clinic.to_dict()
    plain["criteria"].append({"id": "asked", "suggests": "day", "when": when, "because": "Asked."})
    again = carelevel.loads(str(plain))
    return lacking(again.criteria["asked"].when, again.case(case), wanted=wanted)


# Routes


def test_a_route_names_a_criterion_with_what_it_lacks_and_how_far_it_is(clinic: CriteriaSet) -> None:
    found = clinic.why_not({**CALM, "phq9": 14}, "stay")

    assert found.routes[0] == Route(
        criterion="very-severe",
        effect="suggests",
        level="stay",
        because="Symptoms are very severe.",
        sources=(),
        status="unmet",
        becomes="met",
        needed=Gap("PHQ-9 is 14; 20 or more needed", "unmet", "phq9", 14, FrozenDict(at_least=20), 6, "points"),
        also=(),
    )
    assert turning(found) == [("very-severe",), ("alone-in-danger",)]


def test_a_limit_that_is_met_holds_the_level_down(clinic: CriteriaSet) -> None:
    """What is suggested is suggested already, and only the limit is in its way; a requirement goes past it."""
    found = clinic.why_not({**CALM, "phq9": 22, "works": "yes"}, "stay")

    assert turning(found) == [("work",), ("alone-in-danger",)]
    assert found.held_down_by == (
        Hold(
            criterion="work",
            effect="limits_to",
            level="day",
            because="Work would be put down.",
            sources=(),
            status="met",
            becomes="unmet",
            needed=Gap("the person does not work: the opposite is recorded", "unmet", "works", "yes", "no"),
        ),
    )
    assert (found.held_up_by, found.limited_by) == ((), ())


def test_a_suggestion_that_is_not_met_lacks_its_own_facts_and_the_limit_too(clinic: CriteriaSet) -> None:
    found = clinic.why_not({**CALM, "works": "yes"}, "stay")

    assert turning(found) == [("alone-in-danger",), ("very-severe", "work")]
    assert [hold.criterion for hold in found.held_down_by] == ["work"]


def test_a_requirement_that_is_met_holds_the_level_up_and_something_has_to_call_for_the_level_instead(clinic: CriteriaSet) -> None:
    found = clinic.why_not({**CALM, "danger": "acute"}, "day")

    assert turning(found) == [("distress", "acute"), ("many-troubles", "acute"), ("therapy-failed", "acute"), ("very-severe", "work", "acute")]
    assert [hold.criterion for hold in found.held_up_by] == ["acute"]
    assert found.held_up_by[0].needed.words == "danger is acute; at most high needed"


def test_a_suggestion_beyond_the_level_ends_at_it_only_with_a_limit(clinic: CriteriaSet) -> None:
    found = clinic.why_not(CALM, "day")

    assert ("very-severe", "work") in turning(found)
    assert [(hold.criterion, hold.becomes, hold.status) for hold in found.limited_by] == [("work", "met", "unmet")]


def test_for_the_lowest_level_nothing_has_to_be_met(clinic: CriteriaSet) -> None:
    """All that calls for more has to go, or a limit to the lowest level has to come."""
    found = clinic.why_not({**CALM, "phq9": 22}, "home")

    assert turning(found) == [("stay-went-badly",), ("very-severe", "distress")]
    assert [hold.criterion for hold in found.held_up_by] == ["very-severe", "distress"]
    assert [route.becomes for route in found.routes] == ["met", "unmet"]


def test_what_no_possible_person_does_is_no_route() -> None:
    """Very severe symptoms would be limited by work, but here nobody works with them."""
    plain = carelevel.loads(SMALL_CLINIC).to_dict()
    plain["impossible"].append({"id": "no-work-in-despair", "when": {"works": "yes", "phq9": {"at_least": 20}}, "because": "Nobody works like that."})

    found = carelevel.loads(str(plain)).why_not(CALM, "day")

    assert ("very-severe", "work") not in turning(found)


def test_what_is_unknown_may_still_turn_out_so_and_is_reported_as_unknown(clinic: CriteriaSet) -> None:
    found = clinic.why_not({"age": 40, "phq9": 14}, "stay")

    assert (found.is_level, found.is_possible) == (False, True)
    assert [(route.criterion, route.status) for route in found.routes] == [("very-severe", "unmet"), ("alone-in-danger", "unknown")]
    assert found.still_open == ("acute", "work", "stay-went-badly")


def test_the_level_itself_has_no_routes(clinic: CriteriaSet) -> None:
    found = clinic.why_not(CALM, "home")

    assert (found.level, found.title, found.possible) == ("home", "Care at home", ("home",))
    assert (found.is_level, found.is_possible, found.routes, found.still_open) == (True, True, (), ())


def test_a_level_that_is_possible_as_things_stand_needs_nothing_to_turn(clinic: CriteriaSet) -> None:
    """What could still take it away is open, and no more."""
    found = clinic.why_not({"age": 40}, "home")

    assert (found.is_possible, found.routes) == (True, ())
    assert found.still_open == ("acute", "alone-in-danger", "very-severe", "distress", "therapy-failed", "many-troubles")


def test_for_whom_the_criteria_are_not_no_level_has_routes(clinic: CriteriaSet) -> None:
    found = clinic.why_not({**CALM, "age": 12}, "stay")

    assert (found.possible, found.is_possible, found.routes, found.exact) == ((), False, (), True)


def test_a_level_that_there_is_not_is_refused_with_the_nearest(clinic: CriteriaSet) -> None:
    with pytest.raises(CaseError) as caught:
        clinic.why_not(CALM, "hospitol")

    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("unknown-level", "no level is called `hospitol`; allowed are `home`, `day`, `stay`, `hospital`")
    assert problem.hint == "did you mean `hospital`?"


def test_an_impossible_case_is_refused(clinic: CriteriaSet) -> None:
    with pytest.raises(CaseError, match="no-therapy-no-weeks"):
        clinic.why_not({**CALM, "weeks": 3}, "day")


def test_beyond_the_budget_the_routes_are_those_that_the_criteria_alone_leave(clinic: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = turning(clinic.why_not(CALM, "day"))
    monkeypatch.setattr(level_diagram, "NODES", 3)

    found = carelevel.loads(SMALL_CLINIC).why_not(CALM, "day")

    assert (found.exact, turning(found)) == (False, expected)
    assert [each["code"] for each in found.to_dict()["problems"]] == ["not-decided"]


def test_beyond_the_budget_while_routes_are_tried_too(clinic: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = turning(clinic.why_not(CALM, "day"))
    monkeypatch.setattr("carelevel.answers.explain.why_not.NODES", 3)

    found = clinic.why_not(CALM, "day")

    assert (found.exact, turning(found)) == (False, expected)


def test_criteria_that_only_add_services_say_nothing_of_levels() -> None:
    plain = carelevel.loads(SMALL_CLINIC).to_dict()
    plain["criteria"] = [criterion for criterion in plain["criteria"] if "adds" in criterion]

    found = carelevel.loads(str(plain)).why_not(CALM, "stay")

    assert (found.possible, found.routes) == (("home",), ())


def test_as_json_it_is_plain_values(clinic: CriteriaSet) -> None:
    found = clinic.why_not({**CALM, "danger": "high", "phq9": 22}, "hospital").to_dict()

    assert found == {
        "level": "hospital",
        "title": "Hospital",
        "possible": ["stay"],
        "applies": "met",
        "is_level": False,
        "is_possible": False,
        "routes": [
            {
                "criterion": "acute",
                "effect": "requires",
                "level": "hospital",
                "because": "Acute danger needs a hospital.",
                "sources": ["guideline"],
                "cited": [{"id": "guideline", "at": "section 1"}],
                "status": "unmet",
                "becomes": "met",
                "needed": {
                    "words": "danger is high; acute needed",
                    "status": "unmet",
                    "fact": "danger",
                    "recorded": "high",
                    "needed": "acute",
                    "distance": 1,
                    "unit": "steps",
                    "changes": True,
                    "how_many": 0,
                    "parts": [],
                },
                "also": [],
            }
        ],
        "held_down_by": [],
        "held_up_by": [],
        "held_up_jointly": None,
        "held_down_jointly": None,
        "limited_by": [],
        "still_open": [],
        "exact": True,
        "contradictions": [],
        "problems": [],
        "criteria": {"id": "small-clinic", "version": "1"},
    }


# Every alternative is one that somebody can take


FACTS = {
    "pulse": {"type": "score", "range": [0, 200]},
    "fever": {"type": "yes_no"},
    "cough": {"type": "yes_no"},
    "signs": {"type": "set", "values": ["rash", "pain"]},
}


def vitals(*criteria: dict[str, Any], **more: Any) -> CriteriaSet:
    """Return criteria over a pulse and some signs; each of them calls for high care unless it says otherwise."""
    plain = [
        {"id": f"c{i}", "because": f"Reason {i}."} | ({} if {"requires", "suggests", "limits_to"} & each.keys() else {"requires": "high"}) | each
        for i, each in enumerate(criteria)
    ]
    levels = {name: {"title": name.title()} for name in ("low", "high", "highest")}
    return carelevel.loads(str({"carelevel": 1, "id": "vitals", "version": "1", "title": "Vitals", "levels": levels, "facts": FACTS, "criteria": plain} | more))


def needed(criteria: CriteriaSet, case: dict[str, Any], level: str = "high") -> Gap:
    (route,) = criteria.why_not(case, level).routes
    return route.needed


FAST, SLOW, FEVER, COUGH = {"pulse": {"at_least": 111}}, {"pulse": {"at_most": 40}}, {"fever": "yes"}, {"cough": "yes"}


def test_a_part_that_would_lose_another_is_no_alternative() -> None:
    """A pulse of 40 is a point, and costs the point that 120 was."""
    criteria = vitals({"when": {"at_least": {"count": 2, "of": [FAST, SLOW, FEVER]}}})

    assert needed(criteria, {"pulse": 120, "fever": "no"}).fact == "fever"
    assert [part.fact for part in needed(criteria, {"pulse": 80, "fever": "no"}).parts] == ["pulse", "pulse", "fever"]


def test_a_distance_is_to_the_nearest_value_that_leads_there() -> None:
    """Up to 149 more is required; where nearest is near enough, the need is told as the criterion has it."""
    further = vitals({"when": FAST}, {"requires": "highest", "when": {"pulse": {"between": [111, 149]}}})
    nearest = vitals({"when": FAST}, {"requires": "highest", "when": {"pulse": {"at_least": 150}}})

    assert (needed(further, {"pulse": 100}).needed, needed(further, {"pulse": 100}).distance) == ({"at_least": 150}, 50)
    assert (needed(nearest, {"pulse": 100}).needed, needed(nearest, {"pulse": 100}).distance) == ({"at_least": 111}, 11)


def test_values_without_an_order_are_those_that_lead_there() -> None:
    therapy = {"type": "choice", "values": ["never", "helping", "failed"]}
    criteria = vitals({"when": {"therapy": {"one_of": ["never", "failed"]}}}, {"requires": "highest", "when": {"therapy": "never"}}, facts={"therapy": therapy})

    assert needed(criteria, {"therapy": "helping"}).needed == "failed"


def test_parts_each_of_which_leads_too_far_alone_are_needed_together() -> None:
    criteria = vitals(
        {"when": {"any": [FEVER, COUGH]}},
        {"requires": "highest", "when": {"fever": "yes", "cough": "no"}},
        {"requires": "highest", "when": {"fever": "no", "cough": "yes"}},
    )

    assert needed(criteria, {"fever": "no", "cough": "no"}).words == "both of these"


def test_where_a_part_that_is_there_has_to_go_the_facts_are_reported_that_lead_there() -> None:
    """The cough is ruled out, so a slow pulse has to come, and a fever in place of the fast one."""
    nobody_coughs = [{"id": "no-cough", "when": COUGH, "because": "Nobody coughs here."}]
    criteria = vitals({"when": {"all": [{"any": [FAST, FEVER]}, {"any": [SLOW, COUGH]}]}}, impossible=nobody_coughs)

    lacks = needed(criteria, {"pulse": 120, "fever": "no"})

    assert (lacks.words, [(part.fact, part.needed) for part in lacks.parts]) == ("both of these", [("pulse", 40), ("fever", "yes")])


@pytest.mark.parametrize("setting", ["carelevel.answers.explain.counterfactual_search.VISITS", "carelevel.answers.explain.why_not.MOST_CHANGED"])
def test_where_no_such_facts_are_found_within_the_budget_the_routes_are_not_exact(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_coughs = [{"id": "no-cough", "when": COUGH, "because": "Nobody coughs here."}]
    criteria = vitals({"when": {"all": [{"any": [FAST, FEVER]}, {"any": [SLOW, COUGH]}]}}, impossible=nobody_coughs)
    monkeypatch.setattr(setting, 0 if setting.endswith("VISITS") else (0,))

    found = criteria.why_not({"pulse": 120, "fever": "no"}, "high")

    assert (found.exact, found.routes[0].needed.words) == (False, "one of these")


@pytest.mark.parametrize(
    ("when", "told"), [({"signs": {"includes": "rash"}}, [("signs", {"rash": "yes"}), ("fever", "no")]), (SLOW, [("pulse", 40), ("fever", "no")])]
)
def test_a_single_part_that_leads_too_far_is_reported_with_what_else_has_to_change(when: dict[str, Any], told: list[tuple[str, Any]]) -> None:
    criteria = vitals({"when": when}, {"requires": "highest", "when": {"all": [when, FEVER]}})

    lacks = needed(criteria, {"fever": "yes", "pulse": 90, "signs": []})

    assert sorted((part.fact or "", part.needed) for part in lacks.parts) == sorted(told)


def test_other_members_of_a_set_stay_as_they_are_recorded() -> None:
    """The rash alone, beside the pain that is recorded, would ask for more."""
    rash, pain = ({"signs": {"includes": member}} for member in ("rash", "pain"))
    criteria = vitals({"when": {"any": [rash, FEVER]}}, {"requires": "highest", "when": {"all": [rash, pain]}})

    assert needed(criteria, {"signs": ["pain"], "fever": "no"}).fact == "fever"


def test_a_level_that_is_ruled_out_by_what_is_impossible_alone_is_reported_with_what_is_needed(clinic: CriteriaSet) -> None:
    """Without a cough everybody here has a fever, so the fever need not be known for the level to be high."""
    always_something = [{"id": "something", "when": {"none": [FEVER, COUGH]}, "because": "Everybody has something."}]
    criteria = vitals({"when": FEVER}, impossible=always_something)

    found = criteria.why_not({"cough": "no"}, "low")

    assert (found.possible, found.routes, found.exact) == (("high",), (), True)
    assert found.needed is not None
    assert found.to_dict()["needed"]["words"] == '"cough" is yes: the opposite is recorded'
    assert "No single criterion rules this level out" in str(found)
    assert "nothing can lead to this level" not in str(found)
    assert clinic.why_not(CALM, "day").needed is None


def test_of_many_parts_each_is_tried_with_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    criteria = vitals({"when": {"at_least": {"count": 2, "of": [FAST, SLOW, FEVER, COUGH]}}})
    case = {"pulse": 120, "fever": "no", "cough": "no"}
    expected = needed(criteria, case)
    monkeypatch.setattr("carelevel.answers.explain.taking.MOST_TOGETHER", 1)

    assert needed(criteria, case) == expected
    assert [part.fact for part in expected.parts] == ["fever", "cough"]


# Sums


def weights(at_least: int, **facts: Any) -> CriteriaSet:
    """Return criteria about weight that is lost: at least so many hundredths of the weight before, which is counted in fifths."""
    before = {"type": "score", "range": [10, 200], "unit": "kg"}
    after = {"type": "score", "range": [10, 200], "unit": "kg"}
    lost = {"sum": [{"of": "before", "times": 4}, {"of": "after", "times": -5}]}
    when = {"lost": {"at_least": at_least}}
    return vitals({"when": when}, facts={"before": before | facts, "after": after}, derived={"lost": lost})


def test_a_weighted_sum_is_reported_in_the_fact_that_can_change() -> None:
    lacks = needed(weights(0, changes="no"), {"before": 60, "after": 50})

    assert (lacks.words, lacks.distance, lacks.unit) == ("after is 50 kg; 48 kg or less needed", 2, "kg")


def test_a_weighted_sum_is_reported_in_each_fact_that_is_enough_alone() -> None:
    lacks = needed(weights(0), {"before": 60, "after": 50})

    assert (lacks.words, [(part.fact, part.distance, part.unit) for part in lacks.parts]) == ("one of these", [("before", 3, "kg"), ("after", 2, "kg")])


def test_a_weighted_sum_for_which_no_fact_is_enough_alone_is_reported_in_its_points() -> None:
    lacks = needed(weights(700), {"before": 20, "after": 200})

    assert (lacks.fact, lacks.distance, lacks.unit) == ("lost", 1620, "points")


def test_a_sum_without_weights_keeps_the_unit_of_its_parts() -> None:
    facts = {name: {"type": "score", "range": [0, 9], "unit": "hours"} for name in ("day", "night")}
    criteria = vitals({"when": {"both": {"at_least": 12}}}, facts=facts, derived={"both": {"sum": ["day", "night"]}})

    lacks = needed(criteria, {"day": 4, "night": 4})

    assert (lacks.fact, lacks.needed, lacks.distance, lacks.unit) == ("both", {"at_least": 12}, 4, "hours")


# What a condition lacks


@pytest.mark.parametrize(
    ("when", "case", "words", "distance"),
    [
        ({"danger": {"at_least": "high"}}, {"danger": "none"}, "danger is absent; high or worse needed", (2, "steps")),
        ({"danger": {"at_least": "high"}}, {}, "danger is not known; high or worse needed", (None, None)),
        ({"danger": {"at_least": "high"}}, {"danger": {"at_least": "some"}}, "danger is some or worse; high or worse needed", (None, None)),
        ({"phq9": {"at_least": 20}}, {"phq9": 14}, "PHQ-9 is 14; 20 or more needed", (6, "points")),
        ({"phq9": {"at_least": 20}}, {"phq9": {"between": [10, 14]}}, "PHQ-9 is 10 to 14; 20 or more needed", (6, "points")),
        ({"weeks": {"at_least": 6}}, {"weeks": 5}, "time in weekly therapy is 5 weeks; 6 weeks or more needed", (1, "weeks")),
        ({"phq9_band": {"at_least": "middle"}}, {"phq9": 7}, "PHQ-9 is 7; 10 or more needed", (3, "points")),
        ({"phq9_band": {"one_of": ["low", "high"]}}, {"phq9": 12}, "PHQ-9 band is middle; low or high needed", (1, "steps")),
        ({"distress": {"at_least": 25}}, {"phq9": 10, "gad7": 3}, "distress is 13; 25 or more needed", (12, "points")),
        ({"distress": {"at_least": 25}}, {"phq9": 3}, "distress is 3 to 24; 25 or more needed", (1, "points")),
        ({"therapy": "not_enough"}, {"therapy": "helping"}, "weekly therapy is helping; not enough needed", (None, None)),
        ({"alone": "yes"}, {"alone": "no"}, "the person lives alone: the opposite is recorded", (None, None)),
        ({"alone": "yes"}, {}, "the person lives alone: not known", (None, None)),
        ({"conditions": {"includes": "ocd"}}, {"conditions": ["ptsd"]}, "conditions include OCD: the opposite is recorded", (None, None)),
        ({"conditions": {"excludes": "ocd"}}, {}, "conditions do not include OCD: not known", (None, None)),
    ],
)
def test_a_fact_is_reported_as_recorded_and_as_needed_with_the_distance_in_its_own_unit(
    clinic: CriteriaSet, when: dict[str, Any], case: dict[str, Any], words: str, distance: tuple[int | None, str | None]
) -> None:
    found = lack(clinic, when, case)

    assert found is not None
    assert (found.words, (found.distance, found.unit)) == (words, distance)


def test_a_group_says_how_many_of_the_parts_that_fail_are_needed(clinic: CriteriaSet) -> None:
    """Two of three are needed, one is there: one of the other two is left to come."""
    when = {"at_least": {"count": 2, "of": [{"danger": "acute"}, {"alone": "yes"}, {"works": "yes"}]}}

    found = lack(clinic, when, {**CALM, "alone": "yes"})

    assert found is not None
    assert (found.words, found.how_many, [part.fact for part in found.parts]) == ("one of these", 1, ["danger", "works"])
    assert found.fewest == 1


@pytest.mark.parametrize(
    ("when", "wanted", "words", "parts"),
    [
        (
            {"danger": "acute", "alone": "yes", "works": "no"},
            True,
            "both of these",
            ["danger is absent; acute needed", "the person lives alone: the opposite is recorded"],
        ),
        ({"all": [{"danger": "acute"}, {"alone": "yes", "works": "yes"}]}, True, "all 3 of these", ["danger", "alone", "works"]),
        ({"any": [{"danger": "acute"}, {"any": [{"alone": "yes"}, {"works": "yes"}]}]}, True, "one of these", ["danger", "alone", "works"]),
        ({"none": [{"danger": "none"}, {"alone": "no"}]}, True, "both of these", ["danger", "alone"]),
        ({"all": [{"danger": "none"}, {"alone": "no"}]}, False, "one of these", ["danger", "alone"]),
        ({"exactly": {"count": 1, "of": [{"danger": "none"}, {"alone": "no"}, {"works": "no"}]}}, True, "at least 2 of these", ["danger", "alone", "works"]),
        ({"at_most": {"count": 1, "of": [{"danger": "none"}, {"alone": "no"}]}}, True, "one of these", ["danger", "alone"]),
    ],
)
def test_groups_in_groups_of_their_kind_are_one(clinic: CriteriaSet, when: dict[str, Any], wanted: bool, words: str, parts: list[str]) -> None:
    found = lack(clinic, when, CALM, wanted=wanted)

    assert found is not None
    assert found.words == words
    assert [part.words if " " in parts[0] else part.fact for part in found.parts] == parts


def test_exactly_so_many_can_fail_on_either_side(clinic: CriteriaSet) -> None:
    """Wanted unmet, a count that is met has to come out lower or higher."""
    when = {"exactly": {"count": 1, "of": [{"danger": "none"}, {"alone": "yes"}]}}

    found = lack(clinic, when, CALM, wanted=False)

    assert found is not None
    assert (found.words, [part.words for part in found.parts]) == (
        "one of these",
        ["danger is absent; some or worse needed", "the person lives alone: the opposite is recorded"],
    )


def test_a_named_condition_keeps_its_name_over_what_fails_inside(clinic: CriteriaSet) -> None:
    found = lack(clinic, {"failed": "yes"}, {"therapy": "not_enough", "weeks": 4})

    assert found == Gap(
        words="weekly therapy was given a fair try that was not enough",
        status="unmet",
        fact="failed",
        recorded="no",
        needed="yes",
        how_many=1,
        parts=(Gap("time in weekly therapy is 4 weeks; 6 weeks or more needed", "unmet", "weeks", 4, FrozenDict(at_least=6), 2, "weeks"),),
    )


def test_what_does_not_change_is_reported_as_such(clinic: CriteriaSet) -> None:
    age = lack(clinic, {"age": {"at_least": 65}}, CALM)
    both = lack(clinic, {"age": {"at_least": 65}, "past_stay": "yes"}, CALM)
    mixed = lack(clinic, {"age": {"at_least": 65}, "danger": "acute"}, CALM)

    derived = lack(clinic, {"worst_ever": "high"}, {**CALM, "phq9": 3})

    assert [found.changes for found in (age, both, mixed, derived) if found is not None] == [False, False, True, True]


def test_what_is_there_lacks_nothing(clinic: CriteriaSet) -> None:
    assert lack(clinic, {"danger": "none"}, CALM) is None
    assert lack(clinic, {"danger": "acute"}, CALM, wanted=False) is None


def test_json_says_where_in_a_source(clinic: CriteriaSet) -> None:
    found = clinic.why_not(CALM, "hospital").to_dict()

    assert (found["routes"][0]["sources"], found["routes"][0]["cited"]) == (["guideline"], [{"id": "guideline", "at": "section 1"}])


# Criteria one of which holds


def limited(*criteria: dict[str, Any]) -> WhyNot:
    """Return why the highest care is not given to somebody with a cough and a pulse of 110."""
    return vitals({"suggests": "highest", "when": COUGH}, *criteria).why_not({"cough": "yes", "pulse": 110}, "highest")


WITH_FEVER = {"limits_to": "low", "when": {"all": [{"pulse": {"at_least": 90}}, FEVER]}}
WITHOUT = {"limits_to": "high", "when": {"all": [{"pulse": {"at_least": 100}}, {"fever": "no"}]}}


def test_limits_one_of_which_holds_are_reported_together() -> None:
    """Neither is known to be met, nothing is declared impossible, and still nobody like this has the level."""
    found = limited(WITH_FEVER, WITHOUT)

    joint = found.held_down_jointly
    assert joint is not None
    assert (joint.criteria, joint.level, joint.evidence, joint.whichever) == (("c1", "c2"), "high", {"pulse": 110}, ("fever",))
    assert (found.routes, found.held_down_by, found.held_up_jointly) == ((), (), None)
    assert found.needed is not None
    assert found.needed.words == "pulse is 110; 99 needed"
    assert "impossible" not in str(found)
    assert 'At least one of "Reason 1" [c1] and "Reason 2" [c2] is met' in str(found)


def test_a_limit_that_is_met_and_as_tight_is_reported_by_itself() -> None:
    found = limited(WITH_FEVER, WITHOUT, {"limits_to": "high", "when": {"pulse": {"at_least": 105}}})

    assert found.held_down_jointly is None
    assert [hold.criterion for hold in found.held_down_by] == ["c3"]


def test_limits_of_which_none_may_hold_are_not_reported_together() -> None:
    assert limited(WITH_FEVER, {"limits_to": "low", "when": SLOW}).held_down_jointly is None


# Beside other criteria


WIDE = {"total": {"sum": ["pulse", "age"]}}
WIDE_FACTS = FACTS | {"age": {"type": "score", "range": [0, 100], "changes": "no"}}


@pytest.mark.parametrize("most", [0, 40, 1000])
def test_what_another_criterion_of_the_route_rules_out_is_not_the_nearest_need(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """A total of 251 would no longer meet the second criterion, and nobody whose total is as high has no more than low care."""
    monkeypatch.setattr("carelevel.answers.explain.taking.MOST_VALUES", most)
    criteria = vitals(
        {"requires": "highest", "when": {"total": {"at_least": 240}}}, {"when": {"total": {"between": [200, 250]}}}, derived=WIDE, facts=WIDE_FACTS
    )

    found = criteria.why_not({"pulse": 200, "age": 50}, "low")

    assert turning(found) == [("c0", "c1")]
    assert [(hold.needed.needed, hold.needed.distance) for hold in found.held_up_by] == [({"at_most": 239}, 11), ({"at_most": 199}, 51)]


def test_a_fact_of_a_sum_is_reported_with_what_it_takes_alone_whatever_other_criteria_take() -> None:
    """Each of two weighted sums keeps the level up, and shares a fact with the other; what is recorded of a fact is nothing that would change it."""
    facts = {name: {"type": "score", "range": [0, 3]} for name in ("a", "b", "c")}
    derived = {"ab": {"sum": [{"of": "a", "times": 3}, {"of": "b", "times": 2}]}, "bc": {"sum": [{"of": "b", "times": 2}, {"of": "c", "times": 3}]}}
    criteria = vitals({"when": {"ab": 15}}, {"when": {"bc": {"at_least": 14}}}, facts=facts, derived=derived)

    found = criteria.why_not({"a": 3, "b": 3, "c": 3}, "low")

    parts = [[(part.fact, part.needed, part.distance) for part in hold.needed.parts] for hold in found.held_up_by]
    assert parts == [[("a", {"at_most": 2}, 1), ("b", {"at_most": 2}, 1)], [("b", {"at_most": 2}, 1), ("c", {"at_most": 2}, 1)]]


def test_unknown_criteria_that_there_is_no_work_to_look_at_count_as_open(clinic: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    case = {"danger": "none"}
    expected = clinic.why_not(case, "hospital")
    looks = iter((True,))

    def over_budget_soon(changing: Any, names: frozenset[str]) -> int:
        if next(looks, False):
            return level_after(changing, names)
        raise OverBudgetError

    level_after = why_not_module._Changing._level_after
    monkeypatch.setattr(why_not_module._Changing, "_level_after", over_budget_soon)
    found = clinic.why_not(case, "hospital")

    assert (expected.exact, found.exact) == (True, False)
    assert set(found.still_open) > set(expected.still_open)
