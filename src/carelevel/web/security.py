"""Access control: every request is checked here before it is read.

A page of another site can make a browser send requests here. Three checks prevent harm: the host name of the request (DNS rebinding uses a foreign name), the
site that the request comes from, and content types that a form of another site cannot send.

Other users of this machine can send requests, too. A token keeps them out: the printed address contains it, and the browser gets it as a cookie.
"""

import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carelevel.logic.english import capital
from carelevel.web.errors import RefusedError, refusal
from carelevel.web.settings import Settings

POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
"""The content security policy of everything but pages."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Without any referrer, browsers send forms of our own page with the origin `null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

OPEN_TO_ALL = "/health"
"""Paths that need no token: they only say that the server runs."""

HOW_TO_COME_IN = "a token is needed: open the address that `carelevel serve` printed, or send its token as `Authorization: Bearer …`"
"""The message for requests without the token."""

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


class RequestGuard:
    """Refuses requests from elsewhere, and adds security headers to every response."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._tickets = [] if settings.ticket is None else [settings.ticket]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**HEADERS, "Content-Security-Policy": POLICY}.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope)
        refused = self._refused(request)
        await (self._let_in(request) if refused is None else refusal(refused))(scope, receive, strict)

    def _refused(self, request: Request) -> RefusedError | None:
        headers = request.headers
        host = headers.get("host", "")
        if not is_ours(host, self._settings):
            return RefusedError(403, "other-host", "the name in `Host` is not a name of this server")
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return RefusedError(403, "other-site", "the request comes from the page of another site")
        if origin is None and headers.get("sec-fetch-site", "none") not in {"none", "same-origin"} and headers.get("sec-fetch-mode") != "navigate":
            return RefusedError(403, "other-site", "the request comes from the page of another site")
        return None

    def _let_in(self, request: Request) -> ASGIApp:
        """Return what answers a request: the application, a response that sets the cookie, or a refusal."""
        token = self._settings.token
        if token is None:
            return self._app
        path = request.scope["path"]
        if path == "/" and request.method == "GET" and self._is_in_address(request.query_params.get("token", ""), token):
            return _with_cookie(self._cookie, token)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        is_shown = _is_same(request.cookies.get(self._cookie, ""), token) or (scheme.lower() == "bearer" and _is_same(given.strip(), token))
        if is_shown or path == OPEN_TO_ALL:
            return self._app
        if "text/html" in request.headers.get("accept", ""):
            # A browser shows this text to a person.
            return PlainTextResponse(f"{capital(HOW_TO_COME_IN)}.\n", 403)
        return refusal(RefusedError(403, "no-token", HOW_TO_COME_IN))

    @property
    def _cookie(self) -> str:
        # Browsers share cookies between ports, so each server uses its own cookie name.
        return f"carelevel-{self._settings.port}"

    def _is_in_address(self, given: str, token: str) -> bool:
        """Return whether an address has the token, or the ticket, which works once."""
        spent = [ticket for ticket in self._tickets if _is_same(given, ticket)]
        self._tickets = [ticket for ticket in self._tickets if ticket not in spent]
        return _is_same(given, token) or bool(spent)


def _with_cookie(name: str, token: str) -> Response:
    """Return a redirect that sets the cookie, so that the token does not stay in the address."""
    cookie = f"{name}={token}; Path=/; HttpOnly; SameSite=Strict"
    return RedirectResponse("/", 303, {"Set-Cookie": cookie, "Referrer-Policy": "no-referrer"})


def _is_same(given: str, token: str) -> bool:
    """Return whether a token is right, in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def is_ours(host: str, settings: Settings) -> bool:
    """Return whether `Host` is a name of a server with these settings.

    On loopback, its names are allowed. On other addresses, a numeric address is required, so that no foreign name can point to this server.
    """
    try:
        parts = urlsplit(f"http://{host}")
        name, port = (parts.hostname or ""), parts.port or 80
    except ValueError:
        return False
    if parts.netloc != host or "@" in host or port != settings.port:
        return False
    if name in LOOPBACK_NAMES or name == settings.host:
        return True
    return settings.host not in LOOPBACK_NAMES and _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
