"""Find the problems of criteria files: slips in the file, examples that do not hold, invariants that somebody breaks.

Every problem is printed with its place, what is allowed, and a hint. Warnings alone leave the exit code at 0, unless --strict is given.
"""

import argparse
import sys
from collections.abc import Iterable
from datetime import date

from carelevel.checks import accepted, requested_checks
from carelevel.cli.output import add_format, print_json
from carelevel.criteria_set import read_problems
from carelevel.problems import Problem
from carelevel.reading.library import bundled_ids, find_criteria, read_file

EXAMPLE = "carelevel check my-criteria.yaml"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "criteria", metavar="CRITERIA", nargs="*", help="criteria files or folders, or ids of bundled sets; none for all bundled sets; - for standard input"
    )
    parser.add_argument("--strict", action="store_true", help="count warnings as problems")
    add_format(parser, ("text", "json"))


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    names: list[str] = options.criteria or list(bundled_ids())
    found = {name: _problems(name) for name in names}
    every = [problem for problems in found.values() for problem in problems]
    if options.format == "json":
        print_json([problem.to_dict() for problem in every])
    else:
        for problem in every:
            print(problem)
        _print_summary(found)
    counted = {"error", "warning"} if options.strict else {"error"}
    return 1 if any(problem.severity in counted for problem in every) else 0


def _problems(name: str) -> list[Problem]:
    """Return the problems of a file, and the findings about it when it can be used."""
    if name == "-":
        definition, problems = read_problems(sys.stdin.buffer.read(), "<stdin>", None)
    else:
        path, shown = find_criteria(name)
        definition, problems = read_problems(read_file(path, shown), shown, path.parent)
    if definition is None or any(problem.severity == "error" for problem in problems):
        return problems
    today = date.today()
    return accepted(definition, [*problems, *requested_checks(definition, today)], today)


def _print_summary(found: dict[str, list[Problem]]) -> None:
    for name, problems in found.items():
        print(f"{name}: {counted(problems)}")


def counted(problems: Iterable[Problem]) -> str:
    """Return how many problems there are of each severity: `2 errors, 1 warning`."""
    numbers: dict[str, int] = {}
    for problem in problems:
        numbers[problem.severity] = numbers.get(problem.severity, 0) + 1
    words = [f"{number} {severity}{'s' if number > 1 else ''}" for severity, number in numbers.items()]
    return ", ".join(words) or "no problems"
