"""What commands share: reading input, printing documents, colour."""

import argparse
import io
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carelevel.atomic_write import write_text
from carelevel.model.problems import CaseError, CriteriaError, Place, Problem, printable, quoted
from carelevel.show import text
from carelevel.show.document import Document

if TYPE_CHECKING:
    from carelevel.api import CriteriaSet
    from carelevel.syntax.case_reader import GivenCase
    from carelevel.verify.testing.suites import Suite

DEFAULT_CRITERIA = "adult-mental-health"

CRITERIA_HELP = "criteria files or folders, or ids of bundled sets; none for all bundled sets; - for standard input"

ONE_HELP = f"a bundled set or a criteria file; - for standard input (default: {DEFAULT_CRITERIA})"

FORMATS = ("text", "json", "markdown", "html")


def add_format(parser: argparse.ArgumentParser, formats: Sequence[str] = FORMATS) -> None:
    """Add the option that chooses how a result is printed."""
    parser.add_argument("--format", choices=formats, default="text", help="how to print the result (default: text)")


def print_safely(result: object) -> None:
    """Print text in which words of users may stand; nothing in it can act on the terminal."""
    print(safe_lines(result))


def safe_lines(result: object) -> str:
    """Return text with everything but its line breaks made safe to print."""
    return "\n".join(map(printable, str(result).split("\n")))


def fail(message: str, hint: str | None = None) -> int:
    """Say what is wrong on standard error and return the exit code for bad usage."""
    print(safe_lines(f"carelevel: {message}" + (f"\n  hint: {hint}" if hint else "")), file=sys.stderr)
    return 2


def facts_of_another_set(error: CaseError, criteria: str) -> int:
    """Say what is wrong with a case, and which criteria it was read for when they may have been forgotten; return the exit code for bad input.

    Raises:
        CaseError: the same, when other criteria were not what was forgotten.
    """
    if criteria != DEFAULT_CRITERIA or all(problem.code != "unknown-fact" for problem in error.problems):
        raise error
    print(safe_lines(error), file=sys.stderr)
    return fail(f"the facts were looked up in {quoted(DEFAULT_CRITERIA)}", "--criteria chooses other criteria, and carelevel list shows some")


def read_input(name: str) -> tuple[bytes, str]:
    """Return the bytes of a file, or of standard input for `-`, and the name to show.

    Raises:
        CaseError: it cannot be read, or is too large.
    """
    from carelevel.syntax.bundled import read_file
    from carelevel.syntax.limits import MAX_BYTES

    if name == "-":
        if sys.stdin is None:
            raise CaseError([Problem("not-found", "standard input is closed")])
        try:
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        except OSError as error:
            raise CaseError([Problem("not-found", f"standard input cannot be read: {(error.strerror or 'unknown reason').lower()}")]) from error
        if len(content) > MAX_BYTES:
            raise CaseError([Problem("too-large", f"standard input is larger than {MAX_BYTES:,} bytes")])
        return content, "<stdin>"
    try:
        return read_file(Path(name), name), name
    except CriteriaError as error:
        raise CaseError(error.problems) from error


def read_one(name: str) -> "GivenCase":
    """Return the only case in a file.

    Raises:
        CaseError: it cannot be read, or holds more than one.
    """
    from carelevel.syntax.case_reader import read_cases

    content, shown = read_input(name)
    cases = read_cases(content, shown).cases
    if len(cases) > 1:
        raise CaseError([Problem("wrong-type", f"here stands one case at a time, and there are {len(cases)}", place=Place(shown, 1, 1))])
    return cases[0]


def criteria_named(names: Sequence[str]) -> list[str]:
    """Return names of criteria: the bundled ones when none are given, and in place of a folder of criteria sets each of them."""
    from carelevel.syntax.bundled import CRITERIA_FILE, bundled_ids, hidden_in

    found: list[str] = []
    for name in names or bundled_ids():
        folder = Path(name)
        is_of_sets = name not in bundled_ids() and folder.is_dir() and not (folder / CRITERIA_FILE).is_file()
        inside = sorted(folder.glob(f"*/{CRITERIA_FILE}")) if is_of_sets else []
        hidden = hidden_in(folder, inside)
        say_left_out(hidden)
        found += [str(path) for path in inside if path not in hidden] or [name]
    return list(dict.fromkeys(found))


