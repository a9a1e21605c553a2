"""Settings of the server: address, access and limits."""

from carelevel.model.frozen import record

PORT = 8642

EMERGENCY = "In an emergency in the USA, call 911. In a suicidal or mental-health crisis, call or text 988."
"""Whom to call in an emergency (https://988lifeline.org). `carelevel serve --emergency` replaces it."""


@record
class ServerLimits:
    """Limits of one server. Requests over a limit are refused with an error that says so.

    Attributes:
        body: bytes in the body of one request.
        seconds: how long a request may take, waiting included, and how long its body may take to arrive.
        at_once: requests that the server itself works on at the same time.
        in_flight: requests that it works on or that wait.
        apart: long requests at the same time, each in a separate process; more are refused.
        memory: bytes of memory that such a process may use.
        quick: bytes of a body with the text of criteria; a larger one is handled in a separate process.
    """

    body: int = 1_000_000
    seconds: float = 30.0
    at_once: int = 4
    in_flight: int = 256
    apart: int = 4
    memory: int = 500_000_000
    quick: int = 100_000


@record
class Settings:
    """Settings of the server.

    Attributes:
        host: the address to listen on.
        port: the port; 0 for any free port.
        token: the token that every request but `/health` has to present; None to accept every request.
        emergency: the line about emergencies on the page.
        limits: the limits of the server.
        ticket: a one-time replacement for the token in an address, useless to anyone who sees it later.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    token: str | None = None
    emergency: str = EMERGENCY
    limits: ServerLimits = ServerLimits()
    ticket: str | None = None
