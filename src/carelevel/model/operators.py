"""Operators on a single fact: which values satisfy `{at_least: moderate}`.

Conditions and partly known facts in cases use the same operators; this module reads both.
"""

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from types import MappingProxyType
from typing import Any, Literal, get_args

from carelevel.model.facts import (
    MOST_PERCENT,
    NEVER,
    NO,
    YES,
    Percent,
    Points,
    Scalar,
    Score,
    SetOf,
    Sum,
    Value,
    YesNo,
    bare_text,
    domain,
    is_number,
    is_ordered,
    numbers_of,
    step_of,
    with_more,
)
from carelevel.model.numbers import ENDLESS, decimals, exact, neighbors, number_text, steps_in
from carelevel.model.percents import places_met
from carelevel.model.problems import LONGEST_WORD, Path, Report, by_title, listed, quoted

ORDERED = ("at_least", "at_most", "between")
PLAIN = ("is", "is_not", "one_of", "none_of")
OF_SETS = ("includes", "includes_any", "includes_all", "excludes", "excludes_all")
STRICT = ("under", "over")
"""Operators of numbers that leave their bound out."""

OF_WORDS = PLAIN + ORDERED + OF_SETS
"""Operators that can take a word; no fact and no member of a set has the name of one."""

OPERATORS = OF_WORDS + STRICT
GROUPS = ("all", "any", "none", "at_least", "at_most", "exactly")
LevelEffect = Literal["requires", "suggests", "limits_to", "rules_out"]
"""What a criterion can say of a level."""

Effect = Literal[LevelEffect, "adds"]
"""What a criterion can say: of a level, or which services it adds."""

LEVEL_EFFECTS: tuple[LevelEffect, ...] = get_args(LevelEffect)
EFFECTS: tuple[Effect, ...] = get_args(Effect)
RESERVED = frozenset((*OF_WORDS, *GROUPS, *EFFECTS, "of", "count", "times", "when"))

# Words of other notations, and the operators that they mean.
OTHER_OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((">=", "=>", "≥", "min", "minimum", "from", "gte", "ge", "no_less_than", "not_less_than", "not_below"), "at_least"),
        **dict.fromkeys(("<=", "=<", "≤", "max", "maximum", "to", "lte", "le", "up_to", "no_more_than", "not_more_than", "not_above"), "at_most"),
        **dict.fromkeys(("=", "==", "equals", "equal", "eq"), "is"),
        **dict.fromkeys(("!=", "<>", "≠", "not", "isnt", "is not", "ne"), "is_not"),
        **dict.fromkeys(("in", "any", "any_of"), "one_of"),
        **dict.fromkeys(("not_in", "none", "not in"), "none_of"),
        **dict.fromkeys(("range", "within"), "between"),
    }
)
OPEN_BOUNDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((">", "gt", "above", "over", "exceeds", "after", "more_than", "greater_than", "higher_than", "larger_than"), "at_least"),
        **dict.fromkeys(("<", "lt", "below", "under", "before", "less_than", "fewer_than", "lower_than", "smaller_than"), "at_most"),
    }
)
"""Words of other notations for a bound that is itself excluded, and the operator to use with the next value."""

OTHER_SET_OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("is", "has", "contains", "include", "="), "includes"),
        **dict.fromkeys(("one_of", "in", "any", "any_of", "has_any"), "includes_any"),
        **dict.fromkeys(("all", "all_of", "has_all"), "includes_all"),
        **dict.fromkeys(("is_not", "not", "has_not"), "excludes"),
        **dict.fromkeys(("none", "none_of", "not_in", "excludes_any"), "excludes_all"),
    }
)
OTHER_GROUPS: Mapping[str, str] = MappingProxyType({"and": "all", "or": "any", "not": "none", "all_of": "all", "any_of": "any", "none_of": "none"})
_OTHER_ANSWERS: Mapping[str, str] = MappingProxyType(
    {**dict.fromkeys(("y", "true", "on", "1", "t"), YES), **dict.fromkeys(("n", "false", "off", "0", "f"), NO)}
)

