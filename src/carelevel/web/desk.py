"""Where requests are answered: what the page and the interface share."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from carelevel.frozen import record
from carelevel.web.bodies import Body, content_of, kind_of, read_body
from carelevel.web.sets import Sets
from carelevel.web.settings import Settings
from carelevel.web.work import Work

Answer = Callable[[Sets, Body], Any]


@record
class Desk:
    """Where requests are answered.

    Attributes:
        sets: the criteria that are served.
        work: the threads that reason.
        settings: how it is served.
    """

    sets: Sets
    work: Work
    settings: Settings

    def posts(self, answers: Mapping[str, Answer], *kinds: str) -> list[Route]:
        """Return a route for each answer to the body of a request; reading a body may take its time, and is done in a thread too."""

        def endpoint(answer: Answer) -> Callable[[Request], Any]:
            async def post(request: Request) -> Response:
                kind = kind_of(request, *kinds)
                content = await content_of(request, self.settings.limits)
                return JSONResponse(await self.work.do(_answered, answer, self.sets, content, kind))

            return post

        return [Route(path, endpoint(answer), methods=["POST"]) for path, answer in answers.items()]


def _answered(answer: Answer, sets: Sets, content: bytes, kind: str) -> Any:
    return answer(sets, read_body(content, kind))
