"""The five types of facts, derived facts, and their possible values.

Every fact has finitely many values. The values of a score are whole numbers of its steps, all others are words, and a set is one yes-or-no question per
member.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import field, replace
from decimal import Decimal
from typing import Any, Literal, assert_never

from carelevel.model.frozen import FrozenDict, record
from carelevel.model.numbers import common_step, number_of, number_text, step_ratio, times_written
from carelevel.model.problems import Place
from carelevel.model.sources import Citation

Value = str | int
Direction = Literal["high", "low"]

YES = "yes"
NO = "no"

NEVER = "never"
"""The value of a score of time since something that has not happened; inside carelevel the number after the highest."""

MOST_PERCENT = 1_000
"""The highest percent that can be asked for."""

ABOVE = 2 * MOST_PERCENT + 1
"""The place of a percentage above all that can be asked for."""


@record
class About:
    """The texts about a fact for readers; they decide nothing.

    Attributes:
        title: its short name in sentences.
        ask: the question to ask.
        help: how to answer the question.
        titles: words for its values; for a yes_no fact whole statements.
        sources: where its range or its cut-offs come from.
        instrument: id of the instrument that declares it.
        place: where it is declared.
    """

    title: str
    ask: str | None = None
    help: str | None = None
    titles: FrozenDict[str, str] = field(default_factory=FrozenDict)
    sources: tuple[Citation, ...] = ()
    instrument: str | None = field(default=None, compare=False)
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Scale:
    """Ordered words; `worse` says which end is worse."""

    id: str
    about: About
    values: tuple[str, ...]
    worse: Direction | None = None
    changes: bool = True


@record
class Choice:
    """Unordered words, exactly one of which is true."""

    id: str
    about: About
    values: tuple[str, ...]
    changes: bool = True


@record
class Score:
    """A number from `low` to `high`, both included; with `or_more`, `high` means "this or more".

    Attributes:
        low: the lowest value, in steps, as all numbers inside carelevel.
        high: the highest value, in steps.
        beyond: how many numbers above `high` are separate values, for sums that use the score; then `high + beyond` means "this or more".
        step: what one step is, such as 0.1; steps count from 0. None for whole numbers.
        or_never: whether there is one more value, `never`, above every number.
    """

    id: str
    about: About
    low: int
    high: int
    unit: str | None = None
    or_more: bool = False
    worse: Direction | None = None
    changes: bool = True
    beyond: int = 0
    step: Decimal | None = None
    or_never: bool = False

    @property
    def cap(self) -> int:
        """The highest number that is a separate value."""
        return self.high + self.beyond

    @property
    def last(self) -> int:
        """The highest value: `never` if the score has it, else the highest number."""
        return self.cap + self.or_never


@record
class YesNo:
    """Yes or no; `worse` says which is worse."""

    id: str
    about: About
    worse: Literal["yes", "no"] | None = None
    changes: bool = True


@record
class SetOf:
    """A set: each member is present or absent."""

    id: str
    about: About
    values: tuple[str, ...]
    changes: bool = True


@record
class Weighted:
    """A part of a sum: a score multiplied by `times`.

    Attributes:
        of: the score.
        times: the factor of its steps, in steps of the sum.
    """

    of: "Score | Sum"
    times: int


@record
class Sum:
    """A derived score: the weighted sum of scores.

    Its range follows from its parts; a larger sum counts as the top.
    """

    id: str
    about: About
    parts: tuple[Weighted, ...]
    low: int
    high: int

    @property
    def or_more(self) -> bool:
        """Whether its top means "this or more", because that of a part does."""
        return any(part.of.or_more for part in self.parts)

    @property
    def step(self) -> Decimal | None:
        """What one step is: the greatest common step of the parts."""
        return common_step(part.of.step for part in self.parts)


@record
class Award:
    """Points for a condition.

    Attributes:
        when: the condition, one of `model/conditions.py`.
        points: what is counted while it holds, in steps; negative points are taken away.
    """

    when: Any
    points: int


@record
class Points:
    """A derived score: the sum of the points of all conditions that hold.

    `logic/awarding.py` makes it, since its range and its rungs follow from its awards.

    Attributes:
        awards: the conditions with their points, as the file has them.
        low: the fewest points that anybody has, in steps.
        high: the most points that anybody has, in steps.
        step: what one step is. None for whole points.
        rungs: conditions with points, all positive, that add up to the same total above `low`. Awards that share facts are taken together in them.
        below: the ids of the given facts that its conditions name.
        worse: whether many or few points are worse, where that follows from the facts.
    """

    id: str
    about: About
    awards: tuple[Award, ...]
    low: int
    high: int
    step: Decimal | None = None
    rungs: tuple[Award, ...] = field(default=(), compare=False, repr=False)
    below: tuple[str, ...] = field(default=(), compare=False, repr=False)
    worse: Direction | None = field(default=None, compare=False, repr=False)


@record
class Percent:
    """A derived number: what percentage one score is of another, such as 55 % of PHQ-9 at start.

    A percentage can lie between two percents, so its values are places: 2n is n percent exactly, 2n + 1 is between n and n + 1 percent, and `ABOVE` is above
    all percents that can be asked for. Nothing of nothing is 100 percent; anything else of nothing is above all percents. Its ends follow from its scores.
    """

    id: str
    about: About
    of: Score | Sum
    to: Score | Sum

    @property
    def low(self) -> int:
        """The lowest place."""
        if self.to.or_more:
            return min(least(self.of), 1)
        return self.place_of(least(self.of), greatest(self.to))

    @property
    def high(self) -> int:
        """The highest place."""
        return ABOVE if self.of.or_more else self.place_of(greatest(self.of), least(self.to))

    def place_of(self, of: int, to: int) -> int:
        """Return the place of a percentage from the true numbers of both scores, in steps of each."""
        if to == 0:
            return ABOVE if of else 200
        num, den = step_ratio(self.of.step, self.to.step)
        whole, rest = divmod(100 * of * num, to * den)
        return min(2 * whole + (rest > 0), ABOVE)


@record
class Worst:
    """A derived scale: the worst of several scales with the same values and direction."""

    id: str
    about: About
    parts: "tuple[Scale | Worst | Bands, ...]"
    values: tuple[str, ...]
    worse: Direction


@record
class Bands:
    """A derived scale: a score, or a percentage, divided into labeled bands, lowest first, without gaps or overlaps."""

    id: str
    about: About
    of: "Score | Sum | Points | Percent"
    bands: tuple[tuple[str, int, int], ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The labels, lowest band first."""
        return tuple(label for label, _low, _high in self.bands)


