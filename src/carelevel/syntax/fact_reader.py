"""Reading facts and derived facts; each derived fact is resolved when it is first named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from carelevel.model.conditions import Named
from carelevel.model.facts import (
    NEVER,
    NO,
    YES,
    About,
    AnyFact,
    Bands,
    Choice,
    Derived,
    Fact,
    Percent,
    Points,
    Scale,
    Score,
    SetOf,
    Sum,
    Weighted,
    Worst,
    YesNo,
    bare_text,
    domain,
    outside,
    scores_below,
    span_text,
    worse_end,
)
from carelevel.model.frozen import FrozenDict
from carelevel.model.numbers import MOST_DECIMALS, common_step, exact, neighbors, number_text, steps_in, times_inside
from carelevel.model.operators import GROUPS, OF_WORDS, OPERATORS, OTHER_GROUPS, RESERVED, as_pair, checked_value, described
from carelevel.model.percents import highest_told_apart, span_words
from carelevel.model.problems import MOST_HINTS, Path, Place, Report, by_title, did_you_mean, listed, nearest, quoted
from carelevel.syntax.bundled import bundled_instruments
from carelevel.syntax.citation_reader import CitationReader
from carelevel.syntax.condition_reader import ConditionReader
from carelevel.syntax.expansion import Unfolded
from carelevel.syntax.limits import MAX_SCORE_VALUES, MAX_SUM_VALUES, MAX_VALUES, MAX_WORDS
from carelevel.syntax.points_reader import read_points
from carelevel.syntax.reaching import Reaching
from carelevel.syntax.schema import SNAKE, AboutShape, ChoiceShape, DerivedShape, ScaleShape, ScoreShape, SetShape, YesNoShape

KINDS = ("sum", "percent", "worst", "bands", "when", "points")

MOST_TIMES = 1_000
"""The largest factor of a score in a sum."""


@dataclass(slots=True)
class FactTable:
    """The facts of a file and of its instruments, by name.

    Attributes:
        facts: the declared facts.
        derived: the derived facts that have been resolved.
        broken: names that are declared but could not be read; using them is not another problem.
        is_open: whether a whole section or an instrument could not be read, so that facts may be missing; then only a name that looks
            like a misspelled known name is a problem.
        unfolded: the expanded size of derived facts.
    """

    report: Report
    citations: CitationReader
    instrument: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    derived: dict[str, Derived | Named] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    is_open: bool = False
    unfolded: Unfolded = field(default_factory=Unfolded)
    _shapes: dict[str, DerivedShape] = field(default_factory=dict)
    _resolving: list[str] = field(default_factory=list)
    _value_count: int = 0
    _conditions: ConditionReader = field(init=False)

    def __post_init__(self) -> None:
        self._conditions = ConditionReader(self, self.report)

    def find(self, name: str, path: Path, report: Report, *, is_key: bool = True) -> AnyFact | Named | None:
        """Return the fact with this name, or None after reporting that there is none."""
        if name in self._shapes and name not in self.derived and name not in self.broken:
            self._resolve(name, path)
        known = self.facts.get(name) or self.derived.get(name)
        if known is None and name not in self.broken:
            hint = self._hint_for(name)
            if hint is not None or not self.is_open:
                (report.add_key if is_key else report.add)("unknown-fact", path, f"no fact is called {quoted(name)}", hint)
        if known is None:
            return None
        too_large = self.unfolded.name(name, path)
        if too_large is not None:
            report.add("too-large", path, too_large)
        return None if self.unfolded.is_full else known

    def _hint_for(self, name: str) -> str | None:
        """Return a hint for a name that no fact has."""
        if name in OPERATORS:
            return f"write an operator below the name of a fact: {{fact: {{{name}: ...}}}}"
        if len(self.report.problems) >= MOST_HINTS:
            return None
        # A derived fact cannot depend on itself.
        names = [known for known in dict.fromkeys((*self.facts, *self._shapes, *self.derived)) if known not in self._resolving]
        titled = [(fact.id, fact.about.title) for fact in (*self.facts.values(), *self.derived.values())]
        hint = did_you_mean(name, (*names, *GROUPS), {**by_title(titled), **OTHER_GROUPS})
        instrument = name.removesuffix("_band")
        is_bundled = hint is None and not self.is_open and instrument in bundled_instruments()
        return f"it belongs to an instrument: write `instruments: [{instrument}]`" if is_bundled else hint

    def add_facts(self, shapes: Mapping[str, Any]) -> None:
        """Add the facts under `facts`."""
        for name, shape in shapes.items():
            path: Path = ("facts", name)
            if name in self.broken or not self._is_free(name, path):
                continue
            noted = len(self.report.problems)
            fact = self._fact(name, shape, path)
            if fact is None or self._is_over(fact, path) or len(self.report.problems) > noted:
                self.broken.add(name)
            else:
                self.facts[name] = fact

    def add_derived(self, shapes: Mapping[str, DerivedShape]) -> None:
        """Add the facts under `derived`, which can name each other in any order."""
        for name, shape in shapes.items():
            if self._is_free(name, ("derived", name)):
                self._shapes[name] = shape
        for name in shapes:
            if name in self._shapes and name not in self.derived and name not in self.broken:
                self._resolve(name, ("derived", name))
        order = {name: i for i, name in enumerate((*(name for name in self.derived if name not in shapes), *shapes))}
        self.derived = dict(sorted(self.derived.items(), key=lambda item: order[item[0]]))

    def tell_apart(self) -> Reaching:
        """Extend `or_more` scores by the numbers above their top that sums distinguish.

        Return the object that puts these scores into conditions.
        """
        reaching = Reaching(self.facts, self.derived)
        self.facts = dict(reaching.facts)
        self.derived = {name: reaching.of(fact) for name, fact in self.derived.items()}
        values = sum(len(fact.values if isinstance(fact, SetOf) else domain(fact)) for fact in self.facts.values())
        if self._value_count <= MAX_VALUES < values:
            message = f"the facts of a file have at most {MAX_VALUES:,} values in total, including numbers above an `or_more` score that a sum tells apart"
            self.report.add_key("too-large", ("derived",), message)
        return reaching

    def _is_free(self, name: str, path: Path) -> bool:
        if name in RESERVED:
            self.report.add_key("reserved-word", path, f"{quoted(name)} is a word of the language and cannot be the name of a fact")
            self.broken.add(name)
        elif name in self.facts or name in self.derived or name in self._shapes:
            self.report.add_key("name-clash", path, f"{quoted(name)} is already the name of another fact")
        else:
            return True
        return False

    def _fact(self, name: str, shape: Any, path: Path) -> Fact | None:
        match shape:
            case ScoreShape():
                return self._score(name, shape, path)
            case YesNoShape():
                worse: Literal["yes", "no"] | None = None if shape.worse is None else "yes" if _is_yes(shape.worse) else "no"
                return YesNo(name, self._about(name, shape, (YES, NO), path), worse, _is_yes(shape.changes))
            case ScaleShape():
                values = self._values(shape.values, path, ())
                return Scale(name, self._about(name, shape, values, path), values, shape.worse, _is_yes(shape.changes))
            case ChoiceShape():
                values = self._values(shape.values, path, ())
                return Choice(name, self._about(name, shape, values, path), values, _is_yes(shape.changes))
            case SetShape():
                values = self._values(shape.values, path, OF_WORDS)
                return SetOf(name, self._about(name, shape, values, path), values, _is_yes(shape.changes))
            case _:
                return None

    def _is_over(self, fact: Fact, path: Path) -> bool:
        """Return whether the facts so far have too many values, after reporting the first one over the limit."""
        before = self._value_count
        self._value_count += len(fact.values if isinstance(fact, SetOf) else domain(fact))
        if before <= MAX_VALUES < self._value_count:
            self.report.add_key("too-large", path, f"the facts of a file have at most {MAX_VALUES:,} values in total")
        return self._value_count > MAX_VALUES

    def _values(self, values: list[str], path: Path, reserved: tuple[str, ...]) -> tuple[str, ...]:
        if len(values) > MAX_WORDS:
            self.report.add("too-large", (*path, "values"), f"a fact has at most {MAX_WORDS:,} words as its values")
        seen: set[str] = set()
        for i, value in enumerate(values):
            if value in seen:
                self.report.add("repeated-value", (*path, "values", i), f"{quoted(value)} is listed twice")
            if value in reserved:
                self.report.add("reserved-word", (*path, "values", i), f"{quoted(value)} is an operator and cannot be a member of a set")
            seen.add(value)
        return tuple(values)

    def _score(self, name: str, shape: ScoreShape, path: Path) -> Score | None:
        step = self._step(name, shape.step, path)
        ends = self._ends(name, shape, step, path)
        if ends is None:
            return None
        low, high = ends
        if low > high:
            above, below = number_text(step, low), number_text(step, high)
            self.report.add("bounds-reversed", (*path, "range"), f"the bounds {above} and {below} are in the wrong order", f"write [{below}, {above}]")
            return None
        if high - low >= MAX_SCORE_VALUES:
            self.report.add("too-large", (*path, "range"), f"a score has at most {MAX_SCORE_VALUES:,} values")
            return None
        about, more, changes = self._about(name, shape, (), path), _is_yes(shape.or_more), _is_yes(shape.changes)
        return Score(name, about, low, high, shape.unit, more, shape.worse, changes, step=step, or_never=_is_yes(shape.or_never))

    def _step(self, name: str, given: float | None, path: Path) -> Decimal | None:
        """Return the step of a score, or None for whole numbers and after reporting a step that cannot be one."""
        number = None if given is None else exact(given)
        if number is None:
            return None
        at, hint = (*path, "step"), None
        if number <= 0:
            code, message = "out-of-range", f"`step` is more than 0; found {described(given)}"
        elif (number * 10**MOST_DECIMALS).denominator > 1:
            code, message = "out-of-range", f"`step` has at most {MOST_DECIMALS} digits after the point; found {described(given)}"
        elif number == 1:
            code, message, hint = "says-nothing", f"the step of {quoted(name)} is 1, as without `step`", "take `step` out"
        else:
            return Decimal(repr(given)).normalize() + 0
        self.report.add(code, at, message, hint)
        return None

    def _ends(self, name: str, shape: ScoreShape, step: Decimal | None, path: Path) -> tuple[int, int] | None:
        """Return the ends of a range in steps, or None after reporting an end that is none."""
        if step is None and shape.step is not None:
            return None
        low, high = (self._steps(name, bound, step, (*path, "range", i)) for i, bound in enumerate(shape.range))
        return None if low is None or high is None else (low, high)

    def _steps(self, name: str, bound: float, step: Decimal | None, path: Path) -> int | None:
        """Return a bound in steps, or None after reporting that it is no whole number of them."""
        if step is None:
            if isinstance(bound, int):
                return bound
            hint = f"decimals need a step: `step: 0.1` under {quoted(name)}"
            self.report.add("wrong-type", path, f"each item of `range` takes a whole number; found {described(bound)}", hint)
            return None
        steps = steps_in(step, exact(bound) or Fraction(0))
        if steps.denominator == 1:
            return int(steps)
        below, above = neighbors(steps)
        message = f"{quoted(bound)} is between two steps of {quoted(name)}, which counts in steps of {step}"
        self.report.add("between-steps", path, message, f"write {number_text(step, below)} or {number_text(step, above)}")
        return None

    def _about(self, name: str, shape: AboutShape, values: tuple[str, ...], path: Path) -> About:
        if shape.titles and not values:
            message = f"`titles` gives words for values, but the values of {quoted(name)} are numbers"
            self.report.add("wrong-type", (*path, "titles"), message, "take `titles` out")
        for value in shape.titles or {}:
            if values and value not in values:
                hint = self.report.near(value, values)
                self.report.add_key(
                    "unknown-value", (*path, "titles", value), f"{quoted(value)} is not a value of {quoted(name)}; allowed are {listed(values)}", hint
                )
        sources = self.citations.read(shape.source, (*path, "source"))
        title = shape.title or name.replace("_", " ")
        return About(title, shape.ask, shape.help, FrozenDict(shape.titles or {}), sources, self.instrument, self.places.get(name))

    def _resolve(self, name: str, path: Path) -> None:
        """Resolve a derived fact, after those that it depends on."""
        if name in self._resolving:
            circle = " → ".join(quoted(step) for step in (*self._resolving[self._resolving.index(name) :], name))
            self.report.add_key("circular", ("derived", name), f"derived facts depend on each other in a circle: {circle}")
            self.broken.update(self._resolving[self._resolving.index(name) :])
            return
        self._resolving.append(name)
        noted = len(self.report.problems)
        with self.unfolded.inside(name, path) as too_large:
            if too_large is not None:
                self.report.add_key("too-large", path, too_large)
            fact = None if too_large is not None else self._derived(name, self._shapes[name], ("derived", name))
        self._resolving.pop()
        if fact is None or name in self.broken or len(self.report.problems) > noted:
            self.broken.add(name)
        else:
            self.derived[name] = fact

    def _derived(self, name: str, shape: DerivedShape, path: Path) -> Derived | Named | None:
        kinds = [kind for kind in KINDS if getattr(shape, kind) is not None]
        if shape.step is not None and shape.points is None:
            hint = "take `step` out" + ("; a sum has the greatest common step of its parts" if shape.sum is not None else "")
            self.report.add_key("unknown-key", (*path, "step"), "the key `step` has no meaning here; it goes with `points`", hint)
        if len(kinds) != 1:
            found = f"found {listed(kinds)}" if kinds else "found none of them"
            self.report.add("one-of", path, f"a derived fact has exactly one of {listed(KINDS)}; {found}")
            return None
        match kinds[0]:
            case "sum":
                return self._sum(name, shape, path)
            case "percent":
                return self._percent(name, shape, path)
            case "worst":
                return self._worst(name, shape, path)
            case "bands":
                return self._bands(name, shape, path)
            case "points":
                return self._points(name, shape, path)
            case _:
                when = self._conditions.read(shape.when, (*path, "when"))
                return None if when is None else Named(name, self._about(name, shape, (YES, NO), path), when)

    def _part(self, raw: object, path: Path, kinds: tuple[type, ...], wanted: str) -> Any:
        """Return a part of a derived fact, or None after reporting that it is of the wrong kind."""
        if not isinstance(raw, str):
            self.report.add("wrong-type", path, f"this takes the name of {wanted}; found {described(raw)}")
            return None
        fact = self.find(raw, path, self.report, is_key=False)
        if fact is not None and not isinstance(fact, kinds):
            hint = "points stand in no sum: list all conditions in one `points`" if isinstance(fact, Points) and Sum in kinds else None
            self.report.add("wrong-type", path, f"{quoted(raw)} is not {wanted}", hint)
            return None
        return fact

    def _sum(self, name: str, shape: DerivedShape, path: Path) -> Sum | None:
        raw_parts, path = shape.sum or [], (*path, "sum")
        if not raw_parts:
            self.report.add("empty-group", path, "a sum needs at least one score")
            return None
        parts = [self._weighted(raw, (*path, i)) for i, raw in enumerate(raw_parts)]
        whole = tuple(part for part in parts if part is not None)
        if len(whole) < len(parts):
            return None
        common = common_step(part.of.step for part in whole)
        whole = tuple(Weighted(part.of, times_inside(part.of.step, part.times, common)) for part in whole)
        ends = [sorted((part.of.low * part.times, part.of.high * part.times)) for part in whole]
        low, high = sum(end[0] for end in ends), sum(end[1] for end in ends)
        if high - low >= MAX_SUM_VALUES:
            ends_text = f"{low:,} to {high:,}" if common is None else f"{number_text(common, low)} to {number_text(common, high)} in steps of {common}"
            self.report.add("too-large", path, f"a sum has at most {MAX_SUM_VALUES:,} values; this one runs from {ends_text}")
            return None
        return Sum(name, self._about(name, shape, (), path[:-1]), whole, low, high)

    def _weighted(self, raw: object, path: Path) -> Weighted | None:
        times: object = 1
        step: Path = path
        if isinstance(raw, dict):
            for key in raw:
                if key not in {"of", "times"}:
                    self.report.add_key(
                        "unknown-key",
                        (*path, key),
                        f"the key {quoted(key)} has no meaning here; allowed are `of`, `times`",
                        self.report.near(key, ("of", "times")),
                    )
                    return None
            if "of" not in raw:
                self.report.add("missing-key", path, "`of` is missing here", "name the score to count: `of: ...`")
                return None
            times, raw, step = raw.get("times", 1), raw["of"], (*path, "of")
        is_whole = isinstance(times, int) and not isinstance(times, bool)
        if not isinstance(times, int) or not is_whole or not 1 <= abs(times) <= MOST_TIMES:
            code = "out-of-range" if is_whole else "wrong-type"
            message = f"`times` takes a whole number from -{MOST_TIMES:,} to {MOST_TIMES:,}, but not 0; found {described(times)}"
            self.report.add(code, (*path, "times"), message)
            return None
        score = self._part(raw, step, (Score, Sum), "a score")
        if self._is_without_number(score, step, "a sum"):
            return None
        if score is not None and score.or_more and times < 0:
            message = f"{quoted(score.id)} may be more than {bare_text(score, score.high)}, so it cannot be subtracted: the result could be any lower number"
            hint = "give it a range that nobody exceeds, without `or_more`, or make `times` positive"
            self.report.add("or-more-taken-away", (*path, "times"), message, hint)
            return None
        return None if score is None else Weighted(score, times)

    def _points(self, name: str, shape: DerivedShape, path: Path) -> Points | None:
        noted = len(self.report.problems)
        step = self._step(name, shape.step, path)
        if len(self.report.problems) > noted:
            return None
        return read_points(self._about(name, shape, (), path), shape, step, self._conditions, path)

    def _is_without_number(self, score: Score | Sum | None, path: Path, what: str) -> bool:
        """Return whether a score can be `never`, after reporting that it cannot be counted."""
        if not isinstance(score, Score) or not score.or_never:
            return False
        message = f"{quoted(score.id)} may be `never`, which is no number, so it cannot be in {what}"
        self.report.add("never-counted", path, message, "use a score without `or_never`, or name the two facts in the conditions themselves")
        return True

    def _percent(self, name: str, shape: DerivedShape, path: Path) -> Percent | None:
        given, at = shape.percent, (*path, "percent")
        assert given is not None
        scores = {key: self._part(raw, (*at, key), (Score, Sum), "a score") for key, raw in (("of", given.of), ("to", given.to))}
        noted = len(self.report.problems)
        for key, score in scores.items():
            if not self._is_without_number(score, (*at, key), "a percentage") and score is not None and score.low < 0:
                message = f"{quoted(score.id)} can be {bare_text(score, score.low)}; a percentage takes two scores that are never below 0"
                self.report.add("below-zero", (*at, key), message, "give it a range from 0 on, or compare the two scores by a sum")
        of, to = scores["of"], scores["to"]
        if of is None or to is None or len(self.report.problems) > noted:
            return None
        if of.id == to.id:
            self.report.add("says-nothing", at, f"{quoted(of.id)} is always 100 % of itself", "name two scores")
            return None
        if of.or_more and to.or_more:
            message = f"both {quoted(of.id)} and {quoted(to.id)} may be more than their top, so that one could be any percentage of the other"
            self.report.add("or-more-of-or-more", at, message, "give one of them a range that nobody exceeds, without `or_more`")
            return None
        fact = Percent(name, self._about(name, shape, (), path), of, to)
        below = {part for side in (of, to) for part, _ in scores_below(side)}
        if any(highest_told_apart(part, [fact]) - part.low >= MAX_SUM_VALUES for part in below):
            message = f"of a score that may be more than its top, a percentage would tell apart more than {MAX_SUM_VALUES:,} values"
            self.report.add("too-large", at, message, "give it a range that nobody exceeds, without `or_more`")
            return None
        return fact

    def _worst(self, name: str, shape: DerivedShape, path: Path) -> Worst | None:
        raw_parts, path = shape.worst or [], (*path, "worst")
        if not raw_parts:
            self.report.add("empty-group", path, "`worst` needs at least one scale")
            return None
        parts = [self._part(raw, (*path, i), (Scale, Worst, Bands), "a scale") for i, raw in enumerate(raw_parts)]
        if None in parts:
            return None
        first = parts[0]
        for i, part in enumerate(parts):
            if part.values != first.values:
                self.report.add(
                    "unlike-scales",
                    (*path, i),
                    f"{quoted(part.id)} has the values {listed(part.values)}, but {quoted(first.id)} has {listed(first.values)}",
                )
            elif worse_end(part) is None:
                hint = "add `worse: high` or `worse: low` where the fact is declared"
                self.report.add("unlike-scales", (*path, i), f"{quoted(part.id)} does not say which end is worse", hint)
            elif worse_end(part) != worse_end(first):
                message = f"the worse end of {quoted(part.id)} is {worse_end(part)}, but that of {quoted(first.id)} is {worse_end(first)}"
                self.report.add("unlike-scales", (*path, i), message, "use scales that get worse in the same direction")
        direction = worse_end(first)
        if direction is None:
            return None
        return Worst(name, self._about(name, shape, first.values, path[:-1]), tuple(parts), first.values, direction)

    def _bands(self, name: str, shape: DerivedShape, path: Path) -> Bands | None:
        at = (*path, "bands")
        raw = self._with_of(shape.bands or {}, at)
        score = None
        if "of" in raw:
            score = self._part(raw["of"], (*at, "of"), (Score, Sum, Points, Percent), "a score")
        else:
            self.report.add("missing-key", at, "`of` is missing here", "name the score to divide into bands: `of: ...`")
        if len(raw) > MAX_WORDS + 1:
            self.report.add("too-large", at, f"a score can have at most {MAX_WORDS:,} bands")
            return None
        bands = [self._band(label, bounds, (*at, label), score) for label, bounds in raw.items() if label != "of"]
        if not bands:
            self.report.add("empty-group", at, "`bands` needs at least one band")
        whole = sorted((band for band in bands if band is not None), key=lambda band: band[1:])
        if score is None or not whole or len(whole) < len(bands):
            return None
        self._check_cover(score, whole, at)
        return Bands(name, self._about(name, shape, tuple(label for label, _, _ in whole), path), score, tuple(whole))

    def _with_of(self, raw: dict[str, Any], path: Path) -> dict[str, Any]:
        """Return bands with the key `of`, after reporting a misspelled `of`."""
        # A band can have any name but has bounds; an entry with a word is the score.
        is_name = {label for label, found in raw.items() if isinstance(found, str) and found != NEVER}
        misspelled = None if "of" in raw else next((label for label in raw if label in is_name and nearest(label, ("of",))), None)
        if misspelled is None:
            return raw
        self.report.add_key(
            "unknown-key", (*path, misspelled), f"the key {quoted(misspelled)} has no meaning here; a band takes a list of bounds", "did you mean `of`?"
        )
        return {("of" if label == misspelled else label): found for label, found in raw.items()}

    def _band(self, label: str, bounds: object, path: Path, score: Score | Sum | Points | Percent | None) -> tuple[str, int, int] | None:
        if isinstance(score, Percent):
            return self._band_of_percent(label, bounds, path, score)
        if isinstance(score, Score) and score.or_never:
            if bounds == NEVER:
                return (label, score.last, score.last) if self._is_label(label, path) else None
            if isinstance(bounds, list) and len(bounds) == 2 and bounds[1] == NEVER != bounds[0]:
                # The numbers from one on, and `never` above them.
                numbers = self._band(label, [bounds[0], outside(score, score.cap)], path, replace(score, or_never=False))
                return None if numbers is None else (label, numbers[1], score.last)
        if score is None and isinstance(bounds, dict):
            return None  # whether it takes operators is not known without the score
        step = None if score is None else score.step
        is_pair = isinstance(bounds, list) and len(bounds) == 2
        kinds = int if step is None else int | float
        if not (isinstance(bounds, list) and is_pair and all(isinstance(bound, kinds) and not isinstance(bound, bool) for bound in bounds)):
            if score is None and isinstance(bounds, list) and is_pair and all(map(exact, bounds)):
                return None  # whether decimals are allowed is not known without the score
            found = f"a list of {len(bounds)}" if isinstance(bounds, list) and not is_pair else described(bounds)
            hint = as_pair(bounds) or "write [lowest, highest]"
            what = "two whole numbers" if step is None else "two numbers"
            self.report.add("wrong-type", path, f"a band takes a list of {what}, the lowest and the highest; found {found}", hint)
            return None
        if score is None:
            low, high = bounds
        else:
            ends = [self._steps(score.id, bound, step, (*path, i)) for i, bound in enumerate(bounds)]
            if None in ends:
                return None
            low, high = ends
            if isinstance(score, Score) and score.or_never and high is not None and high > score.cap:
                # The number after the last is `never`, which is written as such.
                allowed = span_text(score, score.low, score.cap)
                self.report.add("out-of-range", path, f"the band {quoted(label)} is outside the range of {quoted(score.id)}; allowed is {allowed}, or `never`")
                return None
        if not self._is_label(label, path):
            return None
        if low > high:
            self.report.add("bounds-reversed", path, f"the bounds {bounds[0]} and {bounds[1]} are in the wrong order", f"write [{bounds[1]}, {bounds[0]}]")
            return None
        return label, low, high

    def _is_label(self, label: str, path: Path) -> bool:
        if re.fullmatch(SNAKE, label):
            return True
        message = f"{quoted(label)} cannot be a name here; allowed are lowercase letters, digits and _, beginning with a letter"
        self.report.add_key("bad-name", path, message)
        return False

    def _band_of_percent(self, label: str, bounds: object, path: Path, fact: Percent) -> tuple[str, int, int] | None:
        """Return a band of a percentage, which has operators as its bounds, since no whole percent lies next to another."""
        operators = bounds if isinstance(bounds, dict) else {}
        lower, upper = ([word for word in words if word in operators] for words in (("at_least", "over"), ("at_most", "under")))
        if not operators or len(lower) > 1 or len(upper) > 1 or len(lower) + len(upper) < len(operators):
            found = listed(list(map(str, operators))) if operators else described(bounds)
            message = f"a band of a percentage takes one lower bound, `at_least` or `over`, one upper bound, `at_most` or `under`, or both; found {found}"
            self.report.add("wrong-type", path, message, "write {under: 50}, or {at_least: 50, under: 75}")
            return None
        ends = {word: checked_value(fact, operators[word], (*path, word), self.report) for word in (*lower, *upper)}
        if None in ends.values() or not self._is_label(label, path):
            return None
        low = max(fact.low, ends[lower[0]] + (lower[0] == "over")) if lower else fact.low
        high = min(fact.high, ends[upper[0]] - (upper[0] == "under")) if upper else fact.high
        if low > high:
            self.report.add("bounds-reversed", path, f"no percentage lies in the band {quoted(label)}", "the upper bound is below the lower one")
            return None
        return label, low, high

    def _check_cover(self, score: Score | Sum | Points | Percent, bands: list[tuple[str, int, int]], path: Path) -> None:
        """Report bands outside the range of the score, gaps and overlaps."""
        expected, last = score.low, int(domain(score)[-1])
        for label, low, high in bands:
            if low < score.low or high > last:
                self.report.add(
                    "out-of-range",
                    (*path, label),
                    f"the band {quoted(label)} is outside the range of {quoted(score.id)}; allowed is {self._said(score, score.low, last)}",
                )
            elif low > expected:
                self.report.add(
                    "bands-gap", (*path, label), f"no band contains {self._said(score, expected, low - 1)}; {quoted(label)} begins at {bare_text(score, low)}"
                )
            elif low < expected:
                self.report.add(
                    "bands-overlap",
                    (*path, label),
                    f"the band {quoted(label)} begins at {bare_text(score, low)}, but {self._said(score, low, min(high, expected - 1))} is already in another",
                )
            expected = max(expected, high + 1)
        if expected <= last:
            self.report.add("bands-gap", path, f"no band contains {self._said(score, expected, last)}, the top of {quoted(score.id)}")

    def _said(self, score: Score | Sum | Points | Percent, low: int, high: int) -> str:
        return span_words(score, low, high) if isinstance(score, Percent) else span_text(score, low, high)


def _is_yes(word: object) -> bool:
    return word in {"yes", True}
