"""How long it takes to match programs with a person, and how that grows with their number.

    python -m benchmarks.programs [PROGRAMS ...]

Programs are drawn from a fixed seed and written as files of five hundred each, as they would be read; reading them is timed apart. Processor time, the least of five turns.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from carelevel import load, match
from carelevel.api import CriteriaSet
from carelevel.model.facts import SetOf
from carelevel.model.programs import Programs
from carelevel.syntax.program_reader import read_programs

SIZES = (1_250, 2_500, 5_000, 10_000)
A_FILE = 500
TURNS = 5

PERSON: dict[str, Any] = {
    "age": 29, "suicide_risk": "none", "violence_risk": "none", "self_harm": "none", "judgement": "sound", "self_care": "able", "medically_unstable": "no",
    "withdrawal_risk": "none", "safe_at_home": "yes", "support_at_home": "yes", "needs_round_the_clock_structure": "no", "phq9_item9": 0, "cssrs_screen": "none",
    "pcl5": 11, "conditions": ["ocd"], "symptom_severity": "severe", "function": "struggling", "weekly_therapy": "not_enough", "weeks_of_therapy": 60,
    "works_or_studies": "yes", "duties_can_be_covered": "no",
}  # fmt: skip
NEEDS: dict[str, Any] = {
    "taken": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:30", "to": "16:30", "because": "work"}],
    "travel_minutes": 30,
    "home": [41.88, -87.64],
    "requires": {
        "payers": {"includes": "plan_1"},
        "languages": {"includes": "english"},
        "waiting_days": {"at_most": 28},
        "any": [{"modes": {"includes": "telehealth"}}, {"distance_km": {"at_most": 15}}],
    },
    "prefers": {"formats": {"includes": "individual"}, "waiting_days": {"at_most": 7}, "reports_outcomes": "yes"},
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat")


def program(number: int, criteria: CriteriaSet, chance: random.Random) -> dict[str, Any]:
    """Draw a program of which about four fifths of everything is stated."""

    def some(words: Any, share: float) -> dict[str, str]:
        return {word: "yes" if chance.random() < share else "no" for word in words if chance.random() < 0.8}

    start = chance.choice((8, 9, 13, 16, 17, 18))
    sessions = [{"days": sorted(chance.sample(DAYS, 3), key=DAYS.index), "from": f"{start:02}:00", "to": f"{start + 3:02}:00"}]
    conditions = criteria.facts["conditions"]
    assert isinstance(conditions, SetOf)
    stated: dict[str, Any] = {
        "level": chance.choice(("iop", "iop", "iop", "outpatient", "residential")),
        "services": some((service.id for service in criteria.definition.services), 0.8),
        "treats": some(conditions.values, 0.7),
        "takes": {"age": {"at_least": chance.choice((18, 18, 60))}},
        "excludes": [{"when": {"withdrawal_risk": {"at_least": "moderate"}}}][: chance.randint(0, 1)],
        "tracks": [{"mode": chance.choice(("in_person", "telehealth")), "sessions": sessions}],
        "location": {"words": "There", "at": [41.5 + chance.random(), -88 + chance.random()]},
        "languages": some(("english", "spanish"), 0.7),
        "payers": some((f"plan_{i}" for i in range(5)), 0.5),
        "modes": some(("in_person", "telehealth"), 0.5),
        "formats": some(("individual", "group"), 0.6),
        "waiting_days": chance.randint(0, 60),
        "reports_outcomes": chance.choice(("yes", "no")),
    }
    return {"id": f"p{number}", "title": f"Program {number}", "stated": [{key: value for key, value in stated.items() if chance.random() < 0.8}]}


def drawn(count: int, criteria: CriteriaSet) -> list[tuple[str, str]]:
    """Return program files with so many programs."""
    chance = random.Random(11)
    every = [program(number, criteria, chance) for number in range(count)]
    top = {
        "criteria": criteria.id,
        "languages": {"english": "English", "spanish": "Spanish"},
        "payers": {f"plan_{i}": f"Plan {i}" for i in range(5)},
    }
    return [(json.dumps({**top, "programs": every[at : at + A_FILE]}), f"programs-{at}.yaml") for at in range(0, count, A_FILE)]


def least(run: Callable[[], Any]) -> float:
    """Return the least processor time of some turns, in seconds."""
    found = []
    for _ in range(TURNS):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def main(sizes: list[int]) -> None:
    """Print a row for each number of programs."""
    criteria = load("adult-mental-health")
    answer = criteria.recommend(PERSON)
    print("| programs | read (s) | match (ms) | microseconds a program | who stands behind (ms) | fit | cannot be told | do not fit |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for size in sizes:
        files = drawn(size, criteria)
        start = time.process_time()
        programs: Programs = read_programs(files, criteria.definition)
        reading = time.process_time() - start
        needs = criteria.needs(NEEDS, programs)
        matches = match(answer, programs, needs)
        matching, behind = least(lambda: match(answer, programs, needs)), least(matches.behind)  # noqa: B023 - called before the next turn
        counts = (str(len(matches.with_outcome(outcome))) for outcome in ("fits", "cannot_be_told", "does_not_fit"))
        row = (f"{size:,}", f"{reading:.1f}", f"{matching * 1e3:.0f}", f"{matching / size * 1e6:.1f}", f"{behind * 1e3:.0f}", *counts)
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or list(SIZES))
