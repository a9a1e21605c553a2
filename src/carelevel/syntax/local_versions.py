"""Reading what a local version is based on: its base, the version it names, and the base that is kept next to it."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from carelevel.model.criteria import BasedOn, Definition
from carelevel.model.frozen import record
from carelevel.model.problems import CriteriaError, Problem, Report, listed, quoted, whole
from carelevel.model.serialize import digest
from carelevel.syntax.bundled import bundled_ids, find_base, find_kept, is_beside, kept_name, read_file
from carelevel.syntax.limits import MAX_LINKS
from carelevel.syntax.patches import Base, Link, Resolved, is_local, local_shape, merged
from carelevel.syntax.resources import Resource
from carelevel.syntax.yaml_reader import Document

Folder = Path | Resource | None
Above = tuple[str, ...]
"""Which files are being read: each is based on the next one."""

_SET = ("based_on", "set")
_VERSION = ("based_on", "version")


@record
class ReadFile:
    """A criteria file that was read: its document, resolved if it is a local version, and its definition if it has no errors."""

    document: Document | None
    definition: Definition | None
    problems: list[Problem]


Reader = Callable[[bytes, str, Folder, Above], ReadFile]
"""Reads the content of a criteria file with a name and a folder."""


@record
class FoundBase:
    """The base of a local version.

    Attributes:
        document: its document, resolved.
        definition: what it says.
        link: the local version, and where its base is.
        folder: where the base is.
    """

    document: Document
    definition: Definition
    link: Link
    folder: Folder


def resolved(local: Document, problems: list[Problem], folder: Folder, above: Above, read: Reader) -> tuple[Document, BasedOn | None]:
    """Return a file as one plain document, and what it is based on; a file that is based on nothing is returned as it is.

    Raises:
        CriteriaError: the base is not there, is another one than is named or kept, or has problems; or a change does not fit it.
    """
    if not is_local(local):
        return local, None
    found = find(local, problems, folder, above, read)
    _refuse_other_than_kept(local, found, folder, above, read)
    whole = merged(local, folder, Base(found.document, found.folder, f"{found.definition.id} {found.definition.version}"))
    below = found.document.links if isinstance(found.document, Resolved) else ()
    base = found.definition
    based_on = BasedOn(base.id, base.version, digest(base), whole.changes, base.based_on)
    return replace(whole, links=(replace(found.link, changes=whole.changes), *below)), based_on


def find(local: Document, problems: list[Problem], folder: Folder, above: Above, read: Reader) -> FoundBase:
    """Return what a local version is based on.

    Raises:
        CriteriaError: the base is not there, has another version, or has problems.
    """
    shape = local_shape(local, problems)
    named = shape.based_on.set
    report = Report()
    found = find_base(named, folder, local.file)
    if found is None:
        report.add("unknown-base", _SET, *_not_there(named, folder, report))
        raise CriteriaError(local.located(report))
    location, within, shown = found
    files = (*above, _identity(local.file, folder))
    identity = _identity(shown, location.parent if isinstance(location, Path) else None)
    if identity in files:
        report.add("circular", _SET, f"{quoted(Path(shown).name)} is based on itself: {' on '.join(quoted(Path(each).name) for each in (*files, identity))}")
    elif len(files) > MAX_LINKS:
        report.add("too-large", _SET, f"more than {MAX_LINKS} files are based on each other")
    if report.problems:
        raise CriteriaError(local.located(report))
    inside = location.parent if isinstance(location, Path) else getattr(location, "parent", None)
    base = read(_content(location, shown, within, local), shown, inside, files)
    if base.document is None or base.definition is None:
        raise CriteriaError(base.problems)
    if base.definition.version != shape.based_on.version:
        message = f"{quoted(base.definition.id)} has version {quoted(base.definition.version)} now, and this is based on {quoted(shape.based_on.version)}"
        report.add("other-base", _VERSION, message, _how_to_compare(local.file, named, folder))
        raise CriteriaError(local.located(report))
    link = Link(local, shape, (location, within), shown, base.definition.id)
    return FoundBase(base.document, base.definition, link, inside)


def _content(location: Path | Resource, shown: str, within: Path | None, local: Document) -> bytes:
    try:
        return read_file(location, shown, within)
    except CriteriaError as error:
        place = local.place(_SET)
        raise CriteriaError([problem if problem.place else problem.at(place) for problem in error.problems]) from error


def _not_there(named: str, folder: Folder, report: Report) -> tuple[str, str | None]:
    """Return that there is no such base, and what to write instead."""
    bundled = bundled_ids()
    if is_beside(named):
        if folder is None:
            return "this text is in no folder, so it can be based on a bundled set only", None
        return f"there is no file {quoted(named)} in the folder of this file", None
    if "/" in named or "\\" in named or named.endswith((".yaml", ".yml")):
        return f"{quoted(named)} is not inside the folder of this file", "copy the base next to this file, and write its name"
    hint = report.near(named, bundled) or "a file next to this one is named with its ending: `set: county.yaml`"
    return f"no bundled criteria set is called {quoted(named)}; bundled are {listed(bundled)}", hint


def _refuse_other_than_kept(local: Document, found: FoundBase, folder: Folder, above: Above, read: Reader) -> None:
    """Raise an error if a base is kept next to a local version, and its base is another one now."""
    kept = find_kept(local.file, folder)
    if kept is None:
        return
    location, within, shown = kept
    files = (*above, _identity(local.file, folder))
    before = read(_content(location, shown, within, local), shown, location.parent if isinstance(location, Path) else None, files)
    if before.definition is None:
        raise CriteriaError(before.problems)
    if digest(before.definition) != digest(found.definition):
        report = Report()
        message = f"{quoted(found.definition.id)} {found.definition.version} is not what {whole(shown)} keeps of it"
        report.add("other-base", _SET, message, _how_to_compare(local.file, found.link.shape.based_on.set, folder))
        raise CriteriaError(local.located(report))


def _how_to_compare(file: str, named: str, folder: Folder) -> str:
    """Return the command that shows how a base has changed."""
    beside = Path(file).parent
    base = named if named in bundled_ids() else str(beside / named)
    kept = str(beside / kept_name(file))
    if find_kept(file, folder) is None:
        return f"write the new version here once it suits; `carelevel base {file}` then keeps it in {whole(kept)}, to be compared with the next one"
    return f"`carelevel diff {kept} {base}` shows what it changes; once it suits, write its version here, and `carelevel base {file}` keeps it"


def _identity(file: str, folder: Folder) -> str:
    """Return a name of a file that is the same whichever way leads to it."""
    return os.path.realpath(folder / Path(file).name) if isinstance(folder, Path) else file
