"""One build of carelevel in a process of its own: takes a command a line on standard input, answers a line on standard output, both JSON.

It uses what every build has: `load`, `loads`, and the methods of criteria. Which build that is, PYTHONPATH says.
"""

import gc
import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

import carelevel
from carelevel import CaseError, CriteriaSet

SEEN_BEFORE = 0.25
"""The share of the cases of a turn that is asked before the clock runs, since other processes have run since the last turn."""


def main() -> None:
    """Answer commands until the input ends."""
    criteria: CriteriaSet | None = None
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "load":
            criteria = carelevel.loads(command["text"]) if "text" in command else carelevel.load(command["path"])
            criteria.recommend({})
            answer: Any = str(criteria.id)
        elif command["do"] == "people":
            assert criteria is not None
            answer = _people(criteria, command["count"], command["unknown"], command["seed"])
        elif command["do"] == "levels":
            assert criteria is not None
            answer = [[decision.level, list(decision.met)] for decision in map(criteria.decide, command["cases"])]
        else:
            assert criteria is not None
            answer = _timed(_asked(criteria, command["what"]), command)
        print(json.dumps(answer), flush=True)


def _people(criteria: CriteriaSet, count: int, unknown: float, seed: int) -> list[dict[str, Any]]:
    """Draw cases that criteria take, with every value as likely; each fact is left out with a chance of `unknown`."""
    from carelevel.model.facts import SetOf, domain  # only this build is asked for people

    chance, found = random.Random(seed), []
    while len(found) < count:
        case: dict[str, Any] = {}
        for fact in criteria.facts.values():
            if chance.random() < unknown:
                continue
            case[fact.id] = [member for member in fact.values if chance.random() < 0.2] if isinstance(fact, SetOf) else chance.choice(list(domain(fact)))
        if "age" in case:
            case["age"] = chance.randint(18, 90)
        try:
            criteria.recommend(case)
        except CaseError:
            continue
        found.append(case)
    return found


def _asked(criteria: CriteriaSet, what: str) -> Callable[[dict[str, Any]], Any]:
    """Return what answers a question to the criteria."""

    def level_and_met(case: dict[str, Any]) -> Any:
        decision = criteria.decide(case)
        return decision.level, decision.met

    def ids_of_all(case: dict[str, Any]) -> Any:
        decision = criteria.decide(case)
        return decision.lowest, decision.highest, decision.met, decision.unmet, decision.unknown

    def whole_answer(case: dict[str, Any]) -> Any:
        answer = criteria.recommend(case)
        return answer.level, answer.reasons, answer.barriers, answer.missing

    return {
        "level": lambda case: criteria.decide(case).level,
        "level and ids": level_and_met,
        "ids of all": ids_of_all,
        "recommend": whole_answer,
        "answer": criteria.recommend,
        "next_question": criteria.next_question,
    }[what]


def _timed(ask: Callable[[dict[str, Any]], Any], command: dict[str, Any]) -> float:
    """Return the seconds of processor time that one case takes; of a rendering, without the answer that is rendered."""
    given = command["cases"]
    if "render" in command:
        how, given = command["render"], [ask(case) for case in given]
        ask = str if how == "str" else lambda answer: getattr(answer, how)()
    seen = int(len(given) * SEEN_BEFORE)
    for case in given[:seen]:
        ask(case)
    gc.collect()
    gc.disable()
    started = time.process_time()
    for case in given[seen:]:
        ask(case)
    seconds = time.process_time() - started
    gc.enable()
    return seconds / (len(given) - seen)


if __name__ == "__main__":
    main()
