"""Questions until the level is settled, and the time for each: beside file order, and beside the best order there is.

    python -m benchmarks.questions [INTERVIEWS]

People are drawn from a fixed seed. Most of their answers are harmless; in a second table every value is as likely. The best order is found where little is left
open, by trying every order without regard to safety.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

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


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    for harmless, what in ((HARMLESS, "mostly harmless answers"), (1, "every answer as likely")):
        print(f"Mean number of questions, {count} people, {what}; median and longest CPU time of a question in ms")
        for name, criteria in sets():
            chance = random.Random(0)
            people = [person(criteria, chance, harmless) for _ in range(count)]
            shown = []
            for order, ask in orders(criteria).items():
                seconds: list[float] = []
                mean = statistics.mean(length(criteria, whole, ask, seconds) for whole in people)
                shown.append(f"{order} {mean:.1f} ({statistics.median(seconds) * 1000:.1f}, {max(seconds) * 1000:.0f})")
            print(f"  {name}: {'; '.join(shown)}")
    print("What is left of an interview, larger than what every order is tried for")
    for name, criteria in sets():
        found, best, ours = beside_the_best(criteria, random.Random(1), count * 5)
        print(f"  {name}: {found} remainders, best order {best:.3f}, ours {ours:.3f}" if found else f"  {name}: none")


if __name__ == "__main__":
    main()
