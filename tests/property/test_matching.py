"""Matching programs: learning more only narrows, asking more never makes a program fit, order does not matter; calendars against a grid of minutes."""

import json
import re
from itertools import product
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

import carelevel
from carelevel.api import CriteriaSet
from carelevel.model.cases import Case
from carelevel.model.frozen import FrozenDict
from carelevel.model.programs import Program
from carelevel.model.truth import Truth, all_of
from carelevel.model.week import DAY, WEEK, Clear, Session, session_fits, sessions_fit, united
from carelevel.programs.dominance import beaten_by, behind
from carelevel.programs.fits import Fit
from carelevel.programs.matches import Matches
from carelevel.programs.questions import ProgramQuestion
from carelevel.syntax.program_reader import read_programs
from tests.unit.programs.small_town import TOWN as SOURCE
from tests.unit.programs.small_town import town

TOWN = town()
WITHOUT = carelevel.loads(re.sub(r"  - .* adds: .*\n", "", SOURCE))
SCORES = {"hours_per_week": range(4, 13), "waiting_days": range(4), "days_per_week": range(1, 8)}
SETS = {
    "services": ("erp", "medication"),
    "treats": ("ocd", "ptsd"),
    "modes": ("in_person", "telehealth"),
    "languages": ("english", "spanish"),
    "payers": ("plan",),
    "times": ("evening", "daytime", "weekend"),
}
LEVELS = ("outpatient", "iop", "residential")
PERSON = {"severity": ("severe", "none", "mild", "severe"), "danger": ("no", "no", "yes"), "works": ("yes", "no")}
MEMBERS = ("ocd", "ptsd")
WHOM = ({"severity": {"at_least": "mild"}}, {"works": "no"}, {"conditions": {"includes": "ocd"}}, {"any": [{"danger": "no"}, {"severity": "severe"}]})
ASKED: tuple[dict[str, Any], ...] = (
    {"waiting_days": {"at_most": 2}},
    {"languages": {"includes": "spanish"}},
    {"payers": {"includes": "plan"}},
    {"any": [{"modes": {"includes": "telehealth"}}, {"distance_km": {"at_most": 20}}]},
    {"none": [{"times": {"includes": "weekend"}}]},
    {"exactly": {"count": 1, "of": [{"languages": {"includes": "english"}}, {"modes": {"includes": "in_person"}}]}},
)
EVENINGS = {"mode": "telehealth", "sessions": [{"days": ["mon", "tue", "sat"], "from": "18:00", "to": "21:00"}]}
Plain = dict[str, Any]


# Somebody, and a place, of whom more and more becomes known


@st.composite
def twice(draw: Any, whole: Plain, kinds: dict[str, Any]) -> tuple[Plain, Plain]:
    """Draw what is known of something whole, and what is known of it later: for each key nothing, a part, or all."""
    known: tuple[Plain, Plain] = {}, {}
    stages = ((2, 2),) * draw(st.sampled_from((1, 1, 40))) + ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2))
    for key, value in whole.items():
        before, more = draw(st.sampled_from(stages))
        order = draw(st.permutations(sorted(value))) if key in kinds and isinstance(value, dict) else ()
        for at, degree in enumerate((before, more)):
            if degree == 2 or (degree == 1 and key not in kinds):
                known[at][key] = value
            elif degree == 1:
                known[at][key] = {member: value[member] for member in order[:1]} if order else {"one_of": sorted({value, kinds[key][0], kinds[key][-1]})}
    return known


@st.composite
def sessions(draw: Any) -> Plain:
    start = draw(st.sampled_from((18, 17, 8, 16, 18)))
    length = draw(st.integers(1, 5))
    found = {"days": draw(st.lists(st.sampled_from(("mon", "tue", "sat")), min_size=1, unique=True)), "from": f"{start:02}:00", "to": f"{start + length:02}:00"}
    return found | draw(st.sampled_from(({}, {}, {"minutes": 45})))


