"""Show what a new version of criteria changes: whose level changes, from which to which, and through which criteria.

`diff` compares decisions, not text, and proves the result over every possible case: "the same decisions" means that no case exists for which they differ.
Each change comes with the facts of those concerned, an example case, and its share of all possible cases. To see how many of your own people change level,
pass a table with --cohort.

Names that the new version changes are listed under `renamed` in the new file. A table may use the names of either version.
"""

import argparse
from typing import Any

from carelevel.api import CriteriaSet
from carelevel.cli.output import add_format, fail, load_named, print_document, print_json, suite_named
from carelevel.cli.proving import add_budget
from carelevel.verify.diff.compare import compared
from carelevel.verify.diff.document import document
from carelevel.verify.diff.results import TablePeople
from carelevel.verify.diff.vignettes import VignetteMove, moved_vignettes

EXAMPLES = """carelevel diff adult-mental-health my-criteria.yaml
carelevel diff adult-mental-health my-criteria.yaml --format markdown"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("old", metavar="OLD", help="the old version: a criteria file or folder, or the id of a bundled set")
    parser.add_argument("new", metavar="NEW", help="the new version; - for standard input")
    parser.add_argument("--vignettes", action="store_true", help="list the vignettes of the new version that get a different answer")
    parser.add_argument(
        "--cohort", metavar="TABLE", help="count the people in a table whose answer changes: CSV, Parquet or JSON Lines (needs carelevel[cohort])"
    )
    parser.add_argument("--columns", metavar="FILE", help="a YAML file that maps columns of the table and their words to facts and values")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 when any answer differs, or when some people could not be compared")
    add_budget(parser)
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.vignettes and options.new == "-":
        return fail("--vignettes reads the vignettes next to the new version, and standard input has none")
    if options.columns is not None and options.cohort is None:
        return fail("--columns describes a table; name the table with --cohort")
    sets = load_named(options.old), load_named(options.new)
    old, new = (criteria.definition for criteria in sets)
    difference = compared(old, new)
    people = None if options.cohort is None else _people(options.cohort, *sets, options.columns)
    told = tuple(moved_vignettes(old, new, suite_named(options.new).vignettes)) if options.vignettes else None
    if options.format == "json":
        print_json(difference.to_dict() | _more(told, people))
    else:
        print_document(document(difference, people, told), options.format, "Difference")
    is_same = difference.is_same and not told and (people is None or not people.moved)
    # An undecided comparison must not pass as "the same".
    return 1 if difference.undecided or (options.exit_code and not is_same) else 0


def _people(table: str, old: CriteriaSet, new: CriteriaSet, columns: str | None) -> TablePeople:
    from carelevel import cohort

    return cohort.table_people(table, old, new, columns=columns)


def _more(told: tuple[VignetteMove, ...] | None, people: TablePeople | None) -> dict[str, Any]:
    """Return the further JSON members that the options ask for."""
    more: dict[str, Any] = {} if told is None else {"vignettes": [each.to_dict() for each in told]}
    if people is not None:
        more["cohort"] = [{"from": was, "to": is_now, "people": count} for (was, is_now), count in people.levels.items()]
        more |= {"cohort_moved": people.moved, "cohort_notes": list(people.notes)}
    return more
