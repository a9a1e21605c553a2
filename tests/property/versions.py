"""Two versions of a criteria set as plain data, with names that changed, were merged, or went; and everybody who can be compared by them, one by one.

`renamed` is written from what was done, and the people are made from the same: nothing here reads `renamed` again.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

from hypothesis import strategies as st

from tests.property.oracle import (
    GROUPS,
    Person,
    Plain,
    applies,
    disagrees,
    distinct_parts,
    everything,
    given_facts_below,
    is_possible,
    level_of,
    met_by,
    people,
    whom_parts,
    without_repeats,
)
from tests.strategies import CHOICES, MEMBERS, SCALES, Draw, conditions, conditions_in, criteria_sets, derived_facts, names_in, said_of

MOST_JOINT = 3000
EFFECTS = ("requires", "suggests", "limits_to")

# One answer that people can be compared by: the value in the old version and in the new one.
Answer = tuple[Any, Any]
Decided = tuple[str | None, frozenset[str]]


@dataclass
class Versions:
    """Two versions, and what was done to the names of the old one.

    Attributes:
        facts: old fact to new one; what is not in it is gone.
        values: for old facts, each old value to the new one; for sets, each member.
        levels: old level to what it is called in a comparison.
        services: the same of services.
    """

    old: Plain
    new: Plain
    facts: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)

    def answers(self, name: str) -> list[Answer] | None:
        """Return the answers to a question that both versions ask; None where they do not ask the same."""
        fact, now = self.old["facts"][name], self.new["facts"].get(self.facts.get(name, ""))
        if now is None:
            return None
        if fact["type"] == "score":
            return [(_read(fact, number), _read(now, number)) for number in _numbers(fact, now)] or None
        if fact["type"] == "yes_no":
            return [("yes", "yes"), ("no", "no")]
        to = self.values.get(name, {value: value for value in fact["values"]})
        if fact["type"] == "set":
            members = [(member, to.get(member)) for member in fact["values"]] + [(None, member) for member in now["values"] if member not in to.values()]
            held = product((True, False), repeat=len(members))
            return [_as_sets([member for member, is_in in zip(members, each, strict=True) if is_in]) for each in held]
        return [(value, to[value]) for value in fact["values"] if value in to] or None

    def in_new_names(self, person: Person, *, is_record: bool = False) -> Plain:
        """Return what is known of a person of the old version as a case of the new one; a record tells a member that several were, columns do not."""
        case: Plain = {}
        for name, value in person.items():
            fact, now = self.old["facts"][name], self.facts.get(name)
            if now is None or self.answers(name) is None:
                continue
            if fact["type"] == "set":
                to = self.values.get(name, {member: member for member in fact["values"]})
                told = [member for member in to if is_record or list(to.values()).count(to[member]) == 1]
                case[now] = {to[member]: "yes" if any(was in value for was in to if to[was] == to[member]) else "no" for member in told}
            elif fact["type"] in {"scale", "choice"}:
                case[now] = self.values.get(name, {each: each for each in fact["values"]}).get(value)
            else:
                low, high = self.new["facts"][now]["range"] if fact["type"] == "score" else (0, 0)
                is_value = fact["type"] != "score" or (low <= value and (value <= high or _is_endless(self.new["facts"][now])))
                case[now] = value if is_value else None
        return case


@st.composite
def versions(draw: Draw) -> Versions:
    """Draw a set, and another version of it."""
    old = draw(criteria_sets(plain=True))
    summed = {base for name, each in old["derived"].items() if "sum" in each for base in given_facts_below(old, name)}
    for name in summed:
        old["facts"][name].pop("or_more", None)
    both = Versions(old, deepcopy(old))
    both.new["renamed"] = {}
    draw(_other_facts(both))
    draw(_other_levels(both))
    draw(_other_services(both))
    draw(_other_criteria(both))
    return both


# Facts


@st.composite
def _other_facts(draw: Draw, both: Versions) -> None:
    """Draw new names, values and ranges for facts; drop some and add some; what stood on another fact is said anew."""
    old, new = both.old, both.new
    names = list(old["facts"])
    both.facts = {name: name for name in names}
    renamed: Plain = {}
    for how in draw(st.lists(st.sampled_from(("fresh", "fresh", "swap", "drop", "take", "reuse")), max_size=2)):
        draw(_other_names(both, renamed, how, names))
    changed: set[str] = set()
    facts: Plain = {}
    values: Plain = {}
    for name, now in both.facts.items():
        facts[now] = deepcopy(old["facts"][name])
        words = draw(_other_values(both, name, facts[now])) if draw(st.integers(0, 2)) == 2 else {}
        if facts[now] != old["facts"][name]:
            changed.add(now)
        if words:
            values[now] = words
    if draw(st.integers(0, 3)) == 3:
        # A name that nothing has now; of one that another old fact became it would be refused.
        free = [name for name in names if name not in facts and renamed.get(name) not in names]
        taken = draw(st.sampled_from([*free, "added"]))
        facts[taken] = {"type": "yes_no"}
    new["facts"] = facts
    new["renamed"] |= {section: said for section, said in (("facts", renamed), ("values", values)) if said}
    _say_anew(draw, both, changed)


@st.composite
def _other_names(draw: Draw, both: Versions, renamed: Plain, how: str, names: list[str]) -> None:
    free = [name for name in names if name not in renamed and both.facts.get(name) == name and name not in renamed.values()]
    if not free:
        return
    name = draw(st.sampled_from(free))
    other = draw(st.sampled_from(free))
    if how == "fresh":
        both.facts[name] = renamed[name] = f"new_{name}"
    elif how == "drop" and len(both.facts) > 1:
        del both.facts[name]
    elif how == "swap" and name != other:
        both.facts |= {name: other, other: name}
        renamed |= {name: other, other: name}
    elif how == "take" and name != other:
        # The name of a fact that is dropped.
        del both.facts[other]
        both.facts[name] = renamed[name] = other
    elif how == "reuse" and name != other and len(both.facts) > 2:
        # Renamed, and a third fact takes its name.
        both.facts[name] = renamed[name] = f"new_{name}"
        both.facts[other] = renamed[other] = name


@st.composite
def _other_values(draw: Draw, both: Versions, name: str, fact: Plain) -> Plain:
    """Draw other values for a fact; return what `renamed` says of them."""
    if fact["type"] == "yes_no":
        return {}
    if fact["type"] == "score":
        low, high = fact["range"]
        low, high = low + draw(st.integers(-1, 1)), high + draw(st.integers(0, 2))
        fact["range"] = [min(low, high), high]
        fact.pop("or_more", None)
        fact |= draw(st.sampled_from(({}, {"or_more": "yes"})))
        return {}
    was = both.old["facts"][name]["values"]
    spare = [word for words in SCALES for word in words] if fact["type"] == "scale" else CHOICES if fact["type"] == "choice" else MEMBERS
    spare = [word for word in spare if word not in was]
    to = {value: value for value in was}
    how = draw(st.sampled_from(("fresh", "merge", "merge-fresh", "drop", "add", "swap")))
    at = draw(st.integers(0, len(was) - 1))
    after = was[min(at + 1, len(was) - 1)]
    order = list(was)
    if how == "fresh":
        to[was[at]] = "called_anew"
    elif how == "merge":
        to[was[at]] = after
    elif how == "merge-fresh":
        to |= {was[at]: "together", after: "together"}
    elif how == "drop" and len(was) > 1:
        del to[was[at]]
    elif how == "swap" and fact["type"] != "scale":
        to |= {was[at]: after, after: was[at]}
    said = {value: now for value, now in to.items() if value != now}
    fact["values"] = list(dict.fromkeys(to[value] for value in order if value in to))
    if how == "add" and spare:
        fact["values"].insert(draw(st.integers(0, len(fact["values"]))), draw(st.sampled_from(spare)))
    if how == "fresh" and draw(st.booleans()):
        # Another value has the old name now.
        fact["values"].append(was[at])
    both.values[name] = to
    return said


def _say_anew(draw: Draw, both: Versions, changed: set[str]) -> None:
    """Say conditions of the new version of its own facts: under their names, and anew where a fact is gone or has other values."""
    old, new = both.old, both.new
    is_kept = {name for name, now in both.facts.items() if now not in changed}
    derived = {name for name in old["derived"] if given_facts_below(old, name) <= is_kept}
    derived -= {name for name in derived if not _stands_on(old, name) <= {*old["facts"], *derived}}
    derived = {name for name in derived if _all_below(old, name) <= derived}
    if draw(st.booleans()):
        derived = set()
    new["derived"] = {name: _in_new_names(old["derived"][name], both.facts) for name in old["derived"] if name in derived}
    if not derived:
        draw(derived_facts(new, percents=False))
        for name in [name for name, each in new["derived"].items() if "sum" in each]:
            for base in given_facts_below(new, name):
                new["facts"][base].pop("or_more", None)
    names = names_in(new)
    alike = {name: now for name, now in both.facts.items() if now not in changed} | {name: name for name in derived}
    of = {name.id: name for name in names}

    def said(condition: Plain) -> Plain:
        found: Plain = {}
        for name, operand in condition.items():
            if name in GROUPS:
                found[name] = [said(part) for part in operand] if isinstance(operand, list) else {**operand, "of": [said(part) for part in operand["of"]]}
            elif name in alike:
                found[alike[name]] = operand
            elif both.facts.get(name) in of:
                found[both.facts[name]] = said_of(draw, of[both.facts[name]])
            else:
                found |= draw(conditions(names, 0))
        return found

    for section in ("criteria", "impossible", "contradictions"):
        for each in new.get(section, ()):
            each["when"] = without_repeats(new, said(each["when"]))
    for each in new.get("contradictions", ()):
        each["unless"] = without_repeats(new, said(each["unless"]))
        each["disputed"] = [both.facts[name] for name in each["disputed"] if name in both.facts] or draw(
            st.sampled_from([*both.new["facts"]]).map(lambda name: [name])
        )
    for part in whom_parts(new):
        part["when"] = without_repeats(new, said(part["when"]))
    if whom_parts(new):
        new["applies_when"] = distinct_parts(new, whom_parts(new))
    if isinstance(new.get("applies_when"), dict):
        new["applies_when"] = without_repeats(new, said(new["applies_when"]))
    if draw(st.booleans()):
        chosen = draw(st.sampled_from(new["criteria"]))
        chosen["when"] = draw(conditions_in(new, 1))


def _stands_on(criteria: Plain, name: str) -> set[str]:
    """Return the facts, given or derived, that a derived one names."""
    derived = criteria["derived"][name]
    if "sum" in derived:
        return {part if isinstance(part, str) else part["of"] for part in derived["sum"]}
    if "worst" in derived:
        return set(derived["worst"])
    if "bands" in derived:
        return {derived["bands"]["of"]}
    if "percent" in derived:
        return set(derived["percent"].values())
    conditions = [award["when"] for award in derived["points"]] if "points" in derived else [derived["when"]]
    return {name for condition in conditions for name in _named(condition)}


def _named(condition: Plain) -> Iterator[str]:
    for name, said in condition.items():
        if name in GROUPS:
            for part in said if isinstance(said, list) else said["of"]:
                yield from _named(part)
        else:
            yield name


def _all_below(criteria: Plain, name: str) -> set[str]:
    """Return the derived facts that one stands on, itself among them."""
    found = {name}
    for each in _stands_on(criteria, name):
        if each in criteria["derived"]:
            found |= _all_below(criteria, each)
    return found


def _in_new_names(derived: Plain, names: dict[str, str]) -> Plain:
    """Return a derived fact over the new names of given ones."""

    def of(part: Any) -> Any:
        return names.get(part, part) if isinstance(part, str) else {**part, "of": names.get(part["of"], part["of"])}

    def when(condition: Plain) -> Plain:
        return {
            names.get(name, name): said
            if name not in GROUPS
            else [when(part) for part in said]
            if isinstance(said, list)
            else {**said, "of": [when(part) for part in said["of"]]}
            for name, said in condition.items()
        }

    kind = next(kind for kind in ("sum", "worst", "bands", "when", "points") if kind in derived)
    said = derived[kind]
    if kind == "points":
        return derived | {"points": [{**award, "when": when(award["when"])} for award in said]}
    if kind == "bands":
        return {"bands": {**said, "of": names.get(said["of"], said["of"])}}
    return {kind: when(said) if kind == "when" else [of(part) for part in said]}


# Levels, services, criteria


@st.composite
def _other_levels(draw: Draw, both: Versions) -> None:
    """Draw other levels: renamed, changed places in names, merged into a neighbor or into a new one, dropped, added."""
    new, order = both.new, list(both.old["levels"])
    to = {level: level for level in order}
    how = draw(st.sampled_from(("same", "fresh", "swap", "merge", "merge-fresh", "drop", "add", "split")))
    at = draw(st.integers(0, len(order) - 2))
    one, other = order[at], order[at + 1]
    both.levels = dict(to)
    if how == "fresh":
        both.levels[one] = to[one] = f"new_{one}"
    elif how == "swap":
        both.levels |= {one: other, other: one}
        to |= {one: other, other: one}
    elif how == "merge":
        to[one] = other
    elif how == "merge-fresh":
        to |= {one: "together", other: "together"}
    elif how == "split":
        # The name stays, and is another level's; what it was called is `part_one` now.
        both.levels[one] = to[one] = "part_one"
    said = {level: now for level, now in to.items() if level != now}
    if how == "drop":
        to[one] = other
    levels = list(dict.fromkeys(to[level] for level in order))
    if how == "add":
        levels.insert(at + 1, "added")
    elif how == "split":
        levels.insert(at + 1, one)
    new["levels"] = {level: {"title": level} for level in levels}
    for each in new["criteria"]:
        for effect in EFFECTS:
            if effect in each:
                each[effect] = to[each[effect]] if draw(st.integers(0, 5)) else draw(st.sampled_from(levels))
        if "rules_out" in each:
            named = [each["rules_out"]] if isinstance(each["rules_out"], str) else each["rules_out"]
            left = [level for level in dict.fromkeys(to[name] for name in named) if level in levels[1:-1]]
            del each["rules_out"]
            # Levels at the ends cannot be ruled out.
            each |= {"rules_out": left} if left else {"limits_to": levels[0]}
    if said:
        new["renamed"]["levels"] = said


@st.composite
def _other_services(draw: Draw, both: Versions) -> None:
    names = list(both.old["services"])
    to = {name: name for name in names}
    both.services = dict(to)
    if names:
        one, other = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        how = draw(st.sampled_from(("same", "fresh", "merge", "swap")))
        if how == "fresh":
            both.services[one] = to[one] = f"new_{one}"
        elif how == "merge" and one != other:
            to[one] = other
        elif how == "swap" and one != other:
            both.services |= {one: other, other: one}
            to |= {one: other, other: one}
    said = {name: now for name, now in to.items() if name != now}
    both.new["services"] = {now: f"Service {now}" for now in dict.fromkeys(to.values())}
    for each in both.new["criteria"]:
        if "adds" in each:
            each["adds"] = list(dict.fromkeys(to[name] for name in each["adds"]))
    if said:
        both.new["renamed"]["services"] = said


@st.composite
def _other_criteria(draw: Draw, both: Versions) -> None:
    said = both.new["criteria"]
    how = draw(st.sampled_from(("same", "fresh", "merge", "drop", "swap")))
    at = draw(st.integers(0, len(said) - 1))
    name, other = said[at]["id"], said[at - 1]["id"]
    renamed: Plain = {}
    if how == "fresh":
        said[at]["id"] = renamed[name] = f"new-{name}"
    elif how in {"merge", "drop"} and len(said) > 1:
        del said[at]
        renamed = {name: other} if how == "merge" else {}
    elif how == "swap" and name != other:
        said[at]["id"], said[at - 1]["id"] = other, name
        renamed = {name: other, other: name}
    if renamed:
        both.new["renamed"]["criteria"] = renamed


# Everybody


class Everybody:
    """Everybody who can be compared, by what each version decides, and whether somebody is left out: as possible in one alone, or for facts that disagree."""

    def __init__(self, both: Versions) -> None:
        self.both = both
        self.is_somebody_left_out = False
        found = [pair for pair in self._pairs() if self._is_in_both(*pair)]
        self.decided = [(_decided(both.old, was, both.levels, both.services), _decided(both.new, now, {}, {})) for was, now in found]
        for criteria, mine in ((both.old, 0), (both.new, 1)):
            for name, fact in criteria["facts"].items():
                only = self._only(name, fact, mine)
                if only and any(person[name] in only for person in people(criteria, everything(criteria))):
                    self.is_somebody_left_out = True
        self.does_somebody_disagree = any(disagrees(criteria, person) for criteria in (both.old, both.new) for person in people(criteria, everything(criteria)))

    def _is_in_both(self, was: Person, now: Person) -> bool:
        possible = is_possible(self.both.old, was), is_possible(self.both.new, now)
        self.is_somebody_left_out |= possible[0] is not possible[1]
        return all(possible) and not disagrees(self.both.old, was) and not disagrees(self.both.new, now)

    def _pairs(self) -> Iterator[tuple[Person, Person]]:
        """Yield everybody as both versions see them."""
        both = self.both
        choices: list[tuple[str | None, str | None, list[Answer]]] = []
        shared = {name: now for name, now in both.facts.items() if self.both.answers(name) is not None}
        for name, now in shared.items():
            choices.append((name, now, self.both.answers(name) or []))
        choices += [(name, None, [(value, None) for value in _values(fact)]) for name, fact in both.old["facts"].items() if name not in shared]
        choices += [(None, name, [(None, value) for value in _values(fact)]) for name, fact in both.new["facts"].items() if name not in shared.values()]
        for each in product(*(answers for _, _, answers in choices)):
            yield (
                {name: answer[0] for (name, _, _), answer in zip(choices, each, strict=True) if name is not None},
                {name: answer[1] for (_, name, _), answer in zip(choices, each, strict=True) if name is not None},
            )

    @staticmethod
    def sized(both: Versions) -> int:
        """Return how many pairs there are."""
        shared = {name: now for name, now in both.facts.items() if both.answers(name) is not None}
        sizes = [len(both.answers(name) or []) for name in shared]
        sizes += [len(_values(fact)) for name, fact in both.old["facts"].items() if name not in shared]
        return prod(sizes) * prod(len(_values(fact)) for name, fact in both.new["facts"].items() if name not in shared.values())

    def _only(self, name: str, fact: Plain, mine: int) -> set[Any]:
        """Return the values of a fact that people have who are left out."""
        was = name if mine == 0 else next((each for each, now in self.both.facts.items() if now == name), None)
        answers = None if was is None else self.both.answers(was)
        if answers is None or fact["type"] == "set":
            return set()
        other = self.both.new["facts"][self.both.facts[was]] if mine == 0 else self.both.old["facts"][was]
        only = set(_values(fact)) - {answer[mine] for answer in answers}
        if fact["type"] == "score" and _is_endless(fact) and not _is_endless(other):
            only.add(fact["range"][1])
        return only

    def moves(self) -> dict[tuple[str | None, str | None], int]:
        """Return how many people there are of each move."""
        found: dict[tuple[str | None, str | None], int] = {}
        for (was, _), (now, _) in self.decided:
            if was != now:
                found[was, now] = found.get((was, now), 0) + 1
        return found

    def services(self) -> dict[tuple[str, bool], int]:
        """Return how many people gain, and lose, each service."""
        found: dict[tuple[str, bool], int] = {}
        for (was, before), (now, after) in self.decided:
            if was is not None and now is not None:
                for pair in (*((name, True) for name in after - before), *((name, False) for name in before - after)):
                    found[pair] = found.get(pair, 0) + 1
        return found


def _decided(criteria: Plain, person: Person, levels: dict[str, str], services: dict[str, str]) -> Decided:
    known = {name: {m: [m in value] for m in criteria["facts"][name]["values"]} if isinstance(value, frozenset) else [value] for name, value in person.items()}
    if not applies(criteria, known):
        return None, frozenset()
    level = list(criteria["levels"])[level_of(criteria, person)]
    by_id = {each["id"]: each for each in criteria["criteria"]}
    adds = {name for met in met_by(criteria, person) for name in by_id[met].get("adds", ())}
    return levels.get(level, level), frozenset(services.get(name, name) for name in adds)


def _values(fact: Plain) -> list[Any]:
    if fact["type"] == "score":
        return list(range(fact["range"][0], fact["range"][1] + 1))
    if fact["type"] == "yes_no":
        return ["yes", "no"]
    if fact["type"] == "set":
        return [
            _as_sets([(m, m) for m, is_in in zip(fact["values"], each, strict=True) if is_in])[0] for each in product((True, False), repeat=len(fact["values"]))
        ]
    return list(fact["values"])


def _as_sets(members: list[tuple[str | None, str | None]]) -> Answer:
    return frozenset(old for old, _ in members if old is not None), frozenset(new for _, new in members if new is not None)


def _is_endless(fact: Plain) -> bool:
    return fact.get("or_more") in {"yes", True}


def _read(fact: Plain, number: int) -> int:
    return min(number, fact["range"][1]) if _is_endless(fact) else number


def _numbers(one: Plain, other: Plain) -> list[int]:
    """Return the numbers that are a value of both scores, each in its own way; above the higher top of two endless ones all are alike."""
    low = max(fact["range"][0] for fact in (one, other))
    top = max(fact["range"][1] for fact in (one, other))
    fits: Callable[[Plain, int], bool] = lambda fact, number: _is_endless(fact) or number <= fact["range"][1]  # noqa: E731
    return [number for number in range(low, top + 1) if fits(one, number) and fits(other, number)]
