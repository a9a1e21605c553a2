"""How the workbench is served: where, to whom, and how much it takes on."""

from carelevel.model.frozen import record

PORT = 8642

EMERGENCY = "In an emergency in the USA call 911. In a suicidal or mental-health crisis call or text 988."
"""Where to turn in an emergency: https://988lifeline.org. `carelevel serve --emergency` says it for other countries."""


@record
class Limits:
    """How much one server takes on; what is over a limit is refused with an answer that says so.

    Attributes:
        body: bytes in the body of one request.
        seconds: how long a request may wait and be worked on, and how long its body may take to arrive.
        at_once: requests that are worked on at the same time in the server itself.
        in_flight: requests that are worked on there or wait.
        apart: requests that may take long and are worked on at the same time, each in a process of its own; more are refused.
        memory: bytes that such a process may have.
        quick: bytes of a body that names its criteria by their text; a larger one is worked on in a process of its own.
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
