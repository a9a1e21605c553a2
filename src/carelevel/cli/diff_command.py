"""Say what a new version of criteria does to people: whose level changes, from which to which, and through which criteria.

Not texts are compared but decisions, over everyone whom the criteria can be about, and each answer is proved: "the same decisions" means that there is
nobody for whom they differ. Each change comes with a person who shows it, and with a share of all combinations of values.

What a version renames stands under `renamed` in the new file.
"""

import argparse
from collections.abc import Mapping
from typing import Any

from carelevel.cli.output import add_format, fail, load_named, print_document, print_json, suite_named
from carelevel.criteria_set import CriteriaSet
from carelevel.show.document import Document
from carelevel.show.versions import Pair, document, people_document, vignettes_document
from carelevel.versions.comparing import compared
from carelevel.versions.vignettes import VignetteMove, moved_vignettes

EXAMPLES = """carelevel diff adult-mental-health my-criteria.yaml
carelevel diff adult-mental-health my-criteria.yaml --format markdown"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("old", metavar="OLD", help="the version before: a criteria file or folder, or the id of a bundled set")
    parser.add_argument("new", metavar="NEW", help="the version now; - for standard input")
    parser.add_argument("--vignettes", action="store_true", help="say which of the vignettes beside the new version are answered otherwise")
    parser.add_argument("--cohort", metavar="TABLE", help="count the people of a table: CSV, Parquet, JSON Lines (needs carelevel[cohort])")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 when decisions differ")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.vignettes and options.new == "-":
        return fail("--vignettes takes those that stand beside the new version, and nothing stands beside standard input")
    sets = load_named(options.old), load_named(options.new)
    old, new = (criteria.definition for criteria in sets)
    difference = compared(old, new)
    people = None if options.cohort is None else _people(options.cohort, *sets)
    told = tuple(moved_vignettes(old, new, suite_named(options.new).vignettes)) if options.vignettes else None
    if options.format == "json":
        print_json(difference.to_dict() | _more(told, people))
    else:
        counted = () if people is None else people_document(people)
        print_document((*document(difference), *counted, *_vignettes(told)), options.format, "Difference")
    # What is not decided is never a quiet "the same".
    return 1 if difference.undecided or (options.exit_code and not difference.is_same) else 0


def _people(table: str, old: CriteriaSet, new: CriteriaSet) -> Mapping[Pair, int]:
    from carelevel import cohort

    return cohort.level_pairs(table, old, new)


def _more(told: tuple[VignetteMove, ...] | None, people: Mapping[Pair, int] | None) -> dict[str, Any]:
    """Return the members of the JSON that were asked for beside the difference."""
    vignettes = {} if told is None else {"vignettes": [each.to_dict() for each in told]}
    rows = {} if people is None else {"cohort": [{"from": was, "to": is_now, "people": count} for (was, is_now), count in people.items()]}
    return vignettes | rows


def _vignettes(told: tuple[VignetteMove, ...] | None) -> Document:
    return () if told is None else vignettes_document(told)
