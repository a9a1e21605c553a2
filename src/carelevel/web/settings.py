"""How the workbench is served: where, to whom, and how much it takes on."""

from carelevel.frozen import record

PORT = 8642

EMERGENCY = "In an emergency in the USA call 911. In a suicidal or mental-health crisis call or text 988."
"""Where to turn in an emergency: https://988lifeline.org. `carelevel serve --emergency` says it for other countries."""


@record
class Limits:
    """How much one server takes on; what is over a limit is refused with an answer that says so.

    Attributes:
        body: bytes in the body of one request.
        seconds: how long a request may wait and be worked on, and how long its body may take to arrive.
        at_once: requests that are worked on at the same time.
        in_flight: requests that are worked on or wait.
    """

    body: int = 1_000_000
    seconds: float = 30.0
    at_once: int = 2
    in_flight: int = 256


@record
class Settings:
    """How the workbench is served.

    Attributes:
        host: the address to listen on.
        port: the port; 0 for any that is free.
        token: what every request has to show, but that for `/health`; None where whoever reaches the server may ask it anything.
        emergency: the line about emergencies.
        limits: how much one server takes on.
        ticket: what may stand in an address in place of the token, once: whoever sees it later can do nothing with it.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    token: str | None = None
    emergency: str = EMERGENCY
    limits: Limits = Limits()
    ticket: str | None = None