# A value with a sign or words around it: "<15", ">= 10", "at least 10", "10+", "10 or more".
_BEFORE = re.compile(
    r"(<=|=<|≤|>=|=>|≥|==|!=|<>|≠|<|>|=|at least|at most|(?:less|fewer|more|greater) than|no (?:more|less) than|up to|under|over|above|below|not)\s*(.+)"
)
_BEHIND = re.compile(r"(.+?)\s*(\+|(?:or|and) (?:more|higher|above|greater|over|up|less|lower|fewer|below|under))")
_PAIR = re.compile(r"\s*(\w{1,40}(?:\.[0-9]{1,9})?)\s*(?:-|–|to|\.\.|,)\s*(\w{1,40}(?:\.[0-9]{1,9})?)\s*")

# A number in text: "12", "4.0", "4,0", "4.0 mmol/l".
_NUMERAL = re.compile(r"([-+]?[0-9]{1,18})(?:[.,]([0-9]{1,18}))?\s*([^\s0-9.,+-].*)?")

COUNTS = ("at_least", "at_most", "exactly")
"""The groups that count."""

MOST_SPELLED = 6
"""Members of a set up to which a hint names all of them."""

LEAVE_OUT = "leave the fact out when its value is unknown"


def operators_of(fact: Scalar | SetOf) -> tuple[str, ...]:
    """Return the operators for the type of a fact."""
    if isinstance(fact, SetOf):
        return OF_SETS
    if is_number(fact):
        return PLAIN + ORDERED + STRICT
    return PLAIN + ORDERED if is_ordered(fact) else PLAIN


def wrong_operator(fact: Scalar | SetOf, operator: str, operand: object, path: Path, report: Report) -> None:
    """Report an operator that does not exist or does not work with the type of the fact."""
    allowed = operators_of(fact)
    if isinstance(fact, SetOf):
        hint = _count_of_members(fact, operator, operand)
    else:
        hint = _equivalent_of_open_bound(fact, operator, operand, report) if is_ordered(fact) else None
    hint = hint or report.near(operator, allowed, OTHER_SET_OPERATORS if isinstance(fact, SetOf) else OTHER_OPERATORS)
    if operator in OPERATORS or operator in GROUPS:
        kind = "which is a set" if isinstance(fact, SetOf) else "whose values have an order" if is_ordered(fact) else "whose values have no order"
        report.add_key("wrong-operator", path, f"{quoted(operator)} cannot be used with {quoted(fact.id)}, {kind}; allowed are {listed(allowed)}", hint)
    else:
        report.add_key("unknown-key", path, f"{quoted(operator)} is not an operator of {quoted(fact.id)}; allowed are {listed(allowed)}", hint)


def _count_of_members(fact: SetOf, operator: str, operand: object) -> str | None:
    """Return how to write that a number of members is there: a count of `includes`, spelled out for small sets; None for another operator."""
    count = operator.removeprefix("includes_")
    if count not in COUNTS or not isinstance(operand, int) or isinstance(operand, bool) or not 1 <= operand <= len(fact.values):
        return None
    some = fact.values if len(fact.values) <= MOST_SPELLED else fact.values[:2]
    more = "" if some == fact.values else ", ..."
    parts = ", ".join(f"{{{fact.id}: {{includes: {member}}}}}" for member in some)
    return f"members are counted by a group: {count}: {{count: {operand}, of: [{parts}{more}]}}"


def _equivalent_of_open_bound(fact: Scalar, word: str, operand: object, report: Report) -> str | None:
    """Return the equivalent of an operator that excludes its bound, such as `less_than`; else None."""
    folded = re.sub(r"[\s-]+", "_", word[:LONGEST_WORD].strip().casefold())
    # "no less than" is the opposite of "less than", not a misspelling of it.
    is_other = folded in operators_of(fact) or folded in OTHER_OPERATORS or folded.startswith(("no_", "not_")) or report.guess(word, ORDERED) is not None
    meant = None if is_other else report.guess(word, OPEN_BOUNDS)
    if meant is None:
        return None
    operator = OPEN_BOUNDS[meant]
    return _bound(fact, operator, operand, is_open=True) or f"{quoted(meant)} does not include its bound: write {quoted(operator)} with the next value"


