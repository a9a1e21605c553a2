"""The server: a socket, uvicorn, and a log without facts."""

import asyncio
import gc
import logging
import signal
import socket
import sys
from types import FrameType, TracebackType

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from carelevel.web.errors import without_facts
from carelevel.web.thread_pool import WorkerPool

MOST_CONNECTIONS = 1024
"""Open connections, idle ones included; far more than `Limits.in_flight`, which gives a better message."""

SECONDS_FOR_HEAD = 10.0
"""Seconds within which the head of a request must arrive."""

SECONDS_TO_END = 1
"""Seconds for unfinished answers when the server stops."""


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        OSError: the address is in use, or does not belong to this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(512)
    except OSError:
        made.close()
        raise
    return made


def serve(app: Starlette, sock: socket.socket) -> None:
    """Serve until Ctrl-C or another signal ends the program."""
    # Each edit makes many small objects and hardly any reference cycles: less frequent collection makes answers 5 % faster.
    gc.set_threshold(200_000, 20, 100)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutFacts("carelevel serve: %(message)s"))
    logging.getLogger("uvicorn.error").handlers = [handler]
    logging.getLogger("uvicorn.error").propagate = False
    config = uvicorn.Config(
        app,
        http=Impatient,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=SECONDS_TO_END,
    )
    server = _Server(config, app.state.work)
    # Installed before the server runs: a Ctrl-C in between would interrupt it half-way.
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    handled = [number for number in numbers if number == signal.SIGINT or before[number] is not signal.SIG_IGN]
    for number in handled:
        signal.signal(number, server.handle_exit)
    try:
        server.run(sockets=[sock])
    finally:
        for number in handled:
            signal.signal(number, before[number])
    if server.told is not None and server.told != signal.SIGINT:
        # End the program with the signal, as its sender expects.
        signal.raise_signal(server.told)


class _Server(uvicorn.Server):
    """A server that cancels all work as soon as it is told to stop."""

    def __init__(self, config: uvicorn.Config, work: WorkerPool) -> None:
        super().__init__(config)
        self._work = work
        self.told: int | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Stop the server and all work."""
        self.told = self.told or sig
        # A second signal: do not wait.
        self.force_exit = self.should_exit
        self.should_exit = True
        self._work.stop()


class Impatient(H11Protocol):
    """Closes a connection when the head of a request does not arrive in time."""

    _closing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Handle data; keep the timer running until the head is complete."""
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._no_more()
        elif self._closing is None:
            self._closing = self.loop.call_later(SECONDS_FOR_HEAD, self._give_up)

    def _no_more(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None

    def _give_up(self) -> None:
        self._closing = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.close()


class WithoutFacts(logging.Formatter):
    """Logs the type and place of a defect, not its message, which may contain a person's facts."""

    def formatException(self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]) -> str:  # noqa: N802
        """Return the type of an error and its trace."""
        kind, _, trace = ei
        return without_facts(kind, trace)
