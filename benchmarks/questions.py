"""Questions until the level is settled, and the time for each: beside file order, and beside the best order there is.

    python -m benchmarks.questions [INTERVIEWS]

It writes docs/performance-of-questions.md. People are drawn from a fixed seed. Most of their answers are harmless; in a second table every value is as likely. The best order is found where little is left
open, by trying every order without regard to safety.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

from benchmarks.clinic import clinic
from benchmarks.peers import ROOT
from benchmarks.workloads import as_criteria, workload
from carelevel import CaseError, CriteriaSet, load, loads
from carelevel.answers.explain import optimal_order
from carelevel.answers.explain.question_count import questions_left
from carelevel.answers.explain.question_stages import functions
from carelevel.logic import sufficient_reason
from carelevel.logic.diagram_runs import known_ranks
from carelevel.logic.diagrams import DecisionDiagrams, OverBudgetError
from carelevel.logic.level_diagram import LevelDiagram, PreparedCriteria
from carelevel.logic.sufficient_reason import fewest_facts
from carelevel.model.cases import Case
from carelevel.model.conditions import Named, facts_of
from carelevel.model.facts import SetOf, base_facts, domain, worse_end

HARMLESS = 4
"""How many times as likely a value is as the next worse one."""

MOST_TRIED = 8_000
"""Combinations of answers and open questions up to which the best order is looked for: beyond what an interview takes the time for."""

MOST_SETS = 1_000_000
"""Sets of facts that are tried to settle the level of one person before it is given up: beyond what an answer takes the time for."""

REMAINDERS = 40
"""Remainders of interviews for each set that are compared with the best order."""

DRAWN_FOR_EACH = 20
"""Remainders that are drawn for each of them at most: the others are too large, or leave nothing to choose."""

SIDE_BY_SIDE = 6
"""Processes at once; times are processor time, so that they may be more than there are processors."""

Ask = Callable[[Case], str | None]


def sets() -> dict[str, Callable[[], CriteriaSet]]:
    """Return the criteria sets to ask about by name, the largest last."""
    bundled = {name: partial(load, name) for name in ("adult-mental-health", "adult-substance-use")}
    drawn = {f"generated: {criteria} criteria, {facts} facts": partial(_drawn, criteria, facts) for criteria, facts in ((15, 15), (20, 30), (30, 30))}
    clinics = {f"clinic: {criteria} criteria, {facts} facts": partial(_clinic, criteria, facts) for criteria, facts in ((30, 24), (60, 40))}
    return {**bundled, **drawn, **clinics}


def _drawn(criteria: int, facts: int) -> CriteriaSet:
    return loads(json.dumps(as_criteria(workload(criteria, facts))))


def _clinic(criteria: int, facts: int) -> CriteriaSet:
    return loads(json.dumps(clinic(criteria, facts)))


def person(criteria: CriteriaSet, chance: random.Random, harmless: int) -> Case:
    """Draw somebody for whom the criteria are, and who is possible."""
    while True:
        given: dict[str, Any] = {}
        for fact in criteria.facts.values():
            if isinstance(fact, SetOf):
                given[fact.id] = [member for member in fact.values if chance.random() < 1 / (1 + harmless)]
                continue
            values = list(domain(fact))
            # Yes comes first in the domain of a yes-or-no fact, and counts as its high end.
            is_low_first = (worse_end(fact) or "high") == "high"
            ordered = values[::-1] if is_low_first is (values[0] == "yes") else values
            given[fact.id] = chance.choices(ordered, [harmless**-place for place in range(len(ordered))])[0]
        if "age" in given:
            given["age"] = chance.randint(18, 90)
        try:
            if criteria.recommend(given).applies == "met":
                return criteria.case(given)
        except CaseError:
            continue


def length(criteria: CriteriaSet, whole: Case, ask: Ask, seconds: list[float]) -> int:
    """Return how many questions somebody is asked."""
    case, count = Case(), 0
    while True:
        start = time.process_time()
        fact = ask(case)
        seconds.append(time.process_time() - start)
        if fact is None:
            return count
        count += 1
        parts = [(fact, None)] if fact in whole.values else [(fact, member) for member in criteria.facts[fact].values]  # type: ignore[union-attr]
        told = whole.only(parts)
        case = Case(type(case.values)({**case.values, **told.values}), type(case.members)({**case.members, **told.members}))


def fewest(criteria: CriteriaSet, people: list[Case]) -> float:
    """Return how many facts at least have to be known of people on average for it to be settled that the criteria are for them, and for which level."""
    # An engine that is asked for the whole makes it in the best order it finds. The level is that of everyone, whoever the criteria are for.
    whole = PreparedCriteria.of(replace(criteria.definition, applies_when=None)).whole()
    assert whole is not None
    applies = criteria.definition.applies_when
    names = {name for fact in facts_of(applies) if not isinstance(fact, Named) for name in base_facts(fact)} if applies else set()
    # Where the level does not ask about any of them, one more is needed at least, but for the most intensive level: an interview stops there.
    more = bool(names) and names.isdisjoint(whole.diagrams.support(whole.level))
    most = criteria.definition.levels[-1].id
    return statistics.mean(_fewest(whole, each) + (more and criteria.decide(each).highest != most) for each in people)


def _fewest(whole: LevelDiagram, someone: Case) -> int:
    """Return how many facts at least settle the level of somebody; none where that is beyond the budget, so that the mean stays a bound."""
    try:
        return fewest_facts(whole.diagrams, whole.level, [bits.bit_length() - 1 for bits in known_ranks(whole.diagrams, someone)])
    except OverBudgetError:
        return 0


def orders(criteria: CriteriaSet) -> dict[str, Ask]:
    """Return the orders to compare."""

    def in_file_order(case: Case) -> str | None:
        answer = criteria.decide(case)
        is_open = answer.applies == "unknown" or (answer.applies == "met" and len(criteria.possible_levels(case)) > 1)
        return next(fact for fact in criteria.facts if fact not in case.values and fact not in case.members) if is_open else None

    def what_matters(case: Case) -> str | None:
        missing = criteria.recommend(case).missing
        return next((fact for fact in criteria.facts if fact in missing), None)

    def next_question(case: Case) -> str | None:
        question = criteria.next_question(case)
        return None if question is None else question.fact

    return {"file order": in_file_order, "what matters": what_matters, "next_question": next_question}


def beside_the_best(criteria: CriteriaSet, chance: random.Random, wanted: int) -> list[tuple[float, float, float, bool]]:
    """Return the means of questions in the best order, in the best that puts safety first, and in ours, for remainders of interviews; and whether an interview tries every order."""
    engine, found = PreparedCriteria.of(criteria.definition), []
    order = tuple(criteria.facts)
    for _ in range(DRAWN_FOR_EACH * wanted):
        case = remainder(criteria, chance)
        diagrams, (level, required, _) = functions(engine, case)
        roots = (level, required)
        # With one question left there is nothing to choose; and what decides whom the criteria are for is asked in its turn in any case.
        has_choice = len(diagrams.terminals(level)) > 1 and len(diagrams.support(level)) > 1 and criteria.decide(case).applies == "met"
        if not has_choice or not is_within(diagrams, roots, MOST_TRIED):
            continue
        tally = questions_left(engine, case)
        if tally is not None and tally.is_exact:
            best, safest = (_mean(optimal_order.Grid(diagrams, level, first, order)) for first in (0, required))
            found.append((best, safest, tally.mean, optimal_order.is_small(diagrams, roots)))
        if len(found) == wanted:
            break
    return found


def _mean(grid: optimal_order.Grid) -> float:
    plan = grid.plan(grid.everyone)
    return plan.total / plan.people


def remainder(criteria: CriteriaSet, chance: random.Random) -> Case:
    """Draw what is known of somebody in the middle of an interview: sets, and more or less of the other facts."""
    whole, share = person(criteria, chance, 1), chance.uniform(0.3, 0.8)
    known = [fact for fact in whole.values if chance.random() < share]
    return whole.only([(fact, None) for fact in known] + [(fact, member) for fact in whole.members for member in whole.members[fact]])


def is_within(diagrams: DecisionDiagrams, roots: tuple[int, int], most: int) -> bool:
    """Return whether every order can be tried with a larger budget than an interview has."""
    usual, optimal_order.PARTIAL_ANSWERS = optimal_order.PARTIAL_ANSWERS, most
    try:
        return optimal_order.is_small(diagrams, roots)
    finally:
        optimal_order.PARTIAL_ANSWERS = usual


COLUMNS = (
    "- *File order*: asks about every fact, in the order of the file.",
    "- *What matters*: asks only about facts that can still change the level, in the order of the file.",
    (
        "- *`next_question`*: in brackets, the median and the longest processor time of a question, in milliseconds. The first question about a set also builds "
        "its decision diagram."
    ),
    "- *Of file order*: the questions of `next_question`, as a share of those in file order.",
    (
        "- *No order below*: a lower bound for any order. It counts, for each person, the fewest facts that settle whether the criteria apply, and the level. "
        "To ask only about these, one would have to know the answers in advance."
    ),
)


def page(count: int) -> Iterator[str]:
    """Yield the lines of the page."""
    yield from ("# How many questions an interview asks", "", "Written by `python -m benchmarks.questions`; do not edit.", "")
    yield from (f"Means over {count} people, generated from a fixed seed. Each is asked until the level is settled.", "", *COLUMNS, "")
    yield (
        "Our goals are at most half of file order from 30 criteria on, and means within 5 % of the best order. If the lower bound is above half, no order "
        "reaches the first goal. If it is below, some order may reach it."
    )
    names = list(sets())
    with ProcessPoolExecutor(SIDE_BY_SIDE) as side_by_side:
        # The largest sets come last, and take longest.
        interviews = {(harmless, name): side_by_side.submit(interviewed, name, harmless, count) for name in names[::-1] for harmless in (HARMLESS, 1)}
        remainders = {name: side_by_side.submit(compared, name) for name in names[::-1]}
    for harmless, what in (
        (HARMLESS, f"Mostly harmless answers: each value {HARMLESS} times as likely as the next worse one"),
        (1, "All answers equally likely"),
    ):
        yield from (
            "",
            f"## {what}",
            "",
            "| set | file order | what matters | `next_question` | of file order | no order below |",
            "| --- | --- | --- | --- | --- | --- |",
        )
        yield from (interviews[harmless, name].result() for name in names)
    yield from ("", "## Compared with the best order", "")
    yield (
        f"Up to {REMAINDERS} unfinished interviews, in which 30 to 80 % of the facts are known. There is still a choice of questions, but a small one: the "
        "best order can be found, and everyone who goes through ours can be counted. An interview itself tries every order if less is left; the number in "
        "brackets says for how many of these that is not so. The best order need not ask about safety first, but ours does. So the table also has the best "
        "order that asks about safety first."
    )
    yield from ("", "| set | unfinished interviews | best order | best with safety first | ours | more than the best | more than the best with safety first |")
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    yield from (remainders[name].result() for name in names)
    yield ""


def interviewed(name: str, harmless: int, count: int) -> str:
    """Return the row of a set in a table of whole interviews."""
    sufficient_reason.TRIES = MOST_SETS
    criteria, chance = sets()[name](), random.Random(0)
    people = [person(criteria, chance, harmless) for _ in range(count)]
    seconds: dict[str, list[float]] = {order: [] for order in orders(criteria)}
    means = {order: statistics.mean(length(criteria, whole, ask, seconds[order]) for whole in people) for order, ask in orders(criteria).items()}
    cells = [
        f"{means['file order']:.1f}",
        f"{means['what matters']:.1f}",
        f"{means['next_question']:.1f} ({_times(seconds['next_question'])})",
        f"{means['next_question'] / means['file order']:.0%}",
        f"{fewest(criteria, people) / means['file order']:.1%}",
    ]
    print(harmless, name, cells, round(time.process_time()), file=sys.stderr, flush=True)
    return f"| {name} | {' | '.join(cells)} |"


def compared(name: str) -> str:
    """Return the row of a set in the table of the best orders."""
    found = beside_the_best(sets()[name](), random.Random(1), REMAINDERS)
    best, safest, ours = (statistics.mean(each[place] for each in found) for place in range(3))
    larger = sum(not is_tried for _, _, _, is_tried in found)
    row = f"| {name} | {len(found)} ({larger}) | {best:.3f} | {safest:.3f} | {ours:.3f} | {ours / best - 1:.1%} | {ours / safest - 1:.1%} |"
    print(row, round(time.process_time()), file=sys.stderr, flush=True)
    return row


def _times(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.1f}, {max(seconds) * 1000:.0f}"


def main() -> None:
    """Measure, and write the page."""
    text = "\n".join(page(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
    (ROOT / "docs" / "performance-of-questions.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
