"""Hostile inputs: none may end in anything but an answer or problems, take longer than two seconds, or use more than 500 megabytes.

    python -m tests.reliability.hostile 10000

A third of them are questions to large sets that are valid (`large.py`). The others are small seeds (criteria, cases, records, requests) with accidents of bytes, of words and of values, and texts put together from what YAML, JSON and
criteria are made of. They go through every door that takes what others wrote: criteria files, case files, cases as mappings, records, and, where the extra
`web` is installed, bodies of HTTP requests.
"""

import itertools
import json
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from typing import Any

from carelevel.api import CriteriaSet, loads
from carelevel.model.problems import CarelevelError, Place
from carelevel.records.reading import read_record
from carelevel.syntax.case_reader import read_cases
from carelevel.syntax.yaml_reader import read_yaml
from tests.reliability import large
from tests.reliability.accidents import CASE, CRITERIA, LINES, NAMES, VALUES, composed, mangled, revalued
from tests.reliability.memory import growing

SECONDS = 2.0
"""Of the processor's time: how busy the machine is with other things says nothing of the input."""

MEGABYTES = 500

LARGE = 3
"""One input in so many is a question to a large set."""

TOGETHER = 5_000
"""Inputs that are made with one seed, in one process: so that it does not matter how many processes there are."""

NO_BODIES = "Bodies of HTTP requests were not among them: the extra `web` is not installed."


class HangError(BaseException):
    """An input took too long. No `except Exception` can swallow it."""


def _late(*_of: object) -> None:
    raise HangError


class Doors:
    """Every door that takes what others wrote, each with a way to make an input for it."""

    def __init__(self) -> None:
        self.criteria: CriteriaSet = loads(CRITERIA)
        self.record = self.criteria.recommend({"age": 30, "risk": "mild"}).record("2026-11-25T14:30:00Z", facts=True, decision="high").to_json()
        plain = read_yaml(CRITERIA, "seed")[0].data
        case, record = read_yaml(CASE, "case")[0].data, json.loads(self.record)
        self.every: tuple[tuple[str, Callable[[random.Random], Any], Callable[[Any], Any]], ...] = (
            ("criteria files", lambda chance: mangled(CRITERIA, chance) if chance.random() < 0.7 else composed(chance), self._load),
            (
                "bytes as criteria",
                lambda chance: mangled(CRITERIA, chance).encode(chance.choice(("utf-8", "utf-16", "utf-32", "latin-1")), "replace"),
                self._load,
            ),
            ("criteria of other values", lambda chance: json.dumps(revalued(plain, chance)), self._load),
            ("cases of other values", lambda chance: json.dumps(revalued(case, chance)), self._cases),
            ("records of other values", lambda chance: json.dumps(revalued(record, chance)), lambda line: read_record(line, Place("r.jsonl", 1, 1))),
            ("case files", lambda chance: mangled(chance.choice((CASE, LINES)), chance) if chance.random() < 0.7 else composed(chance), self._cases),
            ("cases as mappings", self._mapping, self.criteria.recommend),
            (
                "records",
                lambda chance: mangled(self.record, chance) if chance.random() < 0.7 else composed(chance),
                lambda line: read_record(line, Place("r.jsonl", 1, 1)),
            ),
            *self._bodies(),
        )

    @staticmethod
    def _bodies() -> Iterator[tuple[str, Callable[[random.Random], Any], Callable[[Any], Any]]]:
        if find_spec("starlette") is not None:
            from tests.reliability.bodies import KINDS, Server

            server = Server()
            for name, make in KINDS.items():
                yield name, make, server.ask

    def _load(self, content: str | bytes) -> None:
        criteria = loads(content)
        str(criteria.recommend({}))

    def _cases(self, content: str) -> None:
        facts = self.criteria.definition.every_name()
        for given in read_cases(content, "cases").cases:
            self.criteria.recommend(given.checked(facts))

    def _mapping(self, chance: random.Random) -> dict[Any, Any]:
        return {chance.choice(NAMES): chance.choice(VALUES) for _ in range(chance.choice((0, 1, 2, 5)))}


def outcome(ask: Callable[[Any], Any], given: Any) -> tuple[str, str]:
    """Return how one input ended, and what is wrong with that, if anything is."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        ask(given)
    except CarelevelError as error:
        text = str(error)
        is_whole = text and all(line.isprintable() for line in text.split("\n"))
        return "refused", "" if is_whole else "a message that cannot be printed"
    except HangError:
        return "hung", f"longer than {SECONDS} s"
    except Exception as error:  # noqa: BLE001 - what is looked for is whatever should not come out
        return "fell", f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "answered", ""


def tried(count: int, seed: int, processes: int = 1, minutes: float | None = None) -> dict[str, Any]:
    """Return what came of so many hostile inputs, or of as many as could be tried in some minutes."""
    late = None if minutes is None else time.monotonic() + 60 * minutes
    parts = [(min(TOGETHER, count - start), seed + number) for number, start in enumerate(range(0, count, TOGETHER))]
    if processes == 1:
        return together(itertools.starmap(some, parts))
    with ProcessPoolExecutor(processes) as pool:
        return together(filter(None, pool.map(some_in_time, parts, itertools.repeat(late))))


def some_in_time(part: tuple[int, int], late: float | None) -> dict[str, Any] | None:
    """Return what came of some hostile inputs; None when it is too late to begin."""
    return some(*part) if late is None or time.monotonic() < late else None


def some(count: int, seed: int) -> dict[str, Any]:
    """Return what came of some hostile inputs. Those that are large come last: what these leave behind in memory is theirs."""
    found = _small(count - count // LARGE, seed)
    asked = large.some(count // LARGE, seed)
    return found | {"inputs": found["inputs"] + asked["questions"], "large": asked}


def _small(count: int, seed: int) -> dict[str, Any]:
    signal.signal(signal.SIGPROF, _late)
    doors, chance = Doors(), random.Random(seed)
    counted: dict[str, Counter[str]] = {name: Counter() for name, _, _ in doors.every}
    fallen: list[str] = []
    slowest = 0.0
    with growing() as memory:
        for turn in range(count):
            name, make, ask = doors.every[turn % len(doors.every)]
            given = make(chance)
            began = time.process_time()
            how, what = outcome(ask, given)
            slowest = max(slowest, time.process_time() - began)
            counted[name][how] += 1
            if what:
                fallen.append(f"{name}: {what}: {given!r:.300}")
    megabytes = round(memory.megabytes)
    if megabytes > MEGABYTES:
        fallen.append(f"{megabytes} megabytes were used")
    return {"inputs": count, "doors": counted, "slowest": slowest, "megabytes": megabytes, "fallen": fallen}


def together(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return what came of all the inputs."""
    every = list(parts)
    doors = {name: sum((part["doors"][name] for part in every), Counter()) for name in every[0]["doors"]}
    return {
        "inputs": sum(part["inputs"] for part in every),
        "doors": {name: dict(numbers) for name, numbers in doors.items()},
        "slowest": round(max(part["slowest"] for part in every), 3),
        "megabytes": max(part["megabytes"] for part in every),
        "fallen": [line for part in every for line in part["fallen"]],
        "large": large.together([part["large"] for part in every]),
        "left_out": "" if find_spec("starlette") is not None else NO_BODIES,
    }


def main(arguments: list[str]) -> int:
    """Print what came of it as JSON; end with 1 when anything fell."""
    found = tried(int(arguments[0]), int(arguments[1]) if arguments[1:] else 1)
    print(json.dumps(found, indent=1))
    return int(bool(found["fallen"] or found["large"]["fallen"] or found["large"]["over"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
