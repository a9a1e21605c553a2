"""Documentation in coverage, mutants and suggestions: what tests of it should reach, and which changes of it they should notice."""

import carelevel
from carelevel.api import CriteriaSet
from carelevel.verify.testing.coverage import Check, coverage
from carelevel.verify.testing.coverage_goals import Goal, goals
from carelevel.verify.testing.mutants import mutants
from carelevel.verify.testing.mutation import mutation
from carelevel.verify.testing.report import document
from carelevel.verify.testing.runs import expectation, run_of
from carelevel.verify.testing.suggest import suggestion
from carelevel.verify.testing.suites import suite_of

KEY = ("documentation", "paper")

SET = """\
carelevel: 1
id: papers
version: "1"
title: Papers
levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}
facts:
  severe: {type: yes_no, worse: yes}
  grave: {type: yes_no, worse: yes}
  day: {type: score, range: [0, 30]}
  signed: {type: yes_no, asked_when: {long: yes}}
derived:
  long: {when: {day: {at_least: 18}}}
criteria:
  - {id: severe, suggests: middle, when: {severe: yes}, because: Severe.}
  - {id: grave, suggests: high, when: {grave: yes}, because: Grave.}
documentation:
  - {id: paper, for: middle, when: {long: yes}, needs: {signed: yes}, because: A paper.}
"""


def papers(old: str = "", new: str = "") -> CriteriaSet:
    """Return the set, with one text in place of another."""
    assert old in SET
    return carelevel.loads(SET.replace(old, new) if old else SET)


def of_paper(criteria: CriteriaSet) -> list[str]:
    return [mutant.words for mutant in mutants(criteria.definition, {}) if mutant.key == KEY]


def test_documentation_is_taken_by_a_level_more_loses_its_condition_and_is_left_out() -> None:
    assert of_paper(papers()) == ["the `when` of the documentation is left out", "`low` also takes it", "`high` also takes it", "the documentation is left out"]


def test_documentation_of_several_levels_is_taken_by_one_less_at_each_end() -> None:
    assert of_paper(papers("for: middle, when: {long: yes}", "for: {one_of: [low, high]}")) == [
        "`low` no longer takes it",
        "`middle` also takes it",
        "`high` no longer takes it",
        "the documentation is left out",
    ]
    assert of_paper(papers("for: middle", "for: {at_least: low}")) == ["the `when` of the documentation is left out", "the documentation is left out"]


def test_the_conditions_of_documentation_are_changed() -> None:
    changed = papers("when: {long: yes}, needs: {signed: yes}", "when: {day: {at_least: 18}}, needs: {day: {at_most: 20}, signed: yes}")

    assert [words for words in of_paper(changed) if "day" in words] == [
        "`day: {at_least: 18}` becomes `day: {at_least: 17}`",
        "`day: {at_least: 18}` becomes `day: {at_least: 19}`",
        "`day: {at_most: 20}` is left out",
        "`day: {at_most: 20}` becomes `day: {at_most: 21}`",
        "`day: {at_most: 20}` becomes `day: {at_most: 19}`",
        "`all` becomes `any`, of `day: {at_most: 20}, signed: yes`",
    ]
    definitions = [mutant.definition for mutant in mutants(changed.definition, {}) if mutant.key == KEY]
    before = changed.definition.documentation[0]
    assert [(each.when is before.when, each.needs is before.needs) for found in definitions[:3] for each in found.documentation] == [
        (False, True),
        (False, True),
        (True, False),
    ]


def test_a_named_condition_is_changed_in_documentation_and_in_gates() -> None:
    criteria = papers()

    mutant = next(each for each in mutants(criteria.definition, {}) if each.key == ("derived", "long"))

    changed = CriteriaSet(mutant.definition)
    assert mutant.words == "`day: {at_least: 18}` becomes `day: {at_least: 17}`"
    assert changed.recommend({"severe": True, "grave": False, "day": 17, "signed": False}).documentation_lacking == ("paper",)
    assert changed.definition.asked_when["signed"] != criteria.definition.asked_when["signed"]
    assert changed.definition.criteria == criteria.definition.criteria


