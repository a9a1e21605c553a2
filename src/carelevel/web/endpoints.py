"""Answering requests: what the page and the HTTP interface share."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from carelevel.model.frozen import record
from carelevel.web.criteria_cache import Sets
from carelevel.web.request_body import YAML, Body, content_of, kind_of, read_body
from carelevel.web.settings import Settings
from carelevel.web.thread_pool import WorkerPool

Answer = Callable[[Sets, Body], Any]

LONG = frozenset({"/check", "/diff", "/workbench/check", "/workbench/compare", "/workbench/coverage"})
"""Requests that may take long, because they prove something or run all tests; each runs in a separate process."""


@record
class Endpoints:
    """What is needed to answer requests.

    Attributes:
        sets: the criteria that are served.
        work: the threads and processes that do the work.
        settings: how it is served.
    """

    sets: Sets
    work: WorkerPool
    settings: Settings

    def posts(self, answers: Mapping[str, Answer], *kinds: str) -> list[Route]:
        """Return a POST route for each answer; bodies are read outside the event loop, too."""

        def endpoint(path: str, answer: Answer) -> Callable[[Request], Any]:
            async def post(request: Request) -> Response:
                kind = kind_of(request, *kinds)
                content = await content_of(request, self.settings.limits)
                if path in LONG or (YAML in kinds and len(content) > self.settings.limits.quick):
                    told = await self.work.do_apart(path, kind, content, partial(_gone, request))
                    return Response(told.content, told.status, told.headers, told.kind)
                return await self.work.do(answered, answer, self.sets, content, kind)

            return post

        return [Route(path, endpoint(path, answer), methods=["POST"]) for path, answer in answers.items()]


def answered(answer: Answer, sets: Sets, content: bytes, kind: str) -> Response:
    """Return the answer to a body.

    Raises:
        RefusedError: the request is refused.
        CarelevelError: as the answer does.
    """
    return JSONResponse(answer(sets, read_body(content, kind)))


async def _gone(request: Request) -> None:
    """Wait until the client has disconnected, after the body was read."""
    message = await request.receive()
    if message["type"] != "http.disconnect":
        await asyncio.get_running_loop().create_future()
