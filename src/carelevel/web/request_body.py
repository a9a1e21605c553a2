"""Bodies of requests, JSON or YAML, read within limits, with problems at their places."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import ClientDisconnect, Request

from carelevel.model.frozen import record
from carelevel.model.operators import described
from carelevel.model.problems import CaseError, CriteriaError, Place, Problem, ProblemsError, did_you_mean, listed, quoted
from carelevel.syntax.case_reader import read_json
from carelevel.syntax.yaml_reader import Document, decoded, read_yaml
from carelevel.web.errors import RefusedError
from carelevel.web.settings import ServerLimits

NAME = "body"
"""The name of the body in places of problems."""

JSON, YAML, FORM = "application/json", "application/yaml", "application/x-www-form-urlencoded"

_KINDS = {dict: "a mapping", list: "a list", str: "text", bool: "true or false", int: "a whole number"}


async def content_of(request: Request, limits: ServerLimits) -> bytes:
    """Return the body of a request.

    Raises:
        RefusedError: it is too large, or takes too long.
    """
    announced = request.headers.get("content-length", "0")
    too_large = RefusedError(413, "too-large", f"a body may have up to {limits.body:,} bytes")
    if not announced.isdecimal() or int(announced[:20]) > limits.body:
        raise too_large
    content = bytearray()
    try:
        async with asyncio.timeout(limits.seconds):
            async for part in request.stream():
                content += part
                if len(content) > limits.body:
                    raise too_large
    except TimeoutError as error:
        raise RefusedError(408, "too-slow", f"a body must arrive within {limits.seconds:g} seconds") from error
    except ClientDisconnect as error:
        raise RefusedError(400, "cut-off", "the body ended early") from error
    return bytes(content)


def kind_of(request: Request, *allowed: str) -> str:
    """Return the content type of a request.

    Raises:
        RefusedError: it is not one of those allowed.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in allowed:
        raise RefusedError(415, "wrong-type", f"found {quoted(kind)}; allowed are {listed(allowed)}")
    return kind


@record
class Body:
    """A body that was read: its members, with their places when it is YAML."""

    members: Mapping[str, Any]
    document: Document | None = None

    def placed(self, error: ProblemsError, path: tuple[str, ...]) -> CaseError:
        """Return the problems of a part of the body with full paths, and with places when it is YAML."""
        return CaseError(self._placed(problem, path) for problem in error.problems)

    def _placed(self, problem: Problem, path: tuple[str, ...]) -> Problem:
        if problem.place is not None:
            return problem
        whole = (*path, *problem.path)
        place = self.document.place(whole) if self.document else None
        return Problem(problem.code, problem.message, problem.severity, place, whole, problem.hint, problem.witness)

    def within(self, path: tuple[str, ...], function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function on a part of the body, and return its result; problems get the path of the part.

        Raises:
            CaseError: the problems that the function raises.
        """
        try:
            return function(*arguments)
        except CaseError as error:
            raise self.placed(error, path) from error


def read_body(content: bytes, kind: str) -> Body:
    """Return a body of JSON or YAML.

    Raises:
        RefusedError: it is neither.
        CaseError: it is not a mapping.
    """
    try:
        body = _read(content, kind)
    except (CriteriaError, CaseError) as error:
        raise RefusedError(400, "unreadable", error.problems[0].message, error.problems) from error
    if not isinstance(body.members, dict):
        raise CaseError([Problem("wrong-type", f"the body must be a mapping, found {described(body.members)}", place=Place(NAME, 1, 1))])
    return body


def _read(content: bytes, kind: str) -> Body:
    if kind != YAML:
        return Body(read_json(decoded(content, NAME), Place(NAME, 1, 1)))
    document, problems = read_yaml(content, NAME)
    if problems:
        raise CriteriaError(problems)
    return Body(document.data, document)


def checked(body: Body, required: Mapping[str, type[Any] | tuple[type[Any], ...]], optional: Mapping[str, type[Any] | tuple[type[Any], ...]]) -> dict[str, Any]:
    """Return the checked members of a body, without those that are null.

    Raises:
        CaseError: with every problem: unknown members, those that are missing, and those of another type.
    """
    problems: list[Problem] = []
    allowed = {**required, **optional}
    for name in body.members:
        if name not in allowed:
            hint = did_you_mean(name, allowed)
            problems.append(Problem("unknown-key", f"a body has no member {quoted(name)}; allowed are {listed(allowed)}", path=(name,), hint=hint))
    for name, kinds in allowed.items():
        value = body.members.get(name)
        if value is None:
            if name in required:
                problems.append(Problem("missing-key", f"the body lacks {quoted(name)}", path=(name,)))
        elif not isinstance(value, kinds) or (isinstance(value, bool) and kinds is int):
            words = " or ".join(_KINDS[kind] for kind in (kinds if isinstance(kinds, tuple) else (kinds,)))
            problems.append(Problem("wrong-type", f"{quoted(name)} must be {words}, found {described(value)}", path=(name,)))
    if problems:
        raise body.placed(CaseError(problems), ())
    return {name: value for name, value in body.members.items() if value is not None}
