"""Checking the order of levels and values against other content of the file.

Answers depend on the order of levels, and on the order of the values of a scale with its `worse` end. If settings, hours or words with a known order
contradict it, one of the two is a mistake, and only the author knows which.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from types import MappingProxyType

from carelevel.model.criteria import Definition, Level
from carelevel.model.facts import Bands, Direction, Scale, worse_end
from carelevel.model.problems import Problem, listed, quoted

SETTINGS = ("home", "facility", "hospital")
"""Where the person sleeps, from the least to the most intensive."""


def _steps(*steps: str) -> Mapping[str, int]:
    return MappingProxyType({word: rank for rank, step in enumerate(steps) for word in step.split()})


# Words in one step have no order: nobody knows whether `slight` is less than `mild`.
SEVERITY = _steps(
    "none absent",
    "minimal slight mild",
    "moderate",
    "moderately_severe",
    "severe serious grave",
    "very_severe",
    "extreme extremely_severe critical life_threatening",
)
"""More is worse, if the values include one of the words in `ONLY_OF_ILLS`."""

ONLY_OF_ILLS = frozenset({"moderately_severe", "severe", "grave", "very_severe", "extremely_severe", "critical", "life_threatening", "imminent"})
"""Words used only for something bad; mild or extreme could also describe support."""

ILLS = frozenset({"risk", "danger", "threat", "harm", "severity", "symptoms", "impairment", "distress", "pain"})
"""Words for something of which more is worse, at the end of a fact's name or at either end of a value."""

OF_ILLS = _steps("none no absent", "minimal slight mild low little few", "some moderate medium", "high much many", "very_high extreme", "imminent")
"""Amounts of something of which more is worse."""

QUALITY = _steps("very_poor very_bad", "poor bad", "fair", "good", "very_good", "excellent")
"""Less is worse."""

AMOUNTS = (
    _steps("none absent", "minimal slight mild low little few", "some moderate medium", "high much many", "very_high extreme"),
    _steps("never", "rarely seldom", "sometimes occasionally", "often frequently", "always"),
)
"""Amounts of something that may be good or bad."""


def orders_agree(definition: Definition) -> Iterator[Problem]:
    """Yield each order that the file contradicts, as a warning if both readings make sense."""
    for place, level in enumerate(definition.levels):
        yield from _level(level, definition.levels[:place])
    for fact in (*definition.facts, *definition.derived):
        if isinstance(fact, Scale | Bands):
            yield from _values(fact)


def _level(level: Level, before: Sequence[Level]) -> Iterator[Problem]:
    """Yield a problem if a level is less intensive than one before it."""
    for other in before:
        found = _less(level, other)
        if found is not None:
            said, hint = found
            message = f"{quoted(level.id)} comes after {quoted(other.id)}, which makes it the more intensive level, but {said}"
            hint = f"list the levels from the least to the most intensive, or correct {hint}"
            yield Problem("wrong-order", message, "error", level.place, ("levels", level.id), hint)
            return


def _less(level: Level, other: Level) -> tuple[str, str] | None:
    """Return why a level is less intensive than another and what to correct, or None."""
    setting, others = level.setting, other.setting
    if setting is not None and others is not None and SETTINGS.index(setting) < SETTINGS.index(others):
        return f"its setting {quoted(setting)} is less intensive than {quoted(others)}", "the setting"
    # If people stay day and night, fewer hours of treatment do not make a level less intensive.
    is_stay = setting in SETTINGS[1:] and setting != others
    hours, more = level.hours_per_week, other.hours_per_week
    if hours is not None and more is not None and not is_stay and hours != more and hours[0] <= more[0] and hours[1] <= more[1]:
        said = "its {} to {} hours a week are less than {} to {}".format(*hours, *more)
        return said, "the hours; where people stay day and night, add the `setting` of the level"
    return None


