"""Say what a new version of criteria does to people: whose level changes, from which to which, and through which criteria.

Not texts are compared but decisions, over everyone whom the criteria can be about, and each answer is proved: "the same decisions" means that there is
nobody for whom they differ. Each change comes with a person who shows it, and with a share of all combinations of values.

What a version renames stands under `renamed` in the new file.
"""

import argparse

from carelevel.cli.output import add_format, fail, load_named, print_document, print_json, suite_named
from carelevel.show.document import Document
from carelevel.show.versions import document, vignettes_document
from carelevel.versions.comparing import compared
from carelevel.versions.vignettes import VignetteMove, moved_vignettes

EXAMPLES = """carelevel diff adult-mental-health my-criteria.yaml
carelevel diff adult-mental-health my-criteria.yaml --format markdown"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("old", metavar="OLD", help="the version before: a criteria file or folder, or the id of a bundled set")
    parser.add_argument("new", metavar="NEW", help="the version now; - for standard input")
    parser.add_argument("--vignettes", action="store_true", help="say which of the vignettes beside the new version are answered otherwise")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 when decisions differ")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.vignettes and options.new == "-":
        return fail("--vignettes takes those that stand beside the new version, and nothing stands beside standard input")
    old, new = load_named(options.old).definition, load_named(options.new).definition
    difference = compared(old, new)
    told = tuple(moved_vignettes(old, new, suite_named(options.new).vignettes)) if options.vignettes else None
    if options.format == "json":
        print_json(difference.to_dict() | ({} if told is None else {"vignettes": [each.to_dict() for each in told]}))
    else:
        print_document((*document(difference), *_vignettes(told)), options.format, "Difference")
    # What is not decided is never a quiet "the same".
    return 1 if difference.undecided or (options.exit_code and not difference.is_same) else 0


def _vignettes(told: tuple[VignetteMove, ...] | None) -> Document:
    return () if told is None else vignettes_document(told)