Fact = Scale | Choice | Score | YesNo | SetOf
Derived = Sum | Worst | Bands | Points | Percent
Scalar = Scale | Choice | Score | YesNo | Sum | Worst | Bands | Points | Percent
AnyFact = Fact | Derived


def domain(fact: Scalar) -> Sequence[Value]:
    """Return every possible value of a fact, the lowest or first-listed first."""
    match fact:
        case Score():
            return range(fact.low, fact.last + 1)
        case Sum() | Points() | Percent():
            return range(fact.low, fact.high + 1)
        case Scale() | Choice() | Worst() | Bands():
            return fact.values
        case YesNo():
            return (YES, NO)
        case _:
            assert_never(fact)


def ranks_of(values: Collection[Value], every: Sequence[Value]) -> list[int]:
    """Return the places of some values in the list of all of them, ascending.

    >>> ranks_of({"severe", "mild"}, ("none", "mild", "severe"))
    [1, 2]
    """
    if isinstance(every, range):
        ascending = sorted(map(int, values))
        if ascending and (ascending[0] not in every or ascending[-1] not in every):
            raise ValueError(ascending)
        return [value - every.start for value in ascending]
    if len(values) < 4:
        return sorted(every.index(value) for value in values)
    # To look for each of hundreds of values by itself would take hundreds of steps each.
    places = {value: place for place, value in enumerate(every)}
    return sorted(places[value] for value in values)


def numbers_of(fact: "Score | Sum | Points | Percent") -> range:
    """Return the values of a score, a sum or a percentage that are numbers: all but `never`."""
    return range(fact.low, (fact.cap if isinstance(fact, Score) else fact.high) + 1)