def _bound(fact: Scalar, operator: str, operand: object, *, is_open: bool, form: str = "write `{}`") -> str | None:
    """Return a bound written with an operator, or that no value is there; None if it cannot be read."""
    every = numbers_of(fact) if isinstance(fact, Score | Sum) else domain(fact)
    rank: int | None
    if isinstance(fact, Percent):
        number = _number(operand)
        word = {"at_least": "over", "at_most": "under"}[operator] if is_open else operator
        return None if number is None or number.denominator > 1 else form.format(f"{word}: {number}")
    if isinstance(fact, Score | Sum | Points):
        number = _number(operand)
        if number is None:
            return None
        steps = steps_in(step_of(fact), number)
        rank = (math.floor(steps) if (operator == "at_least") == is_open else math.ceil(steps)) - fact.low
    else:
        rank = next((place for place, value in enumerate(every) if value == operand), None)
        if rank is None:
            return None
    rank += (1 if operator == "at_least" else -1) if is_open else 0
    if rank < (operator == "at_least"):
        return f"the values of {quoted(fact.id)} begin at {quoted(bare_text(fact, every[0]))}: nothing lies below it"
    if isinstance(fact, Score) and fact.or_more:
        # A case can give any number above the top.
        return form.format(f"{operator}: {number_text(fact.step, fact.low + rank)}")
    if rank > len(every) - 1 - (operator == "at_most"):
        return f"the values of {quoted(fact.id)} end at {quoted(bare_text(fact, every[-1]))}: nothing lies above it"
    return form.format(f"{operator}: {bare_text(fact, every[rank])}")


def _number(operand: object) -> Fraction | None:
    """Return a number or a number in text exactly, or None."""
    given = unwrapped(operand)
    if isinstance(given, str):
        return Fraction(given) if re.fullmatch(r"[-+]?[0-9]{1,18}(?:\.[0-9]{1,18})?", given) else None
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal | Fraction):
        return None
    return exact(given) if math.isfinite(given) and -ENDLESS < given < ENDLESS else None


def _signed(fact: Scalar, value: object, path: Path) -> str | None:
    """Return the hint for a value written with a sign: `<15`, `>= severe`, `10+`, `10 or more`."""
    if not isinstance(value, str) or len(value) > LONGEST_WORD or path[-1:] != (fact.id,):
        return None
    text = value.strip().casefold()
    before, behind = _BEFORE.fullmatch(text), _BEHIND.fullmatch(text)
    sign, operand = before.groups() if before else behind.groups()[::-1] if behind else ("", "")
    if not is_number(fact):
        operand = re.sub(r"[\s-]+", "_", operand)
    sign = sign.replace(" ", "_")
    if sign in OPEN_BOUNDS and is_ordered(fact):
        return _bound(fact, OPEN_BOUNDS[sign], operand, is_open=True, form="write {{{}}}")
    operator = OTHER_OPERATORS.get(sign, sign)
    if behind and not before:
        operator = "at_least" if sign == "+" or sign.split("_")[-1] in {"more", "higher", "above", "greater", "over", "up"} else "at_most"
    if operator in {"at_least", "at_most"} and is_ordered(fact):
        return _bound(fact, operator, operand, is_open=False, form="write {{{}}}")
    pair = _PAIR.fullmatch(text) if is_ordered(fact) else None
    if pair and None not in (_spelled(fact, pair[1]), _spelled(fact, pair[2])):
        return f"write {{between: [{pair[1]}, {pair[2]}]}}"
    known = _spelled(fact, operand) if operator in {"is", "is_not"} else None
    word = None if known is None else bare_text(fact, known)
    return None if word is None else f"write {word}" if operator == "is" else f"write {{is_not: {word}}}"