@st.composite
def programs(draw: Any) -> tuple[Plain, Plain]:
    """Draw a statement about a program, and a later one that says more."""
    suits = draw(st.booleans())
    whole: Plain = {"level": draw(st.sampled_from(("iop",) if suits else LEVELS))}
    whole |= {key: draw(st.sampled_from(values)) for key, values in SCORES.items()}
    whole |= {key: {member: draw(st.sampled_from(("yes", "no"))) for member in members} for key, members in SETS.items()}
    whole["takes"] = draw(st.sampled_from(WHOM))
    whole["excludes"] = [{"when": when} for when in draw(st.lists(st.sampled_from(WHOM), max_size=2))]
    if suits:
        whole |= {"hours_per_week": 10, "takes": WHOM[0], "excludes": []} | {key: dict.fromkeys(SETS[key], "yes") for key in ("services", "treats")}
    if draw(st.booleans()):
        tracks = draw(st.lists(sessions(), min_size=1, max_size=2))
        track: Plain = EVENINGS if suits else {"sessions": tracks} | draw(st.sampled_from(({}, {"attend": 1}, {"mode": "telehealth"})))
        whole["tracks"] = [track]
        # What follows from the sessions is left to follow, or the file might contradict itself.
        for key in ("hours_per_week", "days_per_week", "times"):
            del whole[key]
    whole["location"] = {"words": "there", "at": [41.9 + draw(st.integers(0, 5)) / 10, -87.6]}
    return draw(twice(whole, {"level": LEVELS, **SCORES, **SETS}))


@st.composite
def people(draw: Any) -> tuple[Plain, Plain]:
    whole: Plain = {key: draw(st.sampled_from(values)) for key, values in PERSON.items()}
    whole["conditions"] = {member: draw(st.sampled_from(("yes", "no"))) for member in MEMBERS}
    if draw(st.booleans()):
        whole |= {"severity": "severe", "danger": "no"}
    return draw(twice(whole, {**PERSON, "conditions": MEMBERS}))


@st.composite
def needs(draw: Any) -> Plain:
    found: Plain = {"travel_minutes": draw(st.sampled_from((0, 30)))}
    if draw(st.booleans()):
        found["taken"] = [{"days": ["mon", "tue"], "from": "09:00", "to": draw(st.sampled_from(("16:30", "17:00", "18:00"))), "because": "work"}]
    if draw(st.booleans()):
        found["home"] = [41.9, -87.6]
    for key in ("requires", "prefers"):
        asked = draw(st.lists(st.sampled_from(ASKED), max_size=draw(st.sampled_from((0, 1, 3))), unique_by=str))
        if asked:
            found[key] = {"all": asked}
    return found


def matched(person: Plain, stated: list[Plain], asked: Plain, criteria: CriteriaSet = TOWN) -> Matches:
    listed = [{"id": f"p{i}", "title": f"P{i}", "stated": [said]} for i, said in enumerate(stated)]
    top = {"criteria": "town", "languages": {"english": "English", "spanish": "Spanish"}, "payers": {"plan": "The plan"}}
    found = read_programs([(json.dumps({**top, "programs": listed}), "programs.yaml")], criteria.definition)
    return carelevel.match(criteria.recommend(person), found, asked)


def answers(matches: Matches, fit: Fit) -> dict[str, Truth]:
    return {question.words: answer for question, answer in zip(matches.questions, fit.answers, strict=True)}


@given(people(), programs(), needs())
def test_learning_more_of_a_person_or_a_program_only_narrows(person: tuple[Plain, Plain], program: tuple[Plain, Plain], asked: Plain) -> None:
    """What fits goes on fitting, what does not fit never will; and so for each question."""
    first = matched(person[0], [program[0]], asked)

    for case, said in ((person[0], program[1]), (person[1], program[0]), (person[1], program[1])):
        then = matched(case, [said], asked)
        assert first.fits[0].fits in {Truth.UNKNOWN, then.fits[0].fits}
        later = answers(then, then.fits[0])
        for words, answer in answers(first, first.fits[0]).items():
            assert answer is Truth.UNKNOWN or later.get(words, answer) is answer


