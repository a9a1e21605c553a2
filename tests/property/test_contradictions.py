"""Facts that disagree, compared with the definition in the plainest code: which contradictions stand, then brute force over everyone the rest leaves possible."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from carelevel.api import CriteriaSet
from carelevel.model.problems import CaseError
from tests.profiles import USUAL, examples
from tests.property import oracle
from tests.property.oracle import Plain
from tests.property.test_meaning import loaded
from tests.strategies import Draw, cases, criteria_sets, narrower, one_of, questions

Questions = tuple[Plain, Plain]
ENGINES = ("polars", "duckdb", "pandas", "pyarrow")
SOME = examples(USUAL)


@st.composite
def disputes(draw: Any) -> Questions:
    """Draw a criteria set with contradictions, and a case in which often one of them stands."""
    criteria = draw(criteria_sets(contradictions=True))
    case = draw(cases(criteria))
    for _ in range(3):
        if oracle.standing(criteria, oracle.recorded_from(criteria, case)):
            break
        case = draw(cases(criteria))
    return criteria, case


def brute(criteria: Plain, case: Plain) -> tuple[list[str], set[str]]:
    """Return which contradictions stand, and the levels of everyone possible of whom the rest is true and whom the criteria are for."""
    recorded = oracle.recorded_from(criteria, case)
    order = list(criteria["levels"])
    read = oracle.undisputed(criteria, recorded)
    people = oracle.meant(criteria, read)
    return [item["id"] for item in oracle.standing(criteria, recorded)], {order[oracle.level_of(criteria, person)] for person in people}


@settings(max_examples=SOME)
@given(disputes())
def test_a_contradiction_that_stands_makes_its_facts_unknown_and_nothing_else(question: Questions) -> None:
    criteria, case = question
    criteria_set = loaded(criteria)
    stand, levels = brute(criteria, case)

    answer, decision = criteria_set.recommend(case), criteria_set.decide(case)

    assert [each.id for each in answer.contradictions] == list(decision.contradictions) == stand
    assert set(answer.possible) == set(criteria_set.possible_levels(case)) == levels
    assert not decision.settled or {decision.level} == levels
    assert (decision.met, decision.unmet, decision.unknown) == (answer.met, answer.unmet, answer.unknown)
    assert answer.case == criteria_set.case(case)
    assert set(answer.missing).isdisjoint(name for each in answer.contradictions for name in each.disputed if name not in each.record)


@settings(max_examples=SOME)
@given(disputes().flatmap(lambda question: narrower(*question).map(lambda more: (*question, more))))
def test_whatever_widens_the_range_was_asked_for_before(drawn: tuple[Plain, Plain, Plain]) -> None:
    """More facts only narrow, but where they make facts disagree; then one of those that did had been named as missing for contradictions."""
    criteria, case, more = drawn
    criteria_set = loaded(criteria)
    before, after = criteria_set.recommend(case), criteria_set.recommend(more)

    opens_whom = after.applies == "unknown" != before.applies and before.possible
    if not set(after.possible) <= set(before.possible) or opens_whom:
        was, now = oracle.recorded_from(criteria, case), oracle.recorded_from(criteria, more)
        learned = {name for name in was if was[name] != now[name]}
        assert {each.id for each in after.contradictions} - {each.id for each in before.contradictions}
        assert learned.intersection(before.missing_for_contradictions) or before.lowest == list(criteria["levels"])[-1]


@settings(max_examples=SOME)
@given(disputes(), st.data())
def test_an_interview_asks_for_what_resolves_and_never_again_for_what_is_recorded(question: Questions, data: st.DataObject) -> None:
    criteria, case = question
    person = data.draw(st.sampled_from(oracle.people(criteria, oracle.recorded_from(criteria, case))))
    interview = loaded(criteria).interview(case)
    asked: list[str] = []

    while (open_question := interview.question) is not None:
        stand = oracle.standing(criteria, oracle.recorded_from(criteria, interview.to_dict()["case"]))
        disputed = {name for item in stand for name in item["disputed"]}
        resolving = {name for item in stand for name in oracle.facts_in(criteria, item["unless"])}
        assert open_question.fact not in disputed - resolving or open_question.about == "contradictions"
        assert open_question.fact not in asked
        asked.append(open_question.fact)
        value = person[open_question.fact]
        interview = interview.answer(sorted(value) if isinstance(value, frozenset) else value)

    answer = interview.recommendation
    assert answer.settled or answer.contradictions or answer.applies == "unmet"
    assert not set(answer.missing_for_contradictions) - set(asked)


@st.composite
def tables(draw: Draw) -> tuple[Plain, list[Plain]]:
    """Draw criteria with contradictions, and rows of a table for them."""
    criteria = draw(criteria_sets(contradictions=True))
    cells = _cells(criteria)
    return criteria, [{name: one_of(draw, options) for name, options in cells.items()} for _ in range(8)]


@settings(max_examples=examples(USUAL // 2))
@given(tables())
@pytest.mark.slow
def test_a_table_answers_row_by_row_as_recommend_does(table: tuple[Plain, list[Plain]]) -> None:
    criteria, rows = table
    criteria_set = loaded(criteria)

    expected = [_said(criteria_set, row) for row in rows]

    for engine in ENGINES:
        assert _answered(criteria_set, rows, engine) == expected, engine


def _cells(criteria: Plain) -> dict[str, tuple[Any, ...]]:
    """Return what a cell of each fact may hold: a value, or nothing; sets are told member by member."""
    cells: dict[str, tuple[Any, ...]] = {}
    for name, fact in criteria["facts"].items():
        if fact["type"] == "set":
            cells |= {f"{name}_{member}": ("yes", "no", None) for member in fact["values"]}
        else:
            cells[name] = (*oracle.values_of(criteria, name), None)
    return cells


def _said(criteria: CriteriaSet, row: Plain) -> tuple[Any, ...]:
    """Return what `recommend` says of a row; nothing where the person is impossible."""
    case: Plain = {name: row[name] for name in criteria.facts if name in row}
    for name, fact in criteria.facts.items():
        members = {member: row[f"{name}_{member}"] for member in getattr(fact, "values", ()) if f"{name}_{member}" in row}
        case |= {name: members} if members else {}
    try:
        answer = criteria.recommend(case)
    except CaseError:
        return None, None, None, None
    return answer.level, answer.lowest, answer.highest, tuple(each.id for each in answer.contradictions)


def _answered(criteria: CriteriaSet, rows: list[Plain], engine: str) -> list[tuple[Any, ...]]:
    pl = pytest.importorskip("polars")
    from carelevel import cohort

    types = {name: pl.Int64 if all(row[name] is None or isinstance(row[name], int) for row in rows) else pl.String for name in rows[0]}
    written = [{name: value if value is None or types[name] == pl.Int64 else str(value) for name, value in row.items()} for row in rows]
    table = pl.DataFrame(written, schema=types).with_row_index("row")
    if engine == "duckdb":
        duckdb = pytest.importorskip("duckdb")
        arrow = table.to_arrow()  # looked up by its name
        relation = cohort.recommend(criteria, duckdb.connect().from_arrow(arrow), invalid="unknown")
        found = relation.order("row").pl().rows(named=True)
    elif engine == "pandas":
        found = cohort.recommend(criteria, table.to_pandas().astype(object), invalid="unknown").to_dict("records")
    elif engine == "pyarrow":
        found = cohort.recommend(criteria, table.to_arrow(), invalid="unknown").to_pylist()
    else:
        found = cohort.recommend(criteria, table, invalid="unknown").rows(named=True)
    return [(*(_text(row[name]) for name in ("level", "lowest", "highest")), _ids(row["contradictions"])) for row in found]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _ids(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return tuple(filter(None, value.split(";")))
    return None if value is None or value != value else tuple(value)  # noqa: PLR0124 - pandas has NaN for nothing


@settings(max_examples=SOME)
@given(questions().flatmap(lambda question: narrower(*question).map(lambda more: (*question, more))))
def test_without_a_new_contradiction_more_facts_only_narrow(drawn: tuple[Plain, Plain, Plain]) -> None:
    criteria, case, more = drawn
    criteria_set = loaded(criteria)
    before, after = criteria_set.recommend(case), criteria_set.recommend(more)
    assume({each.id for each in after.contradictions} <= {each.id for each in before.contradictions})

    assert set(after.possible) <= set(before.possible)
