"""Plain data to conditions: names become facts, and operators become the values that satisfy them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from carelevel.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, Named, NoneOf, atoms
from carelevel.facts import YES, About, AnyFact, Scalar, Score, SetOf, Value, YesNo, domain
from carelevel.operators import GROUPS, allowed_values, checked_value, checked_values, described, operators_of, wrong_operator
from carelevel.problems import Path, Report, listed, quoted


class Names(Protocol):
    """What a condition needs to know of the file it stands in."""

    def find(self, name: str, path: Path, report: Report) -> AnyFact | Named | None:
        """Return the fact with this name, or None after noting that there is none."""


@dataclass(slots=True)
class ConditionReader:
    """Reads conditions; the same values of a fact share one set, since large files name the same thresholds again and again."""

    names: Names
    report: Report
    _shared: dict[tuple[str, frozenset[Value]], Among] = field(default_factory=dict)

    def read(self, raw: object, path: Path) -> Condition | None:
        """Return a condition, or None after noting what is wrong with it."""
        if not isinstance(raw, Mapping):
            hint = "write all: [...] when every part is needed, any: [...] when one is enough" if isinstance(raw, list) else None
            self.report.add("wrong-type", path, f"a condition is a mapping, found {described(raw)}", hint)
            return None
        if not raw:
            self.report.add("empty-group", path, "a condition names at least one fact")
            return None
        return _all([self._entry(key, raw[key], (*path, key)) for key in raw])

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
            self.report.add("wrong-type", path, f"{quoted(path[-1])} takes a list of conditions, found {described(raw)}", "put a dash before each part")
            return None
        if not raw:
            self.report.add("empty-group", path, f"{quoted(path[-1])} names at least one part")
            return None
        parts = [self.read(part, (*path, i)) for i, part in enumerate(raw)]
        whole = [part for part in parts if part is not None]
        return tuple(whole) if len(whole) == len(parts) else None

    def _count(self, key: str, raw: object, path: Path) -> Condition | None:
        if not isinstance(raw, Mapping) or set(raw) != {"count", "of"}:
            self.report.add("wrong-type", path, f"{quoted(key)} as a group takes a mapping of `count` and `of`", "write {count: 2, of: [...]}")
            return None
        parts = self._parts(raw["of"], (*path, "of"))
        count = raw["count"]
        if not isinstance(count, int) or isinstance(count, bool):
            self.report.add("wrong-type", (*path, "count"), f"`count` is a whole number, found {described(count)}")
            return None
        size = len(raw["of"]) if isinstance(raw["of"], list) else 0
        low, high = {"at_least": (1, size), "at_most": (0, size - 1), "exactly": (0, size)}[key]
        if size and not low <= count <= high:
            self.report.add("out-of-range", (*path, "count"), f"`count` is {count} and {quoted(key)} of {size} parts allows {low} to {high}")
            return None
        if parts is None:
            return None
        return CountOf(parts, 0 if key == "at_most" else count, size if key == "at_least" else count)

    def _named(self, named: Named, raw: object, path: Path) -> Condition | None:
        """Return what is said of a named condition; it takes yes and no like any yes-or-no fact."""
        said = self._of_scalar(YesNo(named.id, About(named.about.title)), raw, path)
        if said is None:
            return None
        # Several operators on it all say the same: yes and no leave nothing between them.
        one = next(atom for atom in atoms(said) if isinstance(atom, Among))
        return Holds(named, YES in one.values)

    def _of_scalar(self, fact: Scalar, raw: object, path: Path) -> Condition | None:
        if isinstance(raw, list):
            self.report.add("wrong-type", path, f"{quoted(fact.id)} takes one value, found a list", "write {one_of: [...]}")
            return None
        if not isinstance(raw, Mapping):
            return self._among(fact, "is", raw, path)
        if not raw:
            self.report.add("empty-group", path, f"a mapping says at least one thing of {quoted(fact.id)}")
            return None
        parts = [self._operator(fact, operator, raw[operator], (*path, operator)) for operator in raw]
        left = frozenset(domain(fact)).intersection(*(part.values for part in parts if part is not None))
        if not left and None not in parts:
            self.report.add("says-nothing", path, f"no value of {quoted(fact.id)} is all of this at once")
            return None
        return _all(parts)

    def _operator(self, fact: Scalar, operator: str, operand: object, path: Path) -> Among | None:
        if operator in GROUPS and isinstance(operand, Mapping) and "of" in operand:
            hint = "move the group out, beside the fact"
            self.report.add_key("wrong-operator", path, f"the group {quoted(operator)} cannot stand inside the fact {quoted(fact.id)}", hint)
            return None
        if operator not in operators_of(fact):
            wrong_operator(fact, operator, path, self.report)
            return None
        return self._among(fact, operator, operand, path)

    def _among(self, fact: Scalar, operator: str, operand: object, path: Path) -> Among | None:
        # A case may name more than the top value of an `or_more` score, a threshold may not.
        strict = replace(fact, or_more=False) if isinstance(fact, Score) else fact
        values = allowed_values(strict, operator, operand, path, self.report)
        if values is None:
            return None
        if not values or len(values) == len(domain(fact)):
            what = "never true" if not values else "always true, so it would be met when nothing is known"
            self.report.add("says-nothing", path, f"this is {what}: {quoted(fact.id)} has the values {_domain_text(fact)}")
            return None
        return self._shared.setdefault((fact.id, values), Among(fact, values))

    def _of_set(self, fact: SetOf, raw: object, path: Path) -> Condition | None:
        if not isinstance(raw, Mapping):
            hint = f"write {{includes: {raw}}}" if isinstance(raw, str) else "write {includes_any: [...]} or {includes_all: [...]}"
            self.report.add("wrong-operator", path, f"{quoted(fact.id)} is a set and takes {listed(operators_of(fact))}", hint)
            return None
        if not raw:
            self.report.add("empty-group", path, f"a mapping says at least one thing of {quoted(fact.id)}")
            return None
        return _all([self._of_members(fact, operator, raw[operator], (*path, operator)) for operator in raw])

    def _of_members(self, fact: SetOf, operator: str, operand: object, path: Path) -> Condition | None:
        if operator not in operators_of(fact):
            wrong_operator(fact, operator, path, self.report)
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
    """Return one part as itself and several as a conjunction; None when a part could not be read."""
    whole = tuple(part for part in parts if part is not None)
    if len(whole) < len(parts):
        return None
    return whole[0] if len(whole) == 1 else AllOf(whole)


def _domain_text(fact: Scalar) -> str:
    every = domain(fact)
    return f"{every.start} to {every.stop - 1}" if isinstance(every, range) else listed(every)
