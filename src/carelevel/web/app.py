"""The application: the page, its files, its endpoints and the HTTP interface, all behind one guard."""

import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache
from html import escape
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from carelevel.model.frozen import record
from carelevel.model.version import __version__
from carelevel.web import page
from carelevel.web.criteria_cache import Sets
from carelevel.web.endpoints import Endpoints
from carelevel.web.errors import HANDLERS
from carelevel.web.file_list import FileList
from carelevel.web.http_api import Api
from carelevel.web.print_page import POLICY, Printed, printed, read_form
from carelevel.web.request_body import FORM, JSON, content_of, kind_of
from carelevel.web.security import RequestGuard
from carelevel.web.settings import Settings
from carelevel.web.thread_pool import WorkerPool

KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain"}

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""The nonce allows the style sheet that the editor makes; `data:` allows the wavy lines in it."""


def application(given: Iterable[str] = (), settings: Settings = Settings()) -> Starlette:  # noqa: B008 - immutable
    """Return the ASGI application of the workbench.

    Args:
        given: files, folders, and ids of bundled sets that may be opened; bundled sets always may.
        settings: how it is served. Without a `token`, bind it to loopback on a machine without other users.

    Raises:
        CriteriaError: one of the files is not there.
    """
    shelf = FileList(given)
    desk = Endpoints(Sets(shelf), WorkerPool(settings.limits, shelf.to_plain()), settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        desk.work.stop()

    routes = [*Api(desk).routes(), *_Page(desk).routes()]
    app = Starlette(routes=routes, exception_handlers=dict(HANDLERS), middleware=[Middleware(RequestGuard, settings=settings)], lifespan=lifespan)
    app.state.work = desk.work
    return app


@record
class _Page:
    """The routes of the page."""

    desk: Endpoints

    def routes(self) -> list[Route]:
        return [
            Route("/", self._page, methods=["GET"]),
            Route("/static/{name}", _static, methods=["GET"]),
            Route("/workbench/start", self._start, methods=["GET"]),
            Route("/print", self._print, methods=["POST"]),
            *self.desk.posts(page.ANSWERS, JSON),
        ]

    async def _page(self, _request: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        text = files()["index.html"].decode()
        for name, value in (("nonce", nonce), ("emergency", self.desk.settings.emergency), ("version", __version__)):
            text = text.replace(f"{{{{{name}}}}}", escape(value))
        return Response(text, media_type="text/html", headers={"Content-Security-Policy": PAGE_POLICY.format(nonce=nonce)})

    async def _start(self, _request: Request) -> Response:
        return JSONResponse(await self.desk.work.do(page.start, self.desk.sets, self.desk.settings))

    async def _print(self, request: Request) -> Response:
        kind_of(request, FORM)
        body = read_form(await content_of(request, self.desk.settings.limits))
        made: Printed = await self.desk.work.do(printed, self.desk.sets, body)
        headers = {"Content-Security-Policy": POLICY}
        if made.is_download:
            headers["Content-Disposition"] = f'attachment; filename="{made.file}"'
        return Response(made.content.encode("ascii", "xmlcharrefreplace"), media_type="text/html", headers=headers)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    kind = KINDS.get(Path(name).suffix)
    if kind is None or name not in files():
        raise HTTPException(404)
    return Response(files()[name], media_type=kind, headers={"Cache-Control": "no-cache"})


@cache
def files() -> dict[str, bytes]:
    """Return the files of the page by name, so that no requested path is looked up on the disk."""
    return {path.name: path.read_bytes() for path in Path(__file__).with_name("static").iterdir() if path.is_file()}
