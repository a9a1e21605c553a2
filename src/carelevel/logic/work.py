"""How much work one question may set off: steps that every diagram, solver and search draws from together, so that many small budgets are no large one.

Steps count what is done, and never the clock, so that the same question has the same answer on every machine. One is about a microsecond on a machine of today.
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
    """Steps that are left, for all who draw from them.

    Attributes:
        left: how many; below nothing is too many.
        is_of_proofs: whether proofs draw from them, among which questions about single cases have steps of their own.
    """

    __slots__ = ("is_of_proofs", "left")

    def __init__(self, steps: float, *, is_of_proofs: bool = False) -> None:
        self.left = steps
        self.is_of_proofs = is_of_proofs


ENDLESS = Work(inf)
_now: ContextVar[Work] = ContextVar("carelevel_work", default=ENDLESS)


def work() -> Work:
    """Return what is left for the question that is being answered."""
    return _now.get()


def spend(steps: int) -> None:
    """Take steps from what is left.

    Raises:
        OverBudgetError: so many are not left.
    """
    left = _now.get()
    left.left -= steps
    if left.left < 0:
        raise OverBudgetError


@contextmanager
def a_question(steps: int) -> Iterator[None]:
    """Give what comes so many steps together; where another question set it off, it draws from what that one has left."""
    now = _now.get()
    if now is not ENDLESS and not now.is_of_proofs:
        yield
        return
    with apart(steps):
        yield


@contextmanager
def proofs(steps: float = PROOFS) -> Iterator[None]:
    """Give all proofs that come so many steps together; proofs within others draw from what those have left."""
    if _now.get().is_of_proofs:
        yield
        return
    with _drawing_from(Work(steps, is_of_proofs=True)):
        yield


@contextmanager
def apart(steps: int) -> Iterator[None]:
    """Give what comes so many steps of its own: for what is made once and kept, so that its result does not depend on who asked first."""
    with _drawing_from(Work(steps)):
        yield


@contextmanager
def half() -> Iterator[None]:
    """Give what comes half of what is left, so that the other half stays for what is tried when this has not been enough."""
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
