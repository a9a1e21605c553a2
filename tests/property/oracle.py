"""What the language means, said a second time: written from `language.md` alone, on plain data, without a line of carelevel.

Slow and plain on purpose. A criteria set and a case are what `json.load` would return. A person is a dictionary from every given fact to its value (a set: a frozenset of members).
What is known of somebody is a dictionary from every given fact to the values it can still have; for a set, from each member to the answers (True, False) it can still have.
Truth is True (met), False (unmet) or None (unknown).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import count, product
from math import inf
from typing import Any

Plain = dict[str, Any]
Person = dict[str, Any]
Known = dict[str, Any]
Three = bool | None

GROUPS = ("all", "any", "none", "at_least", "at_most", "exactly")

NEVER = "never"

PERCENTS = (0, 25, 50, 100, 150, 300)
"""The percents that drawn conditions ask for."""

ALL_PERCENTS = (0, 12.5, 25, 37.5, 50, 75, 100, 125, 150, 200, 300, inf)
"""Percents of which each other one is alike to one of them, for these conditions."""


# Facts and their values


def word(value: Any) -> Any:
    """Return a value as the language has it: `true` and `false` are other words for yes and no, and 3.0 is 3."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return int(value) if isinstance(value, float) else value


def kind_of(criteria: Plain, name: str) -> str:
    """Return the type of a given fact, or the kind of a derived one."""
    if name in criteria["facts"]:
        return str(criteria["facts"][name]["type"])
    return next(kind for kind in ("sum", "percent", "worst", "bands", "when", "points") if kind in criteria["derived"][name])


def values_of(criteria: Plain, name: str) -> list[Any]:
    """Return every value of a fact that is no set, in its order, lowest or first-listed first."""
    kind = kind_of(criteria, name)
    if kind == "score":
        low, high = criteria["facts"][name]["range"]
        return [*range(low, high + 1), *[NEVER] * has_never(criteria, name)]
    if kind == "percent":
        return list(ALL_PERCENTS)
    if kind in {"scale", "choice"}:
        return list(criteria["facts"][name]["values"])
    if kind in {"yes_no", "when"}:
        return ["yes", "no"]
    if kind == "sum":
        ends = [sorted((values_of(criteria, of)[0] * times, values_of(criteria, of)[-1] * times)) for of, times in parts_of_sum(criteria, name)]
        return list(range(sum(low for low, _ in ends), sum(high for _, high in ends) + 1))
    if kind == "worst":
        return values_of(criteria, criteria["derived"][name]["worst"][0])
    if kind == "points":
        return list(range(*_ends_of_points(json.dumps([criteria["facts"], criteria["derived"]]), name)))
    bands = bands_of(criteria, name)
    return sorted(bands, key=lambda label: _beginning(bands[label]))


def _beginning(bounds: Any) -> tuple[float, bool]:
    """Return the number that a band begins at, and whether it begins above it."""
    if isinstance(bounds, dict):
        return next(((float(bounds[word]), word == "over") for word in ("at_least", "over") if word in bounds), (-inf, False))
    return place([0], bounds if bounds == NEVER else bounds[0]), False


def percent_ends(criteria: Plain, name: str) -> tuple[Any, Any]:
    """Return the lowest and the highest percentage, whatever the two scores are."""
    of, to = (values_of(criteria, criteria["derived"][name]["percent"][key]) for key in ("of", "to"))
    return percent_from(of[0], to[-1]), percent_from(of[-1], to[0])


def has_never(criteria: Plain, name: str) -> bool:
    """Return whether a given fact has the value `never`."""
    return criteria["facts"][name].get("or_never") in {"yes", True}


def of_bands(criteria: Plain, name: str) -> str:
    """Return the score, or the percentage, that bands are bands of."""
    return str(criteria["derived"][name]["bands"]["of"])


@cache
def _ends_of_points(criteria: str, name: str) -> tuple[int, int]:
    """Return the fewest points that anybody has, and one more than the most."""
    facts, derived = json.loads(criteria)
    read = {"facts": facts, "derived": derived}
    found = points_of_all(read, name, everything(read))
    return min(found), max(found) + 1


def points_of_all(criteria: Plain, name: str, known: Known) -> set[int]:
    """Return the points of everybody of whom this can be known."""
    below = given_facts_below(criteria, name)
    return {value_of(criteria, name, person) for person in completions({base: values for base, values in known.items() if base in below})}


