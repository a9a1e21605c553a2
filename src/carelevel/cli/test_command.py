"""Run the examples of criteria and the vignettes beside them, and show what was expected beside what came out."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from carelevel.checks.tests import Tested, tested_examples, tested_vignettes
from carelevel.cli.output import add_format, print_json
from carelevel.criteria import Definition
from carelevel.criteria_set import CriteriaSet
from carelevel.problems import CriteriaError, Problem, quoted
from carelevel.reading.document import read_criteria
from carelevel.reading.library import VIGNETTES_FILE, bundled_ids, find_criteria, read_file
from carelevel.reading.vignette_files import read_vignettes, resolve_vignettes

EXAMPLE = "carelevel test my-criteria/ --verbose"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    what = "criteria files, vignette files, folders with a criteria.yaml and a vignettes.yaml, or ids of bundled sets; none for all bundled sets"
    parser.add_argument("paths", metavar="PATH", nargs="*", help=what)
    parser.add_argument("-v", "--verbose", action="store_true", help="list what passed, too")
    add_format(parser, ("text", "json"))


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    results = [result for name in options.paths or bundled_ids() for result in _tested(name)]
    failed = [result for result in results if not result.passed]
    if options.format == "json":
        print_json([result.to_dict() for result in results])
        return 1 if failed else 0
    for result in results if options.verbose else failed:
        print(result)
    for name in dict.fromkeys(result.criteria for result in results):
        of_set = [result for result in results if result.criteria == name]
        kinds = [f"{sum(result.kind == kind for result in of_set)} {kind}s" for kind in ("example", "vignette")]
        print(f"{name}: {', '.join(kinds)}, {sum(not result.passed for result in of_set)} failed")
    return 1 if failed else 0


def _tested(name: str) -> Iterator[Tested]:
    """Yield the results of a criteria file with the vignettes beside it, or of a vignette file with the criteria that it names."""
    vignettes: Path | None = None
    path: Path | str = name
    if name.endswith((".yaml", ".yml")) and _is_vignette_file(Path(name)):
        vignettes = Path(name)
        path = _criteria_of(vignettes)
    location, shown = find_criteria(path)
    definition = _definition(location, shown)
    if vignettes is None:
        yield from tested_examples(definition)
        vignettes = location.parent / VIGNETTES_FILE
    if vignettes.is_file():
        shown_vignettes = str(vignettes) if name not in bundled_ids() else f"{name}/{VIGNETTES_FILE}"
        yield from tested_vignettes(CriteriaSet(definition), _read(vignettes, shown_vignettes, definition))


def _is_vignette_file(path: Path) -> bool:
    try:
        return b"\nvignettes:" in b"\n" + read_file(path, str(path))
    except CriteriaError:
        return False


def _criteria_of(vignettes: Path) -> Path | str:
    """Return the criteria that a vignette file names: those beside it when they have that id, else a bundled set or a path from there."""
    named, _, _, _ = read_vignettes(vignettes, str(vignettes))
    beside = vignettes.parent / "criteria.yaml"
    if beside.is_file() and f"\nid: {named}\n".encode() in b"\n" + read_file(beside, str(beside)):
        return beside
    return named if named in bundled_ids() else vignettes.parent / named


def _definition(path: Path, shown: str) -> Definition:
    definition, problems = read_criteria(read_file(path, shown), shown, path.parent)
    if definition is None:
        raise CriteriaError(problems)
    return definition


def _read(path: Path, shown: str, definition: Definition) -> Any:
    named, shape, document, problems = read_vignettes(path, shown)
    vignettes, more = resolve_vignettes(shape, document, definition)
    problems += more
    if named != definition.id and path.parent / named != path.parent / "criteria.yaml":
        message = f"these vignettes are for {quoted(named)}, the criteria beside them are {quoted(definition.id)}"
        problems.append(Problem("wrong-criteria", message, place=document.place(("criteria",))))
    if any(problem.severity == "error" for problem in problems):
        raise CriteriaError(problems)
    return vignettes
