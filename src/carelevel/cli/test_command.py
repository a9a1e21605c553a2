"""Run the examples and vignettes of criteria, and show the expected and the actual answer where they differ.

When all of them pass, `--coverage` lists what they do not cover, and `--mutate` lists small changes of the criteria that they would not detect, each with a
vignette that would.
"""

import argparse
from collections.abc import Iterator
from fractions import Fraction

from carelevel.cli.output import CRITERIA_HELP, add_format, criteria_named, print_document, print_json, print_safely, suite_named
from carelevel.cli.proving import add_budget
from carelevel.model.problems import quoted
from carelevel.verify.testing.runs import Run, coverage_said, goal_told, mutant_told, mutation_said, run_of, survivors_told

EXAMPLES = """carelevel test my-criteria.yaml --verbose
carelevel test my-criteria.yaml --coverage --fail-under 90
carelevel test my-criteria.yaml --mutate
carelevel test vignettes.yaml"""

TEST_FORMAT = 1
"""Version of the JSON form of a run."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("paths", metavar="PATH", nargs="*", help=f"vignette files, {CRITERIA_HELP}")
    parser.add_argument("-v", "--verbose", action="store_true", help="also list what passed")
    parser.add_argument("--coverage", action="store_true", help="list what the examples and vignettes do not cover")
    parser.add_argument("--fail-under", metavar="PERCENT", type=_percent, help="exit with 1 when the coverage of a criteria set is lower")
    parser.add_argument("--mutate", action="store_true", help="list small changes of the criteria that no test would detect; exit with 1 when there are any")
    add_budget(parser)
    add_format(parser)


def _percent(text: str) -> Fraction:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        value = Fraction(-1)
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not a number from 0 to 100")
    return value


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    with_coverage = options.coverage or options.fail_under is not None
    suites = [suite_named(name) for name in criteria_named(options.paths)]
    runs = [run_of(each, with_coverage=with_coverage, with_mutation=options.mutate) for each in suites]
    match options.format:
        case "json":
            print_json({"format": TEST_FORMAT, "runs": [each.to_dict() for each in runs]})
        case "text":
            for text in _texts(runs, options):
                print_safely(text)
        case shape:
            from carelevel.verify.testing.report import document

            print_document(document(runs, verbose=options.verbose), shape, "Examples and vignettes")
    return 1 if any(_is_wrong(each, options) for each in runs) else 0


def _is_wrong(run: Run, options: argparse.Namespace) -> bool:
    if run.failed or (run.mutation is not None and (run.mutation.survivors or run.mutation.undecided)):
        return True
    return run.coverage is not None and options.fail_under is not None and run.coverage.share * 100 < options.fail_under


def _texts(runs: list[Run], options: argparse.Namespace) -> Iterator[object]:
    """Yield the parts of the output: single examples and vignettes first, then each criteria set."""
    for run in runs:
        yield from (result for result in run.results if options.verbose or result.outcome != "passed")
    for run in runs:
        name = run.definition.id
        yield f"{name}: {run.summary()}"
        if run.coverage is not None:
            yield f"{name}: {coverage_said(run.coverage)}"
            if options.coverage:
                yield from (f"  missing: {goal_told(goal)}" for goal in run.coverage.missing)
                yield from (f"  not decided: {goal_told(goal)}" for goal in run.coverage.undecided)
                yield from (f"  impossible: {goal_told(goal)}" for goal in run.coverage.unreachable)
        if run.mutation is not None:
            yield f"{name}: {mutation_said(run.mutation)}"
            yield from survivors_told(run.definition, run.mutation)
            yield from (f"not decided: {mutant_told(mutant)}" for mutant in run.mutation.undecided)
            if options.verbose:
                yield from (f"decides the same for everyone: {mutant_told(mutant)}" for mutant in run.mutation.same)
        if run.failed and (options.coverage or options.mutate or options.fail_under is not None):
            yield f"{name}: not measured, because tests that fail check nothing"
