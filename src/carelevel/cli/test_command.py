"""Run the examples of criteria and the vignettes beside them, and show what was expected beside what came out."""

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from carelevel.checks.tests import Tested, tested_examples, tested_vignettes
from carelevel.cli.output import CRITERIA_HELP, add_format, criteria_named, print_document, print_json, print_safely, read_named
from carelevel.criteria import Definition
from carelevel.criteria_set import CriteriaSet
from carelevel.problems import CriteriaError, Problem, quoted
from carelevel.reading.document import read_criteria
from carelevel.reading.library import CRITERIA_FILE, VIGNETTES_FILE, bundled_ids, find_criteria, read_file
from carelevel.reading.vignette_files import read_vignettes, resolve_vignettes
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Line, Paragraph, code, line, strong
from carelevel.vignettes import Vignette

EXAMPLES = """carelevel test my-criteria.yaml --verbose
carelevel test vignettes.yaml"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("paths", metavar="PATH", nargs="*", help=f"vignette files, {CRITERIA_HELP}")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what passed, too")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    results = [result for name in criteria_named(options.paths) for result in _tested(name)]
    failed = [result for result in results if not result.passed]
    listed = results if options.verbose else failed
    match options.format:
        case "json":
            print_json([result.to_dict() for result in results])
        case "text":
            for result in listed:
                print_safely(result)
            for name, said in _summaries(results):
                print_safely(f"{name}: {said}")
        case shape:
            print_document(_document(results, listed), shape, "Examples and vignettes")
    return 1 if failed else 0


def _summaries(results: Sequence[Tested]) -> Iterator[tuple[str, str]]:
    """Yield each criteria set with how much was run and how much of it failed."""
    for name in dict.fromkeys(result.criteria for result in results):
        of_set = [result for result in results if result.criteria == name]
        kinds = [(kind, sum(result.kind == kind for result in of_set)) for kind in ("example", "vignette")]
        counted = ", ".join(f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in kinds)
        yield name, f"{counted}, {sum(not result.passed for result in of_set)} failed"


def _document(results: Sequence[Tested], listed: Sequence[Tested]) -> Document:
    blocks: list[Block] = [Heading("Examples and vignettes", 1)]
    for name, said in _summaries(results):
        items = tuple(_item(result) for result in listed if result.criteria == name)
        blocks += [Heading(name), Paragraph(line(f"{said}."))]
        blocks += [Bullets(items)] if items else []
    return tuple(blocks)


def _item(result: Tested) -> Item:
    title = f": {result.title}" if result.title else ""
    below: list[Line] = [line(f"{d.member}: expected {d.expected}, came out {d.actual}") for d in result.differences]
    if not result.passed:
        below += [line(f"The answer: {result.why}")] if result.why else []
        below += [line(code(str(result.place)))] if result.place else []
    return Item(line(strong("passed" if result.passed else "FAILED"), f" {result.kind} ", code(result.name), title), tuple(below))


def _tested(name: str) -> Iterator[Tested]:
    """Yield the results of a criteria file with the vignettes beside it, or of a vignette file with the criteria that it names."""
    if name.endswith((".yaml", ".yml")) and _is_vignette_file(Path(name)):
        definition, path = _definition(_criteria_of(Path(name)))
        yield from tested_vignettes(CriteriaSet(definition), _vignettes(Path(name), name, definition, path))
        return
    definition, path = _definition(name)
    yield from tested_examples(definition)
    beside = path.with_name(VIGNETTES_FILE) if path else None
    if beside is not None and beside.is_file():
        shown = f"{name}/{VIGNETTES_FILE}" if name in bundled_ids() else str(beside)
        yield from tested_vignettes(CriteriaSet(definition), _vignettes(beside, shown, definition, path))


def _is_vignette_file(path: Path) -> bool:
    try:
        return b"\nvignettes:" in b"\n" + read_file(path, str(path))
    except CriteriaError:
        return False


def _criteria_of(vignettes: Path) -> str:
    """Return the criteria that a vignette file names: a file beside it with that id or name, else a bundled set or a path from there."""
    named, _, _, _ = read_vignettes(vignettes, str(vignettes))
    for beside in (vignettes.parent / file for file in (CRITERIA_FILE, f"{named}.yaml", f"{named}.yml")):
        if beside.is_file() and named == _definition(str(beside))[0].id:
            return str(beside)
    return named if named in bundled_ids() else str(vignettes.parent / named)


def _definition(name: str) -> tuple[Definition, Path | None]:
    """Return the definition in a criteria file, and the file."""
    content, shown, folder = read_named(name)
    definition, problems = read_criteria(content, shown, folder)
    if definition is None:
        raise CriteriaError(problems)
    return definition, None if name == "-" else find_criteria(name)[0]


def _vignettes(path: Path, shown: str, definition: Definition, criteria: Path | None) -> tuple[Vignette, ...]:
    named, shape, document, problems = read_vignettes(path, shown)
    vignettes, more = resolve_vignettes(shape, document, definition)
    problems += more
    if named != definition.id and (criteria is None or os.path.realpath(path.parent / named) != os.path.realpath(criteria)):
        message = f"these vignettes are for {quoted(named)}, the criteria beside them are {quoted(definition.id)}"
        problems.append(Problem("wrong-criteria", message, place=document.place(("criteria",))))
    if any(problem.severity == "error" for problem in problems):
        raise CriteriaError(problems)
    return vignettes
