"""Print JSON Schemas: for criteria and vignette files, for editors that complete and underline; for cases, answers and records, for programs."""

import argparse

from carelevel.cli.output import DEFAULT_CRITERIA, ONE_HELP, load_named, print_json
from carelevel.reading.file_schemas import criteria_schema, vignettes_schema
from carelevel.reading.schemas import answer_schema, case_schema

EXAMPLES = """carelevel schema > criteria.schema.json
carelevel schema --for cases --criteria my-criteria.yaml > case.schema.json"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "--for",
        dest="what",
        choices=("criteria", "vignettes", "cases", "answers", "records"),
        default="criteria",
        help="what the schema is for (default: criteria)",
    )
    parser.add_argument("--criteria", metavar="ID_OR_PATH", default=DEFAULT_CRITERIA, help=f"with --for cases: whose; {ONE_HELP}")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    match options.what:
        case "cases":
            print_json(case_schema(load_named(options.criteria).definition))
        case "answers":
            print_json(answer_schema())
        case "records":
            from carelevel.records.schema import record_schema

            print_json(record_schema())
        case "vignettes":
            print_json(vignettes_schema())
        case _:
            print_json(criteria_schema())
    return 0
