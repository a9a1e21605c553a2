"""Reasoning off the event loop, under limits of number and time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from carelevel.web.refusals import RefusedError
from carelevel.web.settings import Limits

T = TypeVar("T")


class Work:
    """Threads that reason. A thread cannot be stopped: one whose request was given up works on, and its place is not filled before it ends."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._threads = ThreadPoolExecutor(limits.at_once, thread_name_prefix="carelevel")
        self._in_flight = 0

    async def do(self, function: Callable[..., T], *arguments: Any) -> T:
        """Return what a function returns, called in a thread.

        Raises:
            RefusedError: too many requests are in flight, or it takes too long.
        """
        if self._in_flight >= self._limits.in_flight:
            raise RefusedError(503, "too-many", f"more than {self._limits.in_flight} requests are in flight; try again")
        self._in_flight += 1
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)
        except TimeoutError as error:
            raise RefusedError(503, "too-slow", f"no answer was found within {self._limits.seconds:g} seconds; nothing is known about it") from error
        finally:
            self._in_flight -= 1

    def stop(self) -> None:
        """Drop what waits."""
        self._threads.shutdown(wait=False, cancel_futures=True)
