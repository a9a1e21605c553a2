"""Long work in separate processes. Unlike a thread, a process can be ended when it takes too long or nobody waits.

A process answers one question at a time. Questions and answers go through its standard streams as lines of JSON and bytes.
"""

import json
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

from carelevel.model.frozen import record

MOST_IDLE = 1
"""How many idle processes are kept: starting one takes about half a second."""

NICENESS = 19
"""The niceness of a process. With 10, ten processes doubled the time of the server's own answers."""

# Set from the beginning: ten processes that import this package at once would block the server for seconds.
_PROGRAM = """
import os, sys
try:
    os.nice(int(sys.argv[2]))
except (AttributeError, OSError):
    pass
sys.path.append(sys.argv[1])
from carelevel.web.child import main
main()
"""
_PACKAGES = str(Path(__file__).parents[2])


@record
class Told:
    """The answer of a process.

    Attributes:
        outcome: `answered`, `defect`, or `memory` when it needed more than it may have.
        status: the HTTP status.
        kind: the content type.
        headers: further headers.
        content: the body of the answer; for a defect, where it happened.
    """

    outcome: str
    status: int
    kind: str
    headers: dict[str, str]
    content: bytes


class EndedError(Exception):
    """A process ended before it answered."""


class _Child:
    """A process that answers questions."""

    def __init__(self, beginning: bytes) -> None:
        # Use this interpreter and package: nothing may be imported from the folder in which the server was started.
        command = [sys.executable, "-P", "-c", _PROGRAM, _PACKAGES, str(NICENESS)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
        self.is_fresh = True
        self.is_last = False
        self._beginning = beginning

    def ask(self, path: str, kind: str, content: bytes) -> Told:
        """Ask the process, and return its answer.

        Raises:
            EndedError: it ended before it answered.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        head = json.dumps({"path": path, "kind": kind, "length": len(content)}).encode()
        try:
            self.process.stdin.write(self._beginning + head + b"\n" + content)
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            told: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {"length": 1}
            body = self.process.stdout.read(told["length"])
        except (OSError, ValueError) as error:
            raise EndedError from error
        if len(body) < told["length"]:
            raise EndedError
        self._beginning = b""
        self.is_last = told["last"]
        return Told(told["outcome"], told["status"], told["kind"], told["headers"], body)

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                assert stream is not None
                stream.close()
        self.process.wait()


class CancellableCall:
    """A question to a process that another thread can cancel."""

    def __init__(self, children: "Children", path: str, kind: str, content: bytes) -> None:
        self._children = children
        self._asked = (path, kind, content)
        self._child: _Child | None = None
        self._is_given_up = False
        self._lock = threading.Lock()

    def told(self) -> Told:
        """Ask a process, and return its answer.

        Raises:
            EndedError: it ended before it answered.
        """
        while True:
            child = self._children.take()
            was_fresh, child.is_fresh = child.is_fresh, False
            try:
                self._begin(child)
                told = child.ask(*self._asked)
                self._finish()
            except EndedError:
                self._children.end(child)
                if was_fresh or self._is_given_up:
                    raise
                # Data kept from earlier questions may have used the memory, so a new process tries again.
                continue
            if told.outcome == "answered" and not child.is_last:
                self._children.give_back(child)
                return told
            self._children.end(child)
            if told.outcome != "memory" or was_fresh:
                return told

    def _begin(self, child: _Child) -> None:
        with self._lock:
            if self._is_given_up:
                raise EndedError
            self._child = child

    def _finish(self) -> None:
        """Release the process for another turn."""
        with self._lock:
            if self._is_given_up:
                raise EndedError
            self._child = None

    def give_up(self) -> None:
        """Cancel the question: end the process that works on it, if any."""
        with self._lock:
            self._is_given_up = True
            if self._child is not None:
                self._child.process.kill()


class Children:
    """The processes of a server."""

    def __init__(self, given: list[Any], memory: int) -> None:
        self._beginning = json.dumps({"given": given, "memory": memory}).encode() + b"\n"
        self._idle: list[_Child] = []
        self._running: set[_Child] = set()
        self._is_over = False
        weakref.finalize(self, _end_all, self._running)

    def take(self) -> _Child:
        """Return a process that waits for a question.

        Raises:
            EndedError: the server stops.
        """
        if self._is_over:
            raise EndedError
        try:
            # A single operation, which is safe between threads.
            return self._idle.pop()
        except IndexError:
            child = _Child(self._beginning)
        self._running.add(child)
        if self._was_stopped():
            self.end(child)
            raise EndedError
        return child

    def _was_stopped(self) -> bool:
        """Return whether the server is stopping; a signal may have arrived in between."""
        return self._is_over

    def give_back(self, child: _Child) -> None:
        """Keep a process for the next question, or end it."""
        if len(self._idle) < MOST_IDLE and not self._is_over:
            self._idle.append(child)
        else:
            self.end(child)

    def end(self, child: _Child) -> None:
        """End a process."""
        child.end()
        self._running.discard(child)

    def stop(self) -> None:
        """End all processes, without a lock: a signal handler may call this at any time."""
        self._is_over = True
        _kill_all(self._running)


def _kill_all(running: set[_Child]) -> None:
    for child in list(running):
        child.process.kill()


def _end_all(running: set[_Child]) -> None:
    for child in list(running):
        child.end()
