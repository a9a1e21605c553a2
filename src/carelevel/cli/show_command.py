"""Show criteria as a document that a clinician can review and sign: levels, criteria, facts, questions and sources.

--picture draws the criteria instead, from facts to levels and services (SVG). --slice shows how the level depends on two facts while everything else is as in
a case. Each cell lists every level that is possible there; neighboring scores with the same result share a row or column.
"""

import argparse
from pathlib import Path

from carelevel.api import CriteriaSet
from carelevel.cli.output import (
    DEFAULT_CRITERIA,
    FORMATS,
    ONE_HELP,
    add_format,
    fail,
    load_named,
    print_document,
    print_file,
    print_json,
    read_input,
    redirected,
)
from carelevel.model.cases import Case
from carelevel.model.problems import CaseError, Problem, quoted
from carelevel.show import criteria as shown
from carelevel.syntax.case_reader import read_cases

EXAMPLES = """carelevel show adult-mental-health --format html > review.html
carelevel show my-criteria.yaml
carelevel show --picture --out criteria.svg
carelevel show --slice phq9 weekly_therapy --case case.yaml
carelevel show --slice phq9 weekly_therapy --format svg --out slice.svg"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("criteria", metavar="CRITERIA", nargs="?", default=DEFAULT_CRITERIA, help=ONE_HELP)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--picture", action="store_true", help="draw the criteria (SVG)")
    what.add_argument("--slice", nargs=2, metavar=("FACT", "FACT"), help="show a table of levels: the first fact down, the second across")
    parser.add_argument(
        "--case", metavar="CASE", help="for --slice: a case file with the other facts, or - for standard input (default: nothing else is known)"
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help="write to a file instead of printing")
    add_format(parser, (*FORMATS, "svg"))


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.case is not None and options.slice is None:
        return fail("--case goes with --slice")
    if options.case == options.criteria == "-":
        return fail("standard input can be read only once, and `-` is given twice")
    if options.picture and options.format not in {"text", "svg"}:
        return fail(f"a picture is SVG, not {options.format}")
    if options.format == "svg" and not options.slice and not options.picture:
        return fail("SVG goes with --picture or --slice")
    criteria = load_named(options.criteria)
    with redirected(options.out, private=options.case is not None):
        if options.slice:
            _print_slice(criteria, options)
        elif options.picture:
            from carelevel.show import criteria_picture

            print_file(criteria_picture.svg(criteria.definition))
        elif options.format == "json":
            print_json(criteria.to_dict())
        else:
            print_document(shown.document(criteria), options.format, criteria.title)
    return 0


def _print_slice(criteria: CriteriaSet, options: argparse.Namespace) -> None:
    from carelevel.show import heatmap
    from carelevel.show import sensitivity as table_shown

    table = criteria.slice(_case(criteria, options.case), *options.slice)
    if options.format == "json":
        print_json(table.to_dict())
    elif options.format == "svg":
        print_file(heatmap.svg(table))
    else:
        print_document(table_shown.document(table), options.format, table_shown.title(table))


def _case(criteria: CriteriaSet, name: str | None) -> Case:
    """Return the case in a file; an empty case without a file.

    Raises:
        CaseError: the file cannot be read, does not fit the facts, or holds several cases.
    """
    if name is None:
        return Case()
    cases = read_cases(*read_input(name)).cases
    if len(cases) != 1:
        raise CaseError([Problem("wrong-type", f"--case needs one case, and {quoted(name)} has {len(cases)}")])
    return cases[0].checked(criteria.definition.every_name())