def _spelled(fact: Scalar, text: str) -> Value | None:
    """Return the value of the fact that a text names, or None."""
    if isinstance(fact, Score | Sum | Points):
        number = _number(text)
        steps = None if number is None else steps_in(step_of(fact), number)
        return int(steps) if steps is not None and steps.denominator == 1 and int(steps) in numbers_of(fact) else None
    if isinstance(fact, Percent):
        number = _number(text)
        return 2 * int(number) if number is not None and number.denominator == 1 and 0 <= number <= MOST_PERCENT else None
    return text if text in domain(fact) else None


def allowed_values(fact: Scalar, operator: str, operand: object, path: Path, report: Report) -> frozenset[Any] | None:
    """Return the values that satisfy an operator, or None after reporting why it cannot be read."""
    if isinstance(fact, Percent):
        return _of_percent(fact, operator, operand, path, report)
    every = domain(fact)
    match operator:
        case "is" | "is_not":
            value = checked_value(fact, operand, path, report)
            chosen = None if value is None else (value,)
        case "one_of" | "none_of":
            chosen = checked_values(fact, operand, path, report)
        case "at_least":
            value = _checked_bound(fact, operand, path, report)
            return None if value is None else frozenset(every[_first(fact, value) :])
        case "at_most":
            value = _checked_bound(fact, operand, path, report)
            return None if value is None else frozenset(every[: _last(fact, value) + 1])
        case "under" | "over":
            value = _checked_bound(fact, operand, path, report)
            return None if value is None else _beyond(fact, operator, value)
        case _:
            return _between(fact, operand, path, report)
    if chosen is None:
        return None
    if operator in {"is", "one_of"}:
        return frozenset[Any]().union(*(standing_for(fact, value) for value in chosen))
    # What is all that is left of a number, as all from 104 on, holds others too and is not ruled out by it.
    return frozenset(every).difference(*(standing_for(fact, value) for value in chosen if not _holds_others(fact, value)))


def _of_percent(fact: Percent, operator: str, operand: object, path: Path, report: Report) -> frozenset[Any] | None:
    """Return the places of a percentage that satisfy an operator, or None after reporting why it cannot be read."""
    if operator in {"one_of", "none_of"}:
        chosen: Any = checked_values(fact, operand, path, report)
    elif operator == "between":
        chosen = _checked_pair(fact, operand, path, report)
    else:
        chosen = checked_value(fact, operand, path, report)
        chosen = (chosen,) if chosen is not None and operator in {"is", "is_not"} else chosen
    return None if chosen is None else places_met(fact, operator, chosen)


def _checked_bound(fact: Scalar, operand: object, path: Path, report: Report) -> Any:
    """Return a value that other values can be above or below, or None after reporting what is wrong."""
    value = checked_value(fact, operand, path, report)
    if value != NEVER or not isinstance(fact, Score):
        return value
    hint = f"write {{{fact.id}: never}} or {{{fact.id}: {{is_not: never}}}}; `at_least` a number includes never, and `at_most` does not"
    report.add("wrong-type", path, f"`never` is no number, so it is no bound of {quoted(fact.id)}", hint)
    return None


def standing_for(fact: Scalar, value: Any) -> frozenset[Any]:
    """Return the values that one value means; the top of an `or_more` score means all from there on."""
    if value == NEVER and isinstance(fact, Score):
        return frozenset((fact.last,))
    return with_more(fact, (min(value, fact.cap),)) if isinstance(fact, Score) else frozenset((value,))


def _holds_others(fact: Scalar, value: Any) -> bool:
    """Return whether a number above the top of a score has the same value as all numbers above it."""
    return isinstance(fact, Score) and value != NEVER and value > fact.high and value >= fact.cap


def _first(fact: Scalar, value: Any) -> int:
    """Return the rank of the lowest value that a value means."""
    return domain(fact).index(min(value, fact.cap) if isinstance(fact, Score) else value)


def _last(fact: Scalar, value: Any) -> int:
    """Return the rank of the highest value that a value means; `never` is above all numbers, and no number means it."""
    return fact.cap - fact.low if isinstance(fact, Score) and (value == fact.high or value >= fact.cap) else domain(fact).index(value)


