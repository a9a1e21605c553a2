"""Weekly hours as intervals of minutes, and whether sessions overlap hours that are taken.

Minutes count from Monday, 00:00. An interval includes its first minute but not its last, so a session that begins at 17:00 does not overlap hours that
end then.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from carelevel.model.frozen import record
from carelevel.model.truth import Truth, all_of, count_of

DAY = 24 * 60
WEEK = 7 * DAY
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Interval = tuple[int, int]


@record
class Session:
    """A session within a window of one day; its time is fixed if it fills the window.

    Attributes:
        day: 0 for Monday to 6 for Sunday.
        earliest: the minute of the day at which the window begins.
        latest: the minute of the day at which the window ends.
        minutes: how long it is.
    """

    day: int
    earliest: int
    latest: int
    minutes: int

    @property
    def window(self) -> Interval:
        """The window as minutes of the week."""
        return self.day * DAY + self.earliest, self.day * DAY + self.latest


@record
class Taken:
    """Hours of a week that are taken, and what takes them."""

    _shown = ("intervals",)

    intervals: tuple[Interval, ...]
    because: str


def united(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the same minutes as ordered intervals that do not touch.

    >>> united([(60, 120), (0, 30), (110, 180), (30, 40)])
    ((0, 40), (60, 180))
    """
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        elif start < end:
            joined.append((start, end))
    return tuple(joined)


@record
class Clear:
    """The hours that are taken every week, prepared for searching.

    Attributes:
        taken: intervals in order, including the weeks before and after, since travel can begin on the day before.
        starts: the start of each interval.
    """

    taken: tuple[Interval, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, taken: Iterable[Interval]) -> "Clear":
        """Return taken hours, prepared for searching."""
        week = tuple(taken)
        joined = united((start + shift, end + shift) for shift in (-WEEK, 0, WEEK) for start, end in week)
        return cls(joined, tuple(start for start, _ in joined))

    def within(self, start: int, end: int) -> Sequence[Interval]:
        """Return the taken parts of an interval."""
        found: list[Interval] = []
        for at in range(max(0, bisect_right(self.starts, start) - 1), len(self.taken)):
            first, last = self.taken[at]
            if first >= end:
                break
            if last > start:
                found.append((max(first, start), min(last, end)))
        return found


def session_fits(session: Session, clear: Clear, travel: int) -> Truth:
    """Return whether a session with travel both ways avoids the hours that are taken.

    It does if nothing in its window is taken, and does not if no gap is long enough; otherwise it is unknown.

    >>> nine_to_five = Clear.of([(9 * 60, 17 * 60)])
    >>> session_fits(Session(0, 17 * 60, 20 * 60, 180), nine_to_five, 0).value
    'met'
    >>> session_fits(Session(0, 17 * 60, 20 * 60, 180), nine_to_five, 30).value
    'unmet'
    >>> session_fits(Session(0, 16 * 60, 21 * 60, 180), nine_to_five, 30).value
    'unknown'
    """
    start, end = session.window[0] - travel, session.window[1] + travel
    taken = clear.within(start, end)
    if not taken:
        return Truth.MET
    ends = [start, *(moment for interval in taken for moment in interval), end]
    longest = max(after - before for before, after in zip(ends[::2], ends[1::2], strict=True))
    return Truth.UNMET if longest < session.minutes + 2 * travel else Truth.UNKNOWN


def sessions_fit(sessions: Sequence[Session], attend: int | None, clear: Clear, travel: int) -> Truth:
    """Return whether enough days avoid the hours that are taken: `attend` days, or all if it is None."""
    days: dict[int, list[Truth]] = {}
    for session in sessions:
        days.setdefault(session.day, []).append(session_fits(session, clear, travel))
    truths = [all_of(day) for day in days.values()]
    return all_of(truths) if attend is None else count_of(truths, attend, len(truths))


def clock(minute: int) -> str:
    """Return a minute of a day as text: `17:30`.

    >>> clock(1050), clock(1440)
    ('17:30', '24:00')
    """
    return f"{minute // 60:02}:{minute % 60:02}"


def in_words(intervals: Iterable[Interval]) -> list[str]:
    """Return intervals in words, with days of equal times together, in the order of the week.

    >>> in_words([(540, 720), (1980, 2160), (10080 - 60, 10080)])
    ['Mon and Tue 09:00 to 12:00', 'Sun 23:00 to 24:00']
    """
    days: dict[Interval, list[str]] = {}
    for start, end in sorted(intervals):
        day = start // DAY
        days.setdefault((start - day * DAY, end - day * DAY), []).append(DAYS[day].capitalize())
    return [f"{_listed(names)} {clock(start)} to {clock(end)}" for (start, end), names in days.items()]


def _listed(names: Sequence[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