def parts_of_sum(criteria: Plain, name: str) -> list[tuple[str, int]]:
    """Return the scores that a sum adds up, each with its weight."""
    return [(part, 1) if isinstance(part, str) else (part["of"], part.get("times", 1)) for part in criteria["derived"][name]["sum"]]


def is_more(criteria: Plain, name: str) -> bool:
    """Return whether the top of a score means "this or more"; that of a sum does when it does for one of its parts."""
    if kind_of(criteria, name) == "sum":
        return any(is_more(criteria, of) for of, _ in parts_of_sum(criteria, name))
    return kind_of(criteria, name) == "score" and criteria["facts"][name].get("or_more") in {"yes", True}


def top_of(criteria: Plain, name: str) -> int:
    """Return the highest number that a score or a sum has."""
    return int([value for value in values_of(criteria, name) if value != NEVER][-1])


def numbers_of(criteria: Plain, name: str) -> list[Any]:
    """Return every value that a person can have: of a score that may be more than its top and stands in sums, numbers above it, some of them far above."""
    every = values_of(criteria, name)
    sums = [each for each in criteria["derived"] if kind_of(criteria, each) == "sum" and name in given_facts_below(criteria, each)]
    if name not in criteria["facts"] or criteria["facts"][name]["type"] != "score" or not is_more(criteria, name) or not sums:
        return every
    others = {other: (values_of(criteria, other)[0], values_of(criteria, other)[-1]) for other, fact in criteria["facts"].items() if fact["type"] == "score"}
    ends = [dict(zip(others, each, strict=True)) for each in product(*others.values())]

    def is_enough(number: int) -> bool:
        """Return whether every sum is at its top with a number, whatever its other parts are."""
        return all(number_of(criteria, each, {**end, name: number}) >= values_of(criteria, each)[-1] for each in sums for end in ends)

    enough = next(number for number in count(every[-1]) if is_enough(number))
    return every if enough == every[-1] else [*every, *range(every[-1] + 1, enough + 1), enough + 5, enough + 1000]


def number_of(criteria: Plain, name: str, person: Person) -> int:
    """Return the true number of a score or a sum, which may be more than its top."""
    if name in criteria["facts"]:
        return int(person[name])
    return sum(number_of(criteria, of, person) * times for of, times in parts_of_sum(criteria, name))


def percent_from(of: int, to: int) -> Any:
    """Return what percentage one number is of another: 100 when both are 0, and above every number when only the other is."""
    return Fraction(100 * of, to) if to else 100 if of == 0 else inf


def bands_of(criteria: Plain, name: str) -> dict[str, Any]:
    """Return the labels of bands with their bounds."""
    return {label: bounds for label, bounds in criteria["derived"][name]["bands"].items() if label != "of"}


def direction_of(criteria: Plain, name: str) -> str | None:
    """Return whether high or low values are worse: bands follow their score, a sum its parts if they agree, the worst of scales these scales."""
    kind = kind_of(criteria, name)
    if kind == "bands":
        return direction_of(criteria, criteria["derived"][name]["bands"]["of"])
    if kind == "worst":
        return direction_of(criteria, criteria["derived"][name]["worst"][0])
    if kind == "percent":
        of, to = (direction_of(criteria, criteria["derived"][name]["percent"][key]) for key in ("of", "to"))
        return of if {of, to} == {"high", "low"} else None
    if kind == "sum":
        turned = {"high": "low", "low": "high", None: None}
        pushes = {direction_of(criteria, of) if times > 0 else turned[direction_of(criteria, of)] for of, times in parts_of_sum(criteria, name)}
        return pushes.pop() if len(pushes) == 1 else None
    worse = criteria["facts"][name].get("worse") if kind in {"score", "scale"} else None
    return None if worse is None else str(worse)