def _beyond(fact: Any, operator: str, value: int) -> frozenset[Any]:
    """Return the values below or above a number; the top of an `or_more` score is all that is left above it, and `never` is above all numbers."""
    if operator == "under":
        return frozenset(every for every in numbers_of(fact) if every < value)
    bound = min(value + 1, fact.cap) if isinstance(fact, Score) and fact.or_more else value + 1
    return frozenset(every for every in domain(fact) if int(every) >= bound)


def _checked_pair(fact: Scalar, operand: object, path: Path, report: Report) -> tuple[Any, Any] | None:
    """Return two bounds, the lower one first, or None after reporting what is wrong."""
    if not isinstance(operand, list | tuple) or len(operand) != 2:
        message = f"`between` takes a list of two bounds, the lower one first; found {described(operand)}"
        report.add("wrong-type", path, message, as_pair(operand) or "write [lower, upper]")
        return None
    low, high = (_checked_bound(fact, bound, (*path, i), report) for i, bound in enumerate(operand))
    if low is None or high is None:
        return None
    every = domain(fact)
    if (low > high) if is_number(fact) else (every.index(low) > every.index(high)):
        below, above = bare_text(fact, low), bare_text(fact, high)
        report.add("bounds-reversed", path, f"the bounds {quoted(below)} and {quoted(above)} are in the wrong order", f"write [{above}, {below}]")
        return None
    return low, high


def _between(fact: Scalar, operand: object, path: Path, report: Report) -> frozenset[Any] | None:
    pair = _checked_pair(fact, operand, path, report)
    return None if pair is None else frozenset(domain(fact)[_first(fact, pair[0]) : _last(fact, pair[1]) + 1])


def checked_values(fact: Scalar | SetOf, operand: object, path: Path, report: Report) -> tuple[Any, ...] | None:
    """Return a non-empty list of values of the fact, or None after reporting what is wrong."""
    if not isinstance(operand, list | tuple):
        report.add("wrong-type", path, f"this takes a list of values of {quoted(fact.id)}; found {described(operand)}", _as_list(operand))
        return None
    if not operand:
        report.add("empty-group", path, "a list of values needs at least one value")
        return None
    values = [checked_value(fact, item, (*path, i), report) for i, item in enumerate(operand)]
    noted = len(report.problems)
    _note_repeats([value if value is None or isinstance(fact, SetOf) else bare_text(fact, value) for value in values], path, report)
    return None if None in values or len(report.problems) > noted else tuple(values)


def _note_repeats(values: Sequence[str | None], path: Path, report: Report) -> None:
    seen: set[str | None] = {None}
    for i, value in enumerate(values):
        if value is not None and value in seen:
            report.add("repeated-value", (*path, i), f"{quoted(value)} is listed twice")
        seen.add(value)


def _as_list(operand: object) -> str | None:
    is_one = isinstance(operand, str) or (isinstance(operand, int) and not isinstance(operand, bool) and abs(operand) < ENDLESS)
    return f"write [{quoted(operand)[1:-1]}]" if is_one else None


def as_pair(operand: object) -> str | None:
    """Return the hint to write `5-9` or `5 to 9` as a list, or None for anything else."""
    found = _PAIR.fullmatch(operand) if isinstance(operand, str) else None
    return f"write [{found[1]}, {found[2]}]" if found else None


def checked_value(fact: Scalar | SetOf, value: object, path: Path, report: Report) -> Any:
    """Return a value of the fact as a number of steps or a word, or None after reporting what is wrong.

    An `or_more` score takes any number above its top.
    """
    if isinstance(fact, Percent):
        return _checked_percent(fact, unwrapped(value), path, report)
    if not isinstance(fact, Score | Sum | Points):
        return _checked_word(fact, unwrapped(value), path, report)
    # Of an array, equality is no truth.
    if isinstance(fact, Score) and fact.or_never and isinstance(value, str) and str.__str__(value) == NEVER:
        return NEVER
    if fact.step is not None:
        return _checked_steps(fact, value, path, report)
    value = unwrapped(value)
    number = whole_number(value)
    if number is None:
        report.add(
            "wrong-type",
            path,
            f"{quoted(fact.id)} is a whole number from {_range(fact)}; found {described(value)}",
            _signed(fact, value, path) or _as_number(fact, value) or _without_never(fact, value),
        )
        return None
    return _in_range(fact, number, number, path, report)


