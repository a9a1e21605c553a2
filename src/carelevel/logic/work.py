"""The work of one question: a number of steps that all its diagrams, solvers and searches share, so that many small budgets do not add up.

Steps count what is done and never read the clock, so the same question has the same answer on every machine. A step takes about a microsecond.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf


class OverBudgetError(Exception):
    """The work is over its budget; nothing is known."""


PROOFS = 100_000_000
"""Steps for all proofs of a command: a minute or two."""


class Work:
    """The steps that are left.

    Attributes:
        left: how many; below zero is over the budget.
        is_of_proofs: whether proofs use them; a question about a single case among the proofs has steps of its own.
    """

    __slots__ = ("is_of_proofs", "left")

    def __init__(self, steps: float, *, is_of_proofs: bool = False) -> None:
        self.left = steps
        self.is_of_proofs = is_of_proofs


ENDLESS = Work(inf)
_now: ContextVar[Work] = ContextVar("carelevel_work", default=ENDLESS)


def work() -> Work:
    """Return the work of the question that is being answered."""
    return _now.get()


def spend(steps: int) -> None:
    """Take steps from what is left.

    Raises:
        OverBudgetError: fewer are left.
    """
    left = _now.get()
    left.left -= steps
    if left.left < 0:
        raise OverBudgetError


@contextmanager
def a_question(steps: int) -> Iterator[None]:
    """Give what follows so many steps; within another question, it uses what that one has left."""
    now = _now.get()
    if now is not ENDLESS and not now.is_of_proofs:
        yield
        return
    with apart(steps):
        yield


@contextmanager
def proofs(steps: float = PROOFS) -> Iterator[None]:
    """Give the proofs that follow so many steps together; proofs within others use what those have left."""
    if _now.get().is_of_proofs:
        yield
        return
    with _drawing_from(Work(steps, is_of_proofs=True)):
        yield


@contextmanager
def apart(steps: int) -> Iterator[None]:
    """Give what follows so many steps of its own: for what is made once and kept, so that its result does not depend on which question came first."""
    with _drawing_from(Work(steps)):
        yield


@contextmanager
def half() -> Iterator[None]:
    """Give what follows half of the steps left, and keep the other half for what is tried when this is not enough."""
    now = _now.get()
    kept = 0 if now is ENDLESS else now.left / 2
    now.left -= kept
    try:
        yield
    finally:
        now.left += kept


@contextmanager
def _drawing_from(work: Work) -> Iterator[None]:
    token = _now.set(work)
    try:
        yield
    finally:
        _now.reset(token)
