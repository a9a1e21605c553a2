"""The same answers whatever the order: of criteria, of facts, of sources, and of what Python hashes to.

python -m tests.reliability.sameness 100     shuffles
python -m tests.reliability.sameness answers prints a hash of many answers, to be compared between versions of Python
"""

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import carelevel
from carelevel.api import CriteriaSet
from carelevel.model.cases import Case
from carelevel.model.criteria import Definition
from carelevel.records.making import answer_kept
from carelevel.syntax.bundled import bundled_ids

ORDERED = {"possible", "lowest", "highest", "level", "indicated", "settled", "exact", "applies"}
"""Members of an answer that are not lists in the order of the file."""

GIVEN: tuple[dict[str, Any], ...] = (
    {},
    {"age": 40},
    {"suicide_risk": "low"},
    {"age": 30, "suicide_risk": "high"},
    {"age": {"at_least": 65}, "suicide_risk": "imminent"},
)


def shuffled(definition: Definition, chance: random.Random) -> Definition:
    """Return a definition with everything that has no order of its own in another one. Levels have one."""

    def mixed(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(items, len(items)))

    return replace(
        definition,
        criteria=mixed(definition.criteria),
        facts=mixed(definition.facts),
        sources=mixed(definition.sources),
        services=mixed(definition.services),
        impossible=mixed(definition.impossible),
        notices=mixed(definition.notices),
    )


def told(criteria: CriteriaSet, case: dict[str, Any] | Case) -> dict[str, Any]:
    """Return an answer in which the order of the file does not show."""
    return {name: _told(name, value) for name, value in answer_kept(criteria.recommend(case)).items()}


def _told(name: str, value: Any) -> Any:
    if name in ORDERED or value is None:
        return value
    # Criteria that carry a level together: their order is that of the file, and nothing else of them is a list.
    return {**value, "criteria": sorted(value["criteria"])} if isinstance(value, Mapping) else sorted(map(str, value))


def shuffles(count: int, seed: int) -> dict[str, Any]:
    """Return what came of so many shuffles."""
    chance = random.Random(seed)
    fallen: list[str] = []
    for name in bundled_ids():
        criteria = carelevel.load(name)
        expected = [told(criteria, case) for case in GIVEN]
        for turn in range(count // len(bundled_ids())):
            other = CriteriaSet(shuffled(criteria.definition, chance))
            fallen += [f"{name}, shuffle {turn}, {case}" for case, answer in zip(GIVEN, expected, strict=True) if told(other, case) != answer]
    return {"shuffles": count, "answers": count * len(GIVEN), "fallen": fallen}


def _answers() -> Iterator[str]:
    for name in bundled_ids():
        criteria = carelevel.load(name)
        yield json.dumps(criteria.to_dict())
        for case in GIVEN:
            answer = criteria.recommend(case)
            yield json.dumps(answer.to_dict())
            yield str(answer)


def hashed() -> str:
    """Return a hash of everything that is answered and printed."""
    return hashlib.sha256("\n".join(_answers()).encode()).hexdigest()


def seeds(count: int) -> dict[str, Any]:
    """Return whether answers depend on the seed of Python's hashes."""
    words = [sys.executable, "-m", "tests.reliability.sameness", "answers"]
    found = {subprocess.run(words, env={**os.environ, "PYTHONHASHSEED": str(seed)}, capture_output=True, check=True).stdout for seed in range(count)}
    return {"seeds": count, "fallen": [] if len(found) == 1 else ["answers depend on the seed"]}


if __name__ == "__main__":
    print(hashed() if sys.argv[1] == "answers" else json.dumps(shuffles(int(sys.argv[1]), 1)))
