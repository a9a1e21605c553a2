"""Who may ask: the door that every request passes, before anything of it is read.

A page of another site can make a browser send requests here. Three things keep it from doing harm: the name under which this server was asked for (a name
that was made to point here is not one of ours), the site that a request comes from, and content types that a form of another site cannot send.
"""

import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carelevel.web.refusals import RefusedError, refusal
from carelevel.web.settings import Settings

POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
"""The content security policy of everything that is no page."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # With none at all, browsers send forms of our own page as if they came from nowhere.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

OPEN_TO_ALL = ("/", "/health")
"""What needs no token: the page without anything in it, and that the server runs; and the page's own files."""

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


class Guard:
    """Refuses what does not come from this machine's user, and adds the headers that keep a browser strict."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**HEADERS, "Content-Security-Policy": POLICY}.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(Headers(scope=scope), str(scope["path"]))
        await (self._app if refused is None else refusal(refused))(scope, receive, strict)

    def _refused(self, headers: Headers, path: str) -> RefusedError | None:
        host = headers.get("host", "")
        if not is_ours(host, self._settings):
            return RefusedError(403, "other-host", "the name in `Host` is not one of this server")
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return RefusedError(403, "other-site", "the request comes from the page of another site")
        if origin is None and headers.get("sec-fetch-site", "none") not in {"none", "same-origin"} and headers.get("sec-fetch-mode") != "navigate":
            return RefusedError(403, "other-site", "the request comes from the page of another site")
        token = self._settings.token
        if token is None or path in OPEN_TO_ALL or path.startswith("/static/") or path == "/print":
            # What is printed is sent by a form, which cannot have headers: its token stands in its body.
            return None
        return None if shows_token(headers.get("authorization", "").removeprefix("Bearer "), token) else wants_token()


def wants_token() -> RefusedError:
    """Return the refusal of a request without the token."""
    return RefusedError(401, "no-token", "this server wants the token that stands in the address it printed, as `Authorization: Bearer …`")


def shows_token(given: str, token: str) -> bool:
    """Return whether a token is the right one, in a time that does not tell how much of it is."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def is_ours(host: str, settings: Settings) -> bool:
    """Return whether a server with these settings answers to a `Host`.

    On loopback these are its names. On other addresses an address in figures will do: no name can be made to point at this server then.
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
    return settings.token is not None and _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
