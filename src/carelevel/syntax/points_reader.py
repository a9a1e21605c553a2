"""Reading points: conditions, and what is counted for each that holds."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from carelevel.logic.awarding import points_of
from carelevel.model.facts import About, Award, Points, bare_text, span_text
from carelevel.model.numbers import exact, neighbors, number_text, steps_in
from carelevel.model.operators import described
from carelevel.model.problems import Path, Report, quoted
from carelevel.syntax.condition_reader import ConditionReader
from carelevel.syntax.limits import MAX_POINTS_VALUES
from carelevel.syntax.same_conditions import Sameness
from carelevel.syntax.schema import AwardShape, DerivedShape


def read_points(about: About, shape: DerivedShape, step: Decimal | None, conditions: ConditionReader, path: Path) -> Points | None:
    """Return points, or None after reporting what is wrong.

    Args:
        about: its texts.
        shape: the derived fact as written.
        step: what it counts in; None for whole points.
        conditions: what reads the conditions.
        path: where the derived fact is; its last key is the id.
    """
    report, shapes, at, name = conditions.report, shape.points or [], (*path, "points"), str(path[-1])
    if not shapes:
        report.add("empty-group", at, "`points` needs at least one condition with its points")
        return None
    read = [_award(name, each, step, conditions, (*at, i)) for i, each in enumerate(shapes)]
    awards = [award for award in read if award is not None]
    if len(awards) < len(read) or _has_repeats(awards, report, at):
        return None
    fact = points_of(name, about, awards, step)
    if fact.high - fact.low >= MAX_POINTS_VALUES:
        report.add("too-large", at, f"points have at most {MAX_POINTS_VALUES:,} values; these run from {span_text(fact, fact.low, fact.high)}")
        return None
    if fact.low == fact.high:
        report.add("says-nothing", at, f"everybody has {bare_text(fact, fact.low)} points, whichever of these conditions hold")
        return None
    return fact


def _award(name: str, shape: AwardShape, step: Decimal | None, conditions: ConditionReader, path: Path) -> Award | None:
    when, points = conditions.read(shape.when, (*path, "when")), _points(name, shape.points, step, conditions.report, (*path, "points"))
    return None if when is None or points is None else Award(when, points)


def _points(name: str, given: float, step: Decimal | None, report: Report, path: Path) -> int | None:
    """Return points in steps, or None after reporting why they are none."""
    steps = steps_in(step, exact(given) or Fraction(0))
    if steps == 0:
        report.add("out-of-range", path, "a condition without points changes nothing", "take this entry out, or give it points")
    elif steps.denominator == 1:
        return int(steps)
    elif step is None:
        report.add("wrong-type", path, f"`points` takes a whole number; found {described(given)}", f"decimals need a step: `step: 0.5` under {quoted(name)}")
    else:
        below, above = (number_text(step, each) for each in neighbors(steps))
        message = f"{quoted(given)} is between two steps of {quoted(name)}, which counts in steps of {step}"
        report.add("between-steps", path, message, f"write {below} or {above}")
    return None


def _has_repeats(awards: Sequence[Award], report: Report, path: Path) -> bool:
    """Return whether two conditions say the same, after reporting them."""
    repeats = Sameness().repeats([award.when for award in awards])
    for place, first in repeats:
        message = f"the condition of entry {place + 1} says the same as that of entry {first + 1}"
        report.add(
            "repeated-part", (*path, place, "when"), message, "give a condition all its points at once, or correct it; often another fact or value was meant"
        )
    return bool(repeats)
