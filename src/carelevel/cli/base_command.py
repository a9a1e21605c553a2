"""Keep what a local version is based on, in a file next to it.

A local version changes another criteria set, its base. `carelevel base` writes the base next to it, as one plain criteria file: for `payer.yaml` into
`payer.base.yaml`. As long as that file is there, carelevel refuses the local version when its base has become another one, and `carelevel diff` shows what
the new base changes. Once the new base suits, run `carelevel base` again.
"""

import argparse

from carelevel.atomic_write import write_text
from carelevel.cli.output import fail, print_safely
from carelevel.model.problems import quoted
from carelevel.model.serialize import digest
from carelevel.syntax.bundled import bundled_ids, find_criteria, kept_name, read_file
from carelevel.syntax.criteria_reader import read_base
from carelevel.syntax.writer import dumped

EXAMPLES = "carelevel base payer.yaml"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("local", metavar="LOCAL", help="a local version: a criteria file or a folder with one")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.local in bundled_ids():
        return fail(f"{quoted(options.local)} comes with carelevel, and so does any base of it", "a base is kept next to a local version of your own")
    path, shown = find_criteria(options.local)
    base = read_base(read_file(path, shown), shown, path.parent)
    if base is None:
        return fail(f"{quoted(shown)} is based on no other criteria", "a local version says which with `based_on`")
    kept = path.with_name(kept_name(path.name))
    head = f"# What {path.name} is based on: {base.id} {base.version}, {digest(base)}.\n# Kept by `carelevel base`, and not meant to be edited.\n"
    write_text(kept, head + dumped(base), private=False)
    print_safely(f"{kept} keeps {base.id} {base.version}, {digest(base)}")
    return 0
