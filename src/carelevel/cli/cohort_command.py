"""Suggest a level of care for every row of a table, and print a summary.

TABLE is CSV, Parquet or JSON Lines, a DuckDB or SQLite database with --query, or - for standard input. Columns are named like facts, or --columns maps them.
Rows are read one after another, so a table may be larger than memory. --out writes the table with its answers: all its columns, the level and its range, and
the criteria met. The summary goes to standard output, or to standard error when the table goes to standard output.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carelevel.api import CriteriaSet
from carelevel.cli.output import DEFAULT_CRITERIA, ONE_HELP, add_format, fail, load_named, print_document, print_json
from carelevel.cli.proving import whole_number
from carelevel.model.problems import CaseError, MissingExtraError, quoted

if TYPE_CHECKING:
    from carelevel.cohort.run import Ran

EXAMPLES = """carelevel cohort people.csv
carelevel cohort people.csv --out answered.parquet --html report.html
carelevel cohort clinic.sqlite --query 'SELECT * FROM assessments'
carelevel cohort people.csv --against adult-mental-health --id patient"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    forms = ("csv", "parquet", "jsonl", "duckdb", "sqlite")
    parser.add_argument("table", metavar="TABLE", help="a table, or - for standard input")
    parser.add_argument("--criteria", metavar="ID_OR_PATH", default=DEFAULT_CRITERIA, help=ONE_HELP)
    parser.add_argument("--columns", metavar="FILE", help="a YAML file that maps columns and their words to facts and values")
    parser.add_argument("--query", metavar="SQL", help="the query to read from a database")
    parser.add_argument("--patience", metavar="MINUTES", type=whole_number, help="the longest that a DuckDB query may take, in minutes (default: 10)")
    parser.add_argument(
        "--invalid", choices=("raise", "unknown"), default="raise", help="what to do with bad cells: refuse the table (default), or treat them as unknown"
    )
    parser.add_argument(
        "--out", metavar="TABLE", help="write the table with its answers to this file; - for standard output; in a database, to the table `cohort`"
    )
    parser.add_argument("--input-format", choices=forms, help="the format of TABLE, when its name does not show it")
    parser.add_argument("--out-format", choices=forms, help="the format of --out, when its name does not show it (for -, CSV)")
    parser.add_argument("--escape-formulas", action="store_true", help="in CSV, put an apostrophe before text that a spreadsheet would read as a formula")
    parser.add_argument("--reasons", action="store_true", help="add columns with the reasons for each level")
    parser.add_argument("--documentation", action="store_true", help="count for each level which documentation is there, lacking and not known")
    parser.add_argument("--prefix", default="", help="a prefix for the names of the columns that are added")
    parser.add_argument("--html", metavar="FILE", help="write the summary to this file as a page with charts")
    parser.add_argument("--against", metavar="ID_OR_PATH", help="an older version of the criteria: report whose level changes")
    parser.add_argument("--id", metavar="COLUMN", help="the column that identifies people, for the examples of --against (default: the row number)")
    add_format(parser, ("text", "json", "markdown"))


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if [options.table, options.criteria, options.against].count("-") > 1:
        return fail("standard input can be read only once, and `-` is given twice")
    criteria = load_named(options.criteria)
    old = load_named(options.against) if options.against else None
    ran = _ran(options, criteria, old)
    _report(options, criteria, ran)
    return 0


def _ran(options: argparse.Namespace, criteria: CriteriaSet, old: CriteriaSet | None) -> "Ran":
    """Return the answers of the table, and their summary.

    Raises:
        MissingExtraError: the libraries for tables are not installed.
    """
    try:
        from carelevel.cohort.run import Options, through
        from carelevel.cohort.writing import refuse_nowhere
    except ModuleNotFoundError as cause:
        if cause.name != "polars":
            raise
        raise MissingExtraError.of("tables need", "cohort") from cause
    if options.html:
        # Checked before the table is written, so that both files are written or neither.
        refuse_nowhere(Path(options.html))
    try:
        return through(criteria, old, Options.of(options))
    except CaseError as error:
        raise CaseError(_for_this_command(error)) from error


def _for_this_command(error: CaseError) -> list[Any]:
    """Return the problems of a table with hints that name the options of this command."""
    from dataclasses import replace

    return [
        replace(each, hint=each.hint and each.hint.replace('invalid="unknown"', "--invalid unknown").replace('prefix="suggested_"', "--prefix suggested_"))
        for each in error.problems
    ]


def _report(options: argparse.Namespace, criteria: CriteriaSet, ran: "Ran") -> None:
    from carelevel.cohort.report import as_dict, document

    page = document(criteria.definition, ran.summary, ran.impact)
    if options.html:
        from carelevel.cohort.writing import written_whole
        from carelevel.show import html
        from carelevel.show.document import Heading

        title = f"{criteria.title}: {options.table if options.table != '-' else 'a table'}"
        written_whole(Path(options.html), html.page((Heading(title, 1), *page), title))
    if options.out == "-":
        from carelevel.show import text

        print(text.render(page), file=sys.stderr)
    elif options.format == "json":
        print_json(as_dict(criteria.definition, ran.summary, ran.impact))
    else:
        print_document(page, options.format, "Cohort")
    for name in filter(None, (options.out if options.out != "-" else None, options.html)):
        print(f"wrote {quoted(name)}", file=sys.stderr)
