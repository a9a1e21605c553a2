"""Whether programs fit. Each question is a condition on what is known of a program."""

from collections.abc import Callable
from math import asin, ceil, cos, radians, sin, sqrt

from carelevel.answers.results import Recommendation
from carelevel.logic.meaning import meaning, possible_values
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Condition
from carelevel.model.facts import NO, YES
from carelevel.model.frozen import record
from carelevel.model.program_facts import MOST_KM
from carelevel.model.programs import Needs, Point, Program, Programs, Track
from carelevel.model.truth import Truth, agreed, all_of, any_of, negate
from carelevel.model.week import Clear, sessions_fit
from carelevel.programs.fits import Fit
from carelevel.programs.questions import ProgramQuestion, hours_of_programs, level_of_programs

EARTH_KM = 6371.0088
"""The mean radius of the earth (International Union of Geodesy and Geophysics), in kilometres."""

Answer = Callable[[Program, Case], Truth]


def fits(asked: tuple[ProgramQuestion, ...], recommendation: Recommendation, programs: Programs, needs: Needs) -> tuple[Fit, ...]:
    """Return for each program whether it fits; `carelevel.match` is the public function."""
    find = [_answer(question, recommendation, programs) for question in asked]
    placed = _Placed.of(needs)
    found: list[Fit] = []
    optional = [negate(question.required) for question in asked]
    for program in programs.programs:
        case = placed.case(program)
        truths = tuple(answer(program, case) for answer in find)
        suits = all_of(any_of(pair) for pair in zip(optional, truths, strict=True))
        found.append(Fit(program, suits, truths, asked, case, _levels_off(case, recommendation, programs)))
    return tuple(found)


def _answer(question: ProgramQuestion, recommendation: Recommendation, programs: Programs) -> Answer:
    """Return what answers a question for each program."""
    person = recommendation.undisputed_case
    match question.topic:
        case "level":
            return _of_level(recommendation, programs)
        case "hours":
            return _of_hours(recommendation, programs)
        case "takes":
            return lambda program, _: Truth.UNKNOWN if program.takes is None else meaning(program.takes, person)
        case "excludes":
            return lambda program, _: Truth.UNKNOWN if program.excludes is None else negate(any_of(meaning(each.when, person) for each in program.excludes))
        case _:
            assert question.condition is not None
            return _of_condition(question.condition, question.needed)


def _of_condition(condition: Condition, needed: Truth) -> Answer:
    if needed is Truth.MET:
        return lambda _, case: meaning(condition, case)
    return lambda _, case: any_of((negate(needed), meaning(condition, case)))


def _of_level(recommendation: Recommendation, programs: Programs) -> Answer:
    """Return whether a program has the level, whichever possible level it turns out to be."""
    fact = level_of_programs(programs.facts)
    if recommendation.applies != "met":
        return lambda _program, _case: Truth.UNKNOWN
    conditions = [Among(fact, frozenset((level,))) for level in recommendation.possible]
    return lambda _, case: agreed(meaning(condition, case) for condition in conditions)


def _levels_off(case: Case, recommendation: Recommendation, programs: Programs) -> int:
    """Return how many levels lie between the level that a program has and the nearest possible one; 0 while it can have a possible one."""
    definition = recommendation.definition
    has = [definition.rank(str(level)) for level in possible_values(level_of_programs(programs.facts), case)]
    return min((abs(rank - definition.rank(level)) for rank in has for level in recommendation.possible), default=0)


def _of_hours(recommendation: Recommendation, programs: Programs) -> Answer:
    """Return whether a program has the hours of the level it claims, and those of the level that is needed."""
    level, hours = level_of_programs(programs.facts), hours_of_programs(programs.facts)
    least = {each.id: each.hours_per_week[0] if each.hours_per_week else 0 for each in recommendation.definition.levels}
    conditions = {each: Among(hours, frozenset(range(low, hours.high + 1))) for each, low in least.items()}
    needed = recommendation.possible if recommendation.applies == "met" else tuple(conditions)

    def answer(_: Program, case: Case) -> Truth:
        claimed = agreed(meaning(conditions[str(each)], case) for each in possible_values(level, case))
        return all_of((claimed, agreed(meaning(conditions[each], case) for each in needed)))

    return answer


@record
class _Placed:
    """Adds to what is known of a program whether its week fits a person and how far away it is."""

    clear: Clear | None
    travel: int
    home: Point | None

    @classmethod
    def of(cls, needs: Needs) -> "_Placed":
        taken = [interval for each in needs.taken for interval in each.intervals]
        return cls(Clear.of(taken) if taken else None, needs.travel, needs.home)

    def case(self, program: Program) -> Case:
        """Return what is known of a program for this person."""
        case = program.known
        if self.clear is not None:
            fits = week_fits(program, self.clear, self.travel)
            if fits is not Truth.UNKNOWN:
                case = case.narrowed("fits_the_week", frozenset((YES if fits is Truth.MET else NO,)))
        if self.home is not None and program.at is not None:
            # Rounded up: "at most 30" must not be met by 30.4 kilometers.
            case = case.narrowed("distance_km", frozenset((min(MOST_KM, ceil(kilometres(self.home, program.at))),)))
        return case


def week_fits(program: Program, clear: Clear, travel: int) -> Truth:
    """Return whether a program avoids the hours that are taken; one of its weeks is enough."""
    settings = program.known.values.get("setting", frozenset(("home", "facility")))
    truths = [Truth.UNMET] if settings - {"home"} else []
    if "home" in settings:
        tracks = program.tracks
        truths.append(Truth.UNKNOWN if tracks is None else any_of(track_fits(track, clear, travel) for track in tracks))
    return agreed(truths)


def track_fits(track: Track, clear: Clear, travel: int) -> Truth:
    """Return whether one week of a program avoids the hours that are taken, travel included."""
    ways = {Truth.MET: (travel,), Truth.UNMET: (0,), Truth.UNKNOWN: (0, travel)}[track.travels]
    return agreed(sessions_fit(track.sessions, track.attend, clear, way) for way in ways)


def kilometres(one: Point, other: Point) -> float:
    """Return the distance between two places in a straight line over the ground (haversine formula, on a sphere).

    >>> round(kilometres((0.0, 0.0), (0.0, 1.0)), 1)
    111.2
    """
    (north, east), (north_2, east_2) = (tuple(map(radians, place)) for place in (one, other))
    half = sin((north_2 - north) / 2) ** 2 + cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
