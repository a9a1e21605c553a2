"""Show which programs fit a person, which do not, and for which it is not known yet, with every reason and question.

The level and the services come from the case, as `carelevel recommend` suggests them. What else the person needs is in a needs file: hours that are taken,
what is required, what is preferred. Whatever a program does not state is unknown: it counts neither as yes nor as no.
"""

import argparse
from pathlib import Path

from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet
from carelevel.cli.output import (
    DEFAULT_CRITERIA,
    ONE_HELP,
    add_format,
    facts_of_another_set,
    fail,
    load_named,
    print_document,
    print_json,
    read_one,
    say_left_out,
)
from carelevel.model.problems import CaseError, CriteriaError, Problem, did_you_mean, listed, quoted
from carelevel.model.programs import Needs, Programs
from carelevel.programs.matches import Matches
from carelevel.programs.matching import match, read_needs, read_programs
from carelevel.show import programs as shown
from carelevel.syntax.bundled import PROGRAMS_FILE, find_criteria, hidden_in

EXAMPLES = """carelevel programs case.yaml
carelevel programs case.yaml --programs programs.yaml --needs needs.yaml
carelevel programs case.yaml --ask thrive
carelevel programs case.yaml --format html > programs.html"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("case", metavar="CASE", help="a file with one case, or - for standard input")
    beside = f"a program file or a folder of them (default: the {PROGRAMS_FILE} next to the criteria; that of a bundled set is an example)"
    parser.add_argument("--programs", metavar="PATH", help=beside)
    parser.add_argument("--needs", metavar="FILE", help="a file with what the person needs from a program")
    parser.add_argument("--criteria", metavar="ID_OR_PATH", default=DEFAULT_CRITERIA, help=ONE_HELP)
    parser.add_argument("--ask", metavar="PROGRAM", help="print what to ask this program; what could rule it out comes first")
    parser.add_argument("--most", metavar="N", type=int, default=shown.MOST, help="how many programs to show; JSON always has all (default: %(default)s)")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if [options.case, options.criteria].count("-") > 1:
        return fail("standard input can be read only once, and `-` is given twice")
    if options.most < 1:
        return fail("`--most` must be at least 1")
    criteria = load_named(options.criteria)
    programs = _programs(criteria, options.programs, options.criteria)
    needs = read_needs(options.needs, programs) if options.needs else Needs()
    try:
        matches = match(_answer(criteria, options.case), programs, needs)
    except CaseError as error:
        return facts_of_another_set(error, options.criteria)
    return _print(matches, options)


def _print(matches: Matches, options: argparse.Namespace) -> int:
    ids = [fit.program.id for fit in matches.fits]
    if options.ask is not None and options.ask not in ids:
        return fail(f"no program is called {quoted(options.ask)}; there are {listed(ids)}", did_you_mean(options.ask, ids))
    if options.format == "json":
        print_json(matches.to_dict() if options.ask is None else [ask.to_dict() for ask in matches.asks(options.ask)])
    elif options.ask is not None:
        print_document(shown.asking(matches, matches[options.ask]), options.format, "What to ask")
    else:
        print_document(shown.document(matches, options.most), options.format, "Programs")
    return 0


def _programs(criteria: CriteriaSet, name: str | None, criteria_name: str) -> Programs:
    """Return the programs of a file or folder, or those next to the criteria.

    Raises:
        CriteriaError: there are none, or they have problems.
    """
    if name is not None:
        programs = read_programs(name, criteria.definition)
        say_left_out(hidden_in(Path(name), sorted(Path(name).glob("*.yaml"))))
        return programs
    beside = None if criteria_name == "-" else find_criteria(criteria_name)[0].parent / PROGRAMS_FILE
    if beside is None or not beside.is_file():
        raise CriteriaError([Problem("not-found", f"there is no {PROGRAMS_FILE} next to the criteria", hint="name a file or a folder with --programs")])
    return read_programs(beside, criteria.definition)


def _answer(criteria: CriteriaSet, name: str) -> Recommendation:
    """Return the answer for the only case in a file.

    Raises:
        CaseError: with every problem at its place.
    """
    given = read_one(name)
    case = given.checked(criteria.definition.every_name())
    try:
        return criteria.recommend(case)
    except CaseError as error:
        where = given.document
        places = [(problem, where.place((*given.path, *problem.path)) if where else given.place) for problem in error.problems]
        raise CaseError(problem.at(place) for problem, place in places) from error
