"""Print JSON Schemas of files, for editors, and of cases, answers and records, for programs that check them."""

import argparse

from carelevel.cli.output import DEFAULT_CRITERIA, ONE_HELP, load_named, print_json
from carelevel.syntax.json_schema_answers import answer_schema, case_schema
from carelevel.syntax.json_schema_files import criteria_schema, needs_schema, programs_schema, vignettes_schema

EXAMPLES = """carelevel schema > criteria.schema.json
carelevel schema --for cases --criteria my-criteria.yaml > case.schema.json"""


WHAT = ("criteria", "vignettes", "programs", "needs", "cases", "answers", "records")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    allowed = f"what the schema is for: {', '.join(WHAT[:-1])} or {WHAT[-1]} (default: criteria)"
    parser.add_argument("--for", dest="what", choices=WHAT, default="criteria", metavar="WHAT", help=allowed)
    parser.add_argument("--criteria", metavar="ID_OR_PATH", default=DEFAULT_CRITERIA, help=f"for cases: the criteria; {ONE_HELP}")


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
        case "programs":
            print_json(programs_schema())
        case "needs":
            print_json(needs_schema())
        case "vignettes":
            print_json(vignettes_schema())
        case _:
            print_json(criteria_schema())
    return 0
