"""Which tests a name stands for: a criteria file with the vignettes next to it, or a vignette file with the criteria that it names."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from carelevel.api import CriteriaSet
from carelevel.logic.contradictions import undisputed
from carelevel.model.criteria import Definition, LocalChange
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.problems import CriteriaError, Place, Problem, did_you_mean, quoted, whole
from carelevel.model.vignettes import Vignette
from carelevel.syntax.atom_places import leaf_places
from carelevel.syntax.bundled import CRITERIA_FILE, VIGNETTES_FILE, bundled_ids, find_criteria, read_file
from carelevel.syntax.criteria_reader import read_resolved
from carelevel.syntax.patches import Link, Resolved
from carelevel.syntax.schema import VignettesShape
from carelevel.syntax.schema_fit import Shaped
from carelevel.syntax.vignette_reader import changed_vignettes, read_vignettes, resolve_vignettes, vignettes_in
from carelevel.syntax.yaml_reader import Document
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
        links: the local versions that the criteria were made from, the last one first.
    """

    criteria: CriteriaSet
    places: FrozenDict[tuple[str, str], tuple[Place, ...]]
    vignettes: tuple[Vignette, ...]
    has_examples: bool
    links: tuple[Link, ...] = ()

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
        examples = examples_as_checks(self.definition) if self.has_examples else ()
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
    told = f"{name}/{VIGNETTES_FILE}" if name in bundled_ids() else str(beside)
    is_own = beside.is_file() and not any(_is_of(link, beside, told) for link in found.links)
    own = _vignettes(beside, told, found.definition, location) if is_own else ()
    return Suite(found.criteria, found.places, (*own, *inherited_vignettes(found, own)), has_examples=True, links=found.links)


def inherited_vignettes(suite: Suite, own: Iterable[Vignette] = ()) -> tuple[Vignette, ...]:
    """Return the vignettes that a local version writes anew or adds, and those of what it is based on, all to be run against the whole.

    Args:
        suite: the tests in the criteria file.
        own: the vignettes next to it.

    Raises:
        CriteriaError: they have problems, or the local version changes vignettes that are not there.
    """
    files = [_of_base(link) for link in suite.links]
    problems = _misplaced(suite.links, files)
    vignettes: list[Vignette] = []
    gone: set[str] = set()
    for link, file in zip(suite.links, files, strict=True):
        found, more = changed_vignettes(link, suite.definition, gone)
        vignettes += found
        problems += more
        gone |= {change.id for change in _changes_of_vignettes(link) if change.kind != "added"}
        if file is not None:
            found, more = resolve_vignettes(*file[:2], suite.definition, gone)
            vignettes += found
            problems += [*file[2], *(_with_hint(problem, link) for problem in more)]
    seen = {each.id for each in own}
    for each in vignettes:
        if each.id in seen:
            problems.append(Problem("repeated-id", f"the id {quoted(each.id)} is used by two vignettes", place=each.place))
        seen.add(each.id)
    if any(problem.severity == "error" for problem in problems):
        raise CriteriaError(problems)
    return tuple(vignettes)


def _with_hint(problem: Problem, link: Link) -> Problem:
    """Say where to change a vignette of a base, unless the vignette is wrong whatever the local version changes."""
    if problem.code == "repeated-key":
        return problem
    return replace(problem, hint=f"{whole(link.document.file)} changes what this needs; list the vignette there, under `replace` or `leave_out`")


def _of_base(link: Link) -> tuple[Shaped[VignettesShape], Document, list[Problem]] | None:
    """Return the vignettes next to the base of a local version; None without any."""
    location, within = link.base
    if not isinstance(location, Path):
        return None
    path, shown = location.with_name(VIGNETTES_FILE), str(Path(link.base_shown).with_name(VIGNETTES_FILE))
    if not path.is_file() or not _is_of(link, path, shown):
        return None
    _, shape, document, problems = vignettes_in(read_file(path, shown, within), shown)
    return shape, document, problems


def _is_of(link: Link, vignettes: Path, shown: str) -> bool:
    """Return whether a vignette file is that of the base of a local version."""
    named, _, _, _ = read_vignettes(vignettes, shown)
    return named == link.base_id or os.path.realpath(vignettes.parent / named) == os.path.realpath(str(link.base[0]))


def _misplaced(links: Sequence[Link], files: Sequence[tuple[Shaped[VignettesShape], Document, list[Problem]] | None]) -> list[Problem]:
    """Return the problems of local versions that change vignettes which are not there, or add those that are."""
    problems: list[Problem] = []
    known: set[str] = set()
    for link, file in zip(reversed(links), reversed(files), strict=True):
        known |= set() if file is None else {vignette.id for vignette in file[0].shape.vignettes}
        for change in _changes_of_vignettes(link):
            if change.kind == "added" and change.id in known:
                message = f"{quoted(link.base_id)} already has the vignette {quoted(change.id)}"
                problems.append(Problem("already-in-base", message, place=change.place, hint="list it under `replace` to write it anew"))
            elif change.kind != "added" and change.id not in known:
                message = f"{quoted(link.base_id)} has no vignette {quoted(change.id)}"
                problems.append(Problem("not-in-base", message, place=change.place, hint=did_you_mean(change.id, sorted(known))))
        known |= {change.id for change in _changes_of_vignettes(link)}
        known -= {change.id for change in _changes_of_vignettes(link) if change.kind == "left_out"}
    return problems


def _changes_of_vignettes(link: Link) -> list[LocalChange]:
    return [change for change in link.changes if change.section == "vignettes"]


def singles_in(path: Path, shown: str) -> tuple[Single, ...]:
    """Return the tests in one file alone: the examples of criteria, or the vignettes.

    Raises:
        CriteriaError: the file has problems.
    """
    if not is_vignette_file(path):
        found = suite_of(read_file(path, shown), shown, path.parent)
        examples = tuple(Single(f"example {each.name}", each.place, None, partial(_itself, each)) for each in tested_examples(found.definition))
        return (*examples, *_singles(found, inherited_vignettes(found)))
    location, named = find_criteria(_criteria_of(path, shown))
    found = suite_of(read_file(location, named), named, location.parent)
    return _singles(found, _vignettes(path, shown, found.definition, location))


def _singles(found: Suite, vignettes: Iterable[Vignette]) -> tuple[Single, ...]:
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
    found = read_resolved(content, shown, folder)
    if found.document is None or found.definition is None:
        raise CriteriaError(found.problems)
    links = found.document.links if isinstance(found.document, Resolved) else ()
    return Suite(CriteriaSet(found.definition), FrozenDict(leaf_places(found.document, found.definition)), (), has_examples=True, links=links)


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
        message = f"these vignettes are for {quoted(named)}, but the criteria next to them are {quoted(definition.id)}"
        problems.append(Problem("wrong-criteria", message, place=document.place(("criteria",))))
    if any(problem.severity == "error" for problem in problems):
        raise CriteriaError(problems)
    return vignettes
