"""Reading weeks, days and places in program and needs files, and what follows from them."""

from collections.abc import Callable, Sequence
from datetime import date

from carelevel.model.cases import Case
from carelevel.model.criteria import Definition
from carelevel.model.frozen import FrozenDict
from carelevel.model.operators import described
from carelevel.model.problems import Path as Steps
from carelevel.model.problems import Report, quoted
from carelevel.model.programs import Point, Track
from carelevel.model.truth import Truth
from carelevel.model.week import DAY, DAYS, Session, Taken
from carelevel.syntax.program_schema import SessionShape, TakenShape, TrackShape

EVENING = 17 * 60
"""The minute from which a session on a weekday counts as evening; before, it is daytime."""

_DEGREES = (("latitude", 90), ("longitude", 180))


def day_of(text: str | None, path: Steps, report: Report) -> str | None:
    """Return a date, or None after reporting that it does not exist."""
    try:
        return None if text is None else date.fromisoformat(text).isoformat()
    except ValueError:
        report.add("out-of-range", path, f"{quoted(text)} is not a date in the calendar")
        return None


def point(raw: object, path: Steps, report: Report) -> Point | None:
    """Return a place on the map, or None after reporting what is wrong."""
    if raw is None:
        return None
    if not isinstance(raw, list) or len(raw) != 2 or any(isinstance(number, bool) or not isinstance(number, int | float) for number in raw):
        message = f"a place on the map takes a list of latitude and longitude, in degrees; found {described(raw)}"
        report.add("wrong-type", path, message, "write [41.9, -87.6]")
        return None
    for i, (name, most) in enumerate(_DEGREES):
        if not -most <= raw[i] <= most:
            report.add("out-of-range", (*path, i), f"the {name} must be from -{most} to {most}; found {described(raw[i])}")
            return None
    return float(raw[0]), float(raw[1])


def read_taken(shape: TakenShape, path: Steps, report: Report) -> Taken:
    """Return the hours that are taken."""
    start, end = _times(shape, path, report)
    days = [DAYS.index(day) * DAY for day in dict.fromkeys(shape.days)]
    return Taken(tuple((day + start, day + end) for day in days), shape.because)


def read_track(shape: TrackShape, path: Steps, known: Case, report: Report) -> Track:
    """Return a weekly schedule."""
    if not shape.sessions:
        report.add("empty-group", (*path, "sessions"), "a week needs at least one session")
    sessions = [session for i, each in enumerate(shape.sessions) for session in _sessions(each, (*path, "sessions", i), report)]
    days = len({session.day for session in sessions})
    if shape.attend is not None and sessions and shape.attend > days:
        report.add("out-of-range", (*path, "attend"), f"`attend` is {shape.attend}, but there are sessions on only {days} days")
    return Track(shape.title, tuple(sessions), shape.attend, _travels(shape.mode, known))


def _sessions(shape: SessionShape, path: Steps, report: Report) -> list[Session]:
    start, end = _times(shape, path, report)
    minutes = end - start if shape.minutes is None else shape.minutes
    if start < end < start + minutes:
        report.add("out-of-range", (*path, "minutes"), f"a session of {minutes} minutes is longer than the {end - start} minutes between its two times")
    return [Session(DAYS.index(day), start, end, minutes) for day in dict.fromkeys(shape.days)]


def _times(shape: SessionShape | TakenShape, path: Steps, report: Report) -> tuple[int, int]:
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in (shape.from_, shape.to))
    if start >= end and not {(*path, "from"), (*path, "to")} & report.covered:
        message = f"{quoted(shape.to)} is not later than {quoted(shape.from_)} on the same day"
        report.add("bounds-reversed", path, message, "for hours past midnight, write two entries: one to 24:00, and one from 00:00 on the next day")
    return start, end


def _travels(mode: str | None, known: Case) -> Truth:
    """Return whether people come in person to the sessions of a schedule."""
    in_person, by_telehealth = (mode == word if mode else known.includes("modes", word) for word in ("in_person", "telehealth"))
    if in_person is False:
        return Truth.UNMET
    return Truth.MET if by_telehealth is False else Truth.UNKNOWN


def follows_from_level(known: Case, definition: Definition) -> Case:
    """Return the possible settings that follow from the level."""
    settings = {level.id: level.setting for level in definition.levels}
    possible = frozenset(settings[str(level)] for level in known.values.get("level", settings))
    if None in possible or "level" not in known.values:
        return Case()
    return Case(FrozenDict(setting=frozenset(str(setting) for setting in possible)))


def follows_from_tracks(tracks: Sequence[Track]) -> Case:
    """Return the hours, days and times of day that follow from the sessions of a program.

    There may be other sessions without a fixed time, so each of these is a lower bound.
    """
    hours, days = (min(_least(track, total) for track in tracks) for total in (_minutes, _one))
    found = {"hours_per_week": range(hours // 60, 169), "days_per_week": range(days, 8)}
    times = FrozenDict(dict.fromkeys(_times_of_day(tracks), True))
    return Case(FrozenDict({name: frozenset(values) for name, values in found.items()}), FrozenDict({"times": times} if times else {}))


def _least(track: Track, total: Callable[[Sequence[Session]], int]) -> int:
    """Return the smallest total over the days that a person attends."""
    days: dict[int, list[Session]] = {}
    for session in track.sessions:
        days.setdefault(session.day, []).append(session)
    return sum(sorted(map(total, days.values()))[: track.attend])


def _minutes(day: Sequence[Session]) -> int:
    return sum(session.minutes for session in day)


def _one(_day: Sequence[Session]) -> int:
    return 1


def _times_of_day(tracks: Sequence[Track]) -> list[str]:
    """Return the times of day that are certain to have sessions."""
    sessions = [session for track in tracks for session in track.sessions]
    weekdays = [session for session in sessions if session.day < 5]
    has = {
        "daytime": any(session.latest - session.minutes < EVENING for session in weekdays),
        "evening": any(session.earliest >= EVENING for session in weekdays),
        "weekend": len(weekdays) < len(sessions),
    }
    return [name for name, is_so in has.items() if is_so]