def number_runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of whole numbers that follow each other.

    >>> number_runs([5, 0, 1, 2])
    [(0, 2), (5, 5)]
    """
    ascending = sorted(numbers)
    if ascending and ascending[-1] - ascending[0] == len(ascending) - 1:
        return [(ascending[0], ascending[-1])]
    starts = [n for i, n in enumerate(ascending) if i == 0 or ascending[i - 1] != n - 1]
    ends = [n for i, n in enumerate(ascending) if i + 1 == len(ascending) or ascending[i + 1] != n + 1]
    return list(zip(starts, ends, strict=True))


def stated(fact: Scalar) -> Scalar:
    """Return the fact with only the values in its file, without numbers above the top of a score."""
    return replace(fact, beyond=0) if isinstance(fact, Score) and fact.beyond else fact


def with_more(fact: Scalar, values: Collection[Value]) -> frozenset[Value]:
    """Return the values, with all numbers above the top of a score if the top is among them."""
    more = range(fact.high + 1, fact.cap + 1) if isinstance(fact, Score) and fact.high in values else ()
    return frozenset((*values, *more))


def carried_over(fact: Scalar, values: Collection[Value], to: Scalar) -> frozenset[Value]:
    """Return the values of `to` that correspond to values of a fact with the same id.

    A top that means "this or more" corresponds to all numbers above it.
    """
    if not isinstance(fact, Score) or not isinstance(to, Score):
        return frozenset(values).intersection(domain(to))
    never = (to.last,) if is_never(fact, fact.last) and fact.last in values and to.or_never else ()
    more = range(fact.cap, to.cap + 1) if fact.or_more and fact.cap in values else ()
    numbers = (value for value in (*values, *more) if not is_never(fact, value))
    return frozenset((*frozenset(numbers).intersection(range(to.low, to.cap + 1)), *never))


def is_never(fact: AnyFact, value: Value) -> bool:
    """Return whether a value of a fact is `never`."""
    return isinstance(fact, Score) and fact.or_never and value == fact.last


def all_told_apart(fact: Score) -> Score:
    """Return the score with its range extended to all its separate values."""
    return replace(fact, high=fact.cap, beyond=0)


def holds_top(fact: Score, values: Collection[Value]) -> bool:
    """Return whether the values include the top of a score and all numbers above it."""
    return all(value in values for value in range(fact.high, fact.cap + 1))


def in_bands(fact: Bands, labels: Collection[Value]) -> frozenset[Value]:
    """Return the values of the score in the given bands."""
    return with_more(fact.of, [value for label, low, high in fact.bands if label in labels for value in range(low, high + 1)])


def band_ends(fact: Bands) -> Iterator[tuple[str, int, int]]:
    """Yield each band with its lowest and its highest value of the score; the numbers above the top of the score are in the band of the top."""
    for label, low, high in fact.bands:
        yield label, low, fact.of.cap if isinstance(fact.of, Score) and low <= fact.of.high <= high else high


def by_band(fact: Bands) -> dict[str, frozenset[Value]]:
    """Return the values of the score that each band holds, by its label, lowest band first."""
    return {label: in_bands(fact, (label,)) for label in fact.values}


def scores_below(fact: Score | Sum, times: int = 1) -> Iterator[tuple[Score, int]]:
    """Yield each score in a sum with its factor, repeats included; a score yields itself."""
    if isinstance(fact, Score):
        yield fact, times
        return
    for part in fact.parts:
        yield from scores_below(part.of, times * part.times)


def least(score: Score | Sum) -> int:
    """Return the lowest number that a score can be."""
    return sum(min(part.low * times, part.cap * times) for part, times in scores_below(score))


def greatest(score: Score | Sum) -> int:
    """Return the highest number that a score can be, of those that are told apart."""
    return sum(max(part.low * times, part.cap * times) for part, times in scores_below(score))


def told_apart(score: Score, sums: Iterable[Sum], cap: int | None = None) -> Score:
    """Return an `or_more` score with the numbers above its top that affect sums as separate values.

    From the highest of them on, each of these sums is at its top, whatever its other parts are. Any other score is returned unchanged.

    Args:
        score: the score.
        sums: the sums.
        cap: the highest number that anything else tells apart, if anything does.
    """
    cap = score.high if cap is None else max(cap, score.high)
    for fact in sums if score.or_more else ():
        weight = sum(times for part, times in scores_below(fact) if part.id == score.id)
        if weight > 0:
            cap = max(cap, score.low - (fact.low - fact.high) // weight)
    # At least two, so that a case can separate the top from the numbers above it: at most 53, and not 53.
    return replace(score, beyond=0 if cap == score.high else max(cap - score.high, 2))


_ORDERED = (Scale, Score, Sum, Worst, Bands, Points, Percent)


def is_ordered(fact: AnyFact) -> bool:
    """Return whether the values of a fact have an order."""
    return isinstance(fact, _ORDERED)


def is_number(fact: AnyFact) -> bool:
    """Return whether the values of a fact are numbers; one of them may be `never`."""
    return isinstance(fact, Score | Sum | Points | Percent)


def worse_end(fact: AnyFact) -> Direction | None:
    """Return whether high or low values are worse, or None if that is not declared.

    For a yes_no fact, yes is high. Bands have the direction of their score. A sum has a direction if all its parts push it the same way, a
    percentage if its two scores do.
    """
    match fact:
        case Scale() | Score() | Worst() | Points():
            return fact.worse
        case YesNo():
            return None if fact.worse is None else ("high" if fact.worse == YES else "low")
        case Bands():
            return worse_end(fact.of)
        case Sum():
            pushes = {_direction_times(worse_end(part.of), part.times) for part in fact.parts}
            return pushes.pop() if len(pushes) == 1 else None
        case Percent():
            end = worse_end(fact.of)
            return end if end == _direction_times(worse_end(fact.to), -1) else None
        case Choice() | SetOf():
            return None
        case _:
            assert_never(fact)


def _direction_times(direction: Direction | None, times: int) -> Direction | None:
    if direction is None or times > 0:
        return direction
    return "low" if direction == "high" else "high"


def base_facts(fact: AnyFact) -> tuple[str, ...]:
    """Return the ids of the given facts from which a fact is worked out."""
    match fact:
        case Scale() | Choice() | Score() | YesNo() | SetOf():
            return (fact.id,)
        case Bands():
            return base_facts(fact.of)
        case Percent():
            return tuple(dict.fromkeys((*base_facts(fact.of), *base_facts(fact.to))))
        case Sum():
            return tuple(dict.fromkeys(name for part in fact.parts for name in base_facts(part.of)))
        case Worst():
            return tuple(dict.fromkeys(name for part in fact.parts for name in base_facts(part)))
        case Points():
            return fact.below
        case _:
            assert_never(fact)


def factor_of(fact: Sum, part: Weighted) -> int:
    """Return the factor that the file gives for a part of a sum."""
    return times_written(part.of.step, part.times, fact.step)


def step_of(fact: AnyFact) -> Decimal | None:
    """Return the step of a score, a sum or points; None for whole numbers and for all other facts."""
    return fact.step if isinstance(fact, Score | Sum | Points) else None


def outside(fact: AnyFact, value: Value) -> Value | float:
    """Return a value as it stands in cases, files and JSON; inside carelevel a number counts steps, and a percentage places."""
    if is_never(fact, value):
        return NEVER
    if isinstance(fact, Percent):
        return int(value) // 2 if int(value) % 2 == 0 else int(value) / 2
    return number_of(step_of(fact), value) if isinstance(value, int) else value


def bare_text(fact: AnyFact, value: Value) -> str:
    """Return a value in writing, as a file has it; of a number with all digits after the point that its step has."""
    if is_never(fact, value):
        return NEVER
    if isinstance(fact, Percent):
        return percent_text(int(value))
    return number_text(step_of(fact), value) if isinstance(value, int) else value


def percent_text(place: int) -> str:
    """Return the place of a percentage in writing.

    >>> percent_text(110), percent_text(111), percent_text(2001)
    ('55', 'between 55 and 56', 'over 1000')
    """
    percent, rest = divmod(place, 2)
    if not rest:
        return str(percent)
    return f"over {percent}" if percent >= MOST_PERCENT else f"between {percent} and {percent + 1}"


def span_text(fact: AnyFact, low: Value, high: Value) -> str:
    """Return two values, or one, in writing: `0.5 to 4.0`."""
    return bare_text(fact, low) if low == high else f"{bare_text(fact, low)} to {bare_text(fact, high)}"


def value_text(fact: AnyFact, value: Value) -> str:
    """Return the words for a value: its title, or else the value with spaces."""
    if isinstance(value, int):
        is_top = isinstance(fact, Score | Sum) and fact.or_more and value in {fact.high, fact.cap if isinstance(fact, Score) else fact.high}
        more = " or more" if is_top else ""
        return f"{bare_text(fact, value)}{more}"
    return fact.about.titles.get(value, value.replace("_", " "))
