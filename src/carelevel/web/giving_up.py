"""Cancel work in a thread when nobody waits for it; checked between one file and the next."""

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from carelevel.web.errors import RefusedError

T = TypeVar("T")

_NOBODY_WAITS: ContextVar[threading.Event | None] = ContextVar("_NOBODY_WAITS", default=None)


def until_set(nobody_waits: threading.Event, function: Callable[[], T]) -> T:
    """Call a function that can be cancelled through an event, and return its result.

    Raises:
        RefusedError: it was cancelled.
    """
    token = _NOBODY_WAITS.set(nobody_waits)
    try:
        return function()
    finally:
        _NOBODY_WAITS.reset(token)


def give_up_when_nobody_waits() -> None:
    """Cancel the current work when nobody waits for it any more.

    Raises:
        RefusedError: nobody waits.
    """
    nobody_waits = _NOBODY_WAITS.get()
    if nobody_waits is not None and nobody_waits.is_set():
        raise RefusedError(503, "given-up", "nobody waits for the answer any more")
