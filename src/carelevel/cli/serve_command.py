"""Serve the workbench, a web page to edit and try criteria, and an HTTP interface under the same address.

It listens on this machine only, reads and writes only the files and folders that it is given, and needs no network. Every request has to present the token
from the printed address, so other users of the machine have no access. Ctrl-C stops it.
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
    parser.add_argument("criteria", metavar="CRITERIA", nargs="*", help="criteria files, program files, or folders of them; bundled sets are always available")
    parser.add_argument("--port", type=_port, default=8642, help="the port to listen on; 0 for any free port (default: 8642)")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    parser.add_argument("--emergency", metavar="TEXT", help="the line about emergencies on the page (default: the numbers for the USA)")
    parser.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1, this machine only)")
    parser.add_argument("--allow-network", action="store_true", help="with --host: accept other machines that present the token from the printed address")
    parser.add_argument("--no-token", action="store_true", help="accept requests without a token: only for a machine without other users")


def _port(word: str) -> int:
    number = int(word) if word.isascii() and word.isdecimal() and len(word) < 6 else -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{quoted(word)} is not a port; write a number from 0 to 65535")
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
        return fail(f"{quoted(options.host)} is open to other machines", "--allow-network accepts other machines, with a token")
    if not is_local and options.no_token:
        return fail("`--no-token` works only without `--allow-network`", "leave it out: other machines then have to present the token")
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
        return fail(f"cannot listen on {quoted(f'{host}:{options.port}')}: {(error.strerror or 'unknown reason').lower()}", "--port 0 takes a free port")
    with sock:
        port = sock.getsockname()[1]
        app = application(options.criteria, Settings(host, port, token, options.emergency or EMERGENCY, ticket=ticket))
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        try:
            print_safely(f"the workbench is at {_with(address, token)} (Ctrl-C stops it)")
            print(end="", flush=True)
            if options.open:
                # Other users of the machine can see the arguments of a program, so this address works only once.
                webbrowser.open(_with(address, ticket))
            serve(app, sock)
        except KeyboardInterrupt:
            # Ctrl-C is the usual way to stop, also before serving has begun.
            pass
    print()
    return 0
