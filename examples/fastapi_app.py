"""An API of your own with FastAPI. It takes a case and returns the answer, or everything that is wrong with the case.

pip install fastapi uvicorn
uvicorn --app-dir examples fastapi_app:app

carelevel answers in a few milliseconds, stores nothing and is safe to share between threads. The app loads the criteria once and uses them for all requests.
"""

import json
from contextlib import suppress
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

import carelevel

CRITERIA = carelevel.load("adult-mental-health")

app = FastAPI(title="Level of care", version=CRITERIA.version)


class Asked(BaseModel):
    """What a client sends. The criteria check whether the facts are valid."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"case": {"age": 34, "suicide_risk": "low"}}]})

    case: dict[str, Any] = Field(description="What is known, by fact id. A fact that is left out is unknown.")


class RepeatedKeyError(Exception):
    """A body gives one fact twice. JSON readers would silently keep the last value."""


async def no_key_twice(request: Request) -> None:
    """Refuse a body with a repeated key."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            raise RepeatedKeyError(next(name for name in names if names.count(name) > 1))
        return found

    # FastAPI itself refuses a body that is not JSON.
    with suppress(ValueError, RecursionError):
        json.loads(await request.body(), object_pairs_hook=once)


@app.exception_handler(carelevel.CaseError)
def refused(_: Request, error: carelevel.CaseError) -> JSONResponse:
    """Return all problems of a case: for each a code, a message, the fact, and a hint."""
    return JSONResponse({"detail": [problem.to_dict() for problem in error.problems]}, 422)


@app.exception_handler(RequestValidationError)
def not_understood(_: Request, error: RequestValidationError) -> JSONResponse:
    """Return the problems of a request in the same form. They do not repeat the request, which may be about a person."""
    problems = [carelevel.Problem("request", each["msg"], path=tuple(each["loc"])) for each in error.errors()]
    return JSONResponse({"detail": [problem.to_dict() for problem in problems]}, 422)


@app.exception_handler(RepeatedKeyError)
def repeated(_: Request, error: RepeatedKeyError) -> JSONResponse:
    """Return which key is repeated."""
    problem = carelevel.Problem("repeated-key", f"`{error}` is given twice", path=("case", str(error)), hint="keep the right one")
    return JSONResponse({"detail": [problem.to_dict()]}, 422)


# Not `async`: FastAPI runs this in a thread, so that other requests do not wait.
@app.post("/recommend", dependencies=[Depends(no_key_twice)])
def recommend(asked: Asked, response: Response) -> dict[str, Any]:
    """Return the level that the criteria suggest. `level` is null while something unknown can change it: show `lowest` to `highest` instead."""
    response.headers["Cache-Control"] = "no-store"
    return CRITERIA.recommend(asked.case).to_dict()


@app.post("/next-question", dependencies=[Depends(no_key_twice)])
def next_question(asked: Asked, response: Response) -> dict[str, Any] | None:
    """Return what to ask next, or null if no answer can change the level."""
    response.headers["Cache-Control"] = "no-store"
    question = CRITERIA.next_question(asked.case)
    return question and question.to_dict()


@app.get("/criteria")
def criteria() -> dict[str, str]:
    """Return the criteria that this app uses."""
    return {"id": CRITERIA.id, "version": CRITERIA.version, "digest": CRITERIA.digest, "decision_digest": CRITERIA.decision_digest}
