"""A change of a section or of a named condition is said once, not once for each criterion."""

from carelevel.api import loads
from carelevel.verify.diff import diff
from tests.unit.phases import PHASES

NAMED = """\
carelevel: 1
id: named
version: "1"
title: Named
levels:
  outpatient: {title: Outpatient care}
  iop: {title: Intensive outpatient program}
  php: {title: Partial hospitalization}
facts:
  symptoms: {type: scale, values: [none, mild, moderate, severe], worse: high}
  works: {type: yes_no}
  sleeps: {type: yes_no}
derived:
  is_ill: {when: {symptoms: {at_least: moderate}}}
  is_weak: {when: {any: [{is_ill: yes}, {sleeps: no}]}}
criteria:
  - {id: ill, suggests: iop, when: {is_ill: yes, works: no}, because: They are ill.}
  - {id: weak, suggests: php, when: {is_weak: yes, works: no}, because: They are weak.}
  - {id: works, suggests: php, when: {is_ill: yes, works: yes}, because: They work.}
"""


def through(old: str, new: str) -> dict[str, tuple[str, ...]]:
    return {each.criterion: each.through for each in diff(loads(old), loads(new)).turned}


def test_criteria_that_use_a_changed_named_condition_changed_through_it() -> None:
    changed = NAMED.replace("{symptoms: {at_least: moderate}}", "{symptoms: severe}")

    assert through(NAMED, changed) == {"ill": ("is_ill",), "weak": ("is_ill",), "works": ("is_ill",)}


def test_a_criterion_that_changed_itself_is_told_by_itself() -> None:
    changed = NAMED.replace("{symptoms: {at_least: moderate}}", "{symptoms: severe}").replace("{is_ill: yes, works: no}", "{is_ill: yes, sleeps: no}")

    assert through(NAMED, changed) == {"ill": (), "weak": ("is_ill",), "works": ("is_ill",)}


def test_a_criterion_with_another_level_is_told_by_itself() -> None:
    changed = NAMED.replace("{symptoms: {at_least: moderate}}", "{symptoms: severe}").replace("{id: ill, suggests: iop", "{id: ill, suggests: php")

    assert through(NAMED, changed)["ill"] == ()


def test_a_criterion_is_not_told_through_a_condition_where_a_fact_changed_too() -> None:
    """With other values of a fact it cannot be said that the named condition alone is why."""
    changed = NAMED.replace("{symptoms: {at_least: moderate}}", "{symptoms: severe}").replace("[none, mild,", "[none, light, mild,")

    assert set(through(NAMED, changed).values()) == {()}


def test_a_criterion_is_not_told_through_a_condition_where_names_changed_places() -> None:
    changed = NAMED.replace("{symptoms: {at_least: moderate}}", "{symptoms: severe}") + "renamed: {facts: {works: sleeps, sleeps: works}}\n"

    assert set(through(NAMED, changed).values()) == {()}


def test_a_named_condition_that_is_written_otherwise_and_means_the_same_changes_nothing() -> None:
    assert through(NAMED, NAMED.replace("{symptoms: {at_least: moderate}}", "{symptoms: {one_of: [moderate, severe]}}")) == {}


def test_criteria_of_a_changed_section_changed_through_it() -> None:
    changed = loads(PHASES.replace("when: {stage: continued_stay}", "when: {stage: continued_stay, symptoms: {at_least: mild}}"))

    found = diff(loads(PHASES), changed)

    within = {each.id for each in changed.definition.criteria if each.section == "continued-stay"}
    assert {each.criterion for each in found.turned if each.through == ("continued-stay",)} == {each.criterion for each in found.turned} <= within
    assert found.turned


def test_it_is_said_once() -> None:
    changed = NAMED.replace("{symptoms: {at_least: moderate}}", "{symptoms: severe}")
    found = diff(loads(NAMED), loads(changed))

    assert "- [is_ill]: is met in other cases than before, and so are [ill], [weak], [works]" in str(found)
    assert found.to_dict()["criteria"][0] == {"criterion": "ill", "how": "met by others", "through": ["is_ill"]}