def _checked_steps(fact: Score | Sum | Points, value: object, path: Path, report: Report) -> int | None:
    """Return a number as steps of the fact, or None after reporting what is wrong; one between two steps is never rounded."""
    number = exact(value)
    if number is None:
        message = f"{quoted(fact.id)} is a number from {_range(fact)} in steps of {fact.step}; found {described(value)}"
        report.add("wrong-type", path, message, _as_number(fact, unwrapped(value)) or _signed(fact, unwrapped(value), path) or _without_never(fact, value))
        return None
    steps = steps_in(fact.step, number)
    below, above = neighbors(steps)
    numbers = numbers_of(fact)
    is_near = (isinstance(fact, Score) and fact.or_more and below >= fact.low) or (below in numbers and above in numbers)
    if steps.denominator > 1 and is_near:
        message = f"{described(value)} is between two steps of {quoted(fact.id)}, which counts in steps of {fact.step}".removeprefix("the number ")
        report.add("between-steps", path, message, f"write {number_text(fact.step, below)} or {number_text(fact.step, above)}")
        return None
    number_of_steps = int(steps) if steps.denominator == 1 else above if below in numbers else below
    return _in_range(fact, number_of_steps, unwrapped(value), path, report)


def _in_range(fact: Score | Sum | Points, number: int, given: Any, path: Path, report: Report) -> int | None:
    if isinstance(fact, Score) and fact.or_more and number > fact.high:
        return number
    if number not in numbers_of(fact):
        shown = quoted(given) if abs(number) < ENDLESS else "this number"
        report.add("out-of-range", path, f"{shown} is outside the range of {quoted(fact.id)}; allowed is {_range(fact)}")
        return None
    return number


def _checked_percent(fact: Percent, value: object, path: Path, report: Report) -> int | None:
    """Return the place of a whole percent, or None after reporting what is wrong."""
    number = whole_number(value)
    if number is None:
        message = f"{quoted(fact.id)} is a percentage, asked for in whole percent from {_range(fact)}; found {described(value)}"
        found = _NUMERAL.fullmatch(value) if isinstance(value, str) and len(value) <= LONGEST_WORD else None
        is_sign = found is not None and found[2] is None and found[3] in {None, "%"}
        report.add("wrong-type", path, message, f"write {int(found[1])}" if found is not None and is_sign else _signed(fact, value, path))
        return None
    if not 0 <= number <= MOST_PERCENT:
        shown = quoted(number) if abs(number) < ENDLESS else "this number"
        report.add("out-of-range", path, f"{shown} is outside the range of {quoted(fact.id)}; allowed is {_range(fact)}")
        return None
    return 2 * number


def _without_never(fact: Score | Sum | Points, value: object) -> str | None:
    """Return the hint for `never` where a fact does not have it."""
    if not isinstance(value, str) or value != NEVER or not isinstance(fact, Score):
        return None
    return f"{quoted(fact.id)} has no `never`; a score of time since something has it with `or_never: yes`, where the fact is declared"


def _checked_word(fact: Scalar | SetOf, value: object, path: Path, report: Report) -> str | None:
    if isinstance(fact, YesNo):
        if isinstance(value, bool):
            return YES if value else NO
        allowed: tuple[Any, ...] = (YES, NO)
    else:
        allowed = fact.values if isinstance(fact, SetOf) else tuple(domain(fact))
    if not isinstance(value, str):
        what = "`yes` or `no`" if isinstance(fact, YesNo) else f"one of {listed(allowed)}"
        report.add("wrong-type", path, f"{quoted(fact.id)} is {what}; found {described(value)}", LEAVE_OUT if is_missing(value) else None)
        return None
    if value in allowed:
        return value
    hint = (None if isinstance(fact, SetOf) else _signed(fact, value, path)) or report.near(
        value, allowed, {**_OTHER_ANSWERS, **by_title(fact.about.titles.items())}
    )
    report.add("unknown-value", path, f"{quoted(value)} is not a value of {quoted(fact.id)}; allowed are {listed(allowed)}", hint)
    return None


