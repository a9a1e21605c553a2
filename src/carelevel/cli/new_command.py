"""Print a commented template for your own criteria.

It is a complete criteria file that works as it is. Change it line by line, and run `carelevel check` on it after each change.
"""

import argparse
import re
from pathlib import Path

from carelevel.atomic_write import write_text
from carelevel.cli.output import fail, print_safely
from carelevel.model.problems import quoted
from carelevel.model.serialize import can_be_misread
from carelevel.syntax.schema import KEBAB

EXAMPLES = "carelevel new my-criteria --out my-criteria.yaml"
LONGEST_ID = 64


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("id", metavar="ID", nargs="?", default="my-criteria", help="the id of the new set (default: my-criteria)")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write to a new file instead of printing")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if not re.fullmatch(KEBAB.removesuffix("$"), options.id) or len(options.id) > LONGEST_ID:
        return fail(f"{quoted(options.id)} is not an id; write up to {LONGEST_ID} lowercase letters, digits and hyphens")
    text = Path(__file__).with_name("starting_point.yaml").read_text("utf-8").replace("my-criteria", _quoted_if_needed(options.id), 1)
    if options.out is None:
        print(text, end="")
        return 0
    try:
        write_text(options.out, text, private=False, is_new=True)
    except FileExistsError:
        return fail(f"{quoted(options.out)} already exists and was not changed")
    print_safely(f"wrote {options.out}; now try: carelevel check {options.out}")
    return 0


def _quoted_if_needed(name: str) -> str:
    """Return an id as YAML, quoted where it would be read as a number or a truth value."""
    return name if name[0].isalpha() and not can_be_misread(name) else f'"{name}"'