@given(people(), programs(), needs(), st.sampled_from(ASKED), st.booleans())
def test_asking_for_more_never_makes_a_program_fit(person: tuple[Plain, Plain], program: tuple[Plain, Plain], asked: Plain, more: Plain, hours: bool) -> None:
    before = matched(person[0], [program[0]], asked).fits[0].fits
    taken = [{"days": ["sat"], "from": "10:00", "to": "19:00", "because": "family"}] if hours else []
    before_it = asked.get("requires", {}).get("all", [])
    wider = {**asked, "requires": {"all": before_it if more in before_it else [*before_it, more]}, "taken": [*asked.get("taken", ()), *taken]}

    after = matched(person[0], [program[0]], wider).fits[0].fits

    order = (Truth.UNMET, Truth.UNKNOWN, Truth.MET)
    assert order.index(after) <= order.index(before)


@given(people(), programs(), needs())
def test_what_criteria_only_add_rules_no_program_out(person: tuple[Plain, Plain], program: tuple[Plain, Plain], asked: Plain) -> None:
    """Without all that adds services, every program fits or does not as before."""
    with_services = matched(person[0], [program[0]], asked)

    without = matched(person[0], [program[0]], asked, criteria=WITHOUT)

    assert without.fits[0].fits is with_services.fits[0].fits
    assert without.fits[0].obstacles == with_services.fits[0].obstacles


@given(people(), programs(), needs())
def test_where_a_level_is_required_a_place_is_ruled_out_by_level_whom_it_takes_and_needs_alone(
    person: tuple[Plain, Plain], program: tuple[Plain, Plain], asked: Plain
) -> None:
    """The week counts as a need, but for a stay."""
    found = matched({**person[0], "danger": "yes"}, [program[0]], asked).fits[0]

    assert {re.sub(r"\W.*", "", name) for name in found.obstacles} <= {"level", "hours", "takes", "excludes", "requirement"}


@given(people(), st.lists(programs(), min_size=2, max_size=4), needs(), st.randoms(use_true_random=False))
def test_order_does_not_matter(person: tuple[Plain, Plain], drawn: list[tuple[Plain, Plain]], asked: Plain, chance: Any) -> None:
    stated = [said for said, _ in drawn]
    first = matched(person[0], stated, asked)
    order = list(range(len(stated)))
    chance.shuffle(order)
    turned = {key: {"all": value["all"][::-1]} if key in {"requires", "prefers"} else value for key, value in reversed(asked.items())}

    then = matched(dict(reversed(person[0].items())), [dict(reversed(stated[i].items())) for i in order], turned)

    for place, i in enumerate(order):
        assert then.fits[place].fits is first.fits[i].fits
        assert answers(then, then.fits[place]) == answers(first, first.fits[i])
    behind_first = set(first.behind())
    assert {f"p{order[int(name[1:])]}" for name in then.behind()} == behind_first


# Weeks


@st.composite
def spans(draw: Any) -> tuple[int, int, int]:
    """Draw a day, and a time from and to."""
    start = draw(st.integers(0, DAY - 1))
    return draw(st.integers(0, 6)), start, draw(st.integers(start + 1, min(DAY, start + 600)))


@st.composite
def windows(draw: Any) -> Session:
    day, start, end = draw(spans())
    return Session(day, start, end, draw(st.one_of(st.just(end - start), st.integers(1, end - start))))


def by_the_minute(session: Session, taken: list[tuple[int, int]], travel: int) -> Truth:
    """Return whether a session fits by trying every minute at which it could begin, on a grid of the minutes of a week."""
    busy = bytearray(WEEK)
    for start, end in taken:
        busy[start:end] = b"\1" * (end - start)
    around = bytes(busy) * 3
    begins, ends = session.window
    free = [not any(around[WEEK + start - travel : WEEK + start + session.minutes + travel]) for start in range(begins, ends - session.minutes + 1)]
    return Truth.MET if all(free) else Truth.UNKNOWN if any(free) else Truth.UNMET


