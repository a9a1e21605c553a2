"""Work outside the event loop: quick work in threads, long work in processes, with limits for both."""

import asyncio
import logging
import threading
import weakref
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from carelevel.web.apart import CancellableCall, Children, EndedError, Told
from carelevel.web.errors import RefusedError
from carelevel.web.giving_up import until_set
from carelevel.web.settings import ServerLimits

T = TypeVar("T")

Task = tuple["Future[Any]", Callable[[], Any]]


class ProcessDefectError(Exception):
    """A process ran into a defect, which was logged."""


class WorkerPool:
    """Threads and processes that do the work.

    A thread cannot be stopped: after its request was cancelled, it works on until it reads another file. So threads do only what is sure to be quick.
    A process is ended when its request is cancelled.
    """

    def __init__(self, limits: ServerLimits, given: list[Any] | None = None) -> None:
        self._limits = limits
        self._quick = _Threads(limits.at_once)
        self._waiting = _Threads(limits.apart)
        self._children = Children(given or [], limits.memory)
        self._in_flight = self._apart = 0
        self._is_over = False
        self._stopping: set[asyncio.Future[None]] = set()

    async def do(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function in a thread, and return its result.

        Raises:
            RefusedError: there are too many requests, or it takes too long.
        """
        self._refuse_when_over()
        if self._in_flight >= self._limits.in_flight:
            raise RefusedError(503, "too-many", f"more than {self._limits.in_flight} requests are in progress; try again in a moment")
        self._in_flight += 1
        nobody_waits = threading.Event()
        done = self._quick.submit(lambda: until_set(nobody_waits, lambda: function(*arguments)))
        try:
            found: T = await self._first(done)
            return found
        finally:
            nobody_waits.set()
            done.cancel()
            self._in_flight -= 1

    async def do_apart(self, path: str, kind: str, content: bytes, gone: Callable[[], Awaitable[None]]) -> Told:
        """Answer a request in a separate process, and return its answer.

        Args:
            path: the address of the request.
            kind: the content type of the body.
            content: the body.
            gone: returns when the client has disconnected.

        Raises:
            RefusedError: too many long requests are in progress, or it takes too long or too much memory.
        """
        self._refuse_when_over()
        if self._apart >= self._limits.apart:
            raise RefusedError(503, "too-many", f"{self._limits.apart} long requests are in progress, which is the limit; try again in a moment")
        self._apart += 1
        turn = CancellableCall(self._children, path, kind, content)
        done = self._waiting.submit(turn.told)
        leaving = asyncio.ensure_future(gone())
        try:
            told: Told = await self._first(done, leaving)
        except EndedError as error:
            raise RefusedError(503, "ended", "the process that worked on it ended, so there is no result") from error
        finally:
            leaving.cancel()
            turn.give_up()
            self._apart -= 1
        if told.outcome == "memory":
            megabytes = self._limits.memory // 1_000_000
            raise RefusedError(503, "too-much-memory", f"no answer was found within {megabytes:,} MB of memory, so there is no result")
        if told.outcome == "defect":
            logging.getLogger("uvicorn.error").error("a separate process ran into a defect\n%s", told.content.decode())
            raise ProcessDefectError
        return told

    async def _first(self, done: "Future[Any]", *others: "asyncio.Future[None]") -> Any:
        """Return the result of work, unless time runs out, the server stops or the client disconnects."""
        result = asyncio.wrap_future(done)
        # Nobody reads the result of cancelled work.
        result.add_done_callback(lambda each: each.cancelled() or each.exception())
        stopping: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._stopping.add(stopping)
        try:
            await asyncio.wait({result, stopping, *others}, timeout=self._limits.seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._stopping.discard(stopping)
        if result.done():
            return result.result()
        self._refuse_when_over()
        if any(other.done() for other in others):
            raise RefusedError(503, "cut-off", "nobody waited for the answer")
        raise RefusedError(503, "too-slow", f"no answer was found within {self._limits.seconds:g} seconds, so there is no result")

    def _refuse_when_over(self) -> None:
        if self._is_over:
            raise RefusedError(503, "stopping", "the server is stopping")

    def stop(self) -> None:
        """End the processes, and refuse all waiting requests. A signal handler may call this at any time."""
        self._is_over = True
        self._children.stop()
        self._quick.stop()
        self._waiting.stop()
        for stopping in list(self._stopping):
            stopping.get_loop().call_soon_threadsafe(_set, stopping)


def _set(stopping: "asyncio.Future[None]") -> None:
    if not stopping.done():
        stopping.set_result(None)


class _Threads:
    """Threads that end with the program; Python would wait for those of the standard library."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._started = 0
        weakref.finalize(self, _send_home, self._tasks, number)

    def submit(self, function: Callable[[], T]) -> "Future[T]":
        """Call a function in one of the threads."""
        if self._started < self._number:
            self._started += 1
            threading.Thread(target=_labor, args=(self._tasks,), name="carelevel", daemon=True).start()
        future: Future[T] = Future()
        self._tasks.put((future, function))
        return future

    def stop(self) -> None:
        """Let the threads end after the submitted work."""
        _send_home(self._tasks, self._number)


def _send_home(tasks: "SimpleQueue[Task | None]", number: int) -> None:
    for _ in range(number):
        tasks.put(None)


def _labor(tasks: "SimpleQueue[Task | None]") -> None:
    while (task := tasks.get()) is not None:
        future, function = task
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(function())
            except BaseException as error:  # noqa: BLE001 - any error goes to the caller
                future.set_exception(error)
        # Nothing of a request must stay until the next one.
        del task, future, function
