"""Drawn people against the assertions of `assertions.py`, by the thousand.

    python -m tests.clinical.by_the_thousand CASES [SEED]

Of each person everything is asked first, then a part of it. It prints how far it has come, and stops at the first exception with what is needed to see it
again. Five million cases are a night's run on one core: `python -m tests.clinical.by_the_thousand 5000000 "$(date +%F)"`.
"""

import sys
import time
from collections import Counter
from functools import cache

import carelevel
from carelevel.api import CriteriaSet
from tests.clinical.assertions import LEVELS, MENTAL_HEALTH, SAFETY, SUBSTANCE_USE, TOO_MUCH, disputed, is_for
from tests.clinical.people import Drawing, Person

SETS = (MENTAL_HEALTH, SUBSTANCE_USE)
REPORT = 100_000


@cache
def criteria_of(name: str) -> CriteriaSet:
    """Return a bundled set, loaded once."""
    return carelevel.load(name)


def check(cases: int, seed: int | str) -> Counter[str]:
    """Check so many cases, complete and partial; return how many people each assertion was about, and how many partial cases were settled."""
    drawing, about = Drawing(seed), Counter[str]()
    for number in range(cases // 2):
        name = SETS[number % 2]
        person = drawing.person(name)
        part = drawing.part_of(person)
        try:
            check_person(name, person, part, about)
        except AssertionError as error:
            error.add_note(f"{name}, seed {seed}, person {number}: {person}; known in part: {part}")
            raise
        if number and number % (REPORT // 2) == 0:
            print(f"{2 * number} cases", flush=True)
    return about


def check_person(name: str, person: Person, part: Person, about: Counter[str]) -> None:
    """Check one person, of whom everything is known and then a part."""
    criteria = criteria_of(name)
    whole, partly = criteria.decide(person), criteria.decide(part)
    if not is_for(person):
        about["not for them"] += 1
        assert whole.level is None, "a level for somebody whom the set is not for"
        assert whole.contradictions or whole.applies == "unmet"
        assert partly.level is None or partly.applies == "unknown"
        return
    about["settled in part"] += partly.settled
    if disputed(name, person):
        about["disputed"] += 1
        assert whole.contradictions, "a rating below what was found is not said"
        assert whole.level in {None, "inpatient"}, "a disputed rating settles the level"
    bounds = [(LEVELS.index(answer.lowest or "outpatient"), LEVELS.index(answer.highest or "inpatient"), answer) for answer in (whole, partly)]
    for assertion in (*SAFETY, *TOO_MUCH):
        if name not in assertion.sets or not assertion.about(person):
            continue
        about[f"{name}: {assertion.id}"] += 1
        least, most = LEVELS.index(assertion.least), LEVELS.index(assertion.most)
        for low, high, answer in bounds:
            assert high >= least, f"{assertion.id}: at most {LEVELS[high]}, and {assertion.least} is the least"
            assert low <= most, f"{assertion.id}: at least {LEVELS[low]}, and {assertion.most} is the most"
        low, high, answer = bounds[0]
        if not answer.contradictions:
            assert least <= low <= high <= most, f"{assertion.id}: {answer.lowest} to {answer.highest}"


def main(words: list[str]) -> int:
    """Check as many cases as asked for, and say how many people each assertion was about."""
    cases, seed = int(words[0]), words[1] if len(words) > 1 else "1"
    begun = time.perf_counter()
    for name, count in sorted(check(cases, seed).items()):
        print(f"{count:>9}  {name}")
    print(f"{cases} cases, 0 exceptions, {time.perf_counter() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
