"""The program of a separate process: it answers questions one by one and ends with the server.

`apart.py` starts it; do not start it by hand.
"""

import json
import os
import queue
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from starlette.responses import Response

from carelevel.web import http_api, page
from carelevel.web.criteria_cache import Sets
from carelevel.web.endpoints import Answer, answered
from carelevel.web.errors import response_to, without_facts
from carelevel.web.file_list import FileList

MOST_KEPT = 150_000_000
"""A process that uses more bytes of memory is not asked again, so that its memory is released."""

MOST_ANSWERED = 200
"""A process is asked this many times at most, where the system does not report memory use."""


def main() -> None:
    """Answer questions until there are no more."""
    # Ctrl-C reaches every process of a terminal; this one must end with the server instead.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    beginning = json.loads(sys.stdin.buffer.readline())
    sets = Sets(FileList.from_plain(beginning["given"]))
    _limit(beginning["memory"])
    asked: queue.SimpleQueue[tuple[str, str, bytes]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
    answers: dict[str, Answer] = {**http_api.ANSWERS, **page.ANSWERS}
    is_last = False
    count = 0
    while not is_last:
        path, kind, content = asked.get()
        outcome, response = _told(answers[path], sets, content, kind)
        count += 1
        is_last = outcome == "memory" or count == MOST_ANSWERED or _used() > MOST_KEPT
        body = bytes(response.body)
        headers = {name: value for name, value in response.headers.items() if name not in {"content-type", "content-length"}}
        head = {"outcome": outcome, "status": response.status_code, "kind": response.media_type, "headers": headers, "length": len(body), "last": is_last}
        out.write(json.dumps(head).encode() + b"\n" + body)
        out.flush()


def _listen(words: BinaryIO, asked: "queue.SimpleQueue[tuple[str, str, bytes]]") -> None:
    """Pass questions on; end the process when the server is gone."""
    with suppress(OSError, ValueError, MemoryError):
        while line := words.readline():
            head = json.loads(line)
            asked.put((head["path"], head["kind"], words.read(head["length"])))
    os._exit(0)


def _told(answer: Answer, sets: Sets, content: bytes, kind: str) -> tuple[str, Response]:
    """Return the outcome and the response."""
    try:
        return "answered", answered(answer, sets, content, kind)
    except MemoryError:
        return "memory", Response()
    except Exception as error:  # noqa: BLE001 - any defect is reported as the server would
        response = response_to(error)
        # The text of an error may contain a person's facts.
        return ("defect", Response(without_facts(type(error), error.__traceback__))) if response is None else ("answered", response)


def _limit(memory: int) -> None:
    """Limit the memory of this process, where the system supports it."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _used() -> int:
    """Return the memory use of this process in bytes; 0 where the system does not report it."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
