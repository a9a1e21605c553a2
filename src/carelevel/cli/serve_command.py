"""Serve the workbench: a page on this machine where criteria are edited and tried, and an HTTP interface under the same address.

It listens on this machine alone, reads and writes only the files and folders that it is given, and needs no network. Whoever asks has to show the token
that stands in the printed address; other users of the machine do not see it. Ctrl-C stops it.
"""

import argparse
import secrets
import webbrowser

from carelevel.cli.output import fail, print_safely
from carelevel.model.problems import MissingExtraError, quoted

EXAMPLES = """carelevel serve my-criteria.yaml --open
carelevel serve criteria/"""

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "criteria", metavar="CRITERIA", nargs="*", help="criteria files, program files, or folders of them; bundled sets can be opened in any case"
    )
    parser.add_argument("--port", type=_port, default=8642, help="the port to listen on; 0 for one that is free (default: 8642)")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    parser.add_argument("--emergency", metavar="TEXT", help="what the page says of emergencies; without it, the numbers of the USA")
    parser.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1, this machine alone)")
    parser.add_argument("--allow-network", action="store_true", help="with --host: let other machines in that show the token in the printed address")
    parser.add_argument("--no-token", action="store_true", help="answer whoever asks on this machine: for a machine that has no other users")


def _port(word: str) -> int:
    number = int(word) if word.isascii() and word.isdecimal() and len(word) < 6 else -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{quoted(word)} is no port; allowed are 0 to 65535")
    return number


def _with(address: str, token: str | None) -> str:
    return address if token is None else f"{address}?token={token}"


def run(options: argparse.Namespace) -> int:
    """Run the command.

    Raises:
        MissingExtraError: the extra `web` is not installed.
    """
    is_local = options.host in LOOPBACK
    if not is_local and not options.allow_network:
        return fail(f"{quoted(options.host)} is not this machine alone", "--allow-network lets other machines in, with a token")
    if not is_local and options.no_token:
        return fail("`--no-token` is for this machine alone", "without it, other machines are let in that show the token")
    try:
        from carelevel.web.app import application
        from carelevel.web.serving import listening, serve
        from carelevel.web.settings import EMERGENCY, Settings
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"starlette", "uvicorn"}:
            raise
        raise MissingExtraError.of("carelevel serve needs", "web") from error
    host = "127.0.0.1" if options.host == "localhost" else options.host
    token, ticket = (None, None) if options.no_token else (secrets.token_urlsafe(24), secrets.token_urlsafe(24))
    try:
        sock = listening(host, options.port)
    except OSError as error:
        return fail(f"cannot listen on {quoted(f'{host}:{options.port}')}: {(error.strerror or 'unknown reason').lower()}", "--port 0 takes one that is free")
    with sock:
        port = sock.getsockname()[1]
        app = application(options.criteria, Settings(host, port, token, options.emergency or EMERGENCY, ticket=ticket))
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        try:
            print_safely(f"the workbench is at {_with(address, token)} (Ctrl-C stops it)")
            print(end="", flush=True)
            if options.open:
                # Other users of the machine see the words that a program is started with: these work once.
                webbrowser.open(_with(address, ticket))
            serve(app, sock)
        except KeyboardInterrupt:
            # How it is meant to be stopped, before it has begun.
            pass
    print()
    return 0
