"""Find the problems of criteria files: slips in the file, and what is proved about everyone whom the criteria can be about.

Proved is, over every possible person and not by samples: criteria that are never met, always met or never decide, limits that never limit, levels that nobody
has, facts and thresholds that never matter, a worse fact that lowers the level, invariants that somebody breaks, and people at their worst of whom no criterion
speaks. Each finding comes with a person, or two, who show it, to be pasted as a vignette. `accept` in the file silences a finding with a reason.

Every problem is printed with its place, what is allowed, and a hint. Errors and findings that are not accepted make the exit code 1; other warnings do with
--strict.
"""

import argparse
from collections.abc import Iterable, Mapping
from datetime import date

from carelevel.cli.finding_formats import github, sarif
from carelevel.cli.output import CRITERIA_HELP, FORMATS, add_format, criteria_named, print_document, print_json, print_safely, read_named
from carelevel.cli.proving import add_budget
from carelevel.model.criteria import Definition
from carelevel.model.problems import Problem
from carelevel.model.serialize import case_text
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Paragraph, code, line, strong
from carelevel.syntax.bundled import find_criteria
from carelevel.syntax.loading import read_problems
from carelevel.verify.checks import accepted, is_something_found, requested_checks
from carelevel.verify.checks.exactness import exactness
from carelevel.verify.checks.shown import vignette_text, vignettes
from carelevel.verify.proofs.case_space import disagreeing

EXAMPLES = """carelevel check my-criteria.yaml
carelevel check --strict
carelevel check --format sarif my-criteria.yaml > findings.sarif
carelevel check --format github my-criteria.yaml"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("criteria", metavar="CRITERIA", nargs="*", help=CRITERIA_HELP)
    parser.add_argument("--strict", action="store_true", help="count warnings as problems")
    parser.add_argument("--explain-exactness", action="store_true", help="say which facts can make the fast range of `decide` wider than the exact one")
    add_budget(parser)
    add_format(parser, (*FORMATS, "sarif", "github"))


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    checked = {name: _checked(name, explains_exactness=options.explain_exactness) for name in criteria_named(options.criteria)}
    found = {name: problems for name, (_, problems) in checked.items()}
    every = [problem for problems in found.values() for problem in problems]
    match options.format:
        case "json":
            print_json([problem.to_dict() for problem in every])
        case "sarif":
            print_json(sarif({_shown(name): problems for name, problems in found.items()}))
        case "github":
            for command in github({_shown(name): problems for name, problems in found.items()}):
                print_safely(command)
        case "text":
            for definition, problems in checked.values():
                for problem in problems:
                    print_safely("\n".join([str(problem), *_witnesses(definition, problem)]))
            for name, (definition, problems) in checked.items():
                print_safely(f"{name}: {counted(problems)}{_left_out(definition)}")
        case shape:
            print_document(_document(checked), shape, "Problems")
    return 1 if any(is_something_found(problem) or (options.strict and problem.severity == "warning") for problem in every) else 0


def _checked(name: str, *, explains_exactness: bool) -> tuple[Definition | None, list[Problem]]:
    """Return the definition in a file, if it can be used, and the problems of the file, with the findings about it."""
    content, shown, folder = read_named(name)
    definition, problems = read_problems(content, shown, folder)
    if definition is None or any(problem.severity == "error" for problem in problems):
        return None, problems
    today = date.today()
    notes = exactness(definition) if explains_exactness else ()
    return definition, [*accepted(definition, [*problems, *requested_checks(definition, today)], today), *notes]


def _witnesses(definition: Definition | None, problem: Problem) -> list[str]:
    """Return the people who show an open finding, as lines to paste under `vignettes`."""
    if definition is None or problem.severity == "note":
        return []
    shown = [vignette_text(vignette) for vignette in vignettes(definition, problem)]
    return ["  witness, to paste under `vignettes`:", *shown] if shown else []


def _shown(name: str) -> str:
    return "<stdin>" if name == "-" else find_criteria(name)[1]


def counted(problems: Iterable[Problem]) -> str:
    """Return how many problems there are of each severity: `2 errors, 1 warning`."""
    numbers: dict[str, int] = {}
    for problem in problems:
        numbers[problem.severity] = numbers.get(problem.severity, 0) + 1
    words = [f"{number} {severity}{'s' if number > 1 else ''}" for severity, number in numbers.items()]
    return ", ".join(words) or "no problems"


def _left_out(definition: Definition | None) -> str:
    """Return of whom nothing is proved, since facts disagree in them."""
    said = "" if definition is None else disagreeing(definition)
    return said and f"; {said}"


def _document(checked: Mapping[str, tuple[Definition | None, list[Problem]]]) -> Document:
    blocks: list[Block] = [Heading("Problems", 1)]
    for name, (definition, problems) in checked.items():
        blocks += [Heading(name), Paragraph(line(f"{counted(problems).capitalize()}{_left_out(definition)}."))]
        blocks += [Bullets(tuple(map(_item, problems)))] if problems else []
    return tuple(blocks)


def _item(problem: Problem) -> Item:
    where = (code(str(problem.place)), " ") if problem.place else ()
    below = [line(f"Hint: {problem.hint}")] if problem.hint else []
    below += [line("Witness: ", code(case_text(problem.witness)))] if problem.witness is not None else []
    return Item(line(*where, strong(f"{problem.severity}: {problem.code}"), f": {problem.message}"), tuple(below))
