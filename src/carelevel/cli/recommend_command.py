"""Suggest a level of care for each case, with its reasons.

A case file is YAML or JSON: a mapping from facts to what is known, or a list of such mappings; or JSON Lines. What is not in it is unknown. All cases are
checked before the first answer is printed. An unsettled answer is an answer: exit code 0.
"""

import argparse

from carelevel.cases import Case
from carelevel.cli.output import DEFAULT_CRITERIA, ONE_HELP, add_format, fail, json_text, load_named, print_document, print_json, read_input
from carelevel.criteria_set import CriteriaSet
from carelevel.problems import CaseError, Problem
from carelevel.reading.case_files import CaseFile, read_cases
from carelevel.show import answer
from carelevel.show.document import Document, Heading

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
        return fail("standard input can be read only once, and `-` stands here twice")
    criteria = load_named(options.criteria)
    files, checked = _checked(criteria, options.cases)
    if options.format == "json":
        _print_json(criteria, files, checked)
        return 0
    documents: list[Document] = []
    for name, case in checked:
        document = answer.document(criteria.recommend(case))
        documents.append((Heading(name, 1), *document) if len(checked) > 1 else document)
    print_document(sum(documents, ()), options.format, "Level of care")
    return 0


def _checked(criteria: CriteriaSet, names: list[str]) -> tuple[list[CaseFile], list[tuple[str, Case]]]:
    """Return the files, and the name and checked case of each case in them.

    Raises:
        CaseError: with the problems of all files and all cases.
    """
    problems: list[Problem] = []
    files: list[CaseFile] = []
    checked: list[tuple[str, Case]] = []
    for name in names:
        try:
            files.append(read_cases(*read_input(name)))
        except CaseError as error:
            problems += error.problems
            continue
        for given in files[-1].cases:
            try:
                checked.append((given.name, given.checked(criteria.definition.by_id())))
            except CaseError as error:
                problems += error.problems
    if problems:
        raise CaseError(problems)
    return files, checked


def _print_json(criteria: CriteriaSet, files: list[CaseFile], checked: list[tuple[str, Case]]) -> None:
    answers = (criteria.recommend(case).to_dict() for _, case in checked)
    if all(file.kind == "lines" for file in files):
        for each in answers:
            print(json_text(each))
    elif len(files) == 1 and files[0].kind == "one":
        print_json(next(answers))
    else:
        print_json(list(answers))
