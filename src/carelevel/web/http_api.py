"""The HTTP interface, one small function per question. `openapi.py` documents it."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from carelevel.api import CriteriaSet
from carelevel.model.frozen import record
from carelevel.model.problems import CaseError, Problem
from carelevel.model.version import __version__
from carelevel.verify.diff.compare import compared
from carelevel.web import openapi
from carelevel.web.checking import findings
from carelevel.web.criteria_cache import Sets
from carelevel.web.endpoints import Answer, Endpoints
from carelevel.web.programs import listed, matched
from carelevel.web.request_body import JSON, YAML, Body, checked

CRITERIA = (str, dict)


@record
class Api:
    """The routes of the interface."""

    desk: Endpoints

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/health", self._health, methods=["GET"]),
            Route("/openapi.json", self._openapi, methods=["GET"]),
            Route("/criteria", self._every, methods=["GET"]),
            Route("/criteria/{id}", self._one, methods=["GET"]),
            Route("/programs", self._programs, methods=["GET"]),
            *self.desk.posts(ANSWERS, JSON, YAML),
        ]

    async def _health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok", "carelevel": __version__})

    async def _openapi(self, _request: Request) -> Response:
        return JSONResponse(openapi.document(self.desk.settings.limits))

    async def _every(self, _request: Request) -> Response:
        return JSONResponse(await self.desk.work.do(_listed, self.desk.sets))

    async def _programs(self, _request: Request) -> Response:
        return JSONResponse(await self.desk.work.do(listed, self.desk.sets))

    async def _one(self, request: Request) -> Response:
        pins = {name: value for name, value in request.query_params.items() if name in {"version", "digest", "decision_digest"}}
        return JSONResponse(await self.desk.work.do(_whole, self.desk.sets, {"id": request.path_params["id"], **pins}))


def _listed(sets: Sets) -> Any:
    every = []
    for entry in sets.shelf.entries().values():
        criteria = sets.of_entry(entry).criteria
        if criteria is not None:
            every.append(_names(criteria) | {"title": criteria.title, "population": criteria.definition.population})
    return {"criteria": every}


def _names(criteria: CriteriaSet) -> dict[str, Any]:
    return {"id": criteria.id, "version": criteria.version, "digest": criteria.digest, "decision_digest": criteria.decision_digest}


def _whole(sets: Sets, reference: Mapping[str, Any]) -> Any:
    criteria = sets.named(reference)
    return _names(criteria) | {"definition": criteria.to_dict()}


def recommend(sets: Sets, body: Body) -> Any:
    """Return the recommendation for a case."""
    given = checked(body, {"case": dict}, {"criteria": CRITERIA})
    criteria = sets.named(given.get("criteria"))
    return body.within(("case",), criteria.recommend, given["case"]).to_dict()


def explain(sets: Sets, body: Body) -> Any:
    """Return why and what would change it; or why not, what if and what has changed, when asked."""
    given = checked(body, {"case": dict}, {"criteria": CRITERIA, "why_not": list, "what_if": dict, "since": dict, "unchangeable": bool})
    criteria = sets.named(given.get("criteria"))
    case = body.within(("case",), criteria.case, given["case"])
    found: dict[str, Any] = {}
    if "since" in given:
        found["since"] = body.within(("since",), criteria.compare, given["since"], case).to_dict()
    if "why_not" in given:
        found["why_not"] = [body.within(("why_not",), criteria.why_not, case, _level(level)).to_dict() for level in given["why_not"]]
    if "what_if" in given:
        found["what_if"] = body.within(("what_if",), criteria.compare, case, {**given["case"], **given["what_if"]}).to_dict()
    if not found:
        found["why"] = body.within(("case",), criteria.why, case).to_dict()
        found["changes"] = criteria.what_would_change(case, unchangeable=given.get("unchangeable", False)).to_dict()
    return found


def next_question(sets: Sets, body: Body) -> Any:
    """Return the next question and how many are left."""
    given = checked(body, {"case": dict}, {"criteria": CRITERIA, "services": bool, "documentation": bool})
    criteria = sets.named(given.get("criteria"))
    case = body.within(("case",), criteria.case, given["case"])
    services, documentation = given.get("services", False), given.get("documentation", False)
    question = body.within(("case",), lambda: criteria.next_question(case, services=services, documentation=documentation))
    return {"question": question and question.to_dict(), "asks": criteria.asks(case, documentation=documentation).to_dict()}


def check(sets: Sets, body: Body) -> Any:
    """Return all problems and findings of criteria; a problem is an answer, not an error."""
    given = checked(body, {"criteria": CRITERIA}, {})
    reference = given["criteria"]
    is_text = isinstance(reference, dict) and set(reference) == {"text"} and isinstance(reference["text"], str)
    loaded = sets.loaded(reference["text"], "criteria", None) if is_text else None
    problems = findings(loaded.definition, loaded.problems) if loaded else findings(*_of_set(sets.named(reference)))
    return {"usable": all(problem.severity != "error" for problem in problems), "problems": [problem.to_dict() for problem in problems]}


def diff(sets: Sets, body: Body) -> Any:
    """Return what a new version of criteria decides differently."""
    given = checked(body, {"old": CRITERIA, "new": CRITERIA}, {})
    return compared(sets.named(given["old"]).definition, sets.named(given["new"]).definition).to_dict()


def _of_set(criteria: CriteriaSet) -> tuple[Any, tuple[Problem, ...]]:
    return criteria.definition, criteria.warnings


def _level(level: object) -> str:
    if not isinstance(level, str):
        raise CaseError([Problem("wrong-type", "a level is named by its id, as text", path=())])
    return level


ANSWERS: dict[str, Answer] = {"/recommend": recommend, "/explain": explain, "/next-question": next_question, "/check": check, "/diff": diff, "/match": matched}
