"""The option `--budget` of commands that prove something, and a progress line on terminals."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stdout
from typing import IO, Any, cast

from carelevel.model.problems import quoted

MOST = 1000

FIRST, AGAIN = 2.0, 0.2
"""Seconds before the first progress message, and between two messages."""


def add_budget(parser: argparse.ArgumentParser) -> None:
    """Add the option `--budget`."""
    said = "how much work proofs may take, as a multiple of the usual, which is a minute or two; whatever is not decided then is listed (default: %(default)s)"
    parser.add_argument("--budget", metavar="TIMES", type=whole_number, default=1, help=said)


def within_budget(options: argparse.Namespace) -> AbstractContextManager[None]:
    """Return a context in which proofs may take the work that the options allow."""
    if "budget" not in options:
        return nullcontext()
    from carelevel.logic.work import PROOFS

    return _proofs(PROOFS * options.budget)


@contextmanager
def _proofs(steps: int) -> Iterator[None]:
    from carelevel.logic.work import proofs, work

    with proofs(steps):
        given = work()
        with _progress(lambda: 1 - max(given.left, 0) / steps) if sys.stderr.isatty() else nullcontext():
            yield


@contextmanager
def _progress(used: Callable[[], float]) -> Iterator[None]:
    """Show on a terminal how much of the allowed work is used; other output gets its own lines."""
    import threading

    over = threading.Event()
    line = _Line(sys.stderr, threading.RLock())

    def say() -> None:
        wait = FIRST
        while not over.wait(wait):
            wait = AGAIN
            line.say(f"proofs: {used():.0%} of the allowed work is used")

    thread = threading.Thread(target=say, name="carelevel progress", daemon=True)
    thread.start()
    try:
        with redirect_stdout(cast("IO[str]", _Printed(sys.stdout, line))) if sys.stdout.isatty() else nullcontext():
            yield
    finally:
        over.set()
        thread.join()
        line.clear()


class _Line:
    """The current line of a terminal, which shows progress while nothing else was printed on it."""

    def __init__(self, terminal: IO[str], lock: AbstractContextManager[bool]) -> None:
        self._terminal = terminal
        self._shows = False
        self.lock = lock
        self.is_free = True

    def say(self, words: str) -> None:
        with self.lock:
            if self.is_free:
                self._shows = True
                print(f"\r{words}\x1b[K", end="", file=self._terminal, flush=True)

    def clear(self) -> None:
        with self.lock:
            if self._shows:
                self._shows = False
                print("\r\x1b[K", end="", file=self._terminal, flush=True)


class _Printed:
    """Standard output that clears the progress line before it prints."""

    def __init__(self, stream: IO[str], line: _Line) -> None:
        self._stream = stream
        self._line = line

    def write(self, words: str) -> int:
        with self._line.lock:
            self._line.clear()
            if words:
                self._line.is_free = words.endswith("\n")
            return self._stream.write(words)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def whole_number(word: str) -> int:
    """Return the whole number given for an option."""
    if not (word.isascii() and word.isdecimal() and len(word) <= len(str(MOST)) and 1 <= int(word) <= MOST):
        raise argparse.ArgumentTypeError(f"{quoted(word)} is not a whole number from 1 to {MOST}")
    return int(word)
