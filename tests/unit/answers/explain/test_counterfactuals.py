"""`CriteriaSet.what_would_change`: the smallest changes of what is recorded that give another level."""

from typing import Any

import pytest

import carelevel
from carelevel.answers.explain import counterfactual_search
from carelevel.answers.explain.counterfactuals import Change, Changes, ChangesTo, FactChange
from carelevel.api import CriteriaSet
from carelevel.logic import level_diagram
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CaseError
from tests.unit.answers.explain.small_clinic import CALM, SMALL_CLINIC


@pytest.fixture
def clinic() -> CriteriaSet:
    return carelevel.loads(SMALL_CLINIC)


def to(found: Changes, level: str) -> ChangesTo:
    return next(each for each in found.to if each.level == level)


def facts(changes: tuple[Change, ...]) -> list[dict[str, Any]]:
    """Return changes as what would be recorded."""
    return [{each.fact: each.becomes for each in change.changes} for change in changes]


def test_a_change_names_the_fact_as_recorded_the_nearest_value_that_does_it_and_the_steps(clinic: CriteriaSet) -> None:
    found = clinic.what_would_change({**CALM, "phq9": 22, "works": "yes"})

    assert to(found, "home").must == (Change((FactChange("phq9", 22, 19, 3, "PHQ-9 is 19 (recorded: 22)"),)),)
    assert to(found, "stay").must == (
        Change((FactChange("works", "yes", "no", 1, "the person does not work (the opposite is recorded)"),)),
        Change(
            (
                FactChange("danger", "none", "high", 2, "danger is high (recorded: absent)"),
                FactChange("alone", "no", "yes", 1, "the person lives alone (the opposite is recorded)"),
            )
        ),
    )


def test_every_level_but_the_settled_one_is_there_up_and_down(clinic: CriteriaSet) -> None:
    found = clinic.what_would_change({**CALM, "phq9": 22, "works": "yes"})

    assert [each.level for each in found.to] == ["home", "stay", "hospital"]


def test_when_everything_that_matters_is_known_what_could_be_is_what_must_be(clinic: CriteriaSet) -> None:
    found = clinic.what_would_change({**CALM, "phq9": 22, "works": "yes"})

    assert all(each.could == each.must for each in found.to)


def test_while_facts_are_unknown_a_change_may_be_enough_to_make_a_level_possible_and_not_to_make_it_certain(clinic: CriteriaSet) -> None:
    """Whether the person works is not known, and a job would limit the level to the day programme."""
    case = {name: value for name, value in {**CALM, "phq9": 19}.items() if name != "works"}

    found = clinic.what_would_change(case, most_facts=2)

    assert facts(to(found, "stay").could) == [{"phq9": 20}, {"danger": "high", "alone": "yes"}]
    assert facts(to(found, "stay").must) == [{"danger": "high", "alone": "yes"}]


def test_a_level_that_is_possible_already_needs_no_change_to_be_possible_but_perhaps_to_be_certain(clinic: CriteriaSet) -> None:
    found = clinic.what_would_change({"age": 40, "danger": "high", "phq9": 5})

    assert found.now == ("home", "day", "stay")
    assert to(found, "home").could == ()
    assert facts(to(found, "hospital").could) == facts(to(found, "hospital").must) == [{"danger": "acute"}]


def test_of_a_set_what_is_recorded_of_its_members_turns_and_each_is_a_step(clinic: CriteriaSet) -> None:
    found = clinic.what_would_change(CALM, most_facts=1)

    assert to(found, "day").must[0].changes == (
        FactChange(
            "conditions",
            FrozenDict(ocd="no", ptsd="no", bipolar="no"),
            FrozenDict(ocd="yes", ptsd="yes", bipolar="no"),
            2,
            "conditions include OCD and PTSD (the opposite is recorded)",
        ),
    )


def test_members_can_be_gained_and_lost(clinic: CriteriaSet) -> None:
    plain = clinic.to_dict()
    plain["criteria"].append(
        {"id": "swap", "requires": "hospital", "because": "Only so.", "when": {"conditions": {"includes": "bipolar", "excludes_all": ["ocd", "ptsd"]}}}
    )
    found = carelevel.loads(str(plain)).what_would_change({**CALM, "danger": "some", "conditions": ["ocd", "ptsd"]}, most_facts=1)

    assert [change.changes[0].words for change in to(found, "hospital").must] == [
        "danger is acute (recorded: some)",
        "conditions include bipolar disorder and conditions do not include OCD or PTSD (the opposite is recorded)",
    ]


def test_what_is_known_in_part_changes_to_what_is_ruled_out(clinic: CriteriaSet) -> None:
    """A score of 10 to 19 points may be any of them already, so only 9 and less, or 20 and more, would be a change."""
    case = {name: value for name, value in CALM.items() if name != "phq9"} | {"phq9_band": "middle"}

    found = clinic.what_would_change(case)

    assert to(found, "stay").must[0].changes == (FactChange("phq9", FrozenDict(between=(10, 19)), 20, 1, "PHQ-9 is 20 (recorded: 10 to 19)"),)


