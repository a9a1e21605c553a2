"""Explain the answer for one case: why this level, why not another, what would change it, and what has changed.

Without options, the reasons are printed, and the smallest changes of the record that lead to each other level. With --why-not, --what-if or --since, only
that is printed. --all shows everything. None of it is advice to record anything that is not true.
"""

import argparse
from collections.abc import Sequence

from carelevel.answers.explain.reassessment import Comparison
from carelevel.api import CriteriaSet
from carelevel.cli.output import DEFAULT_CRITERIA, ONE_HELP, add_format, facts_of_another_set, fail, load_named, print_document, print_json, read_one
from carelevel.model.cases import Case, read_case
from carelevel.model.facts import base_facts
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CaseError, CriteriaError, Problem, Report, did_you_mean, listed, quoted
from carelevel.show import reassessment
from carelevel.show.explain import Result, section
from carelevel.show.section import Section, together
from carelevel.syntax.case_reader import GivenCase
from carelevel.syntax.yaml_reader import read_yaml

EXAMPLES = """carelevel explain case.yaml
carelevel explain case.yaml --why-not residential --format markdown
carelevel explain case.yaml --what-if suicide_risk=high --what-if phq9=20
carelevel explain case.yaml --since last-month.yaml"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("case", metavar="CASE", help="a file with one case, or - for standard input")
    parser.add_argument("--criteria", metavar="ID_OR_PATH", default=DEFAULT_CRITERIA, help=ONE_HELP)
    parser.add_argument("--why-not", metavar="LEVEL", action="append", default=[], help="explain why this level is not suggested; may be repeated")
    what_if = "compare with the answer for another value; several are changed together; null means not known"
    parser.add_argument("--what-if", metavar="FACT=VALUE", action="append", default=[], help=what_if)
    parser.add_argument("--since", metavar="OLD_CASE", help="show what has changed since an earlier case of the same person")
    parser.add_argument("--all", action="store_true", help="show all evidence and all changes, not only the first few")
    parser.add_argument("--unchangeable", action="store_true", help="also vary facts that cannot change, such as age and history")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if [options.case, options.criteria, options.since].count("-") > 1:
        return fail("standard input can be read only once, and `-` is given twice")
    criteria = load_named(options.criteria)
    _check_levels(criteria, options.why_not)
    try:
        results = _results(criteria, options)
    except CaseError as error:
        return facts_of_another_set(error, options.criteria)
    if options.format == "json":
        print_json({name: found for name, _, found in results})
    else:
        print_document(together([shown for _, shown, _ in results], criteria.definition), options.format, "Explanation")
    return 0


def _results(criteria: CriteriaSet, options: argparse.Namespace) -> "list[_Named]":
    """Return the explanations that the options ask for.

    Raises:
        CaseError: with the problems of all cases.
    """
    cases = _cases(criteria, [name for name in (options.case, options.since) if name is not None])
    case = cases[0]
    results: list[_Named] = []
    if options.since is not None:
        results.append(_compared("since", criteria.compare(cases[1], case)))
    if options.why_not:
        found = [criteria.why_not(case, level) for level in dict.fromkeys(options.why_not)]
        results += [("why_not", section(each), [each.to_dict() for each in found]) for each in found]
    if options.what_if:
        results.append(_compared("what_if", criteria.compare(case, supposed(criteria, case, options.what_if)), what_if=True))
    return results or _why_and_changes(criteria, case, options)


_Named = tuple[str, Section, object]


def _why_and_changes(criteria: CriteriaSet, case: Case, options: argparse.Namespace) -> list[_Named]:
    changes = criteria.what_would_change(case, unchangeable=options.unchangeable)
    results: tuple[tuple[str, Result], ...] = (("why", criteria.why(case)), ("changes", changes))
    return [(name, section(result, every=options.all), result.to_dict()) for name, result in results]


def _compared(name: str, found: Comparison, *, what_if: bool = False) -> _Named:
    return name, reassessment.section(found, what_if=what_if), found.to_dict()


def _check_levels(criteria: CriteriaSet, levels: Sequence[str]) -> None:
    """Refuse levels that the criteria do not have.

    Raises:
        CaseError: with a problem for each of them.
    """
    known = criteria.levels
    problems = [
        Problem("unknown-level", f"no level is called {quoted(level)}; allowed are {listed(known)}", hint=did_you_mean(level, known))
        for level in levels
        if level not in known
    ]
    if problems:
        raise CaseError(problems)


def _cases(criteria: CriteriaSet, names: Sequence[str]) -> list[Case]:
    """Return the cases in some files, each of which holds one.

    Raises:
        CaseError: with the problems of all of them.
    """
    facts = criteria.definition.every_name()
    cases: list[Case] = []
    problems: list[Problem] = []
    for name in names:
        try:
            given = read_one(name)
            case = given.checked(facts)
            _check_possible(criteria, case, given)
            cases.append(case)
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return cases


def _check_possible(criteria: CriteriaSet, case: Case, given: GivenCase) -> None:
    """Refuse an impossible case, naming its place.

    Raises:
        CaseError: with the place.
    """
    try:
        criteria.possible_levels(case)
    except CaseError as error:
        where = given.document
        places = [(problem, where.place((*given.path, *problem.path)) if where else given.place) for problem in error.problems]
        raise CaseError(problem.at(place) for problem, place in places) from error


def supposed(criteria: CriteriaSet, case: Case, words: Sequence[str]) -> Case:
    """Return a case with some facts replaced, each given as `FACT=VALUE`.

    A value is read as in a case file and replaces the recorded one. Members of a set that are not named stay as they are; `null` makes a fact
    unknown.

    Raises:
        CaseError: with the problems of all of them.
    """
    report = Report()
    given: dict[str, object] = {}
    for word in words:
        name, found, text = word.partition("=")
        name = name.strip()
        if not found or not name or not text.strip():
            report.add("wrong-type", (), f"{quoted(word)} is not of the form FACT=VALUE; write FACT=VALUE, or FACT=null for not known")
        elif name in given:
            report.add_key("repeated-key", (name,), f"{quoted(name)} is given two values")
        else:
            given[name] = _value(name, text, report)
    new = read_case(criteria.definition.every_name(), given, report)
    if report.problems:
        raise CaseError(report.problems)
    return _replaced(criteria, case, given, new)


def _value(name: str, text: str, report: Report) -> object:
    try:
        document, problems = read_yaml(text, name)
    except CriteriaError as error:
        problems = list(error.problems)
    else:
        if not problems:
            return document.data
    for problem in problems:
        report.add(problem.code, (name,), problem.message, problem.hint)
    return None


def _replaced(criteria: CriteriaSet, case: Case, given: dict[str, object], new: Case) -> Case:
    """Return a case in which the given facts replace the recorded ones."""
    # A band replaces its score.
    every = criteria.definition.by_id()
    named = {base for name in given for base in base_facts(every[name])}
    forgotten = {name for name, value in given.items() if value is None}
    values = {name: known for name, known in case.values.items() if name not in named} | dict(new.values)
    members = {name: known for name, known in case.members.items() if name not in forgotten}
    members |= {name: FrozenDict({**members.get(name, {}), **known}) for name, known in new.members.items()}
    return Case(FrozenDict(values), FrozenDict(members), new.facts)