def given_facts_below(criteria: Plain, name: str) -> set[str]:
    """Return the given facts on which a fact stands."""
    kind = kind_of(criteria, name)
    if name in criteria["facts"]:
        return {name}
    derived = criteria["derived"][name]
    if kind == "sum":
        return {base for of, _ in parts_of_sum(criteria, name) for base in given_facts_below(criteria, of)}
    if kind == "percent":
        return {base for of in derived["percent"].values() for base in given_facts_below(criteria, of)}
    if kind == "worst":
        return {base for of in derived["worst"] for base in given_facts_below(criteria, of)}
    if kind == "points":
        return {base for award in derived["points"] for base in facts_in(criteria, award["when"])}
    return given_facts_below(criteria, derived["bands"]["of"]) if kind == "bands" else facts_in(criteria, derived["when"])


def facts_in(criteria: Plain, condition: Plain) -> set[str]:
    """Return the given facts on which a condition stands."""
    found: set[str] = set()
    for name, said in condition.items():
        if name in GROUPS:
            parts = said if isinstance(said, list) else said["of"]
            found |= {base for part in parts for base in facts_in(criteria, part)}
        else:
            found |= given_facts_below(criteria, name)
    return found


# One person, of whom everything is known


def value_of(criteria: Plain, name: str, person: Person) -> Any:
    """Return the value of a fact, given or derived."""
    kind = kind_of(criteria, name)
    if kind in {"score", "sum"} and is_more(criteria, name):
        return NEVER if person.get(name) == NEVER else min(number_of(criteria, name, person), top_of(criteria, name))
    if name in criteria["facts"]:
        return person[name]
    derived = criteria["derived"][name]
    if kind == "sum":
        return number_of(criteria, name, person)
    if kind == "points":
        return sum(award["points"] for award in derived["points"] if holds(criteria, award["when"], person))
    if kind == "percent":
        return percent_from(*(number_of(criteria, derived["percent"][key], person) for key in ("of", "to")))
    if kind == "worst":
        found = [value_of(criteria, of, person) for of in derived["worst"]]
        return (max if direction_of(criteria, name) == "high" else min)(found, key=values_of(criteria, name).index)
    if kind == "bands":
        return band_of(criteria, name, value_of(criteria, derived["bands"]["of"], person))
    return "yes" if holds(criteria, derived["when"], person) else "no"


def band_of(criteria: Plain, name: str, score: Any) -> str:
    """Return the band that a score, or a percentage, falls into."""
    return next(label for label, bounds in bands_of(criteria, name).items() if _is_in(bounds, score))


def _is_in(bounds: Any, score: Any) -> bool:
    """Return whether a band holds a value: of a percentage it has operators, else its two ends, or `never` alone."""
    if isinstance(bounds, dict):
        return all(satisfies([0], score, operator, operand) for operator, operand in bounds.items())
    low, high = (bounds, bounds) if bounds == NEVER else bounds
    return place([0], low) <= place([0], score) <= place([0], high)


def place(every: list[Any], value: Any) -> Any:
    """Return where a value is in its order: a number is its own place, and `never` is above all numbers."""
    if isinstance(every[0], str):
        return every.index(value)
    return inf if value == NEVER else value


def satisfies(every: list[Any], value: Any, operator: str, operand: Any) -> bool:
    """Return whether a value satisfies an operator; `every` is the fact's values in their order."""
    if operator in {"is", "is_not"}:
        return bool((value == word(operand)) == (operator == "is"))
    if operator in {"one_of", "none_of"}:
        return (value in [word(item) for item in operand]) == (operator == "one_of")
    at = place(every, value)
    if operator == "at_least":
        return bool(at >= place(every, word(operand)))
    if operator == "at_most":
        return bool(at <= place(every, word(operand)))
    if operator == "under":
        return bool(at < operand)
    if operator == "over":
        return bool(at > operand)
    assert operator == "between"
    return bool(place(every, word(operand[0])) <= at <= place(every, word(operand[1])))


def operators_in(said: Any) -> Plain:
    """Return what is said of a fact as operators: a bare value is `is`."""
    return said if isinstance(said, dict) else {"is": said}


def holds(criteria: Plain, condition: Plain, person: Person) -> bool:
    """Return whether a condition holds for a person; a mapping is always a conjunction."""
    return all(_entry_holds(criteria, name, said, person) for name, said in condition.items())


