"""What is refused, as problem details (RFC 9457): one JSON form for everything that can go wrong."""

import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from carelevel.model.problems import CarelevelError, Problem, ProblemsError

TITLES = {
    400: "The request cannot be read",
    403: "The request is not allowed",
    404: "There is no such thing here",
    405: "This address takes other methods",
    408: "The request took too long to arrive",
    409: "It has changed meanwhile",
    413: "The request is too large",
    415: "The body is of a kind that is not read here",
    422: "The request has problems",
    500: "Something broke here",
    503: "Too much to do at the moment",
}

MEDIA_TYPE = "application/problem+json"


class RefusedError(CarelevelError):
    """A request that is refused.

    Attributes:
        status: the HTTP status.
        code: a stable word that programs may rely on.
    """

    def __init__(self, status: int, code: str, detail: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.problems = tuple(problems)


def refusal(error: RefusedError) -> Response:
    """Return the response for a refusal."""
    headers = {"Retry-After": "1"} if error.status == 503 else {}
    return _response(error.status, error.code, error.detail, error.problems, headers)


def _response(status: int, code: str, detail: str, problems: Iterable[Problem], headers: Mapping[str, str]) -> Response:
    content: dict[str, Any] = {"type": f"urn:carelevel:{code}", "title": TITLES[status], "status": status, "detail": detail}
    found = [problem.to_dict() for problem in problems]
    return JSONResponse(content | ({"problems": found} if found else {}), status, dict(headers), MEDIA_TYPE)


def response_to(error: Exception) -> Response | None:
    """Return the response for what kept a request from being answered; None for a defect."""
    match error:
        case RefusedError():
            return refusal(error)
        case ProblemsError(problems=problems):
            # All of them, and the first in words.
            first = problems[0].message
            return _response(422, "problems", f"{len(problems)} problems; the first is: {first}" if len(problems) > 1 else first, problems, {})
        case OSError(strerror=reason):
            # Its path is not told.
            return _response(403, "cannot-read", f"a file cannot be looked at: {(reason or 'unknown reason').lower()}", (), {})
        case _:
            return None


async def on_error(_request: Request, error: Exception) -> Response:
    """Answer a request that was refused, has problems, or for which a file could not be looked at."""
    response = response_to(error)
    assert response is not None
    return response


async def on_http(_request: Request, error: Exception) -> Response:
    """Answer a request for an address or a method that is not there."""
    assert isinstance(error, HTTPException)
    code = {404: "not-found", 405: "wrong-method"}.get(error.status_code, "refused")
    detail = {404: "no such address", 405: "the address does not take this method"}.get(error.status_code, "the request is refused")
    return _response(error.status_code, code, detail, (), error.headers or {})


async def on_defect(_request: Request, _error: Exception) -> Response:
    """Answer a request that ran into a defect; what went wrong may hold words of a user, and is not told."""
    return _response(500, "defect", "this is a defect of carelevel; nothing was changed", (), {})


HANDLERS: Mapping[Any, Any] = {RefusedError: on_error, ProblemsError: on_error, HTTPException: on_http, OSError: on_error, 500: on_defect}


def without_facts(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    """Return the kind of an error, and the lines of code that led to it; what an error says of itself may be somebody's facts."""
    lines = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return "\n".join([kind.__name__ if kind else "unknown", *lines])
