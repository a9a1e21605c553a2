"""Programs, and what a person needs of one, resolved and frozen.

A program is a case: what is known of a place, as a person's case is what is known of a person. What it has to be is a condition.
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
    """Whom a program does not take: a condition over the facts of the criteria, and why, where the program says it."""

    _shown = ("because",)

    when: Condition
    because: str | None = None


@record
class Track:
    """Sessions of a week that a person attends together, such as an evening group.

    Attributes:
        title: its name.
        sessions: the sessions of the week.
        attend: on how many of the days a person attends; None for all of them.
        travels: whether people come in person; unknown where the program offers both, or does not say.
    """

    title: str | None
    sessions: tuple[Session, ...]
    attend: int | None
    travels: Truth


@record
class Statement:
    """Who said something of a program, when it was true, and of what.

    Attributes:
        keys: what it speaks of, in the words of the file.
        sources: where it was said.
        on: the day on which it was true.
    """

    keys: tuple[str, ...]
    sources: tuple[Citation, ...] = ()
    on: str | None = None


@record
class Program:
    """What is known of one program.

    Attributes:
        id: its name in files and answers.
        title: its name for readers.
        invented: whether it is made up, to show how programs are compared.
        known: what is known of its facts.
        takes: whom it takes, over the facts of the criteria; None where that is not stated.
        excludes: whom it does not take; None where that is not stated, empty where it turns nobody away.
        tracks: the weeks that it offers, all of them; None where that is not stated.
        location: where it is, in words.
        at: where it is on the map.
        notes: what it says in words, by key: `price`, `licence` and the like.
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
        """Return the latest statement that speaks of a key."""
        return max((each for each in self.statements if key in each.keys), key=lambda each: each.on or "", default=None)


@record
class Programs:
    """Programs for the people of one criteria set.

    Attributes:
        programs: in the order of the files.
        facts: what can be known of a program, by name.
        treated: of the members of `treats`, the sets of the criteria in which a person's case has them.
        definition: the criteria whose levels, services and facts the programs are described in.
        sources: who said it.
        notices: what has to be read with the programs.
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
    """What a person asks of a program, beside its level.

    Attributes:
        taken: the hours of the week that are taken.
        travel: minutes on the way, there and back each.
        home: where the way begins on the map.
        requires: what a program has to be, each a question.
        prefers: what would be better, each a question; nothing of it rules a program out.
    """

    _shown = ("requires", "prefers")

    taken: tuple[Taken, ...] = ()
    travel: int = 0
    home: Point | None = None
    requires: tuple[Condition, ...] = ()
    prefers: tuple[Condition, ...] = ()
