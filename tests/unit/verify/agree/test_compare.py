"""`agree`: which facts and levels two sets share, what files allow, and what is said of the rest."""

from pathlib import Path

import pytest

import carelevel
from carelevel.api import CriteriaSet, dumps, load, loads
from carelevel.model.problems import CriteriaError
from carelevel.verify.agree import Consistency, agree
from tests.budgets import without_room

LEVELS = "{low: {title: Low}, middle: {title: Middle}, high: {title: High}}"
RISK = "risk: {type: scale, values: [none, some, grave], worse: high}"
GRAVE = "{id: grave, requires: high, when: {risk: grave}, because: Risk is grave.}"


def made(name: str, facts: str = RISK, criteria: str = GRAVE, more: str = "", levels: str = LEVELS) -> CriteriaSet:
    text = f'carelevel: 1\nid: {name}\nversion: "1"\ntitle: {name}\nlevels: {levels}\nfacts:\n'
    lines = "".join(f"  {line}\n" for line in facts.split("\n"))
    return loads(text + lines + "criteria:\n" + "".join(f"  - {line}\n" for line in criteria.split("\n")) + more)


def allows(name: str, within: int, because: str = "It is so.") -> str:
    return f"agrees_with: [{{id: {name}, within: {within}, because: {because}}}]\n"


def test_of_two_numbers_the_smaller_counts_and_that_is_said() -> None:
    one = made("one", more=allows("other", 2, "They are far apart."))
    other = made("other", criteria=GRAVE.replace("requires: high", "requires: middle"), more=allows("one", 1, "They are near."))

    found = agree(one, other)

    assert (found.within, found.because, found.agrees) == (1, ("They are near.",), True)
    assert found.notes == ("the files say different numbers of levels under `agrees_with`, 1 and 2: the smaller one counts",)
    assert agree(other, one).within == 1


def test_a_number_that_is_given_counts_whatever_files_say() -> None:
    one, other = made("one", more=allows("other", 1)), made("other", criteria=GRAVE.replace("requires: high", "requires: middle"))

    strictly = agree(one, other, 0)

    assert (strictly.within, strictly.because, strictly.notes, strictly.agrees) == (0, (), (), False)
    assert [(each.levels, each.apart, each.witness) for each in strictly.people] == [(("high", "middle"), 1, {"risk": "grave"})]
    assert agree(made("one", more=allows("othr", 0)), other, 1).agrees


def test_facts_of_one_id_that_are_not_the_same_count_for_each_set_alone() -> None:
    facts = f"{RISK}\nweight: {{type: score, range: [0, 200], unit: kg}}\nsize: {{type: score, range: [0, 9]}}\nwish: {{type: yes_no}}\nplace: {{type: choice, values: [a, b]}}"
    others = f"{RISK}\nweight: {{type: score, range: [0, 200], unit: lb}}\nsize: {{type: score, range: [0, 10]}}\nwish: {{type: choice, values: [a, b]}}\nplace: {{type: choice, values: [a, c]}}"
    when = "{weight: {at_least: 3}, size: 3, wish: WISH, place: a}"
    every = f"{GRAVE}\n{{id: more, requires: middle, when: {when}, because: It is more.}}"

    found = agree(made("one", facts, every.replace("WISH", "yes")), made("other", others, every.replace("WISH", "b")))

    assert found.facts == ("risk",)
    assert found.alone == (("weight", "size", "wish", "place"),) * 2
    assert found.notes[:4] == (
        "`weight` has the unit `kg` in one, and `lb` in the other: it counts as a fact of its own in each set",
        "`size` has another range: it counts as a fact of its own in each set",
        "`wish` has another type or other values: it counts as a fact of its own in each set",
        "`place` has other values: it counts as a fact of its own in each set",
    )
    assert found.agrees


def test_a_fact_that_one_set_derives_is_another_one() -> None:
    one = made("one", f"{RISK}\nalone: {{type: yes_no}}", f"{GRAVE}\n{{id: alone, requires: middle, when: {{alone: yes}}, because: Alone.}}")
    derived = "derived:\n  alone: {when: {risk: some}}\n"
    other = made("other", criteria=f"{GRAVE}\n{{id: alone, requires: middle, when: {{alone: yes}}, because: Alone.}}", more=derived)

    found = agree(one, other)

    assert found.alone == (("alone",), ())
    assert "`alone` is derived in `other` and given in `one`: it counts as a fact of its own in each set" in found.notes
    assert [(each.levels, each.witness) for each in found.people] == [(("low", "middle"), {"risk": "some"})]


def test_facts_that_are_asked_in_other_words_are_shared_and_named() -> None:
    found = agree(made("one"), made("other", RISK.replace("worse: high", "worse: high, ask: How grave is the risk?")))

    assert found.facts == ("risk",)
    assert found.notes[0] == "asked in other words in each set: `risk`; they count as shared, so make sure that they mean the same"


