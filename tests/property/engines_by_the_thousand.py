"""Every engine against brute force, by the thousand, on sets with everything that the language has.

    python -m tests.property.engines_by_the_thousand PAIRS [SEED]

A pair is a drawn criteria set (sections, rules_out, contradictions, parts of `applies_when`, points, percentages, `never`, documentation, gates; in whole numbers
or in steps) and a case that is known in part. The oracle is asked about whole numbers.
The possible levels come from everybody whom the case can be about, by the oracle, which shares no code with carelevel. They are compared with:

- `recommend`, by diagrams, with its documentation, and again by the solver where diagrams are over their budget;
- `decide`, by bit tables, and the status of every criterion;
- `recommend` without documentation and gates, which never move a level;
- a criterion fewer that rules levels out, which never raises a level;
- tables of as many rows in every engine for tables.

While it is open whether criteria are for somebody, nothing is settled. It prints how far it has come, and stops at the first difference with what shows it.
"""

import sys
import time
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from carelevel.api import CriteriaSet
from carelevel.cohort import recommend
from carelevel.logic import level_diagram
from tests.property import oracle
from tests.property.oracle import Plain
from tests.property.steps import in_numbers, in_steps, perhaps_steps, rows_in_steps
from tests.property.tables import COLUMNS, ENGINES, back, case_of, documented_in, expected, rows_for
from tests.property.test_documentation import bare, levels_for, status
from tests.property.test_meaning import loaded, statuses
from tests.strategies import cases, criteria_sets, documentation, gates, sectioned_sets

CASES_A_SET = 8

WORDS = {True: "met", False: "unmet", None: "unknown"}


@st.composite
def everything_of_the_language(draw: Any) -> tuple[Plain, list[Plain], int, Decimal | None]:
    """Draw a set, some cases, the seed of a table, and the step in which its numbers are written, or None for whole numbers."""
    criteria = draw(st.one_of(sectioned_sets(), criteria_sets()))
    draw(documentation(criteria))
    draw(gates(criteria))
    return criteria, [draw(cases(criteria)) for _ in range(CASES_A_SET)], draw(st.integers(0, 2**32)), draw(perhaps_steps)


def compare(criteria: Plain, given_cases: list[Plain], number: int, step: Decimal | None) -> int:
    """Compare one set; return how many of its cases could have several levels."""
    written, stepped = oracle.written_out(criteria), in_steps(criteria, step)
    made = loaded(stepped)
    several = sum(compare_case(made, stepped, written, case, in_numbers(criteria, case, step)) for case in given_cases)
    _compare_tables(made, criteria, written, Random(number), step)
    return several


def compare_case(made: CriteriaSet, criteria: Plain, written: Plain, whole: Plain, case: Plain) -> bool:
    """Compare what every engine for single cases says of a case; the oracle is asked about it in whole numbers. Return whether several levels are possible."""
    known, order = oracle.known_from(written, whole), list(written["levels"])
    people = oracle.meant(written, known)
    levels = {oracle.level_of(written, person) for person in people}
    applies = oracle.applies_to_all(written, known)

    answer = made.recommend(case)

    assert answer.exact
    assert answer.possible == tuple(order[rank] for rank in sorted(levels))
    assert answer.applies == WORDS[applies]
    assert answer.settled is (len(levels) == 1 and applies is True)
    assert applies is True or answer.level is None
    assert statuses(made, case) == oracle.statuses(written, oracle.recorded_from(written, whole))
    assert {each.id: each.status for each in answer.documentation} == _documentation(written, levels, known)
    decision = made.decide(case)
    assert not decision.settled or (answer.settled, decision.level) == (True, answer.level)
    if decision.applies != "unmet":
        assert (decision.lowest, decision.highest) == tuple(order[rank] for rank in oracle.kleene_range(written, known))
    before, level_diagram.NODES = level_diagram.NODES, 0
    try:
        by_solver = loaded(criteria).recommend(case)
    finally:
        level_diagram.NODES = before
    if by_solver.exact:
        assert (by_solver.possible, by_solver.settled) == (answer.possible, answer.settled)
    assert set(by_solver.possible) >= set(answer.possible)
    assert not by_solver.settled or answer.settled
    less = loaded(bare(criteria)).recommend(case)
    assert (less.possible, less.level, less.met, less.applies) == (answer.possible, answer.level, answer.met, answer.applies)
    ruling = [each["id"] for each in written["criteria"] if "rules_out" in each]
    for name in ruling:
        fewer = {**written, "criteria": [each for each in written["criteria"] if each["id"] != name]}
        assert all(oracle.level_of(fewer, person) <= oracle.level_of(written, person) for person in people)
    return len(levels) > 1


def _documentation(written: Plain, ranks: set[int], known: oracle.Known) -> dict[str, str]:
    """Return the status of each piece of documentation that possible levels take."""
    possible = {list(written["levels"])[rank] for rank in ranks}
    taken = [item for item in written.get("documentation", ()) if not possible.isdisjoint(levels_for(written, item["for"]))]
    return {item["id"]: said for item in taken if (said := status(written, item, known)) is not None}


def _compare_tables(made: CriteriaSet, criteria: Plain, written: Plain, random: Random, step: Decimal | None) -> None:
    """Compare a table in every engine with brute force, and with `recommend` in what else it says."""
    whole_set = loaded(criteria)
    whole_rows = rows_for(whole_set, random, CASES_A_SET)
    if "nothing" in whole_rows[0]:
        return
    rows = rows_in_steps(criteria, whole_rows, step)
    wanted = [expected(made, row) for row in rows]
    order = list(written["levels"])
    for engine, make in ENGINES.items():
        found = back(engine, recommend(made, make(rows), invalid="unknown"))
        for row, whole, answer, want in zip(rows, whole_rows, found, wanted, strict=True):
            if want is None:
                assert answer["problems"], (engine, row)
                continue
            assert tuple(answer[name] for name in COLUMNS) == want, (engine, row)
            known = oracle.known_from(written, case_of(whole_set, whole))
            ranks = {oracle.level_of(written, person) for person in oracle.meant(written, known)}
            ends = (order[min(ranks)], order[max(ranks)]) if ranks else (None, None)
            assert not answer["exact"] or (answer["lowest"], answer["highest"]) == ends, (engine, row)
            said = {name: word.removeprefix("documentation_") for word, names in documented_in(answer).items() for name in names}
            assert said == _documentation(written, ranks, known), (engine, row)


def run(pairs: int, first: int) -> tuple[int, int]:
    """Compare so many pairs, or a few more; return how many there were, and how many of them were open."""
    done, several, began = 0, 0, time.monotonic()

    @seed(first)
    @settings(max_examples=-(-pairs // CASES_A_SET), deadline=None, database=None, phases=(Phase.generate,), suppress_health_check=tuple(HealthCheck))
    @given(everything_of_the_language())
    def compared(drawn: tuple[Plain, list[Plain], int, Decimal | None]) -> None:
        nonlocal done, several
        several += compare(*drawn)
        done += CASES_A_SET
        if done % 1000 < CASES_A_SET:
            print(f"{done} pairs, {several} of them open, {time.monotonic() - began:.0f} s", flush=True)

    compared()
    return done, several


def main() -> None:
    """Compare as many pairs as asked for."""
    done, several = run(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    print(f"{done} pairs, {several} of them open, no difference")


if __name__ == "__main__":
    main()
