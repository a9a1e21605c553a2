"""Versions in which names changed, were merged, taken or dropped: what `diff` says is what a look at everybody finds."""

import json
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from carelevel.api import CriteriaSet, loads
from carelevel.cohort import table_people
from carelevel.model.problems import CaseError, CriteriaError
from carelevel.verify.diff import diff
from tests.property.oracle import Person, Plain
from tests.property.versions import MOST_JOINT, Everybody, Versions, versions
from tests.strategies import persons


@given(versions())
def test_a_comparison_of_versions_with_other_names_finds_exactly_who_moves(both: Versions) -> None:
    """Existence, exact share, services, and whether anybody is left out: "the same" is never said where a look at everybody finds a difference."""
    compare_with_a_look_at_everybody(both)


def compare_with_a_look_at_everybody(both: Versions) -> None:
    """Compare what is found with a look at everybody."""
    old, new = (loads(json.dumps(each)) for each in (both.old, both.new))
    assume(Everybody.sized(both) <= MOST_JOINT)
    everybody = Everybody(both)
    total = len(everybody.decided)
    if not total:
        event("nobody")
        with pytest.raises(CriteriaError, match="nobody is left to compare"):
            diff(old, new)
        return

    found = diff(old, new)

    assert {(move.was, move.is_now): move.share for move in found.moves} == {pair: Fraction(n, total) for pair, n in everybody.moves().items()}
    assert {(each.service, each.is_added): each.share for each in found.services} == {pair: Fraction(n, total) for pair, n in everybody.services().items()}
    assert found.undecided == ()
    # Versions that decide alike in the same words leave out the same people as contradicting themselves.
    is_other = found.old.decision_digest != found.new.decision_digest
    is_somebody_left_out = everybody.is_somebody_left_out or (is_other and everybody.does_somebody_disagree)
    assert bool(found.left_out) == is_somebody_left_out
    assert found.is_same == (not everybody.moves() and not everybody.services() and not is_somebody_left_out and not found.contradictions)
    event("same" if found.is_same else "other")


@given(versions(), st.data())
@pytest.mark.slow
def test_a_table_of_the_old_version_is_read_by_both_as_one_case_after_the_other(both: Versions, data: st.DataObject) -> None:
    """Each row is answered as `recommend` answers the old case, and the case in the new version's names and words; what these cannot say is unknown."""
    old, new = (loads(json.dumps(each)) for each in (both.old, both.new))
    assume(Everybody.sized(both) <= MOST_JOINT)
    rows = data.draw(st.lists(persons(both.old), min_size=1, max_size=6))
    expected: Counter[tuple[str | None, str | None]] = Counter()
    moved = 0
    for person in rows:
        was, now = ends_of(old, person_as_case(both.old, person)), ends_of(new, both.in_new_names(person))
        was = tuple(both.levels.get(level or "", level) for level in was)
        expected[was[-1], now[-1]] += 1
        moved += was != now
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        path.write_text(as_csv(both.old, rows), "utf-8")
        try:
            found = table_people(path, old, new)
        except CriteriaError as error:
            pytest.fail(str(error))

    assert dict(found.levels) == expected
    assert found.moved == moved


@given(versions(), st.data())
def test_a_record_of_the_old_version_is_run_again_in_the_names_of_the_new_one(both: Versions, data: st.DataObject) -> None:
    """A record is run as the case in the new version's names, or it is said why it cannot be; never is it run as another case."""
    both.new["version"] = "2"
    old, new = (loads(json.dumps(each)) for each in (both.old, both.new))
    person = data.draw(persons(both.old))
    case = person_as_case(both.old, person)
    if ends_of(old, case)[0] is None:
        return
    record = old.recommend(case).record("2026-11-25T14:30:00Z", facts=True)
    # A fact with one value alone says nothing, and is not in a record.
    is_whole = all(name in both.facts for name in record.facts or ())

    found = new.replay([record], other_criteria=True)

    if found.differences and found.differences[0].problems:
        event("cannot be run")
        return
    assert is_whole
    now = ends_of(new, both.in_new_names(person, is_record=True))
    # A record has no list of levels: whether a new name was a level of its own then is seen only where the record names it.
    to = both.new["renamed"].get("levels", {})
    was = [{both.levels.get(level or "", level), to.get(level or "", level)} for level in ends_of(old, case)]
    event("the same" if found.same else "differs")
    if found.same:
        assert all(level in names for level, names in zip(now, was, strict=True))
    elif "lowest" in found.differences[0].is_now:
        assert found.differences[0].is_now["lowest"] == now[0]
        assert found.differences[0].was["lowest"] in was[0]
        assert found.differences[0].was["lowest"] != now[0]


def ends_of(criteria: CriteriaSet, case: Plain) -> tuple[str | None, ...]:
    """Return the lowest and the highest level of a case, and the level that is settled; nothing for somebody who is impossible."""
    try:
        answer = criteria.recommend(case)
    except CaseError:
        return None, None, None
    return answer.lowest, answer.highest, answer.level


def person_as_case(criteria: Plain, person: Person) -> Plain:
    return {
        name: {m: "yes" if m in value else "no" for m in criteria["facts"][name]["values"]} if isinstance(value, frozenset) else value
        for name, value in person.items()
    }


def as_csv(criteria: Plain, rows: list[Person]) -> str:
    """Return people as a table; a set has a column for each member."""
    flat = [
        {
            column: value
            for name, known in person_as_case(criteria, person).items()
            for column, value in ({f"{name}_{m}": held for m, held in known.items()} if isinstance(known, dict) else {name: known}).items()
        }
        for person in rows
    ]
    return "".join(f"{','.join(map(str, line))}\n" for line in ([*flat[0]], *(each.values() for each in flat)))
