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
from typing import Any

from benchmarks.clinic import clinic
from benchmarks.peers import ROOT
from benchmarks.workloads import as_criteria, workload
from carelevel import CaseError, CriteriaSet, load, loads
from carelevel.cases import Case
from carelevel.exact import Engine
from carelevel.explain import shortest
from carelevel.explain.forecast import questions_left
from carelevel.explain.stages import level_and_required
from carelevel.facts import SetOf, domain, worse_end

HARMLESS = 4
"""How many times as likely a value is as the next worse one."""

MOST_TRIED = 20_000
"""Combinations of answers and open questions up to which the best order is looked for: beyond what an interview takes the time for."""

Ask = Callable[[Case], str | None]


def sets() -> Iterator[tuple[str, CriteriaSet]]:
    """Yield the criteria sets to ask about."""
    for name in ("adult-mental-health", "adult-substance-use"):
        yield name, load(name)
    for criteria, facts in ((15, 15), (20, 30)):
        yield f"drawn: {criteria} criteria, {facts} facts", loads(json.dumps(as_criteria(workload(criteria, facts))))
    for criteria, facts in ((30, 24), (60, 40)):
        yield f"clinic: {criteria} criteria, {facts} facts", loads(json.dumps(clinic(criteria, facts)))


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


def beside_the_best(criteria: CriteriaSet, chance: random.Random, count: int) -> tuple[int, float, float]:
    """Return for how many remainders of interviews the best order is known, and the mean of questions in it and in ours."""
    engine, best, ours = Engine.of(criteria.definition), [], []
    order = tuple(criteria.facts)
    for _ in range(count):
        whole = person(criteria, chance, 1)
        known = [fact for fact in whole.values if chance.random() < 0.6]
        case = whole.only([(fact, None) for fact in known] + [(fact, member) for fact in whole.members for member in whole.members[fact]])
        level, required = level_and_required(engine, case)
        if not level.is_open or shortest.is_small(level.diagrams, (level.node, required)):
            continue
        usual, shortest.PARTIAL_ANSWERS = shortest.PARTIAL_ANSWERS, MOST_TRIED
        is_small = shortest.is_small(level.diagrams, (level.node, required))
        shortest.PARTIAL_ANSWERS = usual
        tally = questions_left(engine, case) if is_small else None
        if tally is not None:
            grid = shortest.Grid(level.diagrams, level.node, 0, order)
            plan = grid.plan(grid.everyone)
            best.append(plan.total / plan.people)
            ours.append(tally.mean)
    return len(best), statistics.mean(best or [0]), statistics.mean(ours or [0])


def page(count: int) -> Iterator[str]:
    """Yield the lines of the page."""
    yield from ("# How many questions an interview asks", "", "Written by `python -m benchmarks.questions`; do not edit.", "")
    yield (
        f"Means of {count} people, drawn from a fixed seed, each asked until the level is settled. *File order* asks about every fact in turn, *what matters* only about "
        "those that can still change the level, in file order. Behind the numbers of `next_question` stand the median and the longest processor time of a question, in "
        "milliseconds, of which the first of a set includes making the diagram of everyone."
    )
    for harmless, what in ((HARMLESS, f"Mostly harmless answers: each value {HARMLESS} times as likely as the next worse one"), (1, "Every answer as likely")):
        yield from ("", f"## {what}", "", "| set | file order | what matters | `next_question` | of file order |", "| --- | --- | --- | --- | --- |")
        for name, criteria in sets():
            chance = random.Random(0)
            people = [person(criteria, chance, harmless) for _ in range(count)]
            seconds: dict[str, list[float]] = {order: [] for order in orders(criteria)}
            means = {order: statistics.mean(length(criteria, whole, ask, seconds[order]) for whole in people) for order, ask in orders(criteria).items()}
            share = means["next_question"] / means["file order"]
            cells = [
                f"{means['file order']:.1f}",
                f"{means['what matters']:.1f}",
                f"{means['next_question']:.1f} ({_times(seconds['next_question'])})",
                f"{share:.0%}",
            ]
            yield f"| {name} | {' | '.join(cells)} |"
    yield from ("", "## Beside the best order there is", "")
    yield (
        "What is left of an interview when about six facts in ten are known, where that is more than every order is tried for while somebody waits, and yet so little that the "
        "best order can be found here. The best order need not ask about safety first, and ours does."
    )
    yield from ("", "| set | remainders | best order | ours | more |", "| --- | --- | --- | --- | --- |")
    for name, criteria in sets():
        found, best, ours = beside_the_best(criteria, random.Random(1), count * 5)
        yield f"| {name} | {found} | {best:.3f} | {ours:.3f} | {ours / best - 1:.1%} |" if found else f"| {name} | none | | | |"
    yield ""


def _times(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.1f}, {max(seconds) * 1000:.0f}"


def main() -> None:
    """Measure, and write the page."""
    text = "\n".join(page(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
    (ROOT / "docs" / "performance-of-questions.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
