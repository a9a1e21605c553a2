"""Programs, and what a person needs from one, as frozen data.

A program is a case: what is known about a place, just as a person's case is what is known about a person. Needs are conditions on it.
"""

from dataclasses import field

from carelevel.model.cases import Case
from carelevel.model.conditions import Condition
from carelevel.model.criteria import Definition
from carelevel.model.facts import Fact
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.problems import Place
from carelevel.model.sources import Citation, Source
from carelevel.model.truth import Truth
from carelevel.model.week import Session, Taken

Point = tuple[float, float]
"""Latitude and longitude, in degrees."""


@record
class Exclusion:
    """A condition on people whom a program does not take, and the reason if the program gives one."""

    _shown = ("because",)

    when: Condition
    because: str | None = None


@record
class Track:
    """A weekly schedule of sessions that belong together, such as an evening group.

    Attributes:
        title: its name.
        sessions: the sessions of the week.
        attend: on how many of the days a person attends; None for all.
        travels: whether people come in person; unknown if the program offers both or does not say.
    """

    title: str | None
    sessions: tuple[Session, ...]
    attend: int | None
    travels: Truth


@record
class Statement:
    """The source and date of a statement about a program, and what it covers.

    Attributes:
        keys: what it covers, as keys of the file.
        sources: where it was said.
        on: the day on which it was true.
    """

    keys: tuple[str, ...]
    sources: tuple[Citation, ...] = ()
    on: str | None = None


@record
class Program:
    """What is known about one program.

    Attributes:
        id: its name in files and answers.
        title: its name for readers.
        invented: whether it is made up as an example.
        known: its known facts.
        takes: a condition on people whom it takes; None if not stated.
        excludes: whom it does not take; None if not stated, empty if it takes everyone.
        tracks: all weekly schedules that it offers; None if not stated.
        location: where it is, in words.
        at: where it is on the map.
        notes: statements in words, by key, such as `price` and `licence`.
        statements: who said what, and when it was true.
        place: where it is written.
    """

    _shown = ("id", "title", "tracks")

    id: str
    title: str
    invented: bool
    known: Case
    takes: Condition | None
    excludes: tuple[Exclusion, ...] | None
    tracks: tuple[Track, ...] | None
    location: str | None
    at: Point | None
    notes: FrozenDict[str, str]
    statements: tuple[Statement, ...]
    place: Place | None = field(default=None, compare=False, repr=False)

    def statement(self, key: str) -> Statement | None:
        """Return the latest statement that covers a key."""
        return max((each for each in self.statements if key in each.keys), key=lambda each: each.on or "", default=None)


@record
class Programs:
    """Programs for the people of one criteria set.

    Attributes:
        programs: in the order of the files.
        facts: the facts of programs, by name.
        treated: for each member of `treats`, the sets of the criteria that have it.
        definition: the criteria whose levels, services and facts the programs use.
        sources: the sources of statements.
        notices: texts to show with the programs.
    """

    _shown = ("programs", "facts")

    programs: tuple[Program, ...]
    facts: FrozenDict[str, Fact]
    treated: FrozenDict[str, tuple[str, ...]]
    definition: Definition = field(repr=False)
    sources: tuple[Source, ...] = ()
    notices: tuple[str, ...] = ()


@record
class Needs:
    """What a person needs from a program, in addition to its level.

    Attributes:
        taken: the hours of the week that are taken.
        travel: minutes of travel each way.
        home: where travel begins.
        requires: conditions that a program must meet.
        prefers: conditions that make a program better; none rules a program out.
    """

    _shown = ("requires", "prefers")

    taken: tuple[Taken, ...] = ()
    travel: int = 0
    home: Point | None = None
    requires: tuple[Condition, ...] = ()
    prefers: tuple[Condition, ...] = ()
