"""Translate records of an older version into the names of the current criteria, by their `renamed`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from carelevel.model.criteria import Definition
from carelevel.model.facts import SetOf
from carelevel.model.frozen import FrozenDict
from carelevel.model.operators import OF_SETS
from carelevel.model.problems import listed, quoted
from carelevel.model.record import Record

_ONE = {"facts": "the fact", "levels": "the level", "services": "the service", "criteria": "the criterion"}
_CRITERIA = ("met", "unmet", "unknown", "possible_barriers")
_FACTS = ("missing", "missing_for_services")
_JOINT = ("joint", "joint_barrier")


class Renaming:
    """Translates records of an older version into the names of a definition.

    Attributes:
        used: the names that were translated, in words, each once.
        records: how many records had such names.
    """

    def __init__(self, definition: Definition, digests: Iterable[str]) -> None:
        """Make it for a definition; records with one of its `digests` need no translation."""
        self._definition = definition
        self._digests = frozenset(digests)
        self._facts = {fact.id: fact for fact in definition.facts}
        self._own = {
            "facts": {*definition.every_name()},
            **{section: {each.id for each in getattr(definition, section)} for section in ("levels", "services", "criteria")},
        }
        self.used: dict[str, None] = {}
        self.records = 0

    def of(self, each: Record) -> tuple[Record, tuple[str, ...]]:
        """Return a record in the names of the definition, and why its facts cannot be translated, if so."""
        if not self._is_before(each):
            return each, ()
        problems = [*self._clashes(each.facts or {}), *self._unsayable(each.facts or {})]
        names = {section: self._names(section, _named(each, section)) for section in self._own}
        facts = None if each.facts is None or problems else FrozenDict(self._told(each.facts))
        decision = each.decision and replace(each.decision, level=names["levels"].get(each.decision.level, each.decision.level))
        found = replace(each, answer=_answer(each.answer, names), facts=facts, decision=decision)
        self.records += found != each
        return found, tuple(problems)

    def _is_before(self, each: Record) -> bool:
        """Return whether a record is of a version that used the old names."""
        if self._digests & {each.criteria["digest"], each.criteria["decision_digest"]}:
            return False
        is_other = each.criteria["version"] != self._definition.version
        return is_other or any(name not in own and name in _named(each, section) for section, own in self._own.items() for name in self._renamed(section))

    def _renamed(self, section: str) -> Mapping[str, str]:
        found: Mapping[str, str] = getattr(self._definition.renamed, section)
        return found

    def _clashes(self, facts: Mapping[str, Any]) -> Iterator[str]:
        """Yield the facts of a record that `renamed` makes ambiguous."""
        renamed = self._renamed("facts")
        for name in facts:
            now = renamed.get(name, name)
            sources = [was for was, other in renamed.items() if other == now and was != name]
            told = [was for was in facts if renamed.get(was, was) == now]
            if len(told) > 1:
                if name == told[0]:
                    yield f"{listed(told)} of the record are all called {quoted(now)} now, but they are different facts"
            elif name not in renamed and sources:
                yield f"these criteria use {quoted(name)} for the former {listed(sources)}; in the recorded version it may have been another fact"

    def _unsayable(self, facts: Mapping[str, Any]) -> Iterator[str]:
        """Yield the facts whose recorded values can no longer be distinguished."""
        for name, now, words in self._with_words(facts):
            known, one = facts[name], _anew(words)
            if isinstance(self._facts.get(now), SetOf):
                if isinstance(known, dict) and any(held is None for held in _members(known, words).values()):
                    yield f"whether {listed(sorted(one))} is in {quoted(now)} cannot be derived from what is known of {quoted(name)}"
            elif isinstance(known, dict) and any(one & {*_listed(_values(known.get(word), words))} for word in ("is_not", "none_of")):
                yield f"what is known of {quoted(name)} cannot be expressed in the values that {quoted(now)} has now"

    def _with_words(self, facts: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, str]]]:
        """Yield the facts whose values were renamed, with the new name of the fact and of each value."""
        for name in facts:
            now = self._renamed("facts").get(name, name)
            if now in self._definition.renamed.values:
                yield name, now, self._definition.renamed.values[now]

    def _names(self, section: str, named: set[str]) -> dict[str, str]:
        """Return the new names for the names in a record; names that would collide keep their own."""
        renamed = self._renamed(section)
        found: dict[str, str] = {}
        for name in named & renamed.keys():
            now = renamed[name]
            is_merged = section != "facts" and any(renamed.get(other, other) == now for other in (named | renamed.keys()) - {name})
            own = f"{name} before" if name in self._own[section] and name != now else name
            found[name] = own if is_merged and name != now else now
            if found[name] != name:
                self.used.setdefault(f"{_ONE[section]} {quoted(name)} as {quoted(now)}")
        return found

    def _told(self, facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield a case in the names of the definition; unknown words stay and are refused later."""
        words = {name: each for name, _, each in self._with_words(facts)}
        for name, known in facts.items():
            now = self._renamed("facts").get(name, name)
            is_set = isinstance(self._facts.get(now), SetOf)
            told = known if name not in words else (_members if is_set and isinstance(known, dict) else _values)(known, words[name])
            if told != known:
                self.used.setdefault(f"values of {quoted(name)}")
            yield now, told


