"""The server itself: a socket, uvicorn, and a log that holds no facts."""

import gc
import logging
import signal
import socket
import sys
import traceback
from pathlib import Path
from types import TracebackType

import uvicorn
from starlette.applications import Starlette

MOST_CONNECTIONS = 1024
"""Connections that are held at once, idle ones too; far more than `Limits.in_flight`, which is told in better words."""


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        OSError: the address is taken, or is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(512)
    except OSError:
        made.close()
        raise
    return made


def serve(app: Starlette, sock: socket.socket) -> None:
    """Serve until told to stop; Ctrl-C ends it as it should."""
    # Each edit makes a great many small objects and no circles to speak of: looking for circles less often saves a twentieth of the time to an answer.
    gc.set_threshold(200_000, 20, 100)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutFacts("carelevel serve: %(message)s"))
    logging.getLogger("uvicorn.error").handlers = [handler]
    logging.getLogger("uvicorn.error").propagate = False
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    # From now on, and not only once it runs: a Ctrl-C between the two would break it off in the middle.
    before = signal.signal(signal.SIGINT, server.handle_exit)
    try:
        server.run(sockets=[sock])
    finally:
        signal.signal(signal.SIGINT, before)


class WithoutFacts(logging.Formatter):
    """Tells of a defect its kind and where it happened; what an error says of itself may be somebody's facts."""

    def formatException(self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]) -> str:  # noqa: N802
        """Return the kind of an error, and the lines of code that led to it."""
        kind, _, trace = ei
        lines = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([kind.__name__ if kind else "unknown", *lines])