def _values(fact: Scale | Bands) -> Iterator[Problem]:
    """Yield a problem if the worse end of a scale or bands contradicts the words for its values."""
    worse = worse_end(fact)
    if worse is None:
        return
    path = ("facts" if isinstance(fact, Scale) else "derived", fact.id)
    stated = f"`worse: {worse}`" if isinstance(fact, Scale) else f"`worse: {worse}` of {quoted(fact.of.id)}"
    words = {value: _bare(value) for value in fact.values}
    is_ill = not ONLY_OF_ILLS.isdisjoint(words.values()) or any(word != value for value, word in words.items()) or fact.id.split("_")[-1] in ILLS
    inverted = _inverted(words, worse, is_ill=is_ill)
    if inverted is not None:
        as_better, as_worse = map(quoted, inverted)
        message = f"the order of the values of {quoted(fact.id)} and {stated} make {as_worse} worse than {as_better}, but the words say the opposite"
        yield Problem("wrong-order", message, "error", fact.about.place, path, _hint_for_order(fact, words, worse, is_ill=is_ill))
        return
    # Words for something bad were checked above.
    more_to_less = None if is_ill else _runs_from_more_to_less(fact.values)
    # Bands of a score whose low values are worse may begin with a high risk.
    if more_to_less and (isinstance(fact, Scale) or worse == "high"):
        more, less = map(quoted, more_to_less)
        first_is, last_is = (more, less) if worse == "high" else (less, more)
        message = f"{quoted(fact.id)} runs from {more} to {less}, so {stated} makes {last_is} the worse end; as words for amounts, it would be {first_is}"
        hint = f"list the values from less to more, with the `worse` you mean; or, if {last_is} is the worse end, say so under `accept`"
        yield Problem("wrong-order", message, "warning", fact.about.place, path, hint)


def _bare(value: str) -> str:
    """Return a value without a word such as `risk` at its start or end.

    >>> _bare("high_risk"), _bare("symptoms_severe"), _bare("very_high"), _bare("risk")
    ('high', 'severe', 'very_high', 'risk')
    """
    words = value.split("_")
    first, last = words[0] in ILLS, words[-1] in ILLS
    return "_".join(words[first : len(words) - last]) or value


def _inverted(words: Mapping[str, str], worse: Direction, *, is_ill: bool) -> tuple[str, str] | None:
    """Return two values of which the first ranks as better although its word is worse, or None.

    >>> values = {value: value for value in ("severe", "mild", "none")}
    >>> _inverted(values, "high", is_ill=True), _inverted(values, "low", is_ill=True)
    (('severe', 'none'), None)
    """
    best_first = [*words] if worse == "high" else [*words][::-1]
    for order, sign in [(SEVERITY, 1), (OF_ILLS, 1), (QUALITY, -1)] if is_ill else [(QUALITY, -1)]:
        known = [value for value in best_first if words[value] in order]
        found = [(sign * (order[words[one]] - order[words[other]]), one, other) for one, other in combinations(known, 2)]
        furthest = max(found, key=lambda pair: pair[0], default=None)
        if furthest is not None and furthest[0] > 0:
            return furthest[1:]
    return None


def _hint_for_order(fact: Scale | Bands, words: Mapping[str, str], worse: Direction, *, is_ill: bool) -> str:
    """Return the hint for values that contradict their worse end."""
    other: Direction = "low" if worse == "high" else "high"
    if _inverted(words, other, is_ill=is_ill) is not None:
        return f"list the values in order; they are now listed as {listed(fact.values)}"
    if isinstance(fact, Bands):
        return f"correct the labels of the bands, or write `worse: {other}` at {quoted(fact.of.id)}"
    return f"list the values the other way round, or write `worse: {other}`; `at_least` follows the order of the list"


def _runs_from_more_to_less(values: Sequence[str]) -> tuple[str, str] | None:
    """Return the first and last word for an amount if they run from more to less, or None.

    >>> _runs_from_more_to_less(("high", "medium", "low")), _runs_from_more_to_less(("low", "medium", "high"))
    (('high', 'low'), None)
    """
    for words in AMOUNTS:
        known = [value for value in values if value in words]
        if len(known) > 1 and words[known[0]] > words[known[-1]] and all(words[one] >= words[other] for one, other in pairwise(known)):
            return known[0], known[-1]
    return None
