"""Fact shapes to facts, and derived shapes to derived facts, each resolved when it is first named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from carelevel.conditions import Named
from carelevel.facts import (
    NO,
    YES,
    About,
    AnyFact,
    Bands,
    Choice,
    Derived,
    Fact,
    Scale,
    Score,
    SetOf,
    Sum,
    Weighted,
    Worst,
    YesNo,
    worse_end,
)
from carelevel.frozen import FrozenDict
from carelevel.operators import GROUPS, OPERATORS, RESERVED, described
from carelevel.problems import Path, Place, Report, did_you_mean, listed, quoted
from carelevel.reading.citations import CitationReader
from carelevel.reading.conditions import ConditionReader
from carelevel.reading.limits import MAX_DERIVED_DEPTH, MAX_SCORE_VALUES, MAX_SUM_VALUES
from carelevel.reading.shapes import SNAKE, AboutShape, ChoiceShape, DerivedShape, ScaleShape, ScoreShape, SetShape, YesNoShape

KINDS = ("sum", "worst", "bands", "when")


@dataclass(slots=True)
class FactTable:
    """The facts of a file and of its instruments, by name.

    Attributes:
        facts: the facts that cases give.
        derived: what follows from them, as far as it was asked for.
        broken: names that are declared but could not be read; naming them again is no new problem.
    """

    report: Report
    citations: CitationReader
    instrument: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    derived: dict[str, Derived | Named] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    _shapes: dict[str, DerivedShape] = field(default_factory=dict)
    _resolving: list[str] = field(default_factory=list)

    def find(self, name: str, path: Path, report: Report, *, is_key: bool = True) -> AnyFact | Named | None:
        """Return the fact with this name, or None after noting that there is none."""
        if name in self._shapes and name not in self.derived and name not in self.broken:
            self._resolve(name, path)
        known = self.facts.get(name) or self.derived.get(name)
        if known is None and name not in self.broken:
            candidates = (*self.facts, *self._shapes, *self.derived, *GROUPS)
            hint = did_you_mean(name, candidates)
            if hint is None and name in OPERATORS:
                hint = "an operator stands below the name of a fact: {fact: {" + name + ": ...}}"
            (report.add_key if is_key else report.add)("unknown-fact", path, f"no fact is called {quoted(name)}", hint)
        return known

    def add_facts(self, shapes: Mapping[str, Any]) -> None:
        """Add facts as they stand under `facts`."""
        for name, shape in shapes.items():
            path: Path = ("facts", name)
            if not self._is_free(name, path):
                continue
            noted = len(self.report.problems)
            fact = self._fact(name, shape, path)
            if fact is None or len(self.report.problems) > noted:
                self.broken.add(name)
            else:
                self.facts[name] = fact

    def add_derived(self, shapes: Mapping[str, DerivedShape]) -> None:
        """Add derived facts as they stand under `derived`; they may name each other in any order."""
        for name, shape in shapes.items():
            if self._is_free(name, ("derived", name)):
                self._shapes[name] = shape
        for name in shapes:
            if name in self._shapes and name not in self.derived and name not in self.broken:
                self._resolve(name, ("derived", name))
        order = {name: i for i, name in enumerate((*(name for name in self.derived if name not in shapes), *shapes))}
        self.derived = dict(sorted(self.derived.items(), key=lambda item: order[item[0]]))

    def _is_free(self, name: str, path: Path) -> bool:
        if name in RESERVED:
            self.report.add_key("reserved-word", path, f"{quoted(name)} is a word of the language and no name for a fact")
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
                values = self._values(shape.values, path, OPERATORS)
                return SetOf(name, self._about(name, shape, values, path), values, _is_yes(shape.changes))
            case _:
                return None

    def _values(self, values: list[str], path: Path, reserved: tuple[str, ...]) -> tuple[str, ...]:
        for i, value in enumerate(values):
            if value in values[:i]:
                self.report.add("repeated-value", (*path, "values", i), f"{quoted(value)} is listed twice")
            if value in reserved:
                self.report.add("reserved-word", (*path, "values", i), f"{quoted(value)} is an operator and no name for a member of a set")
        return tuple(values)

    def _score(self, name: str, shape: ScoreShape, path: Path) -> Score | None:
        low, high = shape.range
        if low > high:
            self.report.add("bounds-reversed", (*path, "range"), f"the bounds {low} and {high} are the wrong way round", f"write [{high}, {low}]")
            return None
        if high - low >= MAX_SCORE_VALUES:
            self.report.add("too-large", (*path, "range"), f"a score has at most {MAX_SCORE_VALUES:,} values")
            return None
        return Score(name, self._about(name, shape, (), path), low, high, shape.unit, _is_yes(shape.or_more), shape.worse, _is_yes(shape.changes))

    def _about(self, name: str, shape: AboutShape, values: tuple[str, ...], path: Path) -> About:
        for value in shape.titles or {}:
            if value not in values:
                hint = did_you_mean(value, values)
                self.report.add_key(
                    "unknown-value", (*path, "titles", value), f"{quoted(value)} is no value of {quoted(name)}; allowed are {listed(values)}", hint
                )
        sources = self.citations.read(shape.source, (*path, "source"))
        title = shape.title or name.replace("_", " ")
        return About(title, shape.ask, shape.help, FrozenDict(shape.titles or {}), sources, self.instrument, self.places.get(name))

    def _resolve(self, name: str, path: Path) -> None:
        """Resolve a derived fact, and first those that it stands on."""
        if name in self._resolving:
            circle = " → ".join(quoted(step) for step in (*self._resolving[self._resolving.index(name) :], name))
            self.report.add_key("circular", ("derived", name), f"derived facts stand on each other in a circle: {circle}")
            self.broken.update(self._resolving[self._resolving.index(name) :])
            return
        if len(self._resolving) >= MAX_DERIVED_DEPTH:
            self.report.add_key("too-large", path, f"derived facts stand on each other more than {MAX_DERIVED_DEPTH} deep")
            self.broken.add(name)
            return
        self._resolving.append(name)
        noted = len(self.report.problems)
        fact = self._derived(name, self._shapes[name], ("derived", name))
        self._resolving.pop()
        if fact is None or name in self.broken or len(self.report.problems) > noted:
            self.broken.add(name)
        else:
            self.derived[name] = fact

    def _derived(self, name: str, shape: DerivedShape, path: Path) -> Derived | Named | None:
        kinds = [kind for kind in KINDS if getattr(shape, kind) is not None]
        if len(kinds) != 1:
            found = f"found {listed(kinds)}" if kinds else "found none of them"
            self.report.add("one-of", path, f"a derived fact has exactly one of {listed(KINDS)}; {found}")
            return None
        match kinds[0]:
            case "sum":
                return self._sum(name, shape, path)
            case "worst":
                return self._worst(name, shape, path)
            case "bands":
                return self._bands(name, shape, path)
            case _:
                when = ConditionReader(self, self.report).read(shape.when, (*path, "when"))
                return None if when is None else Named(name, self._about(name, shape, (YES, NO), path), when)

    def _part(self, raw: object, path: Path, kinds: tuple[type, ...], wanted: str) -> Any:
        """Return a fact that a derived fact stands on, if it is of the kind wanted."""
        if not isinstance(raw, str):
            self.report.add("wrong-type", path, f"expected the name of {wanted}, found {described(raw)}")
            return None
        fact = self.find(raw, path, self.report, is_key=False)
        if fact is not None and not isinstance(fact, kinds):
            self.report.add("wrong-type", path, f"{quoted(raw)} is not {wanted}")
            return None
        return fact

    def _sum(self, name: str, shape: DerivedShape, path: Path) -> Sum | None:
        raw_parts, path = shape.sum or [], (*path, "sum")
        if not raw_parts:
            self.report.add("empty-group", path, "a sum names at least one score")
            return None
        parts = [self._weighted(raw, (*path, i)) for i, raw in enumerate(raw_parts)]
        whole = tuple(part for part in parts if part is not None)
        if len(whole) < len(parts):
            return None
        ends = [sorted((part.of.low * part.times, part.of.high * part.times)) for part in whole]
        low, high = sum(end[0] for end in ends), sum(end[1] for end in ends)
        if high - low >= MAX_SUM_VALUES:
            self.report.add("too-large", path, f"a sum has at most {MAX_SUM_VALUES:,} values; this one runs from {low:,} to {high:,}")
            return None
        return Sum(name, self._about(name, shape, (), path[:-1]), whole, low, high)

    def _weighted(self, raw: object, path: Path) -> Weighted | None:
        times: object = 1
        step: Path = path
        if isinstance(raw, dict):
            for key in raw:
                if key not in {"of", "times"}:
                    self.report.add_key(
                        "unknown-key", (*path, key), f"the key {quoted(key)} has no meaning here; allowed are `of`, `times`", did_you_mean(key, ("of", "times"))
                    )
                    return None
            times, raw, step = raw.get("times", 1), raw.get("of"), (*path, "of")
        if not isinstance(times, int) or isinstance(times, bool) or times == 0 or abs(times) > 1_000:
            self.report.add("wrong-type", (*path, "times"), f"`times` is a whole number from -1000 to 1000 and not 0, found {described(times)}")
            return None
        score = self._part(raw, step, (Score, Sum), "a score")
        return None if score is None else Weighted(score, times)

    def _worst(self, name: str, shape: DerivedShape, path: Path) -> Worst | None:
        raw_parts, path = shape.worst or [], (*path, "worst")
        if not raw_parts:
            self.report.add("empty-group", path, "`worst` names at least one scale")
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
                    f"{quoted(part.id)} has other values than {quoted(first.id)}: {listed(part.values)} and not {listed(first.values)}",
                )
            elif worse_end(part) is None or worse_end(part) != worse_end(first):
                self.report.add("unlike-scales", (*path, i), f"{quoted(part.id)} needs the same `worse` (high or low) as the other scales")
        direction = worse_end(first)
        if direction is None:
            return None
        return Worst(name, self._about(name, shape, first.values, path[:-1]), tuple(parts), first.values, direction)

    def _bands(self, name: str, shape: DerivedShape, path: Path) -> Bands | None:
        raw, at = shape.bands or {}, (*path, "bands")
        score = None
        if "of" in raw:
            score = self._part(raw["of"], (*at, "of"), (Score, Sum), "a score")
        else:
            self.report.add("missing-key", at, "`of` is missing here: the score that the bands cut")
        bands = [self._band(label, bounds, (*at, label)) for label, bounds in raw.items() if label != "of"]
        if not bands:
            self.report.add("empty-group", at, "`bands` names at least one band")
        whole = sorted((band for band in bands if band is not None), key=lambda band: band[1:])
        if score is None or not whole or len(whole) < len(bands):
            return None
        self._check_cover(score, whole, at)
        return Bands(name, self._about(name, shape, tuple(label for label, _, _ in whole), path), score, tuple(whole))

    def _band(self, label: str, bounds: object, path: Path) -> tuple[str, int, int] | None:
        is_pair = isinstance(bounds, list) and len(bounds) == 2
        if not (isinstance(bounds, list) and is_pair and all(isinstance(bound, int) and not isinstance(bound, bool) for bound in bounds)):
            self.report.add("wrong-type", path, f"a band is a list of two whole numbers, lowest and highest, found {described(bounds)}")
            return None
        low, high = bounds
        if not re.fullmatch(SNAKE, label):
            self.report.add_key("bad-name", path, f"{quoted(label)} is no name for a band; allowed are small letters, digits and _")
            return None
        if low > high:
            self.report.add("bounds-reversed", path, f"the bounds {low} and {high} are the wrong way round", f"write [{high}, {low}]")
            return None
        return label, low, high

    def _check_cover(self, score: Score | Sum, bands: list[tuple[str, int, int]], path: Path) -> None:
        """Note where bands leave the score's range, leave a gap in it, or overlap."""
        expected = score.low
        for label, low, high in bands:
            if low < score.low or high > score.high:
                self.report.add(
                    "out-of-range",
                    (*path, label),
                    f"the band {quoted(label)} is outside the range of {quoted(score.id)}; allowed is {score.low} to {score.high}",
                )
            elif low > expected:
                self.report.add("bands-gap", (*path, label), f"no band holds {_span(expected, low - 1)}; {quoted(label)} begins at {low}")
            elif low < expected:
                self.report.add(
                    "bands-overlap",
                    (*path, label),
                    f"the band {quoted(label)} begins at {low}, but {_span(low, min(high, expected - 1))} is already in another",
                )
            expected = max(expected, high + 1)
        if expected <= score.high:
            self.report.add("bands-gap", path, f"no band holds {_span(expected, score.high)}, the top of {quoted(score.id)}")


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _is_yes(word: object) -> bool:
    return word in {"yes", True}