@given(windows(), st.lists(spans(), max_size=5), st.sampled_from((0, 0, 20, 90)))
@example(Session(0, 540, 720, 60), [(0, 480, 600), (0, 700, 800)], 20)  # the one gap is as long as the session with its ways, to the minute
@example(Session(0, 10, 70, 60), [(6, 1430, 1440)], 20)  # the way begins on the Sunday before
@example(Session(6, 1380, 1440, 60), [(0, 0, 10)], 20)  # and ends on the Monday after
def test_a_session_fits_as_a_grid_of_minutes_says(session: Session, taken: list[tuple[int, int, int]], travel: int) -> None:
    intervals = [(day * DAY + start, day * DAY + end) for day, start, end in taken]

    assert session_fits(session, Clear.of(intervals), travel) is by_the_minute(session, intervals, travel)


@given(st.lists(windows(), min_size=1, max_size=5), st.lists(spans(), max_size=3), st.integers(0, 7))
def test_a_week_fits_when_enough_of_its_days_do(week: list[Session], taken: list[tuple[int, int, int]], attend: int) -> None:
    intervals = [(day * DAY + start, day * DAY + end) for day, start, end in taken]
    days = sorted({session.day for session in week})
    wanted = min(attend, len(days)) or None

    by_day = [all_of(by_the_minute(session, intervals, 0) for session in week if session.day == day) for day in days]

    sure, possible = by_day.count(Truth.MET), len(days) - by_day.count(Truth.UNMET)
    enough = wanted or len(days)
    expected = Truth.MET if sure >= enough else Truth.UNMET if possible < enough else Truth.UNKNOWN
    assert sessions_fit(week, wanted, Clear.of(intervals), 0) is expected


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=6))
def test_united_intervals_have_the_same_minutes_and_do_not_touch(intervals: list[list[int]]) -> None:
    found = united((start, end) for start, end in intervals)

    assert {minute for start, end in found for minute in range(start, end)} == {minute for start, end in intervals for minute in range(start, end)}
    assert all(end < start for (_, end), (start, _) in zip(found, found[1:], strict=False))


# Side by side

TRUTHS = st.sampled_from((Truth.MET, Truth.UNMET, Truth.UNKNOWN))
QUESTIONS = tuple(ProgramQuestion(f"q{i}", "need", f"question {i}") for i in range(4))


def fit(name: str, found: tuple[Truth, ...]) -> Fit:
    program = Program(name, name, True, Case(), None, None, None, None, None, FrozenDict(), ())
    return Fit(program, all_of(found), found, QUESTIONS, Case())


def turnouts(found: tuple[Truth, ...]) -> list[tuple[bool, ...]]:
    """Return everything that the answers can turn out to be."""
    return list(product(*[(True, False) if answer is Truth.UNKNOWN else (answer is Truth.MET,) for answer in found]))


def is_better(one: tuple[Truth, ...], other: tuple[Truth, ...]) -> bool:
    pairs = [(a, b) for a in turnouts(one) for b in turnouts(other)]
    never_worse = all(x >= y for a, b in pairs for x, y in zip(a, b, strict=True))
    return never_worse and any(all(a[i] > b[i] for a, b in pairs) for i in range(len(one)))


@given(st.lists(st.tuples(TRUTHS, TRUTHS, TRUTHS, TRUTHS), min_size=1, max_size=6))
def test_a_program_is_ranked_lower_when_another_is_better_whatever_is_still_open(found: list[tuple[Truth, ...]]) -> None:
    fits = [fit(f"p{i}", answers) for i, answers in enumerate(found)]
    beaten = {f"p{i}": {f"p{k}" for k, other in enumerate(found) if is_better(other, one)} for i, one in enumerate(found)}
    front = {name for name, others in beaten.items() if not others}

    result = behind(fits)

    assert set(result) == {name for name, others in beaten.items() if others}
    assert front
    for name, others in result.items():
        assert {each.program for each in others} <= beaten[name] & front
        assert all(each.better for each in others)


@given(st.tuples(TRUTHS, TRUTHS, TRUTHS), st.tuples(TRUTHS, TRUTHS, TRUTHS))
def test_no_two_programs_stand_behind_each_other(one: tuple[Truth, ...], other: tuple[Truth, ...]) -> None:
    found = beaten_by([one, other])

    assert found in ([0, 0], [2, 0], [0, 1])
