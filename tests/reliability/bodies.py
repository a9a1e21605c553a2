"""Bodies of HTTP requests, for the doors that `carelevel serve` opens: what programs ask, and what its page asks. They reach the application as a server hands
them over, without a socket between.
"""

import asyncio
import json
import random
from typing import Any
from urllib.parse import quote

from carelevel.model.problems import CarelevelError
from carelevel.web import apart
from carelevel.web.app import application
from carelevel.web.request_body import FORM, JSON, YAML
from carelevel.web.settings import PORT
from tests.reliability.accidents import CASE, CRITERIA, composed, mangled, revalued

apart.NICENESS = 0
"""Other tests may keep the processors busy, and a body has to be answered all the same."""

NAME = "adult-mental-health"
"""What the page edits: a bundled set, so that nothing on the disk can be saved over."""

ASKED: dict[str, dict[str, Any]] = {
    "/recommend": {"criteria": {"text": CRITERIA}, "case": {"age": 30, "points": {"at_least": 3}, "kinds": {"a": "yes"}, "alone": True}},
    "/explain": {"criteria": {"text": CRITERIA}, "case": {"age": 30, "risk": "mild"}, "why_not": ["low"], "what_if": {"risk": "severe"}, "since": {}},
    "/next-question": {"criteria": {"text": CRITERIA}, "case": {"age": 30}, "services": True},
    "/check": {"criteria": {"text": CRITERIA}},
    "/diff": {"old": {"text": CRITERIA}, "new": {"text": CRITERIA.replace("at_least: mild", "at_least: severe")}},
}
"""What programs ask, well meant."""

_EDITED = {"name": NAME, "text": CRITERIA}
_VIGNETTES = f"criteria: {NAME}\nvignettes:\n  - {{id: danger, title: Danger, case: {{risk: severe, alone: yes}}, expect: {{lowest: high}}}}\n"
PAGE: dict[str, dict[str, Any]] = {
    "/workbench/open": {"name": NAME},
    "/workbench/save": {"name": NAME, "what": "criteria", "text": CRITERIA, "digest": "sha256:0"},
    "/workbench/look": {**_EDITED, "case": {"risk": "mild", "kinds": ["a"]}, "form": "x"},
    "/workbench/follow": {**_EDITED, "case": {"points": 3}, "vignettes": _VIGNETTES},
    "/workbench/coverage": {**_EDITED, "vignettes": _VIGNETTES},
    "/workbench/level": {**_EDITED, "case": {"risk": "mild"}, "level": "high"},
    "/workbench/interview": {**_EDITED, "case": {"age": 30}, "step": "skip"},
    "/workbench/case": {**_EDITED, "file": "case.yaml", "content": CASE},
    "/workbench/check": _EDITED,
    "/workbench/compare": {**_EDITED, "with": NAME},
    "/print": {**_EDITED, "what": "recommendation", "case": {"risk": "mild"}},
}
"""What the page asks, well meant."""


REFUSED = (400, 403, 404, 409, 413, 415, 422)
"""The statuses with which a body may be refused."""


class StatusError(CarelevelError):
    """The application refused a body; what it says of it."""


class DefectError(Exception):
    """The application answered as it never should."""


Asked = tuple[str, str, bytes]
"""An address, a content type, and a body."""


def well_meant_but_for_values(chance: random.Random) -> Asked:
    """Return a body of JSON with values lost, doubled or of another kind."""
    asked = ASKED if chance.random() < 0.5 else PAGE
    path = chance.choice(list(asked))
    return sent(path, revalued(asked[path], chance))


def with_a_text_of_accidents(chance: random.Random) -> Asked:
    """Return a body that is well formed, with criteria, a case file or vignettes in it that accidents have befallen."""
    asked = ASKED if chance.random() < 0.5 else PAGE
    path = chance.choice(list(asked))
    spoilt = {name: _spoilt(value, chance) for name, value in asked[path].items()}
    return sent(path, spoilt)


def _spoilt(value: Any, chance: random.Random) -> Any:
    match value:
        case {"text": str(text)}:
            return {"text": mangled(text, chance)}
        case str() if len(value) > 40:
            return mangled(value, chance)
        case _:
            return value


def of_accidents(chance: random.Random) -> Asked:
    """Return a body of bytes that mean little, as JSON or as YAML."""
    asked = ASKED if chance.random() < 0.8 else PAGE
    path = chance.choice(list(asked))
    text = mangled(json.dumps(asked[path]), chance) if chance.random() < 0.7 else composed(chance)
    content = text.encode(chance.choice(("utf-8", "utf-16", "latin-1")), "replace")
    if path == "/print":
        return path, FORM, content.replace(b",", b"&")
    return path, chance.choice((JSON, YAML)), content


def sent(path: str, members: Any) -> Asked:
    """Return a body as it is sent: what is to be printed comes as a form."""
    content = json.dumps(members)
    return (path, FORM, f"body={quote(content)}".encode()) if path == "/print" else (path, JSON, content.encode())


KINDS = {
    "HTTP bodies of other values": well_meant_but_for_values,
    "HTTP bodies with texts of accidents": with_a_text_of_accidents,
    "HTTP bodies of accidents": of_accidents,
}


class Server:
    """An application, asked one thing at a time."""

    def __init__(self, app: Any = None, port: int = PORT) -> None:
        self._app, self._port = app or application(), port

    def ask(self, asked: Asked) -> Any:
        """Return what is answered to a body.

        Raises:
            StatusError: the body was refused, in words.
            DefectError: the answer is no answer, and no refusal in words.
        """
        path, kind, content = asked
        answered = asyncio.run(self._answer("POST", path, kind, content))
        return None if path == "/print" else json.loads(answered)

    def look(self, path: str) -> bytes:
        """Return what is at an address.

        Raises:
            StatusError: it was refused, in words.
            DefectError: the answer is no answer, and no refusal in words.
        """
        return asyncio.run(self._answer("GET", path, JSON, b""))

    async def _answer(self, method: str, path: str, kind: str, content: bytes) -> bytes:
        headers = {"host": f"127.0.0.1:{self._port}", "content-type": kind, "content-length": str(len(content))}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", self._port),
        }
        status, parts = 0, []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)
            parts.append(message.get("body", b""))

        await self._app(scope, receive, send)
        return _told(status, b"".join(parts))


def _told(status: int, content: bytes) -> bytes:
    if status == 200:
        return content
    if status not in REFUSED:
        raise DefectError(f"status {status}: {content[:200]!r}")
    told = json.loads(content)
    raise StatusError("\n".join([told["detail"], *(f"{problem['code']}: {problem['message']}" for problem in told.get("problems", ()))]))
