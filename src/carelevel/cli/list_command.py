"""List the criteria sets that come with carelevel."""

import argparse

from carelevel.api import load
from carelevel.cli.output import add_format, fail, print_document, print_json
from carelevel.show.document import Document, Heading, Paragraph, Table, code, line
from carelevel.syntax.bundled import bundled_ids, bundled_instruments

EXAMPLES = "carelevel list"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    sets = [load(name) for name in bundled_ids()]
    if not sets:
        return fail("the criteria sets that come with carelevel were not found", "install carelevel again")
    if options.format == "json":
        print_json(
            [
                {
                    "id": each.id,
                    "version": each.version,
                    "title": each.title,
                    "population": each.definition.population,
                    "criteria": len(each.criteria),
                    "facts": len(each.facts),
                    "digest": each.digest,
                }
                for each in sets
            ]
        )
        return 0
    rows = tuple((line(code(each.id)), line(each.version), line(str(len(each.criteria))), line(each.definition.population or each.title)) for each in sets)
    document: Document = (
        Heading("Criteria sets", 1),
        Table(("Id", "Version", "Criteria", "For"), rows),
        Paragraph(line(f"Instruments for your own criteria: {', '.join(bundled_instruments())}.")),
    )
    print_document(document, options.format, "Criteria sets")
    return 0