def _entry_holds(criteria: Plain, name: str, said: Any, person: Person) -> bool:
    if name in {"all", "any", "none"}:
        held = [holds(criteria, part, person) for part in said]
        return {"all": all(held), "any": any(held), "none": not any(held)}[name]
    if name in GROUPS:
        met = sum(holds(criteria, part, person) for part in said["of"])
        return bool({"at_least": met >= said["count"], "at_most": met <= said["count"], "exactly": met == said["count"]}[name])
    value = value_of(criteria, name, person)
    if kind_of(criteria, name) == "set":
        return all(_set_satisfies(value, operator, operand) for operator, operand in said.items())
    return all(satisfies(values_of(criteria, name), value, operator, operand) for operator, operand in operators_in(said).items())


def _set_satisfies(members: frozenset[str], operator: str, operand: Any) -> bool:
    named = [operand] if isinstance(operand, str) else operand
    if operator == "includes_any":
        return any(member in members for member in named)
    return all((member in members) == operator.startswith("includes") for member in named)


# What is known of one person


def everything(criteria: Plain) -> Known:
    """Return what is known of a person of whom nothing is known: every value is possible."""
    known: Known = {}
    for name, fact in criteria["facts"].items():
        known[name] = {member: [True, False] for member in fact["values"]} if fact["type"] == "set" else numbers_of(criteria, name)
    return known


def known_from(criteria: Plain, case: Mapping[str, Any]) -> Known:
    """Return what a case says, as everything but contradictions reads it: the facts that are disputed in it count as unknown."""
    return undisputed(criteria, recorded_from(criteria, case))


def recorded_from(criteria: Plain, case: Mapping[str, Any]) -> Known:
    """Return what a case says, as it is recorded: a value, operators, a band in place of a score; for a set the complete list, its operators, or some of its members."""
    known = everything(criteria)
    for name, said in case.items():
        if said is None:
            continue
        kind = kind_of(criteria, name)
        if kind == "set":
            known[name] = {member: [answer for answer in answers if _fits(said, member, answer)] for member, answers in known[name].items()}
        elif kind == "bands":
            of = criteria["derived"][name]["bands"]["of"]
            labels = [label for label in values_of(criteria, name) if _all_satisfied(values_of(criteria, name), label, said)]
            known[of] = [value for value in known[of] if band_of(criteria, name, value_of(criteria, of, {of: value})) in labels]
        else:
            every = values_of(criteria, name)
            if kind == "score" and is_more(criteria, name):
                said = _among_numbers(numbers_of(criteria, name), said)
                known[name] = [value for value in known[name] if _number_fits(top_of(criteria, name), value, said)]
            else:
                known[name] = [value for value in known[name] if _all_satisfied(every, value, said)]
    return known


def _all_satisfied(every: list[Any], value: Any, said: Any) -> bool:
    """Return whether a value fits what a case says."""
    return all(satisfies(every, value, operator, operand) for operator, operand in operators_in(said).items())


def _among_numbers(numbers: list[int], said: Any) -> Any:
    """Return what a case says with the next lower one for a number that is not looked at: from the first of them on, all above the top are alike."""
    if isinstance(said, dict):
        return {operator: _among_numbers(numbers, operand) for operator, operand in said.items()}
    if isinstance(said, list | tuple):
        return [_among_numbers(numbers, each) for each in said]
    return said if said == NEVER else max((number for number in numbers if number != NEVER and number <= said), default=said)


def _number_fits(top: int, number: Any, said: Any) -> bool:
    """Return whether a true number fits what a case says of a score that may be more than its top: the top stands for all from there on, any other for itself."""

    at = inf if number == NEVER else number

    def fits(operator: str, operand: Any) -> bool:
        match operator:
            case "is" if NEVER in {operand, number}:
                return bool(number == operand)
            case "is":
                return bool(number >= top if operand == top else number == operand)
            case "one_of":
                return any(fits("is", each) for each in operand)
            case "is_not" | "none_of":
                return not fits("is" if operator == "is_not" else "one_of", operand)
            case "at_least":
                return bool(at >= operand)
            case "at_most":
                return bool(number != NEVER and (operand == top or at <= operand))
            case "under":
                return bool(at < operand)
            case "over":
                return bool(at > operand)
            case _:
                return fits("at_least", operand[0]) and fits("at_most", operand[1])

    return all(fits(operator, operand) for operator, operand in operators_in(said).items())


