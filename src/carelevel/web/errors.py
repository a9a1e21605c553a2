"""Errors as problem details (RFC 9457), one JSON form for everything that can go wrong."""

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
    404: "Not found",
    405: "The address does not allow this method",
    408: "The request took too long to arrive",
    409: "It has changed in the meantime",
    413: "The request is too large",
    415: "The content type is not supported",
    422: "The request has problems",
    500: "Internal error",
    503: "The server cannot answer at the moment",
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
    """Return the response for an error; None for a defect."""
    match error:
        case RefusedError():
            return refusal(error)
        case ProblemsError(problems=problems):
            # All problems, and the first one as text.
            first = problems[0].message
            return _response(422, "problems", f"{len(problems)} problems; the first is: {first}" if len(problems) > 1 else first, problems, {})
        case OSError(strerror=reason):
            # The path is not revealed.
            return _response(403, "cannot-read", f"a file cannot be read: {(reason or 'unknown reason').lower()}", (), {})
        case _:
            return None


async def on_error(_request: Request, error: Exception) -> Response:
    """Answer a request that is refused, has problems, or needs a file that cannot be read."""
    response = response_to(error)
    assert response is not None
    return response


async def on_http(_request: Request, error: Exception) -> Response:
    """Answer a request for an address or a method that does not exist."""
    assert isinstance(error, HTTPException)
    code = {404: "not-found", 405: "wrong-method"}.get(error.status_code, "refused")
    detail = {404: "there is no such address", 405: "the address does not allow this method"}.get(error.status_code, "the request is refused")
    return _response(error.status_code, code, detail, (), error.headers or {})


async def on_defect(_request: Request, _error: Exception) -> Response:
    """Answer a request that ran into a defect, without details: they may contain users' words."""
    return _response(500, "defect", "this is a defect in carelevel; nothing was changed", (), {})


HANDLERS: Mapping[Any, Any] = {RefusedError: on_error, ProblemsError: on_error, HTTPException: on_http, OSError: on_error, 500: on_defect}


def without_facts(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    """Return the type and trace of an error without its message, which may contain a person's facts."""
    lines = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return "\n".join([kind.__name__ if kind else "unknown", *lines])
