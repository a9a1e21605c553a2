"""`carelevel COMMAND …`: find the command, run it, and turn every error into a message and an exit code.

Exit codes: 0 the command did its work and found nothing wrong; 1 it found something; 2 bad usage or bad input; 3 a missing extra; 130 interrupted.
When a signal ends the program, it first removes its temporary files, such as a table from standard input.
"""

import argparse
import os
import shutil
import signal
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import NoReturn

from carelevel.cli.output import fail, safe_lines
from carelevel.cli.proving import within_budget
from carelevel.model.problems import CarelevelError, MissingExtraError, did_you_mean, printable, quoted
from carelevel.model.version import __version__

FOUND, BAD_INPUT, NO_EXTRA, INTERRUPTED = 1, 2, 3, 130

COMMANDS = {
    "recommend": "suggest a level of care for each case, with reasons",
    "explain": "explain why this level, why not another, what would change it",
    "interview": "ask only questions that matter, and suggest a level of care",
    "programs": "find the programs that fit a person, and what to ask them",
    "cohort": "suggest a level of care for every row of a table",
    "check": "find problems in criteria files",
    "test": "run the examples and vignettes of criteria",
    "diff": "show whose level a new version of criteria changes",
    "suggest": "print cases to write vignettes about",
    "show": "show criteria as a document to review",
    "list": "list the criteria sets that come with carelevel",
    "fmt": "format criteria files; comments stay",
    "base": "keep the base of a local version, to compare it with the next",
    "new": "print a commented template for your own criteria",
    "replay": "run records again, and show which answers differ now and why",
    "records": "store records, and verify that none is missing or changed",
    "schema": "print JSON Schemas for editors and other programs",
    "serve": "edit, try and compare criteria on a web page on this machine",
}

_HELP = """usage: carelevel COMMAND [OPTIONS]

{about}

commands:
{commands}

options:
  --help     this text; `carelevel COMMAND --help` explains a command
  --version  print the version of carelevel

examples:
  carelevel recommend case.yaml
  carelevel recommend --help

exit codes:
  0 nothing wrong, 1 something was found, 2 wrong usage or bad input,
  3 an optional extra is not installed, 130 interrupted
"""

_ABOUT = "Suggests a level of care from YAML criteria, with its reasons. It supports a clinician's judgment and does not replace it."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if sys.stderr is None:
        # The caller closed it; `print` would write to standard output instead.
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open as long as the program runs
    if sys.stdout is None:
        return fail("standard output is closed")
    for stream in (sys.stdout, sys.stderr):
        # Characters that a terminal cannot show are escaped instead of raising an error.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        with _ended_in_order():
            code = _run(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader closed the pipe, as `| head` does: nothing more can be printed.
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        return fail(f"the result cannot be written: {_reason(error)}")
    return code


_ENDING: tuple[int, ...] = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class _EndedError(BaseException):
    """A signal told the program to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _ended(number: int, _frame: FrameType | None) -> NoReturn:
    # A second signal would interrupt the orderly end that the first one began.
    for each in _ENDING:
        if signal.getsignal(each) is _ended:
            signal.signal(each, signal.SIG_IGN)
    raise _EndedError(number)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let the signals that end a program unwind it first, then end it as usual.

    A signal that is ignored, as under `nohup`, stays ignored; one that the calling program handles stays with it.
    """
    handled: list[int] = []
    for number in _ENDING:
        # Only the main thread may handle signals.
        with suppress(ValueError):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _ended)
                handled.append(number)
    try:
        yield
    except _EndedError as ended:
        signal.signal(ended.number, signal.SIG_DFL)
        signal.raise_signal(ended.number)
        raise
    finally:
        for number in handled:
            signal.signal(number, signal.SIG_DFL)


def _drop_output() -> None:
    """Keep the interpreter from trying again, at its end, to write what could not be written."""
    # When standard output is not a file, as in a program that calls `main`, there is nothing to do.
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown reason").lower()


def _run(words: list[str]) -> int:
    if words[:1] == ["help"] and words[1:2]:
        words = [words[1], "--help"]
    if not words:
        print(_help(), file=sys.stderr)
        return BAD_INPUT
    if words[0] in {"-h", "--help", "help"}:
        print(_help())
        return 0
    if words[0] in {"-V", "--version"}:
        print(f"carelevel {__version__}")
        return 0
    if words[0] not in COMMANDS:
        return fail(f"there is no command {quoted(words[0])}", did_you_mean(words[0], COMMANDS) or "carelevel --help lists the commands")
    return _command(words[0], words[1:])


def _command(name: str, words: list[str]) -> int:
    command = import_module(f"carelevel.cli.{name}_command")
    parser = _Parser(
        prog=f"carelevel {name}",
        description="\n\n".join(map(_wrapped, (command.__doc__ or "").split("\n\n"))),
        epilog=f"{'examples' if chr(10) in command.EXAMPLES else 'example'}:\n{textwrap.indent(command.EXAMPLES, '  ')}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.configure(parser)
    try:
        options = parser.parse_args(words)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        with within_budget(options):
            code: int = command.run(options)
    except CarelevelError as error:
        print(safe_lines(error), file=sys.stderr)
        return NO_EXTRA if isinstance(error, MissingExtraError) else BAD_INPUT
    except OSError as error:
        if error.filename is None:
            raise
        return fail(f"{quoted(error.filename)} cannot be used: {_reason(error)}")
    return code


class _Parser(argparse.ArgumentParser):
    """A parser whose messages are safe to show, whatever the user typed."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong with the options, and exit."""
        self.exit(BAD_INPUT, f"{self.format_usage()}{self.prog}: {printable(message)}\n")


def _help() -> str:
    width = max(map(len, COMMANDS))
    return _HELP.format(about=_wrapped(_ABOUT), commands="\n".join(f"  {name.ljust(width)}  {what}" for name, what in COMMANDS.items())).rstrip()


def _wrapped(paragraph: str) -> str:
    return textwrap.fill(" ".join(paragraph.split()), min(shutil.get_terminal_size().columns, 100) - 2, break_on_hyphens=False)