def _fits(said: Any, member: str, held: bool) -> bool:  # noqa: FBT001 - a member is in the set or not
    """Return whether a member can be in a set, or not in it, by what a case says of the set."""
    if isinstance(said, list | tuple):
        return held == (member in said)
    for key, operand in said.items():
        if key == member:
            answer = None if operand is None else word(operand) == "yes"
        elif key.startswith(("includes", "excludes")) and member in ([operand] if isinstance(operand, str) else operand):
            answer = key.startswith("includes")
        else:
            continue
        if answer not in {None, held}:
            return False
    return True


def standing(criteria: Plain, recorded: Known) -> list[Plain]:
    """Return the contradictions that stand: `when` is met and `unless` is not."""
    return [
        item
        for item in criteria.get("contradictions", ())
        if kleene(criteria, item["when"], recorded) is True and kleene(criteria, item["unless"], recorded) is not True
    ]


def undisputed(criteria: Plain, recorded: Known) -> Known:
    """Return what is recorded without the facts that contradictions which stand dispute, all of them together."""
    disputed = {name for item in standing(criteria, recorded) for name in item["disputed"]}
    return {name: values if name in disputed else recorded[name] for name, values in everything(criteria).items()}


def disagrees(criteria: Plain, person: Person) -> bool:
    """Return whether facts disagree in somebody of whom everything is known."""
    return any(holds(criteria, item["when"], person) and not holds(criteria, item["unless"], person) for item in criteria.get("contradictions", ()))


def agreeing(criteria: Plain) -> list[Person]:
    """Return everyone of whom anything is proved: every possible person in whom no facts disagree."""
    return [person for person in people(criteria, everything(criteria)) if not disagrees(criteria, person)]


def completions(known: Known) -> Iterator[Person]:
    """Yield every person of whom this can be known."""
    names = list(known)
    choices: list[list[Any]] = []
    for name in names:
        if isinstance(known[name], dict):
            answers = product(*known[name].values())
            choices.append([frozenset(member for member, held in zip(known[name], each, strict=True) if held) for each in answers])
        else:
            choices.append(list(known[name]))
    for each in product(*choices):
        yield dict(zip(names, each, strict=True))


def is_possible(criteria: Plain, person: Person) -> bool:
    """Return whether nothing declares a person impossible."""
    return not any(holds(criteria, item["when"], person) for item in criteria.get("impossible", ()))


def people(criteria: Plain, known: Known) -> list[Person]:
    """Return every possible person of whom this can be known."""
    return [person for person in completions(known) if is_possible(criteria, person)]


# Kleene's logic, section 3


def kleene(criteria: Plain, condition: Plain, known: Known) -> Three:
    """Return whether a condition is met by what is known."""
    return _all(_entry(criteria, name, said, known) for name, said in condition.items())


def _entry(criteria: Plain, name: str, said: Any, known: Known) -> Three:
    if name in {"all", "any", "none"}:
        parts = [kleene(criteria, part, known) for part in said]
        return {"all": _all(parts), "any": _any(parts), "none": _not(_any(parts))}[name]
    if name in GROUPS:
        parts = [kleene(criteria, part, known) for part in said["of"]]
        met, unknown, count = parts.count(True), parts.count(None), said["count"]
        at_least = True if met >= count else False if met + unknown < count else None
        at_most = True if met + unknown <= count else False if met > count else None
        return {"at_least": at_least, "at_most": at_most, "exactly": _all((at_least, at_most))}[name]
    if kind_of(criteria, name) == "set":
        return _all(_set_entry(known[name], operator, operand) for operator, operand in said.items())
    every, possible = values_of(criteria, name), possible_values(criteria, name, known)
    return _all(_decided(satisfies(every, value, operator, operand) for value in possible) for operator, operand in operators_in(said).items())


def _set_entry(members: Mapping[str, list[bool]], operator: str, operand: Any) -> Three:
    """Return what is known of an operator on a set: a set is a yes_no a member."""
    included = [_decided(members[member]) for member in ([operand] if isinstance(operand, str) else operand)]
    if operator == "includes_any":
        return _any(included)
    return _all(included) if operator.startswith("includes") else _all(map(_not, included))


