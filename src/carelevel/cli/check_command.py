"""Find problems in criteria files: errors in the file, and findings that are proved for every possible case.

The proofs cover every case that the criteria apply to, not a sample. They find criteria that are never met, always met or never decide the level; limits that
never lower a level; levels that no one can have; facts and thresholds that never matter; worse facts that lower the level; invariants (rules that must hold
for everyone) that are broken; and worst-case facts that no criterion mentions. Each finding comes with one or two cases that show it, ready to paste as a
vignette. `accept` in the file silences a finding, with a reason.

With --agree, two criteria sets are compared on the facts that both share. It is proved that for nobody their lowest possible levels are further apart than
`agrees_with` in the files allows, or a case shows who is treated differently. The exit code is 1 for such a case, and where not everything was decided.

Each problem is printed with its place, what is allowed, and a hint. The exit code is 1 for errors and for findings that are not accepted; with --strict also
for other warnings.
"""

import argparse
from collections.abc import Iterable, Mapping
from datetime import date

from carelevel.cli.finding_formats import github, sarif
from carelevel.cli.output import CRITERIA_HELP, FORMATS, add_format, criteria_named, fail, load_named, print_document, print_json, print_safely, read_named
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
carelevel check --agree adult-mental-health adult-substance-use
carelevel check --format sarif my-criteria.yaml > findings.sarif
carelevel check --format github my-criteria.yaml"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("criteria", metavar="CRITERIA", nargs="*", help=CRITERIA_HELP)
    parser.add_argument("--agree", action="store_true", help="compare two criteria sets on the facts that both share, and show who is treated differently")
    parser.add_argument("--strict", action="store_true", help="exit with 1 for warnings, too")
    parser.add_argument("--explain-exactness", action="store_true", help="list the facts that can make the fast range of `decide` wider than the exact range")
    add_budget(parser)
    add_format(parser, (*FORMATS, "sarif", "github"))


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.agree:
        return _agree(options)
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


def _agree(options: argparse.Namespace) -> int:
    """Compare two criteria sets on the facts that both share."""
    if len(options.criteria) != 2:
        return fail("--agree compares two criteria sets", "name both: carelevel check --agree ONE OTHER")
    if options.criteria == ["-", "-"]:
        return fail("standard input can be read only once, and `-` is given twice")
    if options.format not in FORMATS or options.explain_exactness or options.strict:
        return fail("--agree cannot be combined with --strict, --explain-exactness, --format sarif or --format github")
    from carelevel.verify.agree import agree
    from carelevel.verify.agree.document import document as agreement_document

    one, other = map(load_named, options.criteria)
    found = agree(one, other)
    if options.format == "json":
        print_json(found.to_dict())
    else:
        print_document(agreement_document(found), options.format, "Agreement")
    return 0 if found.agrees else 1


def _checked(name: str, *, explains_exactness: bool) -> tuple[Definition | None, list[Problem]]:
    """Return the definition in a file (None when unusable), its problems and its findings."""
    content, shown, folder = read_named(name)
    definition, problems = read_problems(content, shown, folder)
    if definition is None or any(problem.severity == "error" for problem in problems):
        return None, problems
    today = date.today()
    notes = exactness(definition) if explains_exactness else ()
    return definition, [*accepted(definition, [*problems, *requested_checks(definition, today)], today), *notes]


def _witnesses(definition: Definition | None, problem: Problem) -> list[str]:
    """Return the cases that show a finding, as lines to paste under `vignettes`."""
    if definition is None or problem.severity == "note":
        return []
    shown = [vignette_text(vignette) for vignette in vignettes(definition, problem)]
    return ["  a case that shows it, to paste under `vignettes`:", *shown] if shown else []


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
    """Return which cases the proofs leave out because they contradict themselves."""
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
    below += [line("Shown by: ", code(case_text(problem.witness)))] if problem.witness is not None else []
    return Item(line(*where, strong(f"{problem.severity}: {problem.code}"), f": {problem.message}"), tuple(below))
