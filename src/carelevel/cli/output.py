"""What commands share: reading input, printing documents, colour."""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from carelevel.problems import CaseError, CriteriaError, Problem
from carelevel.show import text
from carelevel.show.document import Document

DEFAULT_CRITERIA = "adult-mental-health"

FORMATS = ("text", "json", "markdown", "html")


def add_format(parser: argparse.ArgumentParser, formats: Sequence[str] = FORMATS) -> None:
    """Add the option that chooses how a result is printed."""
    parser.add_argument("--format", choices=formats, default="text", help="how to print the result (default: text)")


def fail(message: str, hint: str | None = None) -> int:
    """Say what is wrong on standard error and return the exit code for bad usage."""
    print(f"carelevel: {message}" + (f"\n  hint: {hint}" if hint else ""), file=sys.stderr)
    return 2


def read_input(name: str) -> tuple[bytes, str]:
    """Return the bytes of a file, or of standard input for `-`, and the name to show.

    Raises:
        CaseError: it cannot be read, or is too large.
    """
    from carelevel.reading.library import read_file
    from carelevel.reading.limits import MAX_BYTES

    if name == "-":
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise CaseError([Problem("too-large", f"standard input is larger than {MAX_BYTES:,} bytes")])
        return content, "<stdin>"
    try:
        return read_file(Path(name), name), name
    except CriteriaError as error:
        raise CaseError(error.problems) from error


def print_document(document: Document, shape: str, title: str) -> None:
    """Print a document as text, Markdown or an HTML page."""
    match shape:
        case "markdown":
            from carelevel.show import markdown

            print(markdown.render(document), end="")
        case "html":
            from carelevel.show import html

            print(html.page(document, title), end="")
        case _:
            print(text.render(document, width(), colour=has_colour()))


def print_json(value: Any) -> None:
    """Print a value as JSON, indented."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def has_colour() -> bool:
    """Return whether standard output takes colour: a terminal, and no `NO_COLOR`."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return how wide to print: the terminal, but no wider than is easy to read."""
    return min(shutil.get_terminal_size((text.WIDTH, 24)).columns, text.WIDTH) if sys.stdout.isatty() else text.WIDTH