def possible_values(criteria: Plain, name: str, known: Known) -> set[Any]:
    """Return the values that a fact can still have.

    A sum with unknown parts is the range between its ends, and so are points, and the worst of several scales; bands are those that the score can still fall into.
    """
    kind = kind_of(criteria, name)
    if name in criteria["facts"]:
        return set(known[name])
    derived = criteria["derived"][name]
    if kind == "sum":
        lows, highs = 0, 0
        for of, times in parts_of_sum(criteria, name):
            ends = [value * times for value in possible_values(criteria, of, known)]
            lows, highs = lows + min(ends), highs + max(ends)
        return set(range(lows, highs + 1))
    if kind == "points":
        found = points_of_all(criteria, name, known)
        return set(range(min(found), max(found) + 1))
    if kind == "percent":
        of, to = (possible_values(criteria, derived["percent"][key], known) for key in ("of", "to"))
        least, most = percent_from(min(of), max(to)), percent_from(max(of), min(to))
        return {least, most, *(percent for percent in ALL_PERCENTS if least < percent < most)}
    if kind == "worst":
        every = values_of(criteria, name)
        ranks = [[every.index(value) for value in possible_values(criteria, of, known)] for of in derived["worst"]]
        pick: Callable[[Iterable[int]], int] = max if direction_of(criteria, name) == "high" else min
        return set(every[pick(map(min, ranks)) : pick(map(max, ranks)) + 1])
    if kind == "bands":
        return {band_of(criteria, name, value) for value in possible_values(criteria, derived["bands"]["of"], known)}
    return {True: {"yes"}, False: {"no"}, None: {"yes", "no"}}[kleene(criteria, derived["when"], known)]


def _decided(satisfied: Iterable[bool]) -> Three:
    found = set(satisfied)
    return found.pop() if len(found) == 1 else None


def _not(truth: Three) -> Three:
    return None if truth is None else not truth


def _all(parts: Iterable[Three]) -> Three:
    found = list(parts)
    return False if False in found else None if None in found else True


def _any(parts: Iterable[Three]) -> Three:
    return _not(_all(map(_not, parts)))


# From criteria to a level, section 4


def written_out(criteria: Plain) -> Plain:
    """Return a set without sections: the condition of each section is written into its criteria, and what `otherwise` follows from is written down."""
    found = list(criteria.get("criteria", ()))
    for section in criteria.get("sections", ()):
        found += [{**each, "when": {"all": [section["when"], each["when"]]}} for each in section["criteria"]]
        if "otherwise" in section:
            calling = [each["when"] for each in section["criteria"] if "requires" in each or "suggests" in each]
            found.append({**section["otherwise"], "when": {"all": [section["when"], {"none": calling}]}})
    return {**{key: value for key, value in criteria.items() if key != "sections"}, "criteria": found}


def statuses(criteria: Plain, known: Known) -> dict[str, Three]:
    """Return the truth of every criterion."""
    return {criterion["id"]: kleene(criteria, criterion["when"], known) for criterion in criteria["criteria"]}


def rsl(criteria: Plain, met: Iterable[str]) -> tuple[int, int, int]:
    """Return the ranks of R, S and L when exactly these criteria are met."""
    order, chosen = list(criteria["levels"]), set(met)

    def ranks(effect: str) -> list[int]:
        return [order.index(criterion[effect]) for criterion in criteria["criteria"] if effect in criterion and criterion["id"] in chosen]

    required = max(ranks("requires"), default=0)
    return required, max([required, *ranks("suggests")]), min(ranks("limits_to"), default=len(order) - 1)


def ruled_out(criteria: Plain, met: Iterable[str]) -> set[int]:
    """Return the ranks that are ruled out when exactly these criteria are met."""
    order, chosen = list(criteria["levels"]), set(met)
    found = [each["rules_out"] for each in criteria["criteria"] if "rules_out" in each and each["id"] in chosen]
    return {order.index(level) for said in found for level in ([said] if isinstance(said, str) else said)}


def level_from(required: int, suggested: int, limit: int, out: Iterable[int] = ()) -> int:
    """Return the rank of the level: the least one that is not ruled out, from what is required, suggested and limited on."""
    least = max(required, min(suggested, limit))
    return next(rank for rank in count(least) if rank not in out)


def level_by(criteria: Plain, met: Iterable[str]) -> int:
    """Return the rank of the level when exactly these criteria are met."""
    chosen = set(met)
    return level_from(*rsl(criteria, chosen), ruled_out(criteria, chosen))