def _anew(words: Mapping[str, str]) -> set[str]:
    """Return the new values that may stand for several old ones."""
    return {now for was, now in words.items() if was != now}


def _values(known: Any, words: Mapping[str, str]) -> Any:
    """Return what is known of a fact with renamed values: a value, operators, or a list."""
    match known:
        case dict():
            return FrozenDict({word: _values(operand, words) for word, operand in known.items()})
        case tuple():
            return tuple(dict.fromkeys(_values(each, words) for each in known))
        case _:
            return words.get(known, known)


def _listed(known: Any) -> tuple[Any, ...]:
    return known if isinstance(known, tuple) else (known,)


def _members(known: Mapping[str, Any], words: Mapping[str, str]) -> FrozenDict[str, Any]:
    """Return what is known of a set with renamed members; None where membership is not known."""
    if any(word in OF_SETS for word in known):
        return FrozenDict({word: _values(operand, words) for word, operand in known.items()})
    found: dict[str, list[Any]] = {}
    for member, held in known.items():
        found.setdefault(words.get(member, member), []).append(held)
    for now, answers in found.items():
        are_all_told = all(was in known for was, meant in words.items() if meant == now)
        found[now] = ["yes" if answers.count("yes") + answers.count(True) else answers[0] if are_all_told else None]
    return FrozenDict({member: held for member, (held,) in found.items()})


def _named(each: Record, section: str) -> set[str]:
    """Return the names of a section that a record uses."""
    answer = each.answer
    match section:
        case "facts":
            return {*(each.facts or ()), *(name for part in (*_FACTS, "missing_for_documentation") for name in answer.get(part, ()))}
        case "levels":
            levels = [answer["level"], answer["lowest"], answer["highest"], answer["indicated"], *answer["possible"]]
            levels += [reason["level"] for reason in answer["reasons"]]
            levels += [level for barrier in answer["barriers"] for level in (barrier["level"], barrier["lowered_from"])]
            levels += [joint["level"] for member in _JOINT if (joint := answer.get(member))]
            levels += [answer.get("raised_from"), *(level for each_out in answer.get("ruled_out", ()) for level in each_out["levels"])]
            levels += [level for document in answer.get("documentation", ()) for level in document["levels"]]
            return {level for level in (*levels, each.decision and each.decision.level) if level is not None}
        case "services":
            return {service["id"] for service in answer["services"]}
        case _:
            return {name for part in _CRITERIA for name in answer[part]}


def _answer(answer: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> FrozenDict[str, Any]:
    """Return the recorded answer with renamed ids."""

    def each(section: str, name: Any) -> Any:
        return names[section].get(name, name)

    found = dict(answer)
    found |= {member: each("levels", answer[member]) for member in ("level", "lowest", "highest", "indicated")}
    found |= {member: tuple(each("criteria", name) for name in answer[member]) for member in _CRITERIA}
    found |= {member: tuple(each("facts", name) for name in answer[member]) for member in _FACTS}
    found["possible"] = tuple(each("levels", name) for name in answer["possible"])
    found["services"] = tuple(FrozenDict({**service, "id": each("services", service["id"])}) for service in answer["services"])
    for member, levels in (("reasons", ("level",)), ("barriers", ("level", "lowered_from"))):
        found[member] = tuple(
            FrozenDict({**item, "criterion": each("criteria", item["criterion"]), **{level: each("levels", item[level]) for level in levels}})
            for item in answer[member]
        )
    if "ruled_out" in answer:
        found["raised_from"] = each("levels", answer["raised_from"])
        found["ruled_out"] = tuple(
            FrozenDict(criterion=each("criteria", item["criterion"]), levels=tuple(each("levels", level) for level in item["levels"]))
            for item in answer["ruled_out"]
        )
    if "documentation" in answer:
        found["documentation"] = tuple(
            FrozenDict({**item, "levels": tuple(each("levels", level) for level in item["levels"])}) for item in answer["documentation"]
        )
        found["missing_for_documentation"] = tuple(each("facts", name) for name in answer["missing_for_documentation"])
    for member in _JOINT:
        if joint := answer.get(member):
            criteria = tuple(each("criteria", name) for name in joint["criteria"])
            found[member] = FrozenDict({**joint, "criteria": criteria, "level": each("levels", joint["level"])})
    return FrozenDict(found)
