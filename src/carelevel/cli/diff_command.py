"""Say what a new version of criteria does to people: whose level changes, from which to which, and through which criteria.

Not texts are compared but decisions, over everyone whom the criteria can be about, and each answer is proved: "the same decisions" means that there is
nobody for whom they differ. Each change comes with a person who shows it, and with a share of all combinations of values.

What a version renames stands under `renamed` in the new file. The rows of a table are cases of the old version; they may have the names of either.
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
    parser.add_argument("old", metavar="OLD", help="the version before: a criteria file or folder, or the id of a bundled set")
    parser.add_argument("new", metavar="NEW", help="the version now; - for standard input")
    parser.add_argument("--vignettes", action="store_true", help="say which of the vignettes beside the new version are answered otherwise")
    parser.add_argument("--cohort", metavar="TABLE", help="count the people of a table: CSV, Parquet, JSON Lines (needs carelevel[cohort])")
    parser.add_argument("--columns", metavar="FILE", help="a YAML file that says which column of the table tells which fact, and what its words mean")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 when anything differs for anybody, or somebody is left out of the comparison")
    add_budget(parser)
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.vignettes and options.new == "-":
        return fail("--vignettes takes those that stand beside the new version, and nothing stands beside standard input")
    if options.columns is not None and options.cohort is None:
        return fail("--columns says what the columns of a table tell, and --cohort names none")
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
    # What is not decided is never a quiet "the same".
    return 1 if difference.undecided or (options.exit_code and not is_same) else 0


def _people(table: str, old: CriteriaSet, new: CriteriaSet, columns: str | None) -> TablePeople:
    from carelevel import cohort

    return cohort.table_people(table, old, new, columns=columns)


def _more(told: tuple[VignetteMove, ...] | None, people: TablePeople | None) -> dict[str, Any]:
    """Return the members of the JSON that were asked for beside the difference."""
    more: dict[str, Any] = {} if told is None else {"vignettes": [each.to_dict() for each in told]}
    if people is not None:
        more["cohort"] = [{"from": was, "to": is_now, "people": count} for (was, is_now), count in people.levels.items()]
        more |= {"cohort_moved": people.moved, "cohort_notes": list(people.notes)}
    return more
