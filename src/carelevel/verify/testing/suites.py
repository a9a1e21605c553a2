"""Which tests a name stands for: a criteria file with the vignettes next to it, or a vignette file with the criteria that it names."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from carelevel.api import CriteriaSet
from carelevel.logic.contradictions import undisputed
from carelevel.model.criteria import Definition
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.problems import CriteriaError, Place, Problem, quoted
from carelevel.model.vignettes import Vignette
from carelevel.syntax.atom_places import leaf_places
from carelevel.syntax.bundled import CRITERIA_FILE, VIGNETTES_FILE, bundled_ids, find_criteria, read_file
from carelevel.syntax.criteria_reader import read_criteria
from carelevel.syntax.vignette_reader import read_vignettes, resolve_vignettes
from carelevel.verify.checks.tests import Tested, tested_examples, tested_vignettes
from carelevel.verify.testing.coverage import Check, examples_as_checks


@record
class Suite:
    """The tests of a criteria set.

    Attributes:
        criteria: the set; its examples need not hold.
        places: for each section and id in it the places of the leaves of its condition.
        vignettes: the vignettes that are run.
        has_examples: whether the examples are run too.
    """

    criteria: CriteriaSet
    places: FrozenDict[tuple[str, str], tuple[Place, ...]]
    vignettes: tuple[Vignette, ...]
    has_examples: bool

    @property
    def definition(self) -> Definition:
        """What the criteria file says."""
        return self.criteria.definition

    def results(self) -> Iterator[Tested]:
        """Run the tests, one by one."""
        if self.has_examples:
            yield from tested_examples(self.definition)
        yield from tested_vignettes(self.criteria, self.vignettes)

    def checks(self) -> list[Check]:
        """Return the cases that the tests look at; none of what is still to do."""
        examples = [check for criterion in self.definition.criteria for check in examples_as_checks(self.definition, criterion)] if self.has_examples else []
        return [*examples, *(Check(undisputed(self.definition, vignette.case)) for vignette in self.vignettes if vignette.todo is None)]


@record
class Single:
    """One example or vignette, ready to be run.

    Attributes:
        name: what it is and what it is called.
        place: where it is written.
        todo: why a vignette is not expected to pass yet.
        run: runs it.
    """

    name: str
    place: Place | None
    todo: str | None
    run: Callable[[], Tested]


def suite(name: str) -> Suite:
    """Return the tests of a bundled set, a criteria file or folder, or a vignette file.

    Raises:
        CriteriaError: there is no such file, it has problems, or the vignettes are for other criteria.
    """
    path = Path(name)
    if name.endswith((".yaml", ".yml")) and is_vignette_file(path):
        criteria = _criteria_of(path, name)
        location, shown = find_criteria(criteria)
        found = suite_of(read_file(location, shown), shown, location.parent)
        return Suite(found.criteria, found.places, _vignettes(path, name, found.definition, location), has_examples=False)
    location, shown = find_criteria(name)
    found = suite_of(read_file(location, shown), shown, location.parent)
    beside = location.with_name(VIGNETTES_FILE)
    if not beside.is_file():
        return found
    told = f"{name}/{VIGNETTES_FILE}" if name in bundled_ids() else str(beside)
    return Suite(found.criteria, found.places, _vignettes(beside, told, found.definition, location), has_examples=True)


def singles_in(path: Path, shown: str) -> tuple[Single, ...]:
    """Return the tests in one file alone: the examples of criteria, or the vignettes.

    Raises:
        CriteriaError: the file has problems.
    """
    if not is_vignette_file(path):
        examples = tested_examples(suite_of(read_file(path, shown), shown, path.parent).definition)
        return tuple(Single(f"example {each.name}", each.place, None, partial(_itself, each)) for each in examples)
    location, named = find_criteria(_criteria_of(path, shown))
    found = suite_of(read_file(location, named), named, location.parent)
    vignettes = _vignettes(path, shown, found.definition, location)
    return tuple(Single(f"vignette {each.id}", each.place, each.todo, partial(_run, found.criteria, each)) for each in vignettes)


def _itself(tested: Tested) -> Tested:
    return tested


def _run(criteria: CriteriaSet, vignette: Vignette) -> Tested:
    return next(tested_vignettes(criteria, [vignette]))


def suite_of(content: bytes, shown: str, folder: Path | None) -> Suite:
    """Return the tests inside a criteria file.

    Raises:
        CriteriaError: it has problems, other than examples that fail.
    """
    definition, problems = read_criteria(content, shown, folder)
    if definition is None:
        raise CriteriaError(problems)
    return Suite(CriteriaSet(definition), FrozenDict(leaf_places(content, shown, definition)), (), has_examples=True)


def is_vignette_file(path: Path) -> bool:
    """Return whether a file looks like one of vignettes."""
    try:
        return b"\nvignettes:" in b"\n" + read_file(path, str(path))
    except CriteriaError:
        return False


def _criteria_of(vignettes: Path, shown: str) -> str:
    """Return the criteria that a vignette file names: a file next to it with that id or name, else a bundled set or a path from there."""
    named, _, _, _ = read_vignettes(vignettes, shown)
    for beside in (vignettes.parent / file for file in (CRITERIA_FILE, f"{named}.yaml", f"{named}.yml")):
        if beside.is_file() and named == suite_of(read_file(beside, str(beside)), str(beside), beside.parent).definition.id:
            return str(beside)
    return named if named in bundled_ids() else str(vignettes.parent / named)


def _vignettes(path: Path, shown: str, definition: Definition, criteria: Path) -> tuple[Vignette, ...]:
    named, shape, document, problems = read_vignettes(path, shown)
    vignettes, more = resolve_vignettes(shape, document, definition)
    problems += more
    if named != definition.id and os.path.realpath(path.parent / named) != os.path.realpath(criteria):
        message = f"these vignettes are for {quoted(named)}, the criteria beside them are {quoted(definition.id)}"
        problems.append(Problem("wrong-criteria", message, place=document.place(("criteria",))))
    if any(problem.severity == "error" for problem in problems):
        raise CriteriaError(problems)
    return vignettes
