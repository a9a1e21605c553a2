"""Show criteria as a document that a clinician can review and sign: levels, criteria in plain English, facts with their questions, sources."""

import argparse

from carelevel.cli.output import DEFAULT_CRITERIA, ONE_HELP, add_format, load_named, print_document, print_json
from carelevel.show import criteria as shown

EXAMPLES = """carelevel show adult-mental-health --format html > review.html
carelevel show my-criteria.yaml"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("criteria", metavar="CRITERIA", nargs="?", default=DEFAULT_CRITERIA, help=ONE_HELP)
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    criteria = load_named(options.criteria)
    if options.format == "json":
        print_json(criteria.to_dict())
    else:
        print_document(shown.document(criteria.definition, criteria.digest), options.format, criteria.title)
    return 0
