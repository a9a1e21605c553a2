"""Functions that all commands share: reading input, printing documents, color."""

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

CRITERIA_HELP = "criteria files, folders, or ids of bundled sets; - for standard input (default: all bundled sets)"

ONE_HELP = f"a bundled set or a criteria file; - for standard input (default: {DEFAULT_CRITERIA})"

FORMATS = ("text", "json", "markdown", "html")


def add_format(parser: argparse.ArgumentParser, formats: Sequence[str] = FORMATS) -> None:
    """Add the option `--format`."""
    parser.add_argument("--format", choices=formats, default="text", help="the format of the result (default: text)")


def print_safely(result: object) -> None:
    """Print text that may contain words of users, safe for the terminal."""
    print(safe_lines(result))


def safe_lines(result: object) -> str:
    """Return text that is safe to print, with its line breaks."""
    return "\n".join(map(printable, str(result).split("\n")))


def fail(message: str, hint: str | None = None) -> int:
    """Print what is wrong on standard error, and return the exit code for bad usage."""
    print(safe_lines(f"carelevel: {message}" + (f"\n  hint: {hint}" if hint else "")), file=sys.stderr)
    return 2


def facts_of_another_set(error: CaseError, criteria: str) -> int:
    """Print what is wrong with a case, with a hint about --criteria; return the exit code for bad input.

    Raises:
        CaseError: the same, when --criteria was given or the problem is another one.
    """
    if criteria != DEFAULT_CRITERIA or all(problem.code != "unknown-fact" for problem in error.problems):
        raise error
    print(safe_lines(error), file=sys.stderr)
    return fail(
        f"the criteria are {quoted(DEFAULT_CRITERIA)}, since no others were named", "name others with --criteria; carelevel list prints the bundled sets"
    )


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
        raise CaseError([Problem("wrong-type", f"one case is expected here, and the file has {len(cases)}", place=Place(shown, 1, 1))])
    return cases[0]


def criteria_named(names: Sequence[str]) -> list[str]:
    """Return names of criteria: all bundled sets for none, and each set inside a folder of sets."""
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
    """Print on standard error which hidden files of a folder are left out."""
    for path in hidden:
        print(safe_lines(f"carelevel: {quoted(str(path))} is left out, because it is a hidden file"), file=sys.stderr)


def read_named(name: str) -> tuple[bytes, str, Path | None]:
    """Return a criteria file, its name to show, and the folder with its instruments; `-` is standard input.

    Raises:
        CarelevelError: there is no such set or file, or it cannot be read.
    """
    from carelevel.syntax.bundled import find_criteria, read_file

    if name == "-":
        return *read_input(name), None
    path, shown = find_criteria(name)
    return read_file(path, shown), shown, path.parent


def load_named(name: str) -> "CriteriaSet":
    """Load the criteria set of a name (`-`: standard input); print doubtful orders on standard error.

    Raises:
        CarelevelError: as `load`.
    """
    from carelevel.api import load, loads

    criteria = loads(*read_input(name)) if name == "-" else load(name)
    if any(problem.code == "wrong-order" for problem in criteria.warnings):
        _warn_of_orders(criteria)
    return criteria


def _warn_of_orders(criteria: "CriteriaSet") -> None:
    """Print warnings about orders that may be the wrong way round, as this could reverse answers."""
    from carelevel.verify.checks import accepted

    for problem in accepted(criteria.definition, list(criteria.warnings), date.today()):
        if problem.code == "wrong-order" and problem.severity != "note":
            print(safe_lines(problem), file=sys.stderr)


@contextmanager
def redirected(out: Path | None, *, private: bool) -> Iterator[None]:
    """Print to a file instead of standard output; a result that cannot be made leaves no file.

    With `private`, a new file is readable by its owner only.
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
            # The page declares UTF-8, whatever the encoding of standard output.
            print(page if _is_unicode() else page.encode("ascii", "xmlcharrefreplace").decode(), end="")
        case _:
            print(text.render(document, width(), colour=has_colour()))


def print_file(text: str) -> None:
    """Print YAML or SVG in UTF-8, whatever the encoding of standard output."""
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
    """Return a value as JSON that standard output can show."""
    return shown_json(json.dumps(value, ensure_ascii=not _is_unicode(), indent=indent))


def shown_json(text: str) -> str:
    """Return JSON with escapes for what standard output cannot encode and what is unsafe on a terminal."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    is_unicode = _is_unicode()
    return "".join(c if c in "\n\t" or (c.isprintable() and (is_unicode or c.isascii())) else json.dumps(c)[1:-1] for c in text)


def _is_unicode() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf")


def has_colour() -> bool:
    """Return whether to print in color: on a terminal, without `NO_COLOR`."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return the width to print: that of the terminal, up to what is easy to read."""
    return min(shutil.get_terminal_size((text.WIDTH, 24)).columns, text.WIDTH) if sys.stdout.isatty() else text.WIDTH
