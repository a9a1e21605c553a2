"""The bundled sets with partial hospitalization beside the sets that they are based on: who moves, who must not, and what is left as it was.

`diff` proves who moves to which level, of everyone; drawn people say it again, one by one, by another way.
"""

import re
from collections import Counter
from functools import cache

import pytest

from carelevel.api import CriteriaSet
from carelevel.model.frozen import thawed
from carelevel.syntax.bundled import rules_folder
from carelevel.verify.diff import diff
from tests.clinical.assertions import MENTAL_HEALTH, SAFETY, SUBSTANCE_USE, TOO_MUCH, clouded, grave
from tests.clinical.by_the_thousand import criteria_of
from tests.clinical.people import Drawing, Person

LEVELS = ("outpatient", "iop", "php", "residential", "inpatient")
MOVES = {("iop", "php"), ("residential", "php")}
BASES = (MENTAL_HEALTH, SUBSTANCE_USE)
OWN = ("php_was_not_enough", "needs_daily_review", "can_attend_a_day_program", "certified", "day_of_program", "days_since_certified")
PEOPLE = 3_000


def with_php(base: str) -> CriteriaSet:
    """Return the version of a bundled set that has partial hospitalization."""
    return criteria_of(f"{base}-php")


STRAINED: dict[str, Person] = {
    MENTAL_HEALTH: {"symptom_severity": "extreme", "function": "failing", "iop_was_not_enough": "yes", "weekly_therapy": "in_progress", "weeks_of_therapy": 1},
    SUBSTANCE_USE: {"use_severity": "severe", "intensive_treatment": "not_enough", "relapse_risk": "high", "stable_recovery": "no"},
}
"""What brings people near to a day program."""


@cache
def drawn(base: str) -> tuple[Person, ...]:
    """Return people of whom everything is known that the version asks about, and whose ratings are reviewed; the same at each call."""
    drawing = Drawing(f"{base} with partial hospitalization")
    chance, people = drawing.chance, list[Person]()
    for _ in range(PEOPLE):
        person = drawing.person(base)
        person |= {fact: "yes" for fact in person if fact.endswith("_reviewed")}
        person |= {fact: chance.choice(("yes", "no")) for fact in ("php_was_not_enough", "needs_daily_review", "can_attend_a_day_program")}
        person |= {fact: value for fact, value in STRAINED[base].items() if chance.random() < 0.7}
        if not {*person["substances"]} - {"tobacco"}:
            person["substances"] = ["cannabis"]
        if person.get("weekly_therapy") == "never_tried":
            person["weeks_of_therapy"] = 0
        elif person.get("weeks_of_therapy") == 0:
            person["weeks_of_therapy"] = 1
        people.append(person)
    return tuple(people)


def without_own(person: Person) -> Person:
    """Return what the base asks about."""
    return {fact: value for fact, value in person.items() if fact not in OWN}


@pytest.mark.parametrize("base", BASES)
def test_it_is_proved_that_people_move_only_to_partial_hospitalization_and_from_the_levels_beside_it(base: str) -> None:
    difference = diff(criteria_of(base), with_php(base))

    assert {(move.was, move.is_now) for move in difference.moves} == MOVES
    assert difference.undecided == ()
    assert difference.services == ()
    assert difference.contradictions == ()
    assert difference.parts == ()


@pytest.mark.parametrize("base", BASES)
def test_each_move_has_somebody_who_makes_it(base: str) -> None:
    for move in diff(criteria_of(base), with_php(base)).moves:
        person = thawed(move.witness)
        assert with_php(base).recommend(person).level == move.is_now
        assert criteria_of(base).recommend(without_own(person)).level == move.was


@pytest.mark.parametrize("base", BASES)
def test_drawn_people_move_as_is_proved(base: str) -> None:
    moved = Counter[tuple[str | None, str | None]]()
    for person in drawn(base):
        was, now = criteria_of(base).decide(without_own(person)), with_php(base).decide(person)
        assert was.applies == now.applies, person
        assert was.contradictions == now.contradictions, person
        moved[was.level, now.level] += 1

    assert {pair for pair in moved if pair[0] != pair[1]} == MOVES
    assert min(moved[pair] for pair in MOVES) > 20


