"""Reading conditions from plain data: names become facts, operators become sets of values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, Named, NoneOf, Strict
from carelevel.model.facts import (
    YES,
    About,
    AnyFact,
    Percent,
    Scalar,
    Score,
    SetOf,
    YesNo,
    bare_text,
    domain,
    is_never,
    numbers_of,
    span_text,
    with_more,
)
from carelevel.model.operators import GROUPS, allowed_values, checked_value, checked_values, described, operators_of, wrong_operator
from carelevel.model.percents import span_words
from carelevel.model.problems import Path, Report, listed, quoted
from carelevel.syntax.limits import MAX_VALUES
from carelevel.syntax.same_conditions import Sameness

ALL_OR_ANY = "write all: [...] when every part is needed, any: [...] when one is enough"
"""The hint for a list instead of a condition."""

_COUNT = ("count", "of")
_OTHER_COUNT: Mapping[str, str] = MappingProxyType(
    {**dict.fromkeys(("number", "n", "min", "max", "times"), "count"), **dict.fromkeys(("parts", "conditions", "items", "any", "all"), "of")}
)


class Names(Protocol):
    """The names in a file, for conditions."""

    def find(self, name: str, path: Path, report: Report) -> AnyFact | Named | None:
        """Return the fact with this name, or None after reporting that there is none."""


@dataclass(slots=True)
class ConditionReader:
    """Reads conditions.

    Equal conditions on a fact share one atom, since large files repeat the same thresholds.
    """

    names: Names
    report: Report
    _atoms: dict[tuple[str, str, str], Among] = field(default_factory=dict)
    _values: int = 0
    _sameness: Sameness = field(default_factory=Sameness)

    def read(self, raw: object, path: Path) -> Condition | None:
        """Return a condition, or None after reporting what is wrong with it."""
        if not isinstance(raw, dict):
            hint = ALL_OR_ANY if isinstance(raw, list) else "write {fact: value}"
            self.report.add("wrong-type", path, f"a condition is a mapping; found {described(raw)}", hint)
            return None
        if not raw:
            self.report.add("empty-group", path, "this condition is empty; it needs at least one fact")
            return None
        return self._all([self._entry(key, value, (*path, key)) for key, value in raw.items()], list(raw), path)

    def refuse_repeats(self, conditions: Sequence[tuple[Condition, Path]], group: str) -> None:
        """Report those of some conditions, with their paths, that say the same as an earlier one."""
        for place, first in self._sameness.repeats([condition for condition, _ in conditions]):
            message = f"part {place + 1} of {quoted(group)} says the same as part {first + 1}"
            self.report.add("repeated-part", conditions[place][1], message, "take one of them out, or correct it; often another fact or value was meant")

    def are_same(self, one: Condition, other: Condition) -> bool:
        """Return whether two conditions say the same, whatever names and groups they are written with."""
        return bool(self._sameness.repeats((one, other)))

    def _entry(self, key: str, raw: object, path: Path) -> Condition | None:
        if key in {"all", "any", "none"}:
            parts = self._parts(raw, path)
            if parts is None:
                return None
            return AllOf(parts) if key == "all" else AnyOf(parts) if key == "any" else NoneOf(parts)
        if key in {"at_least", "at_most", "exactly"}:
            return self._count(key, raw, path)
        fact = self.names.find(key, path, self.report)
        if fact is None:
            return None
        if isinstance(fact, Named):
            return self._named(fact, raw, path)
        return self._of_set(fact, raw, path) if isinstance(fact, SetOf) else self._of_scalar(fact, raw, path)

    def _parts(self, raw: object, path: Path) -> tuple[Condition, ...] | None:
        if not isinstance(raw, list):
            hint = "write [{fact: value}, ...], or each part on its own line after a dash"
            self.report.add("wrong-type", path, f"{quoted(path[-1])} takes a list of conditions; found {described(raw)}", hint)
            return None
        if not raw:
            self.report.add("empty-group", path, f"{quoted(path[-1])} is empty; it needs at least one part")
            return None
        parts = [self.read(part, (*path, i)) for i, part in enumerate(raw)]
        whole = [part for part in parts if part is not None]
        if len(whole) < len(parts):
            return None
        group = path[-2] if path[-1] == "of" else path[-1]
        repeats = self._sameness.repeats(whole)
        for place, first in repeats:
            message = f"part {place + 1} of {quoted(group)} says the same as part {first + 1}"
            once, more = ("each part counts once: ", "; to count a part more, use `points`") if path[-1] == "of" else ("", "")
            hint = f"{once}take one of them out, or correct it; often another fact or value was meant{more}"
            self.report.add("repeated-part", (*path, place), message, hint)
        return None if repeats else tuple(whole)

    def _all(self, parts: Sequence[Condition | None], keys: Sequence[str], path: Path) -> Condition | None:
        """Return one entry as itself and several as a conjunction.

        Return None if an entry cannot be read, or after reporting that two entries say the same.
        """
        whole = _all(parts)
        repeats = self._sameness.repeats(whole.parts) if isinstance(whole, AllOf) and len(parts) > 1 else []
        for place, first in repeats:
            message = f"{quoted(keys[place])} says the same as {quoted(keys[first])}"
            self.report.add_key("repeated-part", (*path, keys[place]), message, "take one of them out, or correct it; often another value was meant")
        return None if repeats else whole

    def _count(self, key: str, raw: object, path: Path) -> Condition | None:
        if not isinstance(raw, dict):
            message = f"{quoted(key)} as a group takes a mapping of `count` and `of`; found {described(raw)}"
            self.report.add("wrong-type", path, message, "write {count: 2, of: [...]}")
            return None
        raw = self._count_and_of(key, raw, path)
        if raw is None:
            return None
        parts = self._parts(raw["of"], (*path, "of"))
        count = raw["count"]
        if not isinstance(count, int) or isinstance(count, bool):
            self.report.add("wrong-type", (*path, "count"), f"`count` takes a whole number; found {described(count)}")
            return None
        size = len(raw["of"]) if isinstance(raw["of"], list) else 0
        low, high = {"at_least": (1, size), "at_most": (0, size - 1), "exactly": (0, size)}[key]
        if size and not low <= count <= high:
            parts_of, allowed = "1 part" if size == 1 else f"{size} parts", f"{low} to {high}" if low < high else f"{low}"
            self.report.add("out-of-range", (*path, "count"), f"`count` is {count}, but {quoted(key)} of {parts_of} allows {allowed}")
            return None
        if parts is None:
            return None
        return CountOf(parts, 0 if key == "at_most" else count, size if key == "at_least" else count)

    def _count_and_of(self, group: str, raw: Mapping[str, object], path: Path) -> Mapping[str, object] | None:
        """Return `count` and `of`, correcting misspelled keys, or None after reporting that one is missing."""
        found: dict[str, object] = {}
        for key, value in raw.items():
            if key in _COUNT:
                found[key] = value
                continue
            meant = self.report.guess(key, [word for word in _COUNT if word not in raw], _OTHER_COUNT)
            hint = None if meant is None else f"did you mean {quoted(meant)}?"
            self.report.add_key("unknown-key", (*path, key), f"the key {quoted(key)} has no meaning here; allowed are {listed(_COUNT)}", hint)
            found.setdefault(meant or key, value)
        for key in _COUNT:
            if key not in found:
                self.report.add("missing-key", (*path, key), f"{quoted(key)} is missing here", f"write {{{group}: {{count: 2, of: [...]}}}}")
        return found if found.keys() >= set(_COUNT) else None

    def _named(self, named: Named, raw: object, path: Path) -> Condition | None:
        """Return a condition on a named condition, which takes yes and no like a yes_no fact."""
        said = self._of_scalar(YesNo(named.id, About(named.about.title)), raw, path)
        # Several operators would all say the same, since there are only yes and no, and that was reported.
        return Holds(named, YES in said.values) if isinstance(said, Among) else None

    def _of_scalar(self, fact: Scalar, raw: object, path: Path) -> Condition | None:
        if isinstance(raw, list):
            self.report.add("wrong-type", path, f"{quoted(fact.id)} takes one value; found a list", "write {one_of: [...]}")
            return None
        if not isinstance(raw, dict):
            return self._among(fact, "is", raw, path)
        if not raw:
            self.report.add("empty-group", path, f"this mapping is empty; it needs at least one operator for {quoted(fact.id)}")
            return None
        parts = [self._operator(fact, operator, operand, (*path, operator)) for operator, operand in raw.items()]
        if len(parts) == 1:
            return parts[0]
        allowed = [part.values for part in parts if part is not None]
        if len(allowed) == len(parts) and not frozenset.intersection(*allowed):
            self.report.add("says-nothing", path, f"no value of {quoted(fact.id)} fits all of this at once")
            return None
        return self._all(parts, list(raw), path)

    def _operator(self, fact: Scalar, operator: str, operand: object, path: Path) -> Among | None:
        if operator in GROUPS and isinstance(operand, dict) and "of" in operand:
            hint = "move the group outside the fact, to the same level"
            self.report.add_key("wrong-operator", path, f"the group {quoted(operator)} cannot be inside the fact {quoted(fact.id)}", hint)
            return None
        if operator not in operators_of(fact):
            wrong_operator(_as_in_thresholds(fact), operator, operand, path, self.report)
            return None
        return self._among(fact, operator, operand, path)

    def _among(self, fact: Scalar, operator: str, operand: object, path: Path) -> Among | None:
        words = (fact.id, operator, repr(operand))
        if words in self._atoms or self._values > MAX_VALUES:
            return self._atoms.get(words)
        strict = _as_in_thresholds(fact)
        values = allowed_values(strict, operator, operand, path, self.report)
        if values is None:
            return None
        if operator == "over" and strict is not fact and isinstance(strict, Score) and all(is_never(strict, value) for value in values):
            top = bare_text(fact, numbers_of(strict)[-1])
            never = ", `never` for those who have no number" if values else ""
            hint = f"write {{at_least: {top}}}{never}, or give {quoted(fact.id)} a wider range"
            self.report.add("says-nothing", path, f"nothing lies over {quoted(top)}: {top} stands for {top} and more", hint)
            return None
        if not values or len(values) == len(domain(strict)):
            what = "never met" if not values else "always met, even when nothing is known"
            self.report.add("says-nothing", path, f"this condition is {what}: {quoted(fact.id)} has the values {_domain_text(strict)}")
            return None
        values = with_more(fact, values)
        self._values += len(values)
        if self._values > MAX_VALUES:
            self.report.add("too-large", path, f"the conditions of a file may name at most {MAX_VALUES:,} values in total")
        self._atoms[words] = Among(fact, values, _strict(operator))
        return self._atoms[words]

    def _of_set(self, fact: SetOf, raw: object, path: Path) -> Condition | None:
        if not isinstance(raw, dict):
            hint = f"write {{includes: {raw}}}" if isinstance(raw, str) and raw in fact.values else "write {includes_any: [...]} or {includes_all: [...]}"
            message = f"{quoted(fact.id)} is a set and takes {listed(operators_of(fact))}; found {described(raw)}"
            self.report.add("wrong-operator", path, message, hint)
            return None
        if not raw:
            self.report.add("empty-group", path, f"this mapping is empty; it needs at least one operator for {quoted(fact.id)}")
            return None
        return self._all([self._of_members(fact, operator, raw[operator], (*path, operator)) for operator in raw], list(raw), path)

    def _of_members(self, fact: SetOf, operator: str, operand: object, path: Path) -> Condition | None:
        if operator not in operators_of(fact):
            wrong_operator(fact, operator, operand, path, self.report)
            return None
        if operator in {"includes", "excludes"} and isinstance(operand, list):
            several = "includes_any: [...]} or {includes_all: [...]" if operator == "includes" else "excludes_all: [...]"
            self.report.add("wrong-type", path, f"{quoted(operator)} takes one member; found a list", f"write {{{several}}}")
            return None
        if operator in {"includes", "excludes"}:
            member = checked_value(fact, operand, path, self.report)
            members = None if member is None else (member,)
        else:
            members = checked_values(fact, operand, path, self.report)
        if members is None:
            return None
        included = tuple(Includes(fact, member) for member in members)
        match operator:
            case "includes" | "includes_all":
                return _all(list(included))
            case "includes_any":
                return included[0] if len(included) == 1 else AnyOf(included)
            case _:
                return NoneOf(included)


def _all(parts: Sequence[Condition | None]) -> Condition | None:
    """Return one part as itself and several as a conjunction, or None if a part cannot be read."""
    if len(parts) == 1:
        return parts[0]
    whole = tuple([part for part in parts if part is not None])
    return AllOf(whole) if len(whole) == len(parts) else None


def _as_in_thresholds(fact: Scalar) -> Scalar:
    """Return the fact without `or_more`: unlike a case, a threshold cannot exceed the top of a score."""
    return replace(fact, or_more=False, beyond=0) if isinstance(fact, Score) and fact.or_more else fact


def _domain_text(fact: Scalar) -> str:
    every = domain(fact)
    if isinstance(fact, Percent):
        return span_words(fact, fact.low, fact.high)
    return span_text(fact, every[0], every[-1]) if isinstance(every, range) else listed(every)


def _strict(operator: str) -> Strict | None:
    return "under" if operator == "under" else "over" if operator == "over" else None
