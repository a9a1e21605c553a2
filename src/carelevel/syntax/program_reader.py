"""Reading program files: what is known about the programs for people of a criteria set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from carelevel.model.cases import Case, read_case
from carelevel.model.conditions import Condition, Named
from carelevel.model.criteria import Definition
from carelevel.model.facts import AnyFact, Fact, SetOf
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.operators import GROUPS
from carelevel.model.problems import CriteriaError, Place, Problem, Report, did_you_mean, listed, quoted
from carelevel.model.problems import Path as Steps
from carelevel.model.program_facts import NOTES, program_facts
from carelevel.model.programs import Exclusion, Program, Programs, Statement, Track
from carelevel.model.sources import Source
from carelevel.syntax.citation_reader import CitationReader
from carelevel.syntax.condition_reader import ConditionReader
from carelevel.syntax.program_schema import ProgramShape, ProgramsShape, StatementShape
from carelevel.syntax.schema_fit import Shaped, shaped
from carelevel.syntax.validation import keys
from carelevel.syntax.week_reader import day_of, follows_from_level, follows_from_tracks, point, read_track
from carelevel.syntax.yaml_reader import Document, read_yaml

ONCE = ("takes", "excludes", "tracks", "location", *NOTES)
"""Keys that only one statement of a program can have; other keys add up."""

_STATED_KEYS = tuple(key for key in keys(StatementShape) if key not in {"source", "on"})

_DECLARED = {"accreditation": "accreditors"}


@record
class _File:
    document: Document
    shaped: Shaped[ProgramsShape]
    report: Report

    @property
    def shape(self) -> ProgramsShape:
        return self.shaped.shape


def read_programs(files: Iterable[tuple[bytes | str, str]], definition: Definition) -> Programs:
    """Return the programs in files, which share their languages, payers and accreditors.

    Args:
        files: the content of each file, and its name, for places.
        definition: the criteria that the programs are written for.

    Raises:
        CriteriaError: with the problems of all files, each at its place.
    """
    problems: list[Problem] = []
    read: list[_File] = []
    for content, name in files:
        report = Report()
        try:
            document, found = read_yaml(content, name)
            problems += found
            read.append(_File(document, shaped(ProgramsShape, document, report), report))
        except CriteriaError as error:
            problems += error.problems
    programs = _resolved(read, definition)
    problems += [problem for file in read for problem in file.document.located(file.report)]
    if problems:
        raise CriteriaError(sorted(problems, key=lambda problem: problem.place or Place("", 0, 0)))
    return programs


def _resolved(files: Sequence[_File], definition: Definition) -> Programs:
    treated = tuple(dict.fromkeys(name for file in files for name in _treated(file, definition)))
    words = ({name: title for file in files for name, title in getattr(file.shape, key).items()} for key in ("languages", "payers", "accreditors"))
    facts = program_facts(definition, treated, *words)
    sources: dict[str, Source] = {}
    programs: list[Program] = []
    taken: set[str] = set()
    names = FactNames(definition.every_name())
    for file in files:
        _check_criteria(file, definition)
        own = {name: Source(name, shape.title, shape.url, shape.doi) for name, shape in file.shape.sources.items()}
        sources |= own
        reader = _ProgramReader(
            file.document, file.report, facts, definition, ConditionReader(names, file.report), CitationReader(file.report, own, file.shaped.unread("sources"))
        )
        for position, shape in enumerate(file.shape.programs):
            if shape.id in taken:
                file.report.add("repeated-id", ("programs", position, "id"), f"the id {quoted(shape.id)} is already used")
            taken.add(shape.id)
            programs.append(reader.program(shape, ("programs", position)))
    notices = dict.fromkeys(file.shape.notice for file in files if file.shape.notice is not None)
    return Programs(tuple(programs), facts, _sets_by_member(definition, treated), definition, tuple(sources.values()), tuple(notices))


def _check_criteria(file: _File, definition: Definition) -> None:
    name = file.shape.criteria
    if name != definition.id and not file.shaped.is_open("criteria"):
        message = f"these programs are written for the criteria {quoted(name)}, but the criteria here are {quoted(definition.id)}"
        file.report.add("other-criteria", ("criteria",), message, f"use them with the criteria {quoted(name)}")


def _treated(file: _File, definition: Definition) -> list[str]:
    """Return the sets of the criteria that hold conditions to treat: those in the file, or else all."""
    sets = [fact.id for fact in definition.facts if isinstance(fact, SetOf)]
    if file.shape.treats is None or file.shaped.is_open("treats"):
        return sets
    for i, name in enumerate(file.shape.treats):
        if name not in sets and file.shape.criteria == definition.id:
            file.report.add(
                "unknown-fact", ("treats", i), f"the criteria have no set called {quoted(name)}; their sets are {listed(sets)}", did_you_mean(name, sets)
            )
    return [name for name in file.shape.treats if name in sets]


def _sets_by_member(definition: Definition, treated: Sequence[str]) -> FrozenDict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for fact in definition.facts:
        for member in fact.values if isinstance(fact, SetOf) and fact.id in treated else ():
            found[member] = (*found.get(member, ()), fact.id)
    return FrozenDict(found)


@record
class FactNames:
    """Facts by name, for conditions."""

    facts: Mapping[str, AnyFact | Named]

    def find(self, name: str, path: Steps, report: Report) -> AnyFact | Named | None:
        """Return the fact with this name, or None after reporting that there is none."""
        fact = self.facts.get(name)
        if fact is None:
            report.add_key("unknown-fact", path, f"no fact is called {quoted(name)}", report.near(name, (*self.facts, *GROUPS)))
        return fact


@dataclass(slots=True)
class _ProgramReader:
    """Reads the programs of one file."""

    document: Document
    report: Report
    facts: Mapping[str, Fact]
    definition: Definition
    conditions: ConditionReader
    citations: CitationReader

    def program(self, shape: ProgramShape, path: Steps) -> Program:
        """Return a program, which must not be used if a problem was reported."""
        known, statements = Case(), list[Statement]()
        once: dict[str, tuple[Any, Steps]] = {}
        if not shape.stated:
            self.report.add("empty-group", (*path, "stated"), "`stated` needs at least one statement", "write [{}] for a program about which nothing is known")
        for position, stated in enumerate(shape.stated):
            at = (*path, "stated", position)
            said = {key: getattr(stated, key) for key in _STATED_KEYS if getattr(stated, key) is not None}
            known = self._with_statement(known, said, at)
            self._take_once(said, once, at)
            sources = self.citations.read(stated.source, (*at, "source"))
            statements.append(Statement(tuple(said), sources, day_of(stated.on, (*at, "on"), self.report)))
        tracks = self._tracks(once, known)
        known = self._with_consequences(known, tracks, shape, path)
        location = once.get("location")
        return Program(
            id=shape.id,
            title=shape.title,
            invented=shape.invented in {"yes", True},
            known=known,
            takes=self._takes(once),
            excludes=self._excludes(once),
            tracks=tracks,
            location=None if location is None else location[0].words,
            at=None if location is None else point(location[0].at, (*location[1], "at"), self.report),
            notes=FrozenDict({key: once[key][0] for key in NOTES if key in once}),
            statements=tuple(statements),
            place=self.document.place(path),
        )

    def _with_statement(self, known: Case, said: Mapping[str, Any], path: Steps) -> Case:
        """Return what is known with one more statement added, after reporting contradictions."""
        given = {key: value for key, value in said.items() if key not in ONCE}
        for key in [key for key in given if key not in self.facts]:
            hint = f"declare them at the top of the file, under {quoted(_DECLARED.get(key, key))}"
            self.report.add_key("empty-group", (*path, key), f"this file declares no {key}", hint)
            del given[key]
        more = read_case(self.facts, given, self.report, path)
        return self._narrowed(known, more, path, "contradicts an earlier statement of the same program")

    def _narrowed(self, known: Case, more: Case, path: Steps, why: str) -> Case:
        """Return what is known together with `more`, after reporting contradictions."""
        values, members = dict(known.values), dict(known.members)
        for name, possible in more.values.items():
            values[name] = possible & values.get(name, possible)
            if not values[name]:
                self._contradiction((*path, name), why)
                values[name] = possible
        for name, found in more.members.items():
            before = members.get(name, FrozenDict[str, bool]())
            if any(before.get(member, is_present) is not is_present for member, is_present in found.items()):
                self._contradiction((*path, name), why)
            members[name] = FrozenDict({**before, **found})
        return Case(FrozenDict(values), FrozenDict(members), self.facts)

    def _contradiction(self, path: Steps, why: str) -> None:
        self.report.add("contradiction", path, f"{quoted(path[-1])} {why}", "take out the one that is not true, or no longer true")

    def _take_once(self, said: Mapping[str, Any], once: dict[str, tuple[Any, Steps]], path: Steps) -> None:
        for key in (key for key in ONCE if key in said):
            if key in once:
                line = self.document.place_of_key(once[key][1]).line
                self.report.add_key("repeated-key", (*path, key), f"{quoted(key)} was already stated in line {line}", "take out the one that is no longer true")
            once.setdefault(key, (said[key], (*path, key)))

    def _takes(self, once: Mapping[str, tuple[Any, Steps]]) -> Condition | None:
        return self.conditions.read(*once["takes"]) if "takes" in once else None

    def _excludes(self, once: Mapping[str, tuple[Any, Steps]]) -> tuple[Exclusion, ...] | None:
        if "excludes" not in once:
            return None
        shapes, path = once["excludes"]
        read = [(self.conditions.read(shape.when, (*path, i, "when")), shape.because) for i, shape in enumerate(shapes)]
        return tuple(Exclusion(when, because) for when, because in read if when is not None)

    def _tracks(self, once: Mapping[str, tuple[Any, Steps]], known: Case) -> tuple[Track, ...] | None:
        if "tracks" not in once:
            return None
        shapes, path = once["tracks"]
        if not shapes:
            self.report.add("empty-group", path, "`tracks` needs at least one week of sessions", "leave `tracks` out while the times are not known")
        return tuple(read_track(shape, (*path, i), known, self.report) for i, shape in enumerate(shapes))

    def _with_consequences(self, known: Case, tracks: tuple[Track, ...] | None, shape: ProgramShape, path: Steps) -> Case:
        """Return what is known with the setting that follows from the level, and the times from sessions."""
        if self.report.problems:
            return known
        follows = [("the level", follows_from_level(known, self.definition)), *([("`tracks`", follows_from_tracks(tracks))] if tracks else [])]
        for origin, more in follows:
            said = {key: i for key in (*more.values, *more.members) for i, each in enumerate(shape.stated) if getattr(each, key) is not None}
            last = (*path, "stated", max(said.values(), default=0))
            known = self._narrowed(known, more, last, f"contradicts {origin} of the same program")
        return known
