"""Local versions: a file that changes another criteria set, resolved into one plain document in which every part keeps its place in its own file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, get_origin

from carelevel.model.criteria import ACCEPTED_KINDS, LocalChange
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.operators import described
from carelevel.model.problems import CriteriaError, Place, Problem, Report, listed, quoted, whole
from carelevel.model.problems import Path as Steps
from carelevel.syntax.resources import Resource
from carelevel.syntax.schema import LOCAL, AcceptanceShape, CriteriaShape, LocalShape
from carelevel.syntax.schema_fit import shaped
from carelevel.syntax.schema_types import item_of
from carelevel.syntax.validation import bare, is_shape, keys
from carelevel.syntax.yaml_reader import Document, Node

Kind = Literal["replaced", "left_out", "added"]

_UNDER: Mapping[Kind, str] = FrozenDict({"replaced": "replace", "left_out": "leave_out", "added": "add"})
"""What is done to parts of the base, and the key under which they are listed."""

_OWN = ("carelevel", "id", "version", "title")
_OWN_OR_INHERITED = ("population", "effective")

_CALLED = {
    "applies_when": "part of `applies_when` called",
    "accept": "acceptance",
    "agrees_with": "set under `agrees_with` called",
    "contradictions": "contradiction",
    "criteria": "criterion",
    "derived": "derived fact",
    "documentation": "documentation",
    "examples": "example",
    "facts": "fact",
    "impossible": "impossible combination",
    "instruments": "instrument",
    "invariants": "invariant",
    "levels": "level",
    "notices": "notice",
    "override_reasons": "override reason",
    "sections": "section",
    "services": "service",
    "sources": "source",
    "vignettes": "vignette",
}


def is_local(document: Document) -> bool:
    """Return whether a file is, or was meant as, a local version of other criteria."""
    return isinstance(document.data, dict) and not document.data.keys().isdisjoint(LOCAL)


@record
class Origin:
    """Where a part of a resolved document is written.

    Attributes:
        file: its file, for places.
        folder: where the instruments of that file can be.
        path: the keys and positions that lead to the part in that file.
    """

    file: str
    folder: Path | Resource | None
    path: Steps


@record
class Link:
    """A local version on the way to the criteria that are based on no others.

    Attributes:
        document: what the local version itself says.
        shape: the same, with its shape checked.
        base: the file of its base, and the folder that it must not lead out of.
        base_shown: the name of that file.
        base_id: the id of the base.
        changes: what the local version changes.
    """

    document: Document
    shape: LocalShape
    base: tuple[Path | Resource, Path | None]
    base_shown: str
    base_id: str
    changes: tuple[LocalChange, ...] = ()


@record
class Resolved(Document):
    """A local version as one plain document.

    Attributes:
        origins: where its parts are written, by the shortest paths that tell them apart.
        changes: what the local version changes.
        links: the local versions that it was made from, itself first.
    """

    origins: Mapping[Steps, Origin] = FrozenDict()
    changes: tuple[LocalChange, ...] = ()
    links: tuple[Link, ...] = ()

    def origin(self, path: Steps) -> Origin:
        """Return where the part at a path is written."""
        length = next((length for length in range(min(len(path), _DEEPEST), 0, -1) if path[:length] in self.origins), 0)
        found = self.origins[path[:length]]
        return replace(found, path=(*found.path, *path[length:]))

    def place(self, path: Steps) -> Place:
        """Return the place of the value at a path, in its own file."""
        node = self.node(path)
        return Place(self.origin(path).file, node.line, node.column)

    def place_of_key(self, path: Steps) -> Place:
        """Return the place of the key that ends a path, in its own file."""
        place = self.node(path[:-1]).keys.get(str(path[-1])) if path else None
        return Place(self.origin(path).file, *place) if place else self.place(path)

    def located(self, report: Report) -> list[Problem]:
        """Return the problems of a report with the places and paths of their own files.

        The base has no problems of its own. One in it comes from a change, so the hint says where to change more.
        """
        return [self._in_own_file(problem, path) for problem, path in zip(Document.located(self, report), report.problems, strict=True)]

    def _in_own_file(self, problem: Problem, noted: Problem) -> Problem:
        origin = self.origin(noted.path)
        hint = problem.hint if origin.file == self.file else f"{whole(self.file)} changes what this needs; list this part there, too"
        return replace(problem, path=origin.path, hint=hint)


_DEEPEST = 6


@record
class _Part:
    """A part of a document, with the place of its key; that of an item of a list is unused."""

    node: Node
    origin: Origin
    key: tuple[int, int] = (0, 0)
    examples: tuple["_Part", ...] = ()


_NOTHING = _Part(Node(0, 0, None, "", {}), Origin("", None, ()))


@record
class _Entry:
    """A part of a section of the file, with its id.

    Attributes:
        id: its id.
        part: what is written; of a section of criteria without these.
        home: for a criterion, id of the section of criteria that it is in.
        within: for a section of criteria, these.
        whole: for a section of criteria, the list of these.
    """

    id: str
    part: _Part
    home: str | None = None
    within: tuple["_Entry", ...] = ()
    whole: _Part | None = None


def origin_of(document: Document, path: Steps, folder: Path | Resource | None) -> Origin:
    """Return where a part of a document is written; `folder` is that of the file of a plain document."""
    return document.origin(path) if isinstance(document, Resolved) else Origin(document.file, folder, path)


def local_shape(document: Document, problems: Sequence[Problem]) -> LocalShape:
    """Return the shape of a local version.

    Raises:
        CriteriaError: it has problems; names are resolved only in a whole file.
    """
    report = Report()
    found = shaped(LocalShape, document, report).shape
    told = [_said_of_a_section(problem) for problem in document.located(report)]
    if problems or told:
        raise CriteriaError([*problems, *told])
    return found


def _said_of_a_section(problem: Problem) -> Problem:
    """Return a problem, with a hint where a section of criteria is written as in a file that is based on nothing."""
    if problem.code != "unknown-key" or len(problem.path) != 1 or problem.path[0] not in SECTIONS:
        return problem
    return replace(problem, hint=f"a local version says what it does to its base: indent {quoted(problem.path[0])} under `replace`, `leave_out` or `add`")


@record
class Base:
    """What a local version is based on.

    Attributes:
        document: its document, resolved if it is a local version itself.
        folder: where its file is.
        called: its id and version, for messages.
    """

    document: Document
    folder: Path | Resource | None
    called: str


def merged(local: Document, folder: Path | Resource | None, base: Base) -> Resolved:
    """Return a local version as one plain document.

    Args:
        local: what the local version says, with a shape that was checked.
        folder: where it is.
        base: what it is based on.

    Raises:
        CriteriaError: it changes what its base does not have, or adds what it has.
    """
    merging = _Merging(local, folder, base, Report())
    root, origins, changes = merging.root()
    if merging.report.problems:
        raise CriteriaError(local.located(merging.report))
    merging.check_nothing_is_lost(root, changes)
    has_nulls = local.has_nulls or base.document.has_nulls
    return Resolved(local.file, root, has_nulls, FrozenDict(origins), changes)


@record
class _Merging:
    """Puts one local version and its base together."""

    local: Document
    folder: Path | Resource | None
    base: Base
    report: Report

    def root(self) -> tuple[Node, dict[Steps, Origin], tuple[LocalChange, ...]]:
        """Return the whole, where its parts are written, and what was changed."""
        root = Node(self.local.root.line, self.local.root.column, {}, "", {})
        origins: dict[Steps, Origin] = {(): Origin(self.local.file, self.folder, ())}
        changes: list[LocalChange] = []
        for key in (*_OWN, *_OWN_OR_INHERITED):
            part = self._part(self.local, (key,)) or (self._part(self.base.document, (key,)) if key in _OWN_OR_INHERITED else None)
            if part is not None:
                _set(root, key, part.node, part.key)
                origins[key,] = part.origin
        if not self._has_parts():
            changes += self._applies_when(root, origins)
        changes += self._criteria(root, origins)
        for section in (each for each in self._sections() if each not in {"criteria", "sections"}):
            entries = list(self._entries(self.base.document, section))
            entries, changed = self._changed(section, entries)
            changes += changed
            if section == "applies_when" and not entries:
                message = "no part of `applies_when` is left: the criteria would be for everybody"
                self.report.add_key("empty-group", ("leave_out", section), message, "leave a part, or list it under `replace`")
            whole = self._part(self.base.document, (section,)) or self._part(self.local, ("add", section))
            if whole is not None:
                _put_section(root, section, entries, whole, origins)
        self._renamed(root, origins)
        self._note_ruled_out_below(root, changes)
        changes += self._of_vignettes()
        return root, origins, tuple(changes)

    def _criteria(self, root: Node, origins: dict[Steps, Origin]) -> list[LocalChange]:
        """Put the criteria, and the sections of criteria with theirs; return the changes."""
        base = self.base.document
        phases = list(self._entries(base, "sections"))
        criteria = [*self._entries(base, "criteria"), *(each for phase in phases for each in phase.within)]
        both, changes = self._with_examples([*phases, *criteria])
        phases, criteria = both[: len(phases)], both[len(phases) :]
        of_base = {each.id for each in phases}
        phases, changed = self._changed("sections", phases)
        changes += changed
        there = {each.id for each in phases}
        self._note_criteria_of_sections(criteria, of_base, there)
        criteria, changed = self._changed("criteria", criteria)
        changes += changed
        criteria += [each for phase in phases if phase.id not in of_base for each in phase.within]
        outside = [each for each in criteria if each.home is None]
        whole = self._part(base, ("criteria",)) or self._part(self.local, ("add", "criteria"))
        if outside and whole is not None:
            _put_section(root, "criteria", outside, whole, origins)
        whole = self._part(base, ("sections",)) or self._part(self.local, ("add", "sections"))
        if phases and whole is not None:
            _put_sections(root, phases, criteria, whole, origins)
        return changes

    def _note_criteria_of_sections(self, criteria: Iterable[_Entry], of_base: set[str], there: set[str]) -> None:
        """Report criteria that are changed in a section that is left out, or added to one that the base does not have."""
        home = {each.id: each.home for each in criteria}
        for kind, under in _UNDER.items():
            for each in self._entries(self.local, "criteria", (under,)):
                path = each.part.origin.path
                if kind != "added" and home.get(each.id) is not None and home[each.id] not in there:
                    message = f"the section {quoted(str(home[each.id]))} of {quoted(each.id)} is left out as a whole"
                    self.report.add_key("repeated-id", path, message, "take it out here")
                elif each.home is not None and each.home not in of_base & there:
                    known = sorted(of_base & there)
                    is_new = each.home in there
                    message = f"{quoted(self.base.called)} has no section {quoted(each.home)}"
                    hint = "write the criterion in the section that is added here" if is_new else self.report.near(each.home, known)
                    self.report.add("unknown-section", (*path, "section"), f"{message}; there are {listed(known, 30)}" if known else message, hint)

    def check_nothing_is_lost(self, root: Node, changes: Iterable[LocalChange]) -> None:
        """Raise an error if a part of the base or an added one was silently lost: a lost criterion could hurt someone.

        Raises:
            AssertionError: carelevel has a defect.
        """
        changed = {kind: {(each.section, each.id) for each in changes if each.kind == kind} for kind in _UNDER}
        sections = self._sections()
        before = _ids(self.base.document.data, sections)
        after = _ids(root.data, sections)
        added = self.local.data.get("add", {})
        phases = {(section, name): {("criteria", each["id"]) for each in phase["criteria"]} for section, name, phase in _phases(self.base.document.data, added)}
        wanted = before | changed["added"]
        wanted |= {each for key in changed["added"] for each in phases.get(key, ())}
        wanted -= changed["left_out"].union(*(phases.get(key, ()) for key in changed["left_out"]))
        wanted = {each for each in wanted if each[0] in sections}
        if after != wanted:
            lost = ", ".join(sorted(f"{section} {name}" for section, name in after ^ wanted))
            raise AssertionError(f"the local version {quoted(self.local.file)} lost {lost} without a problem; please report this")

    def _part(self, document: Document, path: Steps) -> _Part | None:
        node = document.exact(path)
        if node is None:
            return None
        origin = origin_of(document, path, self.folder if document is self.local else self.base.folder)
        return _Part(node, origin, document.node(path[:-1]).keys.get(str(path[-1]), (0, 0)))

    def _entries(self, document: Document, section: str, under: Steps = ()) -> Iterator[_Entry]:
        """Yield the entries of a section with their ids."""
        node = document.exact((*under, section))
        steps: Iterable[str | int] = () if node is None else node.children if isinstance(node.children, dict) else range(len(node.children))
        for step in steps:
            yield self._entry(document, section, (*under, section, step))

    def _entry(self, document: Document, section: str, path: Steps) -> _Entry:
        part = self._part(document, path)
        assert part is not None
        data = part.node.data
        name = str(path[-1]) if isinstance(path[-1], str) else id_of(data)
        if section not in {"criteria", "sections"} or not isinstance(data, dict):
            return _Entry(name, part)
        examples = [self._part(document, (*path, "examples", i)) for i in range(len(data.get("examples", ())))]
        part = replace(part, examples=tuple(each for each in examples if each is not None))
        if section == "criteria":
            return _Entry(name, replace(part, node=_without(part.node, "section")) if "section" in data else part, data.get("section"))
        within = [self._entry(document, "criteria", (*path, "criteria", i)) for i in range(len(data.get("criteria", ())))]
        inside = tuple(replace(each, home=name) for each in within)
        return _Entry(name, replace(part, node=_without(part.node, "criteria")), None, inside, self._part(document, (*path, "criteria")))

    def _listed(self, section: str, only: Kind | None = None) -> Iterator[tuple[Kind, _Entry, Steps]]:
        """Yield what a local version lists of a section: what to do, what is written, and where; each id once."""
        first: dict[str, Steps] = {}
        for kind, under in _UNDER.items():
            written = self.local.exact((under, section))
            if only not in {None, kind}:
                continue
            if section == "applies_when" and written is not None and not isinstance(written.data, list):
                message = f"{quoted(self.base.called)} has parts of `applies_when`, which are changed one by one; found {described(written.data)}"
                self.report.add_key("wrong-type", (under, section), message, "write a list of parts, each with its `id`")
                continue
            for entry in self._entries(self.local, section, (under,)):
                path = entry.part.origin.path
                if entry.id in first:
                    line = self.local.place(first[entry.id]).line
                    message = f"{quoted(entry.id)} is already listed under {quoted(first[entry.id][0])}, in line {line}"
                    self.report.add_key("repeated-id", path, message, "list it once")
                else:
                    first[entry.id] = path
                    yield kind, entry, path

    def _changed(self, section: str, entries: list[_Entry]) -> tuple[list[_Entry], list[LocalChange]]:
        """Return the entries of a section with the changes of the local version, and the changes."""
        of_base = {entry.id for entry in entries}
        left_out: set[str] = set()
        changes: list[LocalChange] = []
        for kind, entry, path in self._listed(section):
            name = entry.id
            if not self._fits(kind, section, name, path, of_base):
                continue
            changes.append(LocalChange(kind, section, name, self.local.place_of_key(path)))
            if kind == "left_out":
                left_out.add(name)
            elif kind == "added":
                self._insert(section, entries, entry, path)
            else:
                position = next(i for i, entry in enumerate(entries) if entry.id == name)
                rest = [entry for entry in entries[position:] if entry.id != name]
                entries[position:] = [replace(entries[position], part=entry.part), *rest]
        return [entry for entry in entries if entry.id not in left_out], changes

    def _fits(self, kind: Kind, section: str, name: str, path: Steps, of_base: set[str]) -> bool:
        """Return whether a change fits the base, after reporting that it does not."""
        called = _CALLED.get(section, section)
        if kind == "added" and name in of_base:
            message = f"{quoted(self.base.called)} already has the {called} {quoted(name)}"
            self.report.add_key("already-in-base", path, message, "list it under `replace` to write it anew")
        elif kind != "added" and name not in of_base:
            quiet = self._section_with_otherwise(name) if section == "criteria" else None
            hint = self.report.near(name, sorted(of_base)) if quiet is None else f"it is the `otherwise` of {quoted(quiet)}: list that section under `replace`"
            message = f"{quoted(self.base.called)} has no {called} {quoted(name)}"
            self.report.add_key("not-in-base", path, message, hint or (None if kind == "left_out" else "list it under `add` if it is new"))
        return (name in of_base) is (kind != "added")

    def _section_with_otherwise(self, name: str) -> str | None:
        return next((phase["id"] for _, _, phase in _phases(self.base.document.data) if phase.get("otherwise", {}).get("id") == name), None)

    def _insert(self, section: str, entries: list[_Entry], entry: _Entry, path: Steps) -> None:
        """Put an added entry after the one that it names, or last."""
        node = entry.part.node
        after = node.data.get("after") if section in _IN_ORDER else None
        if after is None:
            entries.append(entry)
            return
        position = next((i for i, each in enumerate(entries) if each.id == after), None)
        if position is None:
            known = [each.id for each in entries]
            message = f"no {_CALLED[section]} before this one is called {quoted(after)}; there are {listed(known, 30)}"
            self.report.add("not-in-base", (*path, "after"), message, self.report.near(after, known))
            return
        entries.insert(position + 1, replace(entry, part=replace(entry.part, node=_without(node, "after"))))

    def _with_examples(self, entries: list[_Entry]) -> tuple[list[_Entry], list[LocalChange]]:
        """Return the criteria of the base with other examples, and the changes."""
        numbered = [_Entry(f"{entry.id}.{i}", part) for entry in entries for i, part in enumerate(entry.part.examples, 1)]
        changed = (("replace", "criteria"), ("leave_out", "criteria"), ("replace", "sections"), ("leave_out", "sections"))
        gone = {entry.id: _CALLED[section] for under, section in changed for entry in self._entries(self.local, section, (under,))}
        next_number = {f"{entry.id}.{len(entry.part.examples) + 1}" for entry in entries}
        of_base = {each.id for each in numbered}
        found = {each.id: each for each in numbered}
        changes: list[LocalChange] = []
        for kind, entry, path in self._listed("examples"):
            name, part = entry.id, entry.part
            criterion, _, number = name.rpartition(".")
            if not self._fits(kind, "examples", name, path, of_base):
                continue
            if criterion in gone:
                message = f"the {gone[criterion]} {quoted(criterion)} is replaced or left out as a whole"
                self.report.add_key("repeated-id", path, message, "write its examples there")
            elif kind == "added" and name not in next_number:
                known = sorted(each for each in next_number if each.rpartition(".")[0] == criterion)
                hint = f"the next example of it is {quoted(known[0])}" if known else self.report.near(criterion, [entry.id for entry in entries])
                self.report.add_key("not-in-base", path, f"an example is added as the next one of a criterion of the base; found {quoted(name)}", hint)
            else:
                changes.append(LocalChange(kind, "examples", name, self.local.place_of_key(path)))
                next_number |= {f"{criterion}.{int(number) + 1}"} if kind == "added" else set()
                if kind == "left_out":
                    del found[name]
                else:
                    found[name] = _Entry(name, replace(part, node=_without(part.node, "id")))
        touched = {change.id.rpartition(".")[0] for change in changes}
        return [_with_those(entry, found.values()) if entry.id in touched else entry for entry in entries], changes

    def _has_parts(self) -> bool:
        """Return whether the parts of `applies_when` are changed by id: those of the base, or new ones where it has no `applies_when`."""
        before, added = self._part(self.base.document, ("applies_when",)), self._part(self.local, ("add", "applies_when"))
        return isinstance((before or added or _NOTHING).node.data, list)

    def _sections(self) -> tuple[str, ...]:
        """Return the sections whose parts are changed by id."""
        return (*SECTIONS, "applies_when") if self._has_parts() else SECTIONS

    def _applies_when(self, root: Node, origins: dict[Steps, Origin]) -> Iterator[LocalChange]:
        """Put whom the criteria are for; yield the change."""
        before = self._part(self.base.document, ("applies_when",))
        anew, added = (self._part(self.local, (under, "applies_when")) for under in ("replace", "add"))
        if anew is not None and before is None:
            hint = "list it under `add` if it is new"
            self.report.add_key("not-in-base", anew.origin.path, f"{quoted(self.base.called)} has no `applies_when`", hint)
        elif added is not None and before is not None:
            hint = "list it under `replace` to write it anew"
            self.report.add_key("already-in-base", added.origin.path, f"{quoted(self.base.called)} already has `applies_when`", hint)
        for _, entry, path in self._listed("applies_when", only="left_out"):
            self.report.add_key("not-in-base", path, f"{quoted(self.base.called)} has no {_CALLED['applies_when']} {quoted(entry.id)}")
        changed = anew or added
        if changed is not None:
            yield LocalChange("added" if anew is None else "replaced", "applies_when", "applies_when", self.local.place_of_key(changed.origin.path))
        part = changed or before
        if part is not None:
            _set(root, "applies_when", part.node, part.key)
            origins["applies_when",] = part.origin

    def _renamed(self, root: Node, origins: dict[Steps, Origin]) -> None:
        """Put the old names of the base that still lead somewhere, and those of the local version, which go first."""
        known = {section: set(root.data.get(section, ())) for section in ("facts", "levels", "services", "derived")}
        known["criteria"] = _criteria_ids(root.data)
        known["facts"] |= known["derived"]
        gone = {section: {entry.id for entry in self._entries(self.base.document, section)} - names for section, names in known.items()}
        gone["criteria"] = _criteria_ids(self.base.document.data) - known["criteria"]
        gone["facts"] |= gone["derived"]
        for document in (self.base.document, self.local):
            for path in _paths_of_names(document.data.get("renamed", {})):
                part = self._part(document, ("renamed", *path))
                new = path[1] if path[0] == "values" else part.node.data if part is not None else None
                section = "facts" if path[0] == "values" else str(path[0])
                if part is not None and (document is self.local or new not in gone[section] - known[section]):
                    self._put_below(root, document, ("renamed", *path), part, origins)

    def _put_below(self, root: Node, document: Document, path: Steps, part: _Part, origins: dict[Steps, Origin]) -> None:
        """Put a part at a path of mappings, which are put too where they are missing."""
        for length in range(1, len(path)):
            around = self._part(document, path[:length])
            if around is not None and path[length - 1] not in root.children:
                _set(root, path[length - 1], Node(around.node.line, around.node.column, {}, "", {}), around.key)
                origins[path[:length]] = around.origin
            root = root.children[path[length - 1]]
        _set(root, path[-1], part.node, part.key)
        origins[path] = part.origin

    def _note_ruled_out_below(self, root: Node, changes: Sequence[LocalChange]) -> None:
        """Note the criteria of the base that rule out a level below an added one: they were written before that one was there to raise people to."""
        levels = list(root.data.get("levels", ()))
        own = {each.id for each in changes if each.section in {"criteria", "sections"}}
        added = {each.id for each in changes if each.section == "levels" and each.kind == "added"}
        within = [item for _, name, phase in _phases(root.data) if name not in own for item in phase["criteria"]]
        for item in (*root.data.get("criteria", ()), *within):
            written = item.get("rules_out", ())
            named = [level for level in levels if level in ([written] if isinstance(written, str) else written)]
            above = [level for level in levels[levels.index(named[0]) :] if level in added] if named else []
            if above and item["id"] not in own:
                verb = "was" if len(above) == 1 else "were"
                message = f"{quoted(item['id'])} of the base rules out {listed(named)}, and was written before {listed(above)} {verb} added above it"
                # The most intensive level cannot be ruled out.
                too = [level for level in above if level != levels[-1]]
                either = f"with `rules_out: {_flow([*named, *too])}` if it is not for these people either, or " if too else ""
                hint = f"list it under `replace`: {either}with `rules_out: {_flow(named)}` if it is for these people"
                self.report.add_key("ruled-out-below", ("add", "levels", above[0]), message, hint)

    def _of_vignettes(self) -> list[LocalChange]:
        """Return what is changed of vignettes, which files of their own have."""
        return [LocalChange(kind, "vignettes", entry.id, self.local.place_of_key(path)) for kind, entry, path in self._listed("vignettes")]


def _phases(*documents: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    yield from (("sections", phase["id"], phase) for data in documents for phase in data.get("sections", ()))


def _ids(data: Mapping[str, Any], sections: Iterable[str]) -> set[tuple[str, str]]:
    """Return the parts of a document by section and id, the criteria of sections among the others."""
    found = {(section, item if section in _BY_KEY else id_of(item)) for section in sections for item in data.get(section, ())}
    return found | {("criteria", item["id"]) for _, _, phase in _phases(data) for item in phase["criteria"]}


def _criteria_ids(data: Mapping[str, Any]) -> set[str]:
    """Return the ids of all criteria of a document, each `otherwise` among them."""
    found = {name for _, name in _ids(data, ["criteria"])}
    return found | {phase["otherwise"]["id"] for _, _, phase in _phases(data) if "otherwise" in phase}


def _flow(names: Sequence[str]) -> str:
    """Return names as a value in a file: a single one as it is, several as a list."""
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _paths_of_names(renamed: Mapping[str, Any]) -> Iterator[Steps]:
    for section, names in renamed.items():
        for name, within in names.items():
            yield from ((section, name, old) for old in within) if section == "values" else ((section, name),)


def _without(node: Node, key: str) -> Node:
    """Return a mapping without one of its keys."""
    new = Node(node.line, node.column, {name: data for name, data in node.data.items() if name != key}, "", {})
    new.children = {name: child for name, child in node.children.items() if name != key}
    new.keys, new.flow = node.keys, node.flow
    return new


def _with_those(entry: _Entry, examples: Iterable[_Entry]) -> _Entry:
    """Return a criterion with those of some examples that are its own."""
    own = tuple(each.part for each in examples if each.id.rpartition(".")[0] == entry.id)
    node = _without(entry.part.node, "examples")
    place = entry.part.node.child("examples") or entry.part.node
    inner = Node(place.line, place.column, [part.node.data for part in own], "", [part.node for part in own])
    node.children["examples"], node.data["examples"] = inner, inner.data
    return replace(entry, part=replace(entry.part, node=node, examples=own))


def _set(parent: Node, step: str | int, node: Node, key: tuple[int, int]) -> None:
    parent.children[step] = node
    parent.data[step] = node.data
    parent.keys[str(step)] = key


def _put_section(root: Node, section: str, entries: list[_Entry], whole: _Part, origins: dict[Steps, Origin]) -> None:
    is_by_key = section in _BY_KEY
    place = whole.node.line, whole.node.column
    node = Node(*place, {}, "", {}) if is_by_key else Node(*place, [], "", [])
    for position, entry in enumerate(entries):
        step: str | int = entry.id if is_by_key else position
        if is_by_key:
            _set(node, step, entry.part.node, entry.part.key)
        else:
            node.children.append(entry.part.node)
            node.data.append(entry.part.node.data)
        origins[section, step] = entry.part.origin
        origins.update({(section, step, "examples", i): part.origin for i, part in enumerate(entry.part.examples)})
    _set(root, section, node, whole.key)
    origins[section,] = whole.origin


def _put_sections(root: Node, phases: list[_Entry], criteria: Iterable[_Entry], whole: _Part, origins: dict[Steps, Origin]) -> None:
    """Put sections of criteria, each with those of the criteria that are in it."""
    _put_section(root, "sections", phases, whole, origins)
    every = list(criteria)
    for i, phase in enumerate(phases):
        path = ("sections", i, "criteria")
        within = _without(phase.part.node, "criteria")
        inside: dict[Steps, Origin] = {}
        of_it = [each for each in every if each.home == phase.id]
        assert phase.whole is not None
        _put_section(within, "criteria", of_it, phase.whole, inside)
        origins.update({(*path, *steps[1:]): origin for steps, origin in inside.items()})
        root.children["sections"].children[i], root.data["sections"][i] = within, within.data


def id_of(item: Any) -> str:
    """Return the id of an item of a list; that of an acceptance is all that it names.

    >>> id_of({"check": "never-met", "criterion": "severe", "because": "It is for later."})
    'never-met of the criterion severe'
    """
    if isinstance(item, str):
        return item
    named = [f" of the {kind} {item[kind]}" for kind in ACCEPTED_KINDS if kind in item]
    return str(item["id"]) if "id" in item else f"{item['check']}{''.join(named)}"


def _is_by_id(annotation: Any) -> bool:
    """Return whether a section is a list whose items have ids."""
    item = item_of(annotation)
    return get_origin(bare(annotation)) is list and (item is str or item is AcceptanceShape or (is_shape(item) and "id" in keys(item)))


_BY_KEY = tuple(key for key, (_, annotation) in keys(CriteriaShape).items() if get_origin(bare(annotation)) is dict)
SECTIONS = (*_BY_KEY, *(key for key, (_, annotation) in keys(CriteriaShape).items() if _is_by_id(annotation)))
"""The sections of criteria whose parts a local version can change, by id."""

_IN_ORDER = ("levels", "facts")
"""Sections in which an added part says what it comes after."""