def met_by(criteria: Plain, person: Person) -> list[str]:
    """Return the ids of the criteria that a person meets."""
    return [criterion["id"] for criterion in criteria["criteria"] if holds(criteria, criterion["when"], person)]


def level_of(criteria: Plain, person: Person) -> int:
    """Return the rank of the level for a person of whom everything is known."""
    return level_by(criteria, met_by(criteria, person))


def kleene_range(criteria: Plain, known: Known) -> tuple[int, int]:
    """Return the ranks between which the level lies: met for the low end of R and S, met or unknown for the high end, the other way round for L."""
    found = statuses(criteria, known)
    is_certain = [name for name, truth in found.items() if truth is True]
    is_possible = [name for name, truth in found.items() if truth is not False]
    certain, possible = rsl(criteria, is_certain), rsl(criteria, is_possible)
    lowest = level_from(certain[0], certain[1], possible[2], ruled_out(criteria, is_certain))
    return lowest, level_from(possible[0], possible[1], certain[2], ruled_out(criteria, is_possible))


def whom(criteria: Plain) -> Plain:
    """Return the condition of whom the criteria are for: all parts of `applies_when`, or `applies_when` itself; what has no condition, for everybody."""
    given = criteria.get("applies_when", {})
    return {"all": [part["when"] for part in given]} if isinstance(given, list) else given


def whom_parts(criteria: Plain) -> list[Plain]:
    """Return the parts of `applies_when`, if it has parts."""
    given = criteria.get("applies_when")
    return given if isinstance(given, list) else []


def applies(criteria: Plain, known: Known) -> Three:
    """Return whether the criteria are for this person, by Kleene's logic."""
    return kleene(criteria, whom(criteria), known) if "applies_when" in criteria else True


def is_meant(criteria: Plain, person: Person) -> bool:
    """Return whether the criteria are for a person of whom everything is known."""
    return "applies_when" not in criteria or holds(criteria, whom(criteria), person)


def meant(criteria: Plain, known: Known) -> list[Person]:
    """Return every possible person of whom this can be known and whom the criteria are for."""
    return [person for person in people(criteria, known) if is_meant(criteria, person)]


def applies_to_all(criteria: Plain, known: Known) -> Three:
    """Return whether the criteria are for every possible person of whom this can be known, for none of them, or for some."""
    return _decided(is_meant(criteria, person) for person in people(criteria, known))


# What says the same


Meant = dict[str, Any]
"""What each derived condition says, as far as it was asked: one may stand on others, which stand on others."""


def same_as(criteria: Plain, condition: Plain, known: Meant | None = None) -> Any:
    """Return what two conditions have in common when they are the same one, whatever they are called and however they are grouped; ("not", …) is the opposite."""
    known = {} if known is None else known
    return _all_of([_entry_same_as(criteria, name, said, known) for name, said in condition.items()])


def _entry_same_as(criteria: Plain, name: str, said: Any, known: Meant) -> Any:
    if name in GROUPS:
        return _group_same_as([same_as(criteria, part, known) for part in (said if isinstance(said, list) else said["of"])], name, said)
    if kind_of(criteria, name) == "when":
        # A derived condition is met or unmet: several operators on it leave one answer.
        answer = next(value for value in ("yes", "no") if all(satisfies(["yes", "no"], value, *each) for each in operators_in(said).items()))
        return _operator_same_as(criteria, name, "is", answer, known)
    return _all_of([_operator_same_as(criteria, name, operator, operand, known) for operator, operand in operators_in(said).items()])


def _operator_same_as(criteria: Plain, name: str, operator: str, operand: Any, known: Meant) -> Any:
    """Return the same of one operator of a fact."""
    kind = kind_of(criteria, name)
    if kind == "set":
        members = [("member", name, member) for member in ([operand] if isinstance(operand, str) else operand)]
        if operator.startswith("excludes"):
            return _all_of([_opposite(member) for member in members])
        return _any_of(members) if operator == "includes_any" else _all_of(members)
    if kind == "when":
        answer = next(value for value in ("yes", "no") if satisfies(["yes", "no"], value, operator, operand))
        if name not in known:
            known[name] = same_as(criteria, criteria["derived"][name]["when"], known)
        return known[name] if answer == "yes" else _opposite(known[name])
    every = values_of(criteria, name)
    satisfying = {value for value in every if satisfies(every, value, operator, operand)}
    if kind == "bands":
        score = criteria["derived"][name]["bands"]["of"]
        labels, bands, name, every = satisfying, name, score, values_of(criteria, score)
        satisfying = {value for value in every if band_of(criteria, bands, value) in labels}
    return _opposite(("values", name, frozenset(every) - satisfying)) if every[0] in satisfying else ("values", name, frozenset(satisfying))


