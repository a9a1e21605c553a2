"""One criteria set is shared by many threads: whoever asks, whatever, and whoever asked before, gets the answers that one thread alone gets.

What is made when it is first asked for, and what is remembered between answers, is made by many at once here. On a Python without a global lock they really
do so at the same time: `.ci/run` asks this file of one.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

import carelevel
from carelevel.api import CriteriaSet

NAME = "adult-mental-health"
CASES: tuple[dict[str, Any], ...] = (
    {},
    {"age": 40, "symptom_severity": "severe", "weekly_therapy": "not_enough", "conditions": ["ocd"], "phq9": {"at_least": 15}},
    {"age": 40, "suicide_risk": "high", "conditions": {"ptsd": "yes", "ocd": "no"}, "phq9_band": "moderate", "needs_round_the_clock_structure": True},
)
QUESTIONS: dict[str, Callable[[CriteriaSet, dict[str, Any]], Any]] = {
    "decide": lambda criteria, case: criteria.decide(case),
    "recommend": lambda criteria, case: criteria.recommend(case).to_dict(),
    "possible levels": lambda criteria, case: criteria.possible_levels(case),
    "why": lambda criteria, case: criteria.why(case).to_dict(),
    "why not": lambda criteria, case: [criteria.why_not(case, level).to_dict() for level in criteria.levels],
    "what would change": lambda criteria, case: criteria.what_would_change(case, most_facts=2).to_dict(),
    "next questions": lambda criteria, case: criteria.next_questions(case, 3),
    "next question about services": lambda criteria, case: criteria.next_question(case, services=True),
    "asks": lambda criteria, case: criteria.asks(case).to_dict(),
    "compare": lambda criteria, case: criteria.compare({}, case).to_dict(),
    "slice": lambda criteria, case: criteria.slice(case, "suicide_risk", "symptom_severity").to_dict(),
    "digests": lambda criteria, _: (criteria.digest, criteria.decision_digest),
}
THREADS = 4


@pytest.fixture(autouse=True)
def often_interrupted() -> Iterator[None]:
    """Where one lock is shared by all threads, it is handed over as often as it can be."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def together(ask: Callable[[int], Any]) -> list[Any]:
    """Return what each of some threads gets, all of which begin at the same time."""
    start = Barrier(THREADS)

    def begin(thread: int) -> Any:
        start.wait()
        return ask(thread)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(begin, range(THREADS)))


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.slow
def test_all_threads_that_ask_the_same_at_first_get_the_answer_of_one(question: str) -> None:
    alone, shared, ask = carelevel.load(NAME), carelevel.load(NAME), QUESTIONS[question]
    expected = [ask(alone, case) for case in CASES]

    assert together(lambda _: [ask(shared, case) for case in CASES]) == [expected] * THREADS


@pytest.mark.slow
def test_threads_that_ask_different_things_get_the_answers_of_one() -> None:
    alone, shared = carelevel.load(NAME), carelevel.load(NAME)
    pairs = [(name, case) for name in QUESTIONS for case in range(len(CASES))]
    expected = {(name, case): QUESTIONS[name](alone, CASES[case]) for name, case in pairs}

    def ask(thread: int) -> dict[tuple[str, int], Any]:
        begin = len(pairs) * thread // THREADS
        return {(name, case): QUESTIONS[name](shared, CASES[case]) for name, case in pairs[begin:] + pairs[:begin]}

    assert together(ask) == [expected] * THREADS


def test_threads_can_load_at_once() -> None:
    loaded = together(lambda _: carelevel.load(NAME))

    assert loaded == [loaded[0]] * THREADS
    assert len({criteria.digest for criteria in loaded}) == 1
