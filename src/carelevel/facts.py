"""What can be known of a person: the five fact types, the facts derived from them, and their domains.

Every domain is finite. A score's values are whole numbers, every other value is a word, and a set is one yes-or-no question for each member.
"""

from collections.abc import Sequence
from dataclasses import field
from typing import Literal, assert_never

from carelevel.frozen import FrozenDict, record
from carelevel.problems import Place
from carelevel.sources import Citation

Value = str | int
Direction = Literal["high", "low"]

YES = "yes"
NO = "no"


@record
class About:
    """What a reader is told of a fact; nothing of it decides anything.

    Attributes:
        title: its short name in running text.
        ask: the question that finds it out.
        help: how to answer the question.
        titles: words for its values; for a yes-or-no fact whole statements.
        sources: where its range or its cut-offs come from.
        instrument: id of the instrument it came with.
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
    """Ordered words, as listed from first to last; `worse` says which end is the worse one."""

    id: str
    about: About
    values: tuple[str, ...]
    worse: Direction | None = None
    changes: bool = True


@record
class Choice:
    """Unordered words, exactly one of which holds."""

    id: str
    about: About
    values: tuple[str, ...]
    changes: bool = True


@record
class Score:
    """A whole number from `low` to `high`, bounds included; with `or_more` the top value means "this or more"."""

    id: str
    about: About
    low: int
    high: int
    unit: str | None = None
    or_more: bool = False
    worse: Direction | None = None
    changes: bool = True


@record
class YesNo:
    """Yes or no; `worse` says which of the two is the worse one."""

    id: str
    about: About
    worse: Literal["yes", "no"] | None = None
    changes: bool = True


@record
class SetOf:
    """Any number of members, each of which is in it or not."""

    id: str
    about: About
    values: tuple[str, ...]
    changes: bool = True


@record
class Weighted:
    """A part of a sum: a score, counted `times` times."""

    of: "Score | Sum"
    times: int


@record
class Sum:
    """A derived score: the weighted sum of scores. Its range follows from its parts."""

    id: str
    about: About
    parts: tuple[Weighted, ...]
    low: int
    high: int


@record
class Worst:
    """A derived scale: the worst of several scales that have the same values and the same direction."""

    id: str
    about: About
    parts: "tuple[Scale | Worst | Bands, ...]"
    values: tuple[str, ...]
    worse: Direction


@record
class Bands:
    """A derived scale: a score cut into labelled bands, lowest first, without gap or overlap."""

    id: str
    about: About
    of: Score | Sum
    bands: tuple[tuple[str, int, int], ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The labels, lowest band first."""
        return tuple(label for label, _low, _high in self.bands)


Fact = Scale | Choice | Score | YesNo | SetOf
Derived = Sum | Worst | Bands
Scalar = Scale | Choice | Score | YesNo | Sum | Worst | Bands
AnyFact = Fact | Derived


def domain(fact: Scalar) -> Sequence[Value]:
    """Return every value the fact can have, lowest or first-listed first."""
    match fact:
        case Score() | Sum():
            return range(fact.low, fact.high + 1)
        case Scale() | Choice() | Worst() | Bands():
            return fact.values
        case YesNo():
            return (YES, NO)
        case _:
            assert_never(fact)


_ORDERED = (Scale, Score, Sum, Worst, Bands)


def is_ordered(fact: AnyFact) -> bool:
    """Return whether "at least" and "at most" mean something for the fact."""
    return isinstance(fact, _ORDERED)


def is_number(fact: AnyFact) -> bool:
    """Return whether the fact's values are whole numbers."""
    return isinstance(fact, Score | Sum)


def worse_end(fact: AnyFact) -> Direction | None:
    """Return whether high or low values are the worse ones; a yes-or-no fact counts "yes" as high. None when undeclared.

    A band's direction is that of its score, and a sum has one when all its parts push the same way.
    """
    match fact:
        case Scale() | Score() | Worst():
            return fact.worse
        case YesNo():
            return None if fact.worse is None else ("high" if fact.worse == YES else "low")
        case Bands():
            return worse_end(fact.of)
        case Sum():
            pushes = {_turned(worse_end(part.of), part.times) for part in fact.parts}
            return pushes.pop() if len(pushes) == 1 else None
        case Choice() | SetOf():
            return None
        case _:
            assert_never(fact)


def _turned(direction: Direction | None, times: int) -> Direction | None:
    if direction is None or times > 0:
        return direction
    return "low" if direction == "high" else "high"


def base_facts(fact: AnyFact) -> tuple[str, ...]:
    """Return the ids of the facts that have to be known to know this one."""
    match fact:
        case Scale() | Choice() | Score() | YesNo() | SetOf():
            return (fact.id,)
        case Bands():
            return base_facts(fact.of)
        case Sum():
            return tuple(dict.fromkeys(name for part in fact.parts for name in base_facts(part.of)))
        case Worst():
            return tuple(dict.fromkeys(name for part in fact.parts for name in base_facts(part)))
        case _:
            assert_never(fact)


def value_text(fact: AnyFact, value: Value) -> str:
    """Return the words for a value: its title when it has one, else the value itself with spaces."""
    if isinstance(value, int):
        more = " or more" if isinstance(fact, Score) and fact.or_more and value == fact.high else ""
        return f"{value}{more}"
    return fact.about.titles.get(value, value.replace("_", " "))