def _range(fact: Any) -> str:
    if isinstance(fact, Percent):
        return f"0 to {MOST_PERCENT}"
    never = ", or `never`" if isinstance(fact, Score) and fact.or_never else ""
    return f"{bare_text(fact, fact.low)} to {bare_text(fact, fact.high)}{' or more' if isinstance(fact, Score) and fact.or_more else ''}{never}"


def unwrapped(value: object) -> object:
    """Return a scalar of an array library, or an enumeration member, as its plain value."""
    if isinstance(value, str):
        return str.__str__(value)
    if getattr(value, "shape", None) != () or not hasattr(value, "item"):
        return value
    # `item()` would turn durations and times into nanoseconds, and masked values into zero.
    is_time = getattr(getattr(value, "dtype", None), "kind", "") in {"m", "M"}
    return value if is_time or is_missing(value) else value.item()


def is_missing(value: object) -> bool:
    """Return whether a value is the missing value of a number or table library."""
    if isinstance(value, Decimal):
        return value.is_nan()
    if isinstance(value, float):
        return math.isnan(value)
    return type(value).__name__ in {"NAType", "NaTType"} or (getattr(value, "shape", None) == () and bool(getattr(value, "mask", False)))


def _as_number(fact: Score | Sum | Points, value: object) -> str | None:
    """Return the hint for a number in quotation marks, with a comma, or with a unit behind it."""
    if is_missing(value):
        return LEAVE_OUT
    found = _NUMERAL.fullmatch(value) if isinstance(value, str) and len(value) <= LONGEST_WORD else None
    if found is None:
        return None
    whole, part, unit = found.groups()
    if part is not None and not 1 <= len(part) <= decimals(step_of(fact)):
        # A comma may stand between thousands.
        return None
    number = str(int(whole)) if part is None else f"{'-' if whole.startswith('-') else ''}{abs(int(whole))}.{part}"
    if unit:
        own = fact.unit if isinstance(fact, Score) else None
        return f"write {number}, or {{value: {number}, unit: {own}}}" if unit == own else None
    return f"write it without quotes: {number}" if number == str(value).removeprefix("+") else f"write {number}"


def whole_number(value: object) -> int | None:
    """Return a whole number as an int, or None; booleans and text are not numbers."""
    if isinstance(value, bool) or not isinstance(value, Real | Decimal | Fraction):
        return None
    number: Any = value
    try:
        if number != number or number in {math.inf, -math.inf}:  # noqa: PLR0124 - only what is not a number differs from itself
            return None
        if not -ENDLESS < number < ENDLESS:
            return ENDLESS if number > 0 else -ENDLESS
        whole = int(number)
    except (ValueError, OverflowError, ArithmeticError, TypeError):
        return None
    return whole if whole == number else None


def described(value: object) -> str:
    """Return a description of a value without Python terms."""
    value = unwrapped(value)
    match value:
        case None:
            return "nothing"
        case bool():
            return f"{quoted(str(value).lower())} (true or false)"
        case str():
            return f"the text {quoted(value)}"
        case _ if is_missing(value):
            return "a missing value"
        case int() | Fraction():
            return f"the number {quoted(value)}" if max(abs(value.numerator), value.denominator) < ENDLESS else "a number with more digits than can be shown"
        case float() | Decimal():
            return f"the number {quoted(value)}"
        case bytes() | bytearray():
            return "raw bytes"
        case Mapping():
            return "a mapping"
        case list() | tuple() | set() | frozenset():
            return "a list"
        case _:
            return "something that is neither text nor a number"
