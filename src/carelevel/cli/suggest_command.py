"""Print cases to write vignettes about, for a clinician to fill in.

They are few, and together they cover everything that tests of the criteria should cover. Pairs on the two sides of a threshold come first. The level is left
empty: write down what you expect before you run anything, so that the vignettes test the criteria instead of repeating them.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from carelevel.atomic_write import write_text
from carelevel.cli.output import DEFAULT_CRITERIA, ONE_HELP, fail, print_safely, safe_lines, suite_named
from carelevel.cli.proving import add_budget
from carelevel.logic.english import capital, case_words, joined
from carelevel.model.criteria import Definition
from carelevel.model.facts import Fact
from carelevel.model.problems import one_line, quoted
from carelevel.model.serialize import can_be_misread, case_plain, known_text, word_text
from carelevel.syntax.bundled import CRITERIA_FILE
from carelevel.verify.proofs.case_space import disagreeing
from carelevel.verify.testing.coverage_goals import goals
from carelevel.verify.testing.runs import goal_told
from carelevel.verify.testing.suggest import Person, Subject, suggestion

EXAMPLES = """carelevel suggest vignettes my-criteria.yaml --out vignettes-to-fill-in.yaml
carelevel suggest vignettes my-criteria.yaml --missing"""

WHAT = "vignettes"

_MEMBERS: dict[str, Subject] = {"services": "services", "documentation_there": "documentation", "documentation_lacking": "documentation"}
"""The lists to fill in, and what they are about."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("what", metavar="WHAT", help=f"what to suggest: {WHAT}")
    parser.add_argument("criteria", metavar="CRITERIA", nargs="?", default=DEFAULT_CRITERIA, help=ONE_HELP)
    parser.add_argument("--missing", action="store_true", help="only what the examples and vignettes do not cover yet")
    add_budget(parser)
    parser.add_argument("--out", metavar="FILE", type=Path, help="write to a new file instead of printing")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.what != WHAT:
        return fail(f"{quoted(options.what)} cannot be suggested", f"carelevel suggest {WHAT}")
    found = suite_named(options.criteria)
    definition = found.definition
    suggested = suggestion(definition, goals(definition, found.places), found.checks() if options.missing else [])
    text = safe_lines("\n".join(_lines(definition, _name(options.criteria, definition.id), suggested.people)))
    if options.out is None:
        print_safely(text)
    else:
        try:
            write_text(options.out, f"{text}\n", private=False, is_new=True)
        except FileExistsError:
            return fail(f"{quoted(options.out)} already exists and was not changed")
        print_safely(f"wrote {options.out}; fill in the levels, then run: carelevel test {options.out}")
    for goal in suggested.undecided:
        fail(f"no case was found within the allowed work for this: {goal_told(goal)}")
    return 1 if suggested.undecided else 0


def _name(criteria: str, known_as: str) -> str:
    """Return how a vignette file names the criteria: by their id, or by their file."""
    file = Path(criteria)
    is_found_by_id = criteria in {known_as, "-"} or file.is_dir() or file.stem == known_as or file.name == CRITERIA_FILE
    return known_as if is_found_by_id else file.name


def _lines(definition: Definition, name: str, people: tuple[Person, ...]) -> Iterator[str]:
    levels = joined([level.id for level in definition.levels], "or")
    yield f"# Cases for {definition.id}, version {one_line(definition.version)}, that its tests should include. The answers of the criteria are not shown."
    yield f"# After each `level:` write the level you expect: {levels};"
    yield "# or none, if the level should not be settled until more is known. Give each person a title."
    yield "# `carelevel test` refuses the file until everything is filled in."
    if disagreeing(definition):
        yield f"# {capital(disagreeing(definition))}."
    if any("services" in person.about for person in people):
        yield "# After `services:` write a list of those that are certain, or [] for none:"
        yield f"# {', '.join(service.id for service in definition.services)}."
    if any("documentation" in person.about for person in people):
        yield "# After `documentation_there:` and `documentation_lacking:` write a list of what is there, and of what is needed and not there, or [] for none:"
        yield f"# {', '.join(item.id for item in definition.documentation)}."
    yield f"criteria: {name if name[0].isalpha() and not can_be_misread(name) else _text(name)}"
    if not people:
        yield "vignettes: []"
        return
    yield "vignettes:"
    for number, person in enumerate(people, 1):
        yield from _vignette(definition, people, number, person)


def _vignette(definition: Definition, people: tuple[Person, ...], number: int, person: Person) -> Iterator[str]:
    titles = {fact.id: fact.about.title for fact in definition.facts}
    title = f"Person {number}"
    if person.differs_in is not None:
        title += f", who differs from person {number - 1} only in this: {titles[person.differs_in]}"
    elif number < len(people) and people[number].differs_in is not None:
        title += f", who differs from person {number + 1} only in this: {titles[people[number].differs_in or '']}"
    yield f"  - id: person-{number}"
    yield f"    title: {_text(title)}"
    known = case_plain(definition.by_id(), person.case)
    yield "    case:" if known else "    case: {}  # nothing is known"
    for name, value in known.items():
        fact = next(each for each in definition.facts if each.id == name)
        yield f"      {word_text(name)}: {known_text(fact, value)}  # {one_line(_words(fact, person))}"
    yield "    expect:"
    yield "      level:"
    if person.about:
        yield "      exactly:"
    for member in _MEMBERS if person.about else ():
        if _MEMBERS[member] in person.about:
            yield f"        {member}:"


def _text(words: str) -> str:
    """Return text as a quoted YAML string, whatever it contains."""
    return '"' + one_line(words).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _words(fact: Fact, person: Person) -> str:
    return joined(case_words([fact], person.case))
