"""Hypothesis strategies for criteria sets and cases, as plain data in the words of the language.

What is drawn is valid by construction; nothing is drawn and thrown away. Three ideas make that possible:

- Conditions are drawn around a target. For each atom a value is drawn first and then operators that this value satisfies, so no atom, and no two operators on one fact,
  say nothing. (An atom that is always true is never drawn either: an operand that would allow every value is not among the choices.)
- Every set is drawn around an anchor, a person who stays possible: a combination that would declare the anchor impossible is turned round with `none`.
- A case tells of one hidden person, so nothing in it contradicts anything else.

Domains are small: the number of people that a set tells apart is at most `MOST_PEOPLE`, so that everything can be compared with brute force. At night there are more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.profiles import IS_NIGHT
from tests.property.oracle import (
    NEVER,
    PERCENTS,
    Known,
    Person,
    Plain,
    band_of,
    direction_of,
    distinct_parts,
    everything,
    given_facts_below,
    has_never,
    holds,
    kind_of,
    kleene,
    known_from,
    people,
    percent_ends,
    recorded_from,
    repeats_a_part,
    same_as,
    values_of,
    without_repeats,
)

MOST_PEOPLE = 2000 if IS_NIGHT else 400
LONGEST_SUM = 60
SCALES = (("none", "mild", "moderate", "strong", "very_strong"), ("low", "middle", "high", "very_high"))
# Words that careless YAML reads as something else are words here, and dumping has to keep them so.
CHOICES = ("never", "no", "on", "null", "true", "e1")
MEMBERS = ("ocd", "yes", "off", "ptsd")
ORDERED = {"scale", "score", "sum", "percent", "worst", "bands", "points"}
Draw = Any


@dataclass(frozen=True)
class Name:
    """A fact, given or derived, that conditions can name."""

    id: str
    kind: str
    values: tuple[Any, ...]


# Choices. A strategy costs more to make and to check than to draw from: each of these is made once, and what is drawn is a place.

YES_OR_NO = st.booleans()


@cache
def _place(count: int) -> st.SearchStrategy[int]:
    return st.sampled_from(range(count))


@cache
def _places(count: int, least: int, most: int | None) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from(range(count)), min_size=least, max_size=most, unique=True)


@cache
def _orders(count: int) -> st.SearchStrategy[list[int]]:
    return st.permutations(range(count))


def one_of(draw: Draw, options: Sequence[Any]) -> Any:
    """Draw one of some options."""
    return options[0 if len(options) == 1 else draw(_place(len(options)))]


def between(draw: Draw, low: int, high: int) -> int:
    """Draw a whole number from one to another."""
    return low if low == high else low + draw(_place(high - low + 1))


def some_of(draw: Draw, options: Sequence[Any], least: int = 0, most: int | None = None) -> list[Any]:
    """Draw some of several options, none of them twice."""
    return [options[place] for place in draw(_places(len(options), least, most))] if options and most != 0 else []


def shuffled(draw: Draw, items: Sequence[Any]) -> list[Any]:
    """Draw an order of some items."""
    return [items[place] for place in draw(_orders(len(items)))]


# Facts


@st.composite
def given_facts(draw: Draw, *, never: bool = True) -> Plain:
    """Draw the facts of a set: all five types, and together no more than `MOST_PEOPLE` people."""
    room = one_of(draw, (60, 20, 200, 60, MOST_PEOPLE // 3, MOST_PEOPLE))
    facts: Plain = {}
    for i in range(between(draw, 2, 7)):
        kind = one_of(draw, ("scale", "score", "score", "yes_no", "set", "choice"))
        most = {"scale": 5, "score": 7, "yes_no": 2, "set": 3, "choice": 4}[kind]
        most = min(most, room.bit_length() - 1 if kind == "set" else room)
        if most < (1 if kind == "set" else 2):
            break
        size = between(draw, 1 if kind == "set" else 2, most)
        room //= 2**size if kind == "set" else size
        facts[f"{kind}_{i}"] = _fact(draw, kind, size, never=never)
    if between(draw, 0, 9) == 9:
        facts["score_fixed"] = {"type": "score", "range": [2, 2]}  # has nothing to say, but sums may count it
    return facts


def _fact(draw: Draw, kind: str, size: int, *, never: bool) -> Plain:
    fact: Plain = {"type": kind}
    if kind == "scale":
        vocabulary = one_of(draw, [words for words in SCALES if len(words) >= size])
        fact |= {"values": list(vocabulary[:size])} | _maybe(draw, "worse", ("high", "high", "low"))
    elif kind == "score":
        low, also = between(draw, -2, 3), _maybe(draw, "or_never", ("yes", "no", True, False)) if never else {}
        numbers = size - (also.get("or_never") in {"yes", True})
        fact |= {"range": [low, low + numbers - 1]} | _maybe(draw, "worse", ("high", "high", "low"))
        fact |= _maybe(draw, "or_more", ("yes", "no", True, False)) | _maybe(draw, "unit", ("points",)) | also
    elif kind == "yes_no":
        fact |= _maybe(draw, "worse", ("yes", "no", True, False))
    else:
        fact["values"] = shuffled(draw, (CHOICES if kind == "choice" else MEMBERS)[:size] if size > 1 else MEMBERS[:1])
    return fact | _maybe(draw, "changes", ("no", "yes"))


def _maybe(draw: Draw, key: str, options: Sequence[Any]) -> Plain:
    return {key: one_of(draw, options)} if draw(YES_OR_NO) else {}


# Derived facts


@st.composite
def derived_facts(draw: Draw, criteria: Plain, *, percents: bool = True) -> None:
    """Draw derived facts of all kinds into a set; each may stand on those before it, and they are declared in any order."""
    derived: Plain = criteria["derived"]
    for i in range(between(draw, 0, 5)):
        scores = [name for name in (*criteria["facts"], *derived) if kind_of(criteria, name) in {"score", "sum"}]
        counted = [name for name in scores if name not in criteria["facts"] or not has_never(criteria, name)]
        summed = [name for name in counted if len(values_of(criteria, name)) <= LONGEST_SUM // 3]
        shares = [name for name in counted if percents and values_of(criteria, name)[0] >= 0]
        points = [name for name in derived if kind_of(criteria, name) == "points"]
        banded = [name for name in (*scores, *points) if len(values_of(criteria, name)) > 1]
        banded += [name for name in derived if kind_of(criteria, name) == "percent" and percents_in(criteria, name)]
        scales = [name for name in (*criteria["facts"], *derived) if kind_of(criteria, name) in {"scale", "worst", "bands"} and direction_of(criteria, name)]
        kinds = [
            kind for kind, stands_on in (("sum", summed), ("percent", shares[1:]), ("percent", shares[1:]), ("bands", banded), ("worst", scales)) if stands_on
        ]
        kind = one_of(draw, (*kinds, "when", *["points"] * bool(names_in(criteria))))
        if kind == "sum":
            derived[f"sum_{i}"] = _sum(draw, criteria, summed)
        elif kind == "percent":
            of, to = shuffled(draw, shares)[:2]
            derived[f"percent_{i}"] = {"percent": {"of": of, "to": to}}
        elif kind == "bands":
            derived[f"bands_{i}"] = _bands(draw, criteria, banded)
        elif kind == "worst":
            derived[f"worst_{i}"] = _worst(draw, criteria, scales)
        elif kind == "points":
            _draw_points(draw, criteria, f"points_{i}")
        elif names_in(criteria):
            derived[f"named_{i}"] = {"when": draw(conditions_in(criteria, depth=2))}
        # What lies above the top of a score that stands in sums would be too many people: `tests/property/test_or_more.py` draws these.
        for name in {base for name in derived if kind_of(criteria, name) in {"sum", "percent"} for base in given_facts_below(criteria, name)}:
            criteria["facts"][name].pop("or_more", None)
    criteria["derived"] = {name: derived[name] for name in shuffled(draw, tuple(derived))}


def _sum(draw: Draw, criteria: Plain, scores: list[str]) -> Plain:
    parts: list[Any] = []
    width = 0
    for _ in range(between(draw, 1, 3)):
        of, times = one_of(draw, scores), one_of(draw, (1, -1, 2, -2))
        added = (len(values_of(criteria, of)) - 1) * abs(times)
        if width + added < LONGEST_SUM:
            width += added
            parts.append(one_of(draw, (of, {"of": of})) if times == 1 else {"of": of, "times": times})
    return {"sum": parts}


def _bands(draw: Draw, criteria: Plain, scores: list[str]) -> Plain:
    of = one_of(draw, scores)
    every = values_of(criteria, of)
    if kind_of(criteria, of) == "percent":
        return {"bands": {"of": of} | _bands_of_percent(draw, percents_in(criteria, of))}
    # `never` is a band of its own, or at the top of one.
    never, every = every[-1] == NEVER, [value for value in every if value != NEVER]
    is_apart = never and (len(every) == 1 or draw(YES_OR_NO))
    if len(every) == 1:
        return {"bands": {"of": of, "low": [every[0], every[0]], "high": NEVER}}
    count = between(draw, 2, min(4, len(every)))
    starts = sorted(some_of(draw, every[1:], least=count - 1, most=count - 1))
    bounds = zip([every[0], *starts], [*(start - 1 for start in starts), every[-1]], strict=True)
    ends: list[Any] = [*map(list, bounds)]
    if never:
        ends = [*ends, NEVER] if is_apart else [*ends[:-1], [ends[-1][0], NEVER]]
    labelled = dict(zip(one_of(draw, [words for words in SCALES if len(words) >= len(ends)]), ends, strict=False))
    return {"bands": {"of": of} | {label: labelled[label] for label in shuffled(draw, tuple(labelled))}}


def _draw_points(draw: Draw, criteria: Plain, name: str) -> None:
    """Draw points of conditions, no two of which say the same, into a set; where everybody has the same, fewer of them."""
    whens = {same_as(criteria, when): when for when in (draw(conditions_in(criteria, depth=1)) for _ in range(between(draw, 1, 4)))}
    awards = [{"when": when, "points": one_of(draw, (1, 2, 1, 3, -1))} for when in whens.values()]
    criteria["derived"][name] = {"points": awards}
    while len(values_of(criteria, name)) == 1 and len(awards) > 1:
        awards.pop()
    if len(values_of(criteria, name)) == 1:
        criteria["derived"][name] = {"when": awards[0]["when"]}


def _bands_of_percent(draw: Draw, percents: Sequence[int]) -> Plain:
    """Draw bands between some percents, each of which belongs to the band above it or to the one below."""
    cuts = [(percent, draw(YES_OR_NO)) for percent in sorted(some_of(draw, percents, least=1, most=3))]
    lower: list[Plain] = [{}, *({"at_least" if is_above else "over": percent} for percent, is_above in cuts)]
    upper: list[Plain] = [*({"under" if is_above else "at_most": percent} for percent, is_above in cuts), {}]
    bounds = [low | high for low, high in zip(lower, upper, strict=True)]
    labelled = dict(zip(one_of(draw, [words for words in SCALES if len(words) >= len(bounds)]), bounds, strict=False))
    return {label: labelled[label] for label in shuffled(draw, tuple(labelled))}


def _worst(draw: Draw, criteria: Plain, scales: list[str]) -> Plain:
    first = one_of(draw, scales)
    alike = [name for name in scales if _scale_of(criteria, name) == _scale_of(criteria, first)]
    return {"worst": [first, *some_of(draw, alike, most=2)]}


def _scale_of(criteria: Plain, name: str) -> tuple[list[Any], str | None]:
    return values_of(criteria, name), direction_of(criteria, name)


# Conditions


def names_in(criteria: Plain) -> list[Name]:
    """Return the facts of a set that a condition can say something of: those with more than one value."""
    names = []
    for name in (*criteria["facts"], *criteria["derived"]):
        kind = kind_of(criteria, name)
        values = criteria["facts"][name]["values"] if kind == "set" else percents_in(criteria, name) if kind == "percent" else values_of(criteria, name)
        if kind == "set" or len(values) > 1:
            names.append(Name(name, kind, tuple(values)))
    return names


def percents_in(criteria: Plain, name: str) -> list[int]:
    """Return the percents that a condition can ask for: of each, some are below it and some above."""
    low, high = percent_ends(criteria, name)
    return [percent for percent in PERCENTS if low < percent < high]


@st.composite
def conditions(draw: Draw, names: list[Name], depth: int = 3) -> Plain:
    """Draw a condition: one entry, or a mapping of several facts and groups, nested up to `depth` groups deep."""
    return _condition(draw, names, depth)


def _condition(draw: Draw, names: list[Name], depth: int) -> Plain:
    kinds = ("fact",) if depth == 0 else ("fact", "fact", "all", "any", "none", "at_least", "at_most", "exactly")
    condition: Plain = {}
    for _ in range(one_of(draw, (1, 1, 1, 2, 3))):
        kind = one_of(draw, kinds)
        if kind == "fact":
            name = one_of(draw, names)
            condition[name.id] = said_of(draw, name)
        else:
            condition[kind] = _group(draw, kind, names, depth - 1)
    return condition


def conditions_in(criteria: Plain, depth: int = 3) -> st.SearchStrategy[Plain]:
    """Draw a condition on the facts of a set, in no group of which the same part stands twice."""
    return conditions(names_in(criteria), depth).map(lambda condition: without_repeats(criteria, condition))


def _group(draw: Draw, kind: str, names: list[Name], depth: int) -> Any:
    parts = [_condition(draw, names, depth) for _ in range(between(draw, 1, 3))]
    if kind in {"all", "any", "none"}:
        return parts
    lowest, highest = {"at_least": (1, len(parts)), "at_most": (0, len(parts) - 1), "exactly": (0, len(parts))}[kind]
    return {"count": between(draw, lowest, highest), "of": parts}


def said_of(draw: Draw, name: Name) -> Any:
    """Draw what a condition says of one fact: a value, one operator or two; neither true for all its values, nor false."""
    if name.kind == "set":
        return _said_of_set(draw, name.values)
    target = one_of(draw, range(len(name.values)))
    if between(draw, 0, 3) == 3:
        return _spelt(draw, name, name.values[target])
    return operators(draw, name, target)


def operators(draw: Draw, name: Name, target: int) -> Plain:
    """Draw one or two operators that a value satisfies, given by its place, and that some other value does not."""
    top = len(name.values) - 1
    usable = ["is", "is_not", "one_of", "none_of"]
    if name.kind in ORDERED:
        last, is_number = _last_number(name), target <= _last_number(name)
        usable += ["between"] * is_number + ["at_least"] * 2 * (min(target, last) > 0) + ["at_most"] * 2 * (is_number and target < top)
    if name.kind in {"score", "sum", "percent"}:
        usable += ["under"] * (target < last) + ["over"] * (min(target, last) > 0)
    chosen = dict.fromkeys(one_of(draw, usable) for _ in range(one_of(draw, (1, 1, 1, 1, 2))))
    return {operator: _operand(draw, name, operator, target) for operator in chosen}


def _last_number(name: Name) -> int:
    """Return the place of the last value that can be a bound: `never` cannot."""
    return len(name.values) - 1 - (name.kind == "score" and name.values[-1] == NEVER)


def _operand(draw: Draw, name: Name, operator: str, target: int) -> Any:
    top = len(name.values) - 1
    others = [place for place in range(top + 1) if place != target]
    if operator == "is":
        return _spelt(draw, name, name.values[target])
    if operator == "is_not":
        return _spelt(draw, name, name.values[one_of(draw, others)])
    if operator in {"one_of", "none_of"}:
        most = top if operator == "none_of" else top - 1
        some = some_of(draw, others, least=operator == "none_of", most=most)
        places = shuffled(draw, some if operator == "none_of" else [target, *some])
        return [_spelt(draw, name, name.values[place]) for place in places]
    last = _last_number(name)
    if operator == "at_least":
        return name.values[between(draw, 1, min(target, last))]
    if operator == "at_most":
        return name.values[between(draw, target, min(last, top - 1))]
    if operator == "under":
        return name.values[between(draw, target + 1, last)]
    if operator == "over":
        return name.values[between(draw, 0, min(target, last) - 1)]
    low = between(draw, 0, target)
    if last < top:
        return [name.values[low], name.values[between(draw, target, last)]]
    # Both ends together would allow every value.
    high = between(draw, target, top if low else top - 1) if low or target < top else None
    return [name.values[1 if high is None else low], name.values[top if high is None else high]]


def _spelt(draw: Draw, name: Name, value: Any) -> Any:
    """Draw a way to write a value: yes and no may also be true and false."""
    return one_of(draw, (value, value == "yes")) if name.kind in {"yes_no", "when"} else value


def _said_of_set(draw: Draw, members: tuple[str, ...]) -> Plain:
    held = some_of(draw, members)
    left_out = [member for member in members if member not in held]
    usable = ["includes", "includes_any", "includes_all"] * bool(held) + ["excludes", "excludes_all"] * bool(left_out)
    chosen = dict.fromkeys(one_of(draw, usable) for _ in range(one_of(draw, (1, 1, 1, 1, 2))))
    return {operator: _members_for(draw, operator, held, left_out) for operator in chosen}


def _members_for(draw: Draw, operator: str, held: list[str], left_out: list[str]) -> Any:
    among = held if operator.startswith("includes") else left_out
    if operator in {"includes", "excludes"}:
        return one_of(draw, among)
    some = some_of(draw, among, least=1)
    if operator == "includes_any" and left_out:
        some += some_of(draw, left_out)
    return some


# Criteria sets


@st.composite
def criteria_sets(draw: Draw, *, contradictions: bool | None = None, plain: bool = False) -> Plain:
    """Draw a criteria set as plain data: everything that decides, and no more words than the language asks for; perhaps with facts that can disagree.

    With `contradictions` they always can, and without never. `plain` sets have neither percentages nor scores that may be `never`.
    """
    levels = ("outpatient", "day_care", "iop", "residential", "inpatient")[: between(draw, 2, 5)]
    criteria: Plain = {
        "carelevel": 1,
        "id": "drawn",
        "version": "1",
        "title": "Drawn",
        "levels": {level: {"title": level} for level in levels},
        "services": {service: f"Service {service}" for service in ("erp", "cbt", "dbt")[: between(draw, 0, 3)]},
        "facts": draw(given_facts(never=not plain)),
        "derived": {},
    }
    draw(derived_facts(criteria, percents=not plain))
    if between(draw, 0, 3) == 3:
        criteria["applies_when"] = draw(conditions_in(criteria, depth=1))
    elif between(draw, 0, 3) == 3:
        criteria["applies_when"] = draw(applies_parts(criteria))
    if between(draw, 0, 2) == 2:
        anchor = {name: _value(draw, fact, known) for (name, fact), known in zip(criteria["facts"].items(), everything(criteria).values(), strict=True)}
        criteria["impossible"] = [draw(_impossible(criteria, anchor, i)) for i in range(between(draw, 1, 2))]
    if contradictions or (contradictions is None and between(draw, 0, 2) == 2):
        criteria["contradictions"] = [draw(_contradiction(criteria, i)) for i in range(between(draw, 1, 3))]
    criteria["criteria"] = [draw(_criterion(criteria, i)) for i in range(between(draw, 1, 6))]
    return criteria


@st.composite
def applies_parts(draw: Draw, criteria: Plain) -> list[Plain]:
    """Draw the parts of an `applies_when`."""
    return distinct_parts(criteria, [draw(_applies_part(criteria, i)) for i in range(between(draw, 1, 3))])


@st.composite
def _applies_part(draw: Draw, criteria: Plain, number: int) -> Plain:
    """Draw a part of `applies_when`; perhaps one that refers to other care."""
    refers = {"refer_to": f"other care {number}"} if draw(st.booleans()) else {}
    return {"id": f"part-{number}", "when": draw(conditions_in(criteria, 1)), "because": f"Part {number}.", **refers}


@st.composite
def sectioned_sets(draw: Draw, *, contradictions: bool | None = None) -> Plain:
    """Draw a criteria set with sections, with criteria outside of them or without; `oracle.written_out` returns the same without sections."""
    criteria = draw(criteria_sets(contradictions=contradictions))
    criteria["sections"] = [draw(_section(criteria, number)) for number in range(between(draw, 1, 3))]
    if draw(YES_OR_NO):
        del criteria["criteria"]
    return criteria


@st.composite
def _section(draw: Draw, criteria: Plain, number: int) -> Plain:
    """Draw a section. Its first criterion calls for a level in most sections, and in some for nothing."""
    when = draw(conditions_in(criteria, depth=1))
    section: Plain = {"id": f"section-{number}", "title": f"Section {number}", "when": when, "criteria": []}
    for place in range(between(draw, 1, 4)):
        criterion = draw(_criterion(criteria, 0)) | {"id": f"s{number}c{place}"}
        more = [*section["criteria"], criterion]
        calling = [each["when"] for each in more if "requires" in each or "suggests" in each]
        written = [{"all": [when, criterion["when"]]}, *([{"all": [when, {"none": calling}]}] if calling else [])]
        # What says the same as the section, or as another criterion, could not be written out in one condition.
        if not any(repeats_a_part(criteria, each) for each in written):
            section["criteria"] = more
    if not section["criteria"]:
        limit = {"limits_to": list(criteria["levels"])[0], "when": {"none": [when]}, "because": "It is not met."}
        section["criteria"].append({"id": f"s{number}c0", **limit})
    if any("requires" in each or "suggests" in each for each in section["criteria"]):
        section["otherwise"] = {"id": f"s{number}-otherwise", "suggests": one_of(draw, list(criteria["levels"])), "because": f"Nothing else in {number}."}
    return section


def _value(draw: Draw, fact: Plain, known: Any) -> Any:
    """Draw one of the values that a fact can have; for a set its members."""
    return frozenset(some_of(draw, fact["values"])) if fact["type"] == "set" else one_of(draw, known)


@st.composite
def _impossible(draw: Draw, criteria: Plain, anchor: Person, number: int) -> Plain:
    when = draw(conditions_in(criteria, depth=1))
    return {"id": f"impossible-{number}", "when": {"none": [when]} if holds(criteria, when, anchor) else when, "because": "Nobody is like this."}


@st.composite
def _contradiction(draw: Draw, criteria: Plain, number: int) -> Plain:
    """Draw a contradiction. Facts of its conditions may be disputed by it, and by others."""
    disputed = some_of(draw, tuple(criteria["facts"]), least=1, most=2)
    said = {"when": draw(conditions_in(criteria, depth=1)), "disputed": disputed, "unless": draw(conditions_in(criteria, depth=1))}
    return {"id": f"contradiction-{number}", **said, "because": f"Contradiction {number}."}


@st.composite
def _criterion(draw: Draw, criteria: Plain, number: int) -> Plain:
    levels, services = list(criteria["levels"]), list(criteria["services"])
    effects = ("requires", "suggests", "limits_to", "suggests", "limits_to", *["adds"] * bool(services), *["rules_out"] * (len(levels) > 2))
    effect = one_of(draw, effects)
    said = some_of(draw, services, least=1) if effect == "adds" else _ruled_out(draw, levels) if effect == "rules_out" else one_of(draw, levels)
    return {"id": f"c{number}", effect: said, "when": draw(conditions_in(criteria)), "because": f"Reason {number}."}


def effect_on_a_level(draw: Draw, levels: list[str]) -> Plain:
    """Draw an effect on a level, with the levels that it names."""
    effect = one_of(draw, ("requires", "suggests", "limits_to", *["rules_out"] * (len(levels) > 2)))
    return {effect: _ruled_out(draw, levels) if effect == "rules_out" else one_of(draw, levels)}


def _ruled_out(draw: Draw, levels: list[str]) -> Any:
    """Draw levels between the ends: one, alone or in a list, or several in any order."""
    some = some_of(draw, levels[1:-1], least=1)
    return some[0] if len(some) == 1 and draw(YES_OR_NO) else some


@st.composite
def dressed_sets(draw: Draw) -> Plain:
    """Draw a criteria set with everything that readers are told: sources, titles, questions, notices, invariants, examples, dates."""
    criteria = draw(criteria_sets())
    criteria["sources"] = {f"source-{i}": {"title": draw(PROSE), "url": f"https://example.org/{i}"} for i in range(2)}
    criteria |= _maybe_text(draw, "population") | _maybe(draw, "effective", ({"from": "2026-11-01", "until": "2027-11-01"},))
    settings = [between(draw, 0, 2) for _ in criteria["levels"]]
    for level, setting in zip(criteria["levels"].values(), sorted(settings), strict=True):
        level |= _maybe(draw, "setting", (("home", "facility", "hospital")[setting],)) | _maybe(draw, "hours_per_week", ([9, 19],))
    for name, fact in (*criteria["facts"].items(), *criteria["derived"].items()):
        fact |= _maybe_text(draw, "title") | _maybe_text(draw, "ask") | _maybe_text(draw, "help") | _maybe(draw, "source", CITATIONS)
        words = ("yes", "no") if kind_of(criteria, name) in {"yes_no", "when"} else fact.get("values", ())
        fact |= {"titles": {word: draw(PROSE) for word in words[:2]}} if words and draw(YES_OR_NO) else {}
    for criterion in criteria["criteria"]:
        criterion |= {"because": draw(PROSE)} | _maybe(draw, "source", CITATIONS) | {"examples": draw(_examples(criteria, criterion["when"]))}
    if draw(YES_OR_NO):
        criteria["sections"] = [draw(_section(criteria, number)) for number in range(between(draw, 1, 2))]
    for section in criteria.get("sections", ()):
        section |= {"title": draw(PROSE)} | _maybe(draw, "source", CITATIONS) | {"examples": draw(_examples(criteria, section["when"]))}
        for criterion in section["criteria"]:
            criterion |= {"because": draw(PROSE)} | _maybe(draw, "source", CITATIONS) | {"examples": draw(_examples(criteria, criterion["when"]))}
    criteria["notices"] = [{"id": f"notice-{i}", "unless": draw(conditions_in(criteria, 1)), "text": draw(PROSE)} for i in range(between(draw, 0, 2))]
    criteria["invariants"] = [{"id": "invariant", "when": draw(conditions_in(criteria, 1)), "level": _bound(draw, list(criteria["levels"]))}]
    criteria["accept"] = [{"check": "never-limits", "criterion": "c0", "because": draw(PROSE)}]
    criteria["agrees_with"] = [{"id": "other", "within": 0, "because": draw(PROSE)}] if draw(YES_OR_NO) else []
    draw(documentation(criteria))
    draw(gates(criteria))
    return criteria


# What never changes an answer


@st.composite
def documentation(draw: Draw, criteria: Plain, least: int = 0) -> None:
    """Draw documentation into a set: for one level or some of them, for everybody there or for whom a condition says."""
    levels = list(criteria["levels"])
    items: list[Plain] = []
    for i in range(between(draw, least, 3)):
        low = between(draw, 0, len(levels) - 1)
        high = between(draw, low, len(levels) - 1)
        named = some_of(draw, levels, least=1)
        for_ = one_of(draw, (levels[low], {"at_least": levels[low]}, {"at_most": levels[high]}, {"between": [levels[low], levels[high]]}, {"one_of": named}))
        when = {"when": draw(conditions_in(criteria, depth=1))} if draw(YES_OR_NO) else {}
        items.append({"id": f"document-{i}", "for": for_, **when, "needs": draw(conditions_in(criteria, depth=1)), "because": f"Document {i}."})
    if items:
        criteria["documentation"] = items


@st.composite
def gates(draw: Draw, criteria: Plain, least: int = 0) -> None:
    """Draw `asked_when` for some facts of a set, each on facts before it in some order, so that none waits for itself."""
    order = shuffled(draw, tuple(criteria["facts"]))
    named = {each.id: each for each in names_in(criteria) if each.id in order}
    later = [name for place, name in enumerate(order) if any(before in named for before in order[:place])]
    for name in some_of(draw, later, least=min(least, len(later)), most=3):
        before = [named[each] for each in order[: order.index(name)] if each in named]
        criteria["facts"][name]["asked_when"] = draw(conditions(before, 1).map(lambda condition: without_repeats(criteria, condition)))


PROSE = st.text(st.sampled_from("aé ,:#-'\"{}[]&*!|>%@`~\n"), min_size=1, max_size=8).map(lambda text: f"x{text}.")
"""Text for a reader, with signs that mean something in YAML."""

CITATIONS: tuple[Any, ...] = (["source-0"], ["source-1", {"id": "source-0", "at": "page 3"}], "source-1")


def _maybe_text(draw: Draw, key: str) -> Plain:
    return {key: draw(PROSE)} if draw(YES_OR_NO) else {}


def _bound(draw: Draw, levels: list[str]) -> Plain:
    return one_of(draw, ({"is": levels[0]}, {"at_least": levels[-1]}, {"at_most": levels[0]}, {"one_of": levels[:1]}))


@st.composite
def _examples(draw: Draw, criteria: Plain, when: Plain) -> list[Plain]:
    """Draw examples that hold: what the criterion is on each comes from the oracle."""
    case = draw(cases(criteria))
    return [{"case": case, "is": {True: "met", False: "unmet", None: "unknown"}[kleene(criteria, when, known_from(criteria, case))]}]


# Cases


@st.composite
def questions(draw: Draw, *, contradictions: bool | None = None, plain: bool = False) -> tuple[Plain, Plain]:
    """Draw a criteria set, and a case of a possible person."""
    criteria = draw(criteria_sets(contradictions=contradictions, plain=plain))
    return criteria, draw(cases(criteria))


@st.composite
def persons(draw: Draw, criteria: Plain, *, possible: bool = True) -> Person:
    """Draw a person of whom everything is known; one that nothing declares impossible, unless `possible` is false."""
    known = everything(criteria)
    if possible and "impossible" in criteria:
        return dict(one_of(draw, people(criteria, known)))
    return {name: _value(draw, fact, known[name]) for name, fact in criteria["facts"].items()}


@st.composite
def cases(draw: Draw, criteria: Plain, *, possible: bool = True) -> Plain:
    """Draw what may be known of a person: every fact known, known in part, or not known, in any of the ways to say so."""
    person = draw(persons(criteria, possible=possible))
    ways = one_of(draw, (("known", "partly", "unknown"), ("known",), ("unknown", "partly"), ("known", "unknown"), ("unknown",)))
    case: Plain = {}
    for name, fact in criteria["facts"].items():
        way = one_of(draw, ways)
        if way == "known":
            case[name] = _known(draw, criteria, name, fact, person[name])
        elif way == "partly":
            case[name] = _known_in_part(draw, criteria, name, fact, person[name])
        elif between(draw, 0, 5) == 5:
            case[name] = None
    for name in criteria["derived"]:
        if _is_band_of_score(criteria, name) and one_of(draw, ways) != "unknown":
            case[name] = _band(draw, criteria, name, person)
    return {name: case[name] for name in shuffled(draw, tuple(case))}


def _known(draw: Draw, criteria: Plain, name: str, fact: Plain, value: Any) -> Any:
    if fact["type"] == "set":
        complete = {member: one_of(draw, ("yes", True) if member in value else ("no", False)) for member in fact["values"]}
        return one_of(draw, (sorted(value), complete))
    if fact["type"] == "score" and value != NEVER:
        is_more = fact.get("or_more") in {"yes", True} and value == fact["range"][1]
        return one_of(draw, (value, float(value), *[value + 7] * is_more))
    return _spelt(draw, Name(name, fact["type"], tuple(values_of(criteria, name))), value)


def _known_in_part(draw: Draw, criteria: Plain, name: str, fact: Plain, value: Any) -> Any:
    if fact["type"] == "set":
        return _set_in_part(draw, fact["values"], value)
    every = values_of(criteria, name)
    if len(every) == 1:
        return {"is": value}
    return operators(draw, Name(name, fact["type"], tuple(every)), every.index(value))


def _set_in_part(draw: Draw, members: list[str], held: frozenset[str]) -> Plain:
    asked = some_of(draw, members)
    if draw(YES_OR_NO):
        return {member: one_of(draw, ("yes", True, None) if member in held else ("no", False, None)) for member in asked}
    told: Plain = {}
    for word, some in (("includes", [m for m in asked if m in held]), ("excludes", [m for m in asked if m not in held])):
        if some:
            told |= one_of(draw, ({word: some[0]}, {f"{word}_all": some}))
    return told


def _is_band_of_score(criteria: Plain, name: str) -> bool:
    return kind_of(criteria, name) == "bands" and kind_of(criteria, criteria["derived"][name]["bands"]["of"]) == "score"


def _band(draw: Draw, criteria: Plain, name: str, person: Person) -> Any:
    label = band_of(criteria, name, person[criteria["derived"][name]["bands"]["of"]])
    every = values_of(criteria, name)
    return label if draw(YES_OR_NO) else operators(draw, Name(name, "bands", tuple(every)), every.index(label))


@st.composite
def narrower(draw: Draw, criteria: Plain, case: Plain) -> Plain:
    """Draw a case that says all that another one says, and more: of some facts another value is ruled out."""
    known = recorded_from(criteria, case)
    person = one_of(draw, people(criteria, known))
    return as_case(criteria, {name: _fewer(draw, values, person[name]) for name, values in known.items()})


def _fewer(draw: Draw, values: Any, actual: Any) -> Any:
    if isinstance(values, dict):
        return {member: _fewer(draw, answers, member in actual) for member, answers in values.items()}
    if draw(YES_OR_NO):
        return values
    kept = some_of(draw, values)
    return [value for value in values if value == actual or value in kept]


def as_case(criteria: Plain, known: Known) -> Plain:
    """Return what is known of somebody as a case."""
    case: Plain = {}
    for name, values in known.items():
        if isinstance(values, dict):
            case[name] = {member: "yes" if answers[0] else "no" for member, answers in values.items() if len(answers) == 1}
        elif len(values) < len(values_of(criteria, name)):
            case[name] = {"one_of": values}
    return case


# The same set in another order


@st.composite
def reordered(draw: Draw, value: Any, key: str = "", *, lists: bool) -> Any:
    """Draw the same plain data with the keys of its mappings in another order, but for levels, whose order says what is more intensive.

    With `lists`, criteria, the parts of groups, of sums and of worst, and the values of unordered facts change places too.
    """
    return _reordered(draw, value, key, lists=lists)


def _reordered(draw: Draw, value: Any, key: str, *, lists: bool) -> Any:
    if isinstance(value, dict):
        names = tuple(value) if key == "levels" else shuffled(draw, tuple(value))
        is_unordered = value.get("type") in {"choice", "set"}
        lists = lists and key != "bands"  # a band called `none` is no group
        return {name: _reordered(draw, value[name], "members" if name == "values" and is_unordered else name, lists=lists) for name in names}
    if isinstance(value, list):
        items = [_reordered(draw, item, "", lists=lists) for item in value]
        unordered = {"criteria", "impossible", "all", "any", "none", "of", "sum", "worst", "members", "one_of", "none_of"}
        return shuffled(draw, items) if lists and key in unordered else items
    return value


@st.composite
def with_keys_moved(draw: Draw, criteria: Plain) -> Plain:
    """Draw the same set with the keys of each thing that it declares in another order: nobody who reads an answer can see it."""
    moved = {name: criteria[name] for name in shuffled(draw, tuple(criteria))}
    for key, value in moved.items():
        if key in {"facts", "derived", "sources"}:
            moved[key] = {name: _keys_moved(draw, item) for name, item in value.items()}
        elif isinstance(value, list):
            moved[key] = [_keys_moved(draw, item) for item in value]
    return moved


def _keys_moved(draw: Draw, thing: Any) -> Any:
    return {name: thing[name] for name in shuffled(draw, tuple(thing))} if isinstance(thing, dict) else thing