def _group_same_as(parts: list[Any], group: str, said: Any) -> Any:
    if group == "all":
        return _all_of(parts)
    if group == "any":
        return _any_of(parts)
    if group == "none":
        return _all_of([_opposite(part) for part in parts])
    fewest, most = {"at_least": (said["count"], len(parts)), "at_most": (0, said["count"]), "exactly": (said["count"], said["count"])}[group]
    return _opposite(_count_of(parts, most + 1, len(parts))) if fewest == 0 else _count_of(parts, fewest, most)


def _count_of(parts: list[Any], fewest: int, most: int) -> Any:
    if most == len(parts) == fewest:
        return _all_of(parts)
    return _any_of(parts) if most == len(parts) and fewest == 1 else ("count", fewest, most, _unordered(parts))


def _all_of(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else ("all", _unordered(parts))


def _any_of(parts: list[Any]) -> Any:
    return _opposite(_all_of([_opposite(part) for part in parts]))


def _opposite(part: Any) -> Any:
    return part[1] if part[0] == "not" else ("not", part)


def _unordered(parts: list[Any]) -> Any:
    return frozenset((part, parts.count(part)) for part in parts)


def repeats_a_part(criteria: Plain, condition: Plain) -> bool:
    """Return whether some group of a condition, or a mapping of it, has the same part twice."""
    known: Meant = {}
    entries = [_entry_same_as(criteria, name, said, known) for name, said in condition.items()]
    return len(set(entries)) < len(entries) or any(_entry_repeats(criteria, name, said, known) for name, said in condition.items())


def _entry_repeats(criteria: Plain, name: str, said: Any, known: Meant) -> bool:
    if name in GROUPS:
        parts = said if isinstance(said, list) else said["of"]
        same = [same_as(criteria, part, known) for part in parts]
        return len(set(same)) < len(same) or any(repeats_a_part(criteria, part) for part in parts)
    same = [_operator_same_as(criteria, name, operator, operand, known) for operator, operand in operators_in(said).items()]
    return len(set(same)) < len(same)


def without_repeats(criteria: Plain, condition: Plain, known: Meant | None = None) -> Plain:
    """Return a condition without the parts that say what an earlier part of the same group, or entry of the same mapping, says; counts stay possible."""
    known = {} if known is None else known
    entries = {name: _without_repeats_in(criteria, name, said, known) for name, said in condition.items()}
    return _first_of_each(entries, lambda name: _entry_same_as(criteria, name, entries[name], known))


def distinct_parts(criteria: Plain, parts: list[Plain]) -> list[Plain]:
    """Return parts of `applies_when` without those that say what an earlier one says."""
    return list(_first_of_each(dict(enumerate(parts)), lambda place: same_as(criteria, parts[place]["when"], {})).values())


def _without_repeats_in(criteria: Plain, name: str, said: Any, known: Meant) -> Any:
    if name in GROUPS:
        parts = [without_repeats(criteria, part, known) for part in (said if isinstance(said, list) else said["of"])]
        kept = list(_first_of_each(dict(enumerate(parts)), lambda place: same_as(criteria, parts[place], known)).values())
        if isinstance(said, list):
            return kept
        lowest, highest = {"at_least": (1, len(kept)), "at_most": (0, len(kept) - 1), "exactly": (0, len(kept))}[name]
        return {"count": min(max(said["count"], lowest), highest), "of": kept}
    return _first_of_each(said, lambda operator: _operator_same_as(criteria, name, operator, said[operator], known)) if isinstance(said, dict) else said


def _first_of_each(entries: Plain, same: Callable[[Any], Any]) -> Plain:
    first: dict[Any, Any] = {}
    for key in entries:
        first.setdefault(same(key), key)
    return {key: entries[key] for key in first.values()}