def test_what_does_not_change_is_left_alone_unless_it_is_asked_for(clinic: CriteriaSet) -> None:
    case = {**CALM, "phq9": 20, "past_stay": "yes"}

    left_alone = clinic.what_would_change(case, most_facts=1)
    varied = clinic.what_would_change(case, most_facts=1, unchangeable=True)

    assert left_alone.now == ("home",)
    assert facts(to(left_alone, "stay").must) == [{"danger": "some"}]
    assert facts(to(varied, "stay").must) == [{"danger": "some"}, {"past_stay": "no"}]


def test_nobody_is_changed_into_someone_who_is_impossible_or_whom_the_criteria_are_not_for(clinic: CriteriaSet) -> None:
    """Weeks of therapy without any therapy are impossible, so both change; and no way leads through an age under 18."""
    found = clinic.what_would_change({**CALM, "phq9": 12}, unchangeable=True)

    changed = [set(each) for level in found.to for each in facts((*level.could, *level.must))]
    assert {"therapy", "weeks"} in changed
    assert not [each for each in changed if "age" in each or each in ({"therapy"}, {"weeks"})]


def test_no_more_facts_change_at_once_than_were_asked_for(clinic: CriteriaSet) -> None:
    assert to(clinic.what_would_change({**CALM, "works": "yes"}, most_facts=1), "stay").must == ()
    assert facts(to(clinic.what_would_change({**CALM, "works": "yes"}, most_facts=2), "stay").must) == [
        {"danger": "high", "alone": "yes"},
        {"phq9": 20, "works": "no"},
    ]
    assert clinic.what_would_change(CALM, most_facts=0).to == tuple(ChangesTo(level, (), ()) for level in ("day", "stay", "hospital"))


def test_for_whom_the_criteria_are_not_nothing_changes_a_level(clinic: CriteriaSet) -> None:
    found = clinic.what_would_change({**CALM, "age": 12})

    assert (found.now, found.to, found.exact) == ((), (), True)


def test_an_impossible_case_is_refused(clinic: CriteriaSet) -> None:
    with pytest.raises(CaseError, match="no-therapy-no-weeks"):
        clinic.what_would_change({**CALM, "weeks": 3})


@pytest.mark.parametrize("name", ["VISITS", "MOST_FACTS"])
def test_beyond_the_budget_of_the_search_it_says_that_it_is_not_exact(clinic: CriteriaSet, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(counterfactual_search, name, 5)

    found = clinic.what_would_change(CALM)

    assert (found.now, found.to, found.exact) == (("home",), (), False)


def test_beyond_the_budget_of_the_diagram_too(clinic: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(level_diagram, "NODES", 3)

    found = clinic.what_would_change({**CALM, "phq9": 22, "works": "yes"})

    assert (found.now, found.to, found.exact) == (("day",), (), False)
    assert [(each.code, each.message) for each in found.problems] == [("not-decided", "what would change the level was not decided within the allowed work")]
    assert [each["code"] for each in found.to_dict()["problems"]] == ["not-decided"]


def test_the_nearest_value_may_lie_between_two_recorded_ones() -> None:
    """Of a score that is known to be 2 or 8, five lies three points off, and three only one."""
    plain = {
        "carelevel": 1,
        "id": "gap",
        "version": "1",
        "title": "Gap",
        "levels": {"home": {"title": "Home"}, "day": {"title": "Day"}, "stay": {"title": "Stay"}},
        "facts": {"score": {"type": "score", "range": [0, 10]}},
        "criteria": [
            {"id": "middle", "suggests": "day", "when": {"score": {"between": [4, 6]}}, "because": "Middle."},
            {"id": "near", "suggests": "stay", "when": {"score": {"one_of": [3, 7]}}, "because": "Near."},
        ],
    }

    found = carelevel.loads(str(plain)).what_would_change({"score": {"one_of": [2, 8]}})

    assert [(each.level, [(change.steps, change.changes[0].becomes) for change in each.must]) for each in found.to] == [("day", [(2, 4)]), ("stay", [(1, 3)])]


def test_as_json_it_is_plain_values(clinic: CriteriaSet) -> None:
    found = clinic.what_would_change({**CALM, "phq9": 22, "works": "yes"}, most_facts=1).to_dict()

    assert found == {
        "now": ["day"],
        "applies": "met",
        "to": [
            {"level": level, "could": changes, "must": changes}
            for level, changes in (
                ("home", [{"changes": [{"fact": "phq9", "was": 22, "becomes": 19, "steps": 3, "words": "PHQ-9 is 19 (recorded: 22)"}]}]),
                (
                    "stay",
                    [
                        {
                            "changes": [
                                {"fact": "works", "was": "yes", "becomes": "no", "steps": 1, "words": "the person does not work (the opposite is recorded)"}
                            ]
                        }
                    ],
                ),
                ("hospital", [{"changes": [{"fact": "danger", "was": "none", "becomes": "acute", "steps": 3, "words": "danger is acute (recorded: absent)"}]}]),
            )
        ],
        "unchangeable": False,
        "most_facts": 1,
        "exact": True,
        "contradictions": [],
        "problems": [],
        "criteria": {"id": "small-clinic", "version": "1"},
    }