@pytest.mark.parametrize("base", BASES)
def test_nobody_in_danger_is_moved_down(base: str) -> None:
    in_danger = 0
    for person in drawn(base):
        if not (grave(person) or clouded(person) or person["self_care"] == "unable" or person["needs_round_the_clock_structure"] == "yes"):
            continue
        was, now = criteria_of(base).decide(without_own(person)), with_php(base).decide(person)
        if was.level is None:
            continue
        in_danger += 1
        assert LEVELS.index(now.level or LEVELS[0]) >= LEVELS.index(was.level), person

    assert in_danger > PEOPLE // 10


@pytest.mark.parametrize("base", BASES)
def test_what_is_asserted_of_everyone_holds_with_partial_hospitalization(base: str) -> None:
    """Of whom the base may give no more than an IOP, the version may give partial hospitalization only where somebody has to look every day."""
    about = Counter[str]()
    for person in drawn(base):
        now = with_php(base).decide(person)
        if now.level is None:
            continue
        for assertion in (*SAFETY, *TOO_MUCH):
            if base not in assertion.sets or not assertion.about(person):
                continue
            about[assertion.id] += 1
            level = LEVELS.index(now.level)
            assert level >= LEVELS.index(assertion.least), (assertion.id, person)
            most = "php" if assertion.most == "iop" and person["needs_daily_review"] == "yes" else assertion.most
            assert level <= LEVELS.index(most), (assertion.id, person)

    assert len(about) > 25


@pytest.mark.parametrize("base", BASES)
def test_what_is_required_and_what_is_proved_of_the_base_are_inherited(base: str) -> None:
    old, new = criteria_of(base).definition, with_php(base).definition

    assert [each for each in new.criteria if each.effect == "requires"] == [each for each in old.criteria if each.effect == "requires"]
    held = {each.id: each for each in new.invariants}
    assert len(held) > len(old.invariants)
    for each in old.invariants:
        levels = tuple(level for level in held[each.id].levels if level != "php")
        assert (levels, held[each.id].when, held[each.id].services) == (each.levels, each.when, each.services)
    assert (new.applies_when, new.contradictions, new.impossible) == (old.applies_when, old.contradictions, old.impossible)
    assert {fact.id: fact for fact in old.facts}.items() <= {fact.id: fact for fact in new.facts}.items()
    assert {fact.id for fact in new.facts} - {fact.id for fact in old.facts} == {*OWN}


@pytest.mark.parametrize("base", BASES)
def test_the_notice_that_there_is_no_such_level_is_gone(base: str) -> None:
    old, new = criteria_of(base).definition, with_php(base).definition

    assert {each.id for each in old.notices} - {each.id for each in new.notices} == {"partial-hospitalization-is-not-a-level-here"}


def test_what_both_versions_add_is_worded_alike() -> None:
    one, other = ({fact.id: fact for fact in with_php(base).definition.facts} for base in BASES)

    for name in OWN:
        assert one[name].about == other[name].about, name
        assert type(one[name]) is type(other[name])
    assert with_php(MENTAL_HEALTH).definition.documentation == with_php(SUBSTANCE_USE).definition.documentation


@pytest.mark.parametrize("base", BASES)
def test_the_table_of_sources_is_what_changed_criteria_cite(base: str) -> None:
    before = {*criteria_of(base).definition.criteria}
    cited = Counter(source.id for criterion in with_php(base).definition.criteria if criterion not in before for source in criterion.sources)

    page = (rules_folder() / f"{base}-php" / "README.md").read_text("utf-8")
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in page.splitlines() if re.match(r"\| `[a-z0-9-]+` \|", line)]

    assert {row[0]: int(row[3]) for row in rows} == cited
    assert all(row[1] and row[2] for row in rows)