def say_left_out(hidden: Iterable[Path]) -> None:
    """Say on standard error which files of a folder are left out because their names are hidden."""
    for path in hidden:
        print(safe_lines(f"carelevel: {quoted(str(path))} is left out: its name is hidden"), file=sys.stderr)


def read_named(name: str) -> tuple[bytes, str, Path | None]:
    """Return a criteria file, the name to show for it, and the folder where its own instruments may lie; `-` is standard input.

    Raises:
        CarelevelError: there is no such set or file, or it cannot be read.
    """
    from carelevel.syntax.bundled import find_criteria, read_file

    if name == "-":
        return *read_input(name), None
    path, shown = find_criteria(name)
    return read_file(path, shown), shown, path.parent


def load_named(name: str) -> "CriteriaSet":
    """Load the criteria set of a name, or the one on standard input for `-`; an order that can be read in two ways is said on standard error.

    Raises:
        CarelevelError: as `load`.
    """
    from carelevel.api import load, loads

    criteria = loads(*read_input(name)) if name == "-" else load(name)
    if any(problem.code == "wrong-order" for problem in criteria.warnings):
        _warn_of_orders(criteria)
    return criteria


def _warn_of_orders(criteria: "CriteriaSet") -> None:
    """Say the orders that other words of the file may contradict, and that it does not accept: an answer can be the wrong way round with them."""
    from carelevel.verify.checks import accepted

    for problem in accepted(criteria.definition, list(criteria.warnings), date.today()):
        if problem.code == "wrong-order" and problem.severity != "note":
            print(safe_lines(problem), file=sys.stderr)


@contextmanager
def redirected(out: Path | None, *, private: bool) -> Iterator[None]:
    """Print to a file while this lasts, or to standard output where none is named. What is made is made first: a result that cannot be made leaves no file.

    With `private` a new file is for its owner alone.
    """
    if out is None:
        yield
        return
    kept = io.StringIO()
    with redirect_stdout(kept):
        yield
    try:
        write_text(out, kept.getvalue(), private=private)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(out)) from error


def suite_named(name: str) -> "Suite":
    """Return the tests of a criteria set, or of a vignette file; `-` is criteria on standard input.

    Raises:
        CarelevelError: there is no such set or file, or it has problems.
    """
    from carelevel.verify.testing.suites import suite, suite_of

    return suite_of(*read_input(name), None) if name == "-" else suite(name)


def print_document(document: Document, shape: str, title: str) -> None:
    """Print a document as text, Markdown or an HTML page."""
    match shape:
        case "markdown":
            from carelevel.show import markdown

            print(markdown.render(document), end="")
        case "html":
            from carelevel.show import html

            page = html.page(document, title)
            # The page says that it is UTF-8, whatever standard output is.
            print(page if _is_unicode() else page.encode("ascii", "xmlcharrefreplace").decode(), end="")
        case _:
            print(text.render(document, width(), colour=has_colour()))


def print_file(text: str) -> None:
    """Print what is a file of its own, YAML or SVG: in UTF-8, whatever standard output is."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        print(text, end="")
        return
    sys.stdout.flush()
    buffer.write(text.encode())
    buffer.flush()


def print_json(value: Any) -> None:
    """Print a value as JSON, indented."""
    print(json_text(value, indent=2))


def json_text(value: Any, indent: int | None = None) -> str:
    """Return a value as JSON that standard output can take as it is."""
    return shown_json(json.dumps(value, ensure_ascii=not _is_unicode(), indent=indent))


def shown_json(text: str) -> str:
    """Return the same JSON with escapes for everything that standard output cannot take, or that could act on a terminal or turn text around."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    is_unicode = _is_unicode()
    return "".join(c if c in "\n\t" or (c.isprintable() and (is_unicode or c.isascii())) else json.dumps(c)[1:-1] for c in text)


def _is_unicode() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf")


def has_colour() -> bool:
    """Return whether standard output takes colour: a terminal, and no `NO_COLOR`."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return how wide to print: the terminal, but no wider than is easy to read."""
    return min(shutil.get_terminal_size((text.WIDTH, 24)).columns, text.WIDTH) if sys.stdout.isatty() else text.WIDTH
