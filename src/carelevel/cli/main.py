"""`carelevel COMMAND …`: finds the command, runs it, and turns everything that can go wrong into a message and an exit code.

Exit codes: 0 the command did its work and found nothing wrong; 1 it found something; 2 bad usage or bad input; 3 a missing extra; 130 interrupted.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from carelevel import __version__
from carelevel.cli.output import fail
from carelevel.problems import CarelevelError, MissingExtraError, did_you_mean, quoted

FOUND, BAD_INPUT, NO_EXTRA, INTERRUPTED = 1, 2, 3, 130

COMMANDS = {
    "recommend": "suggest a level of care for each case, with reasons",
    "check": "find the problems of criteria files",
    "test": "run the examples and vignettes of criteria",
    "show": "show criteria as a document to review",
    "list": "list the criteria sets that come with carelevel",
    "new": "print a commented starting point for criteria of your own",
    "schema": "print JSON Schemas for editors and other programs",
}

_HELP = """usage: carelevel COMMAND [OPTIONS]

Suggests a level of care from YAML criteria, with its reasons. It supports a clinician's judgement and does not replace it.

commands:
{commands}

Every command has a help of its own: carelevel recommend --help
options: --help, --version

exit codes: 0 nothing wrong, 1 something was found, 2 bad usage or bad input, 3 a missing extra, 130 interrupted
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # What a terminal cannot show is escaped, not an error.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        code = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader went away, as `| head` does. Nothing more can be said; keep the interpreter from trying when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _run(words: list[str]) -> int:
    if not words or words[0] in {"-h", "--help", "help"}:
        width = max(map(len, COMMANDS))
        print(_HELP.format(commands="\n".join(f"  {name.ljust(width)}  {what}" for name, what in COMMANDS.items())))
        return 0 if words else BAD_INPUT
    if words[0] in {"-V", "--version"}:
        print(f"carelevel {__version__}")
        return 0
    if words[0] not in COMMANDS:
        return fail(f"there is no command {quoted(words[0])}", did_you_mean(words[0], COMMANDS) or "carelevel --help lists the commands")
    command = import_module(f"carelevel.cli.{words[0]}_command")
    parser = argparse.ArgumentParser(
        prog=f"carelevel {words[0]}",
        description=command.__doc__,
        epilog=f"example:\n  {command.EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.configure(parser)
    try:
        options = parser.parse_args(words[1:])
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        code: int = command.run(options)
    except MissingExtraError as error:
        print(error, file=sys.stderr)
        return NO_EXTRA
    except CarelevelError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        return fail(f"{quoted(error.filename or 'a file')} cannot be used: {(error.strerror or 'unknown reason').lower()}")
    return code
