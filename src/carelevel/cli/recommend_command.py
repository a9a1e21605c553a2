"""Suggest a level of care for each case, with its reasons.

A case file maps facts to what is known. It is YAML or JSON with one case or a list of cases, or JSON Lines. Facts that it does not name are unknown. All cases
are checked before the first answer is printed. A range of levels is an answer, too: the exit code is 0.
"""

import argparse
from collections.abc import Iterable, Sequence

from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet
from carelevel.cli.output import (
    DEFAULT_CRITERIA,
    ONE_HELP,
    add_format,
    facts_of_another_set,
    fail,
    json_text,
    load_named,
    print_document,
    print_json,
    read_input,
)
from carelevel.model.problems import CaseError, Place, Problem
from carelevel.show import answer
from carelevel.show.document import Heading
from carelevel.syntax.case_reader import CaseFile, GivenCase, read_cases

EXAMPLES = """carelevel recommend case.yaml
carelevel recommend case.yaml --criteria my-criteria.yaml
carelevel recommend cases.jsonl --format json > answers.jsonl
echo 'suicide_risk: imminent' | carelevel recommend -"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("cases", metavar="CASE", nargs="+", help="a case file, or - for standard input")
    parser.add_argument("--criteria", metavar="ID_OR_PATH", default=DEFAULT_CRITERIA, help=ONE_HELP)
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if [*options.cases, options.criteria].count("-") > 1:
        return fail("standard input can be read only once, and `-` is given twice")
    criteria = load_named(options.criteria)
    try:
        files = _files(options.cases)
        answers = _answers(criteria, [case for file in files for case in file.cases])
    except CaseError as error:
        return facts_of_another_set(error, options.criteria)
    if options.format == "json":
        _print_json(files, [recommendation for _, recommendation in answers])
        return 0
    documents = [((Heading(name, 1),) if len(answers) > 1 else ()) + answer.document(recommendation) for name, recommendation in answers]
    print_document(sum(documents, ()), options.format, "Level of care")
    return 0


def _files(names: Iterable[str]) -> list[CaseFile]:
    """Return the case files of these names.

    Raises:
        CaseError: with the problems of all files.
    """
    problems: list[Problem] = []
    files: list[CaseFile] = []
    for name in names:
        try:
            files.append(read_cases(*read_input(name)))
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return files


def _answers(criteria: CriteriaSet, cases: Iterable[GivenCase]) -> list[tuple[str, Recommendation]]:
    """Return the name of each case with its answer.

    Raises:
        CaseError: with the problems of all cases, each at its place.
    """
    facts = criteria.definition.every_name()
    problems: list[Problem] = []
    answers: list[tuple[str, Recommendation]] = []
    for given in cases:
        try:
            answers.append((given.name, criteria.recommend(given.checked(facts))))
        except CaseError as error:
            problems += (problem if problem.place else problem.at(_place(given, problem)) for problem in error.problems)
    if problems:
        raise CaseError(problems)
    return answers


def _place(given: GivenCase, problem: Problem) -> Place:
    return given.document.place((*given.path, *problem.path)) if given.document else given.place


def _print_json(files: Sequence[CaseFile], answers: Sequence[Recommendation]) -> None:
    """Print one object for one case, a list for several, and JSON Lines for JSON Lines."""
    if all(file.kind == "lines" for file in files):
        for each in answers:
            print(json_text(each.to_dict()))
    elif len(files) == 1 and files[0].kind == "one":
        print_json(answers[0].to_dict())
    else:
        print_json([each.to_dict() for each in answers])
