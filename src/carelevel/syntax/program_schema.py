"""The shapes of program files and of needs files."""

from typing import Annotated, Literal

from carelevel.syntax.schema import Citations, Condition, Coordinates, Date, Days, Known, Limits, Name, Shape, Slug, SourceShape, Text, Time, Words, YesOrNo


class SessionShape(Shape):
    """A session on each of the days; with `minutes`, at any time between the two times."""

    KEYS = {"from_": "from"}

    days: Days
    from_: Time
    to: Time
    minutes: Annotated[int, Limits(ge=1, le=1_440)] | None = None


class TrackShape(Shape):
    """A weekly schedule of sessions."""

    title: Text | None = None
    sessions: list[SessionShape]
    attend: Annotated[int, Limits(ge=1, le=7)] | None = None
    mode: Literal["in_person", "telehealth"] | None = None


class ExclusionShape(Shape):
    """Whom a program does not take."""

    when: Condition
    because: Text | None = None


class LocationShape(Shape):
    """Where a program is."""

    words: Text
    at: Coordinates = None


class StatementShape(Shape):
    """What one source said about a program on one day; anything else stays unknown."""

    source: Citations = None
    on: Date | None = None
    level: Known = None
    setting: Known = None
    hours_per_week: Known = None
    days_per_week: Known = None
    weeks: Known = None
    waiting_days: Known = None
    licensed: Known = None
    reports_outcomes: Known = None
    step_down: Known = None
    services: Known = None
    treats: Known = None
    formats: Known = None
    modes: Known = None
    times: Known = None
    languages: Known = None
    payers: Known = None
    accreditation: Known = None
    takes: Condition | None = None
    excludes: list[ExclusionShape] | None = None
    tracks: list[TrackShape] | None = None
    location: LocationShape | None = None
    price: Text | None = None
    licence: Text | None = None
    assessment: Text | None = None
    crisis: Text | None = None
    aftercare: Text | None = None
    outcomes: Text | None = None


class ProgramShape(Shape):
    """A program, with the statements about it."""

    id: Slug
    title: Text
    invented: YesOrNo = "no"
    stated: list[StatementShape]


class ProgramsShape(Shape):
    """A program file."""

    criteria: Text
    notice: Text | None = None
    sources: dict[Slug, SourceShape] = {}
    treats: Words | None = None
    languages: dict[Name, Text] = {}
    payers: dict[Name, Text] = {}
    accreditors: dict[Name, Text] = {}
    programs: list[ProgramShape]


class TakenShape(Shape):
    """Hours of a week that are taken."""

    KEYS = {"from_": "from"}

    days: Days
    from_: Time
    to: Time
    because: Text


class NeedsShape(Shape):
    """A needs file: what a person needs from a program."""

    taken: list[TakenShape] = []
    travel_minutes: Annotated[int, Limits(ge=0, le=600)] = 0
    home: Coordinates = None
    requires: Condition | None = None
    prefers: Condition | None = None