def test_a_level_of_one_set_alone_is_a_step_of_its_own() -> None:
    levels = "{low: {title: Low}, day: {title: Day}, middle: {title: Middle}, high: {title: High}}"
    one = made("one", criteria=f"{GRAVE}\n{{id: some, requires: day, when: {{risk: some}}, because: Some.}}", levels=levels)
    low, middle = (made("other", criteria=f"{GRAVE}\n{{id: some, requires: {level}, when: {{risk: some}}, because: Some.}}") for level in ("low", "middle"))
    night = made("night", criteria=f"{GRAVE}\n{{id: some, requires: night, when: {{risk: some}}, because: Some.}}", levels=levels.replace("day", "night"))

    assert [[(each.levels, each.apart) for each in agree(one, other).people] for other in (low, middle, night)] == [
        [(("day", "low"), 1)],
        [(("day", "middle"), 1)],
        [(("day", "night"), 1)],
    ]
    assert agree(one, middle).levels == ("low", "middle", "high")
    assert "only `one` has `day`: each is a step of its own between the levels that both share" in agree(one, middle).notes


def test_the_table_of_levels_has_a_row_for_each_level_of_either() -> None:
    levels = "{low: {title: Low}, NAME: {title: NAME}, middle: {title: Middle}, high: {title: High}, top: {title: Top}}"
    text = str(agree(made("one", levels=levels.replace("NAME", "day")), made("other", levels=levels.replace("NAME", "night").replace("top", "peak"))))

    rows = text.partition("Levels\n------\n\n")[2].partition("\n\n")[0].splitlines()[2:]
    assert [row.split()[0] for row in rows] == ["low", "day", "night", "middle", "high", "top", "peak"]


def test_whom_a_set_is_not_for_and_whose_facts_disagree_is_left_out() -> None:
    facts = f"{RISK}\nadult: {{type: yes_no}}"
    other = made("other", facts, "{id: some, requires: middle, when: {risk: some}, because: Some.}", more="applies_when: {risk: {at_most: some}}\n")
    disagree = "contradictions: [{id: some, when: {risk: some, adult: yes}, disputed: [risk], unless: {adult: no}, because: It cannot be.}]\n"
    grown = "impossible: [{id: child, when: {adult: no}, because: All are adults.}]\n"

    assert [(each.levels, each.witness) for each in agree(made("one", facts), other).people] == [(("low", "middle"), {"risk": "some"})]
    assert agree(made("one", facts, more=disagree + grown), other).agrees


def test_what_is_over_the_budget_is_said_and_does_not_agree() -> None:
    with without_room(3):
        found = agree(made("one", f"{RISK}\nalone: {{type: yes_no}}", GRAVE.replace("{risk: grave}", "{risk: grave, alone: yes}")), made("other"))

    assert found.undecided[-1].startswith("whether somebody is at `")
    assert not found.agrees


def test_a_set_agrees_with_itself_and_is_shown_in_short() -> None:
    found = carelevel.agree("adult-mental-health", load("adult-mental-health"))

    assert isinstance(found, Consistency)
    assert found.agrees
    assert found.alone == ((), ())
    assert repr(found) == "<Consistency within=0 people=0 undecided=0>"
    assert "This is proved, not sampled." in found.to_markdown().replace("\n", " ")
    assert found.to_html().startswith('<div class="carelevel">')


@pytest.mark.parametrize("within", [-1, True, 1.0, "1"])
def test_a_wrong_number_of_levels_is_refused(within: int) -> None:
    with pytest.raises(TypeError, match="`within` is a whole number of levels, 0 or more; or None for what the files say"):
        agree(made("one"), made("other"), within)


def test_the_line_is_kept_when_a_set_is_written_and_decides_nothing() -> None:
    plain, other = made("one"), made("one", more=allows("other", 1, "They are near."))
    again = loads(dumps(other))

    assert again.definition.agrees_with == other.definition.agrees_with
    assert (again.digest, again.decision_digest) == (other.digest, plain.decision_digest)
    assert other.digest != plain.digest
    assert carelevel.diff(plain, other).is_text_only


def test_a_local_version_changes_it_by_its_id(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(dumps(made("base", more=allows("other", 1) + "")), "utf-8")
    local = 'carelevel: 1\nid: local\nversion: "1"\ntitle: Local\nbased_on: {set: base.yaml, version: "1"}\n'

    def said(changes: str) -> list[tuple[str, int]]:
        (tmp_path / "local.yaml").write_text(local + changes, "utf-8")
        return [(each.id, each.within) for each in load(tmp_path / "local.yaml").definition.agrees_with]

    assert said("add: {agrees_with: [{id: third, within: 0, because: It is so.}]}\n") == [("other", 1), ("third", 0)]
    assert said("replace: {agrees_with: [{id: other, within: 2, because: It is so.}]}\n") == [("other", 2)]
    assert said("leave_out: {agrees_with: [other]}\n") == []
    with pytest.raises(CriteriaError, match="not-in-base"):
        said("leave_out: {agrees_with: [othr]}\n")


def test_the_document_of_a_set_says_with_whom_it_agrees() -> None:
    from carelevel.show import criteria, text

    shown = text.render(criteria.document(made("one", more=allows("other", 1, "They are near."))), 100)

    assert "Other criteria for the same people" in shown
    assert "[other]: at most 1 level apart on the facts that both share. They are near." in shown
    assert "the same level" in text.render(criteria.document(made("one", more=allows("other", 0))), 100)
