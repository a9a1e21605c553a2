"""An interface of your own with FastAPI: a case goes in, the answer comes out, and what is wrong with a case is said in words.

pip install fastapi uvicorn
uvicorn --app-dir examples fastapi_app:app

carelevel answers in a few milliseconds, keeps nothing and is safe to share between threads, so the criteria are loaded once and every request uses them.
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
    """What a client sends. Whether the facts fit the criteria is for the criteria to say."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"case": {"age": 34, "suicide_risk": "low"}}]})

    case: dict[str, Any] = Field(description="Fact id to what is known of it. What is left out is unknown.")


class RepeatedKeyError(Exception):
    """A body gives one fact twice. JSON readers would keep the last of both and say nothing."""


async def no_key_twice(request: Request) -> None:
    """Refuse a body with a repeated key."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            raise RepeatedKeyError(next(name for name in names if names.count(name) > 1))
        return found

    # What is no JSON at all FastAPI refuses by itself.
    with suppress(ValueError, RecursionError):
        json.loads(await request.body(), object_pairs_hook=once)


@app.exception_handler(carelevel.CaseError)
def refused(_: Request, error: carelevel.CaseError) -> JSONResponse:
    """Say all that is wrong with a case: for each problem a code, a message, the fact, and a hint."""
    return JSONResponse({"detail": [problem.to_dict() for problem in error.problems]}, 422)


@app.exception_handler(RequestValidationError)
def not_understood(_: Request, error: RequestValidationError) -> JSONResponse:
    """Say what is wrong with a request in the same form, and without what was sent: that may be about a person."""
    problems = [carelevel.Problem("request", each["msg"], path=tuple(each["loc"])) for each in error.errors()]
    return JSONResponse({"detail": [problem.to_dict() for problem in problems]}, 422)


@app.exception_handler(RepeatedKeyError)
def repeated(_: Request, error: RepeatedKeyError) -> JSONResponse:
    """Say which key is repeated."""
    problem = carelevel.Problem("repeated-key", f"`{error}` is given twice", path=("case", str(error)), hint="keep the one that is right")
    return JSONResponse({"detail": [problem.to_dict()]}, 422)


# Not `async`: FastAPI runs it in a thread, and other requests go on meanwhile.
@app.post("/recommend", dependencies=[Depends(no_key_twice)])
def recommend(asked: Asked, response: Response) -> dict[str, Any]:
    """Return the level that the criteria suggest. `level` is null until nothing unknown can change it: then show `lowest` to `highest`."""
    response.headers["Cache-Control"] = "no-store"
    return CRITERIA.recommend(asked.case).to_dict()


@app.post("/next-question", dependencies=[Depends(no_key_twice)])
def next_question(asked: Asked, response: Response) -> dict[str, Any] | None:
    """Return what to ask next, or null when no answer can change the level."""
    response.headers["Cache-Control"] = "no-store"
    question = CRITERIA.next_question(asked.case)
    return question and question.to_dict()


@app.get("/criteria")
def criteria() -> dict[str, str]:
    """Return which criteria answer here."""
    return {"id": CRITERIA.id, "version": CRITERIA.version, "digest": CRITERIA.digest, "decision_digest": CRITERIA.decision_digest}
