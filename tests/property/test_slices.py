"""A table of levels is right in every cell: whoever is put there has one of its levels, each of them is somebody's, and what stands together is the same."""

from itertools import product
from typing import Any

import pytest

import carelevel
from carelevel.answers.explain.sensitivity import Axis, Cell, Slice
from carelevel.api import CriteriaSet
from carelevel.model.facts import Bands, Score, SetOf, Sum, Value, Worst, domain
from carelevel.model.problems import CaseError
from tests.property.drawn_sets import Drawing

SEEDS = range(60)


def drawn(seed: int) -> tuple[CriteriaSet, list[str]]:
    """Return a drawn set, and two of its facts that can vary, if it has so many."""
    criteria = CriteriaSet(Drawing(f"slice {seed}").definition())
    facts = {fact.id: fact for fact in (*criteria.definition.facts, *criteria.definition.derived)}
    bases: dict[str, str] = {}
    for name, fact in facts.items():
        if isinstance(fact, Bands) and isinstance(fact.of, Score):
            bases[fact.of.id] = name
        elif not isinstance(fact, SetOf | Sum | Worst | Bands) and hasattr(fact, "about") and name in criteria.facts:
            bases.setdefault(name, name)
    return criteria, list(bases.values())[:2]


def table_of(criteria: CriteriaSet, names: list[str]) -> Slice | None:
    """Return the table of two facts; None where there are not two, or nobody is possible at all."""
    if len(names) < 2 or levels_at(criteria, {}) is None:
        return None
    return criteria.slice({}, *names)


def levels_at(criteria: CriteriaSet, case: dict[str, Any]) -> tuple[str, ...] | None:
    """Return the possible levels, found without a table; None when nobody is like this."""
    try:
        return criteria.possible_levels(case)
    except CaseError:
        return None


def said_by(cell: Cell) -> tuple[str, ...] | None:
    return cell.levels if cell.is_possible else None


def at(axis: Axis, value: Value) -> int:
    """Return the only place of an axis at which a value stands."""
    (place,) = (place for place, span in enumerate(axis.spans) if value in span.values)
    return place


@pytest.mark.parametrize("seed", SEEDS)
def test_every_cell_is_what_is_decided_there(seed: int) -> None:
    criteria, names = drawn(seed)
    table = table_of(criteria, names)
    if table is None:
        return

    facts = {fact.id: fact for fact in (*criteria.definition.facts, *criteria.definition.derived)}
    for one, other in product(domain(facts[names[0]]), domain(facts[names[1]])):
        cell = table.cells[at(table.rows, one)][at(table.columns, other)]
        assert said_by(cell) == levels_at(criteria, {names[0]: one, names[1]: other}), (names, one, other)


@pytest.mark.parametrize("seed", SEEDS)
def test_neighbouring_scores_stand_apart_only_where_something_differs(seed: int) -> None:
    criteria, names = drawn(seed)
    table = table_of(criteria, names)
    if table is None:
        return

    for axis, lines in ((table.rows, table.cells), (table.columns, tuple(zip(*table.cells, strict=True)))):
        if isinstance(criteria.facts.get(axis.fact), Score):
            assert all(one != other for one, other in zip(lines, lines[1:], strict=False))


def test_the_drawn_tables_are_of_every_kind() -> None:
    """Otherwise the tests above could be right about nothing."""
    tables: list[Slice] = []
    for seed in SEEDS:
        table = table_of(*drawn(seed))
        tables += [] if table is None else [table]

    cells = [cell for table in tables for row in table.cells for cell in row]
    assert len(tables) > 25
    assert {len(cell.levels) for cell in cells} >= {0, 1, 2, 3}
    assert {cell.is_possible for cell in cells} == {True, False}
    assert any(len(span.values) > 1 for table in tables for span in table.rows.spans)


def test_what_else_is_known_counts_and_where_the_case_lies_is_marked(adult: CriteriaSet) -> None:
    calm = {"age": 34, "suicide_risk": "none", "violence_risk": "none", "judgement": "sound", "self_care": "able", "medically_unstable": "no", "withdrawal_risk": "none",
            "safe_at_home": "yes", "needs_round_the_clock_structure": "no", "self_harm": "none", "suicidal_behavior": "none", "conditions": ["depression"],
            "circumstances": [], "symptom_severity": "moderate", "function": "struggling", "recommended_treatment_tried": "yes", "recent_overdose": "no",
            "leaving_higher_care": "no", "iop_was_not_enough": "no", "pregnant": "no"}  # fmt: skip

    table = adult.slice({**calm, "phq9": 17, "weekly_therapy": "helping"}, "phq9", "weekly_therapy")

    assert [span.words for span in table.rows.spans] == ["0 to 14", "15 to 27"]
    assert [cell.is_here for row in table.cells for cell in row].index(True) == 4 + 2
    assert table.cells[1][2].levels == ("outpatient",)
    assert table.cells[1][3].levels == ("iop",)
    assert "phq9" not in table.case
    assert table.to_dict()["cells"][1][2] == {"levels": ["outpatient"], "possible": True, "applies": "met", "exact": True, "here": True}


@pytest.mark.parametrize(
    ("facts", "code", "words"),
    [
        (("phq", "age"), "unknown-fact", "no fact is called `phq`"),
        (("phq9", "phq9_band"), "wrong-type", "`phq9` and `phq9_band` are one fact; a table needs two"),
        (("conditions", "age"), "wrong-type", "`conditions` is a set, and has no row for each of its values"),
        (("phq9_other_items", "age"), "wrong-type", "`phq9_other_items` follows from other facts, and has no row for each of its values"),
    ],
)
def test_a_fact_that_makes_no_table_is_refused(adult: CriteriaSet, facts: tuple[str, str], code: str, words: str) -> None:
    with pytest.raises(CaseError) as caught:
        adult.slice({}, *facts)

    assert [(problem.code, problem.message) for problem in caught.value.problems] == [(code, words)]


def test_people_for_whom_the_criteria_are_not_have_no_level_and_are_not_impossible() -> None:
    table = carelevel.load("adult-mental-health").slice({}, "age", "medically_unstable")

    assert [(span.words, table.cells[row][0].levels) for row, span in enumerate(table.rows.spans)] == [("0 to 17", ()), ("18 to 120 or more", ("inpatient",))]
    assert table.cells[0][0].is_possible