def test_a_survivor_says_what_is_answered_of_the_documentation() -> None:
    criteria = papers()

    found = mutation(criteria, {}, [])

    said = {(each.mutant.key[1], each.mutant.words): expectation(each) for each in found.survivors if each.otherwise.documentation is not None}
    nothing = {"documentation_there": ["paper"], "documentation_lacking": ["paper"]}
    assert said == {
        ("long", "`day: {at_least: 18}` becomes `day: {at_least: 17}`"): {"level": "middle", "not": nothing},
        ("long", "`day: {at_least: 18}` becomes `day: {at_least: 19}`"): {"level": "middle", "documentation_there": ["paper"]},
        ("paper", "the `when` of the documentation is left out"): {"level": "middle", "not": nothing},
        ("paper", "`low` also takes it"): {"level": "low", "not": nothing},
        ("paper", "`high` also takes it"): {"level": "high", "not": nothing},
        ("paper", "the documentation is left out"): {"level": "middle", "documentation_there": ["paper"]},
    }


def test_a_change_of_what_nobody_is_asked_for_is_no_survivor() -> None:
    """Whoever is severe is grave, so that no possible person has the level that takes the paper."""
    criteria = papers("facts:", "impossible: [{id: no, when: {severe: yes, grave: no}, because: There is none.}]\nfacts:")

    found = mutation(criteria, {}, [])

    assert [each.words for each in found.same if each.key == KEY] == ["the `when` of the documentation is left out", "the documentation is left out"]
    assert {each.mutant.words for each in found.survivors if each.mutant.key == KEY} == {"`low` also takes it", "`high` also takes it"}


def test_documentation_is_there_and_lacking_for_a_person_with_its_level() -> None:
    criteria = papers()
    every = goals(criteria.definition, {})
    known = {"grave": False, "day": 18, "signed": False}

    at_low, at_middle = ({goal.says for goal in _reached(criteria, known | {"severe": severe}) if goal.key == KEY} for severe in (False, True))

    assert [goal.words for goal in every if goal.key == KEY and goal.kind == "effect"] == [
        "no vignette is of a person for whom `paper` is there",
        "no vignette is of a person for whom `paper` is lacking",
    ]
    assert at_middle - at_low == {"lacking"}
    assert {goal.says for goal in _reached(criteria, known | {"severe": True, "day": 17}) if goal.key == KEY and goal.kind == "effect"} == set()


def _reached(criteria: CriteriaSet, case: dict[str, object]) -> tuple[Goal, ...]:
    return coverage(criteria.definition, goals(criteria.definition, {}), [Check(criteria.case(case))]).reached


def test_the_people_suggested_differ_in_documentation_where_that_is_all_that_differs() -> None:
    definition = papers("when: {long: yes}", "when: {day: {at_least: 18}}").definition
    every = goals(definition, {})

    found = suggestion(definition, every, [])

    about = [person for person in found.people if "documentation" in person.about]
    assert [person.differs_in for person in about[:2]] == [None, "day"]
    assert [person.case.values["day"] for person in about[:2]] == [{18}, {17}]
    assert not coverage(definition, every, [Check(person.case) for person in found.people]).missing


def test_the_report_says_what_the_documentation_is() -> None:
    said = str(document([run_of(suite_of(SET.encode(), "criteria.yaml", None), with_coverage=True)], verbose=False))
    bare = str(document([run_of(suite_of(SET.replace("when: {long: yes}, ", "").encode(), "criteria.yaml", None), with_coverage=True)], verbose=False))

    assert 'Documentation for Middle, needed when "long" is yes. It takes: "signed" is yes.' in said
    assert 'Documentation for Middle. It takes: "signed" is yes.' in bare


def test_each_leaf_is_found_where_it_is_written() -> None:
    suite = suite_of(SET.encode(), "criteria.yaml", None)

    places = {goal.leaf: goal.place for goal in goals(suite.definition, suite.places) if goal.key == KEY and goal.leaf is not None}

    lines = SET.splitlines()
    assert {leaf: lines[place.line - 1][place.column - 1 :].partition("}")[0] for leaf, place in places.items() if place} == {
        "long: yes": "long: yes",
        "signed: yes": "signed: yes",
    }
