"""Show criteria as a document that a clinician can review and sign: levels, criteria in plain English, facts with their questions, sources."""

import argparse

from carelevel.cli.output import DEFAULT_CRITERIA, add_format, print_document, print_json
from carelevel.criteria_set import load
from carelevel.show import criteria as shown

EXAMPLE = "carelevel show adult-mental-health --format html > review.html"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "criteria", metavar="CRITERIA", nargs="?", default=DEFAULT_CRITERIA, help=f"a bundled set or a criteria file (default: {DEFAULT_CRITERIA})"
    )
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    criteria = load(options.criteria)
    if options.format == "json":
        print_json(criteria.to_dict())
    else:
        print_document(shown.document(criteria.definition, criteria.digest), options.format, criteria.title)
    return 0
