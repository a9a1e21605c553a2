"""Cases: what is known about one person. Only `check_case` and `read_case` make them from input."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

from carelevel.model.arguments import expect_criteria
from carelevel.model.facts import (
    NEVER,
    NO,
    YES,
    AnyFact,
    Bands,
    Derived,
    Fact,
    Percent,
    Scalar,
    Score,
    SetOf,
    Sum,
    Value,
    all_told_apart,
    base_facts,
    domain,
    holds_top,
    in_bands,
    is_never,
    is_ordered,
    numbers_of,
    outside,
    ranks_of,
    stated,
    step_of,
)
from carelevel.model.frozen import FrozenDict, record, thawed
from carelevel.model.numbers import exact, steps_in
from carelevel.model.operators import OF_WORDS, allowed_values, checked_value, checked_values, described, operators_of, standing_for, unwrapped, wrong_operator
from carelevel.model.percents import said_in_percent
from carelevel.model.problems import CaseError, Path, Problem, Report, by_title, listed, quoted

if TYPE_CHECKING:
    from carelevel.model.conditions import Named


class ReadingCriteria(Protocol):
    """What reads a case or an answer back: a `CriteriaSet` can do it."""

    @property
    def definition(self) -> Any:
        """Everything that the file says."""

    @property
    def digest(self) -> str:
        """A digest of all that reaches a reader."""

    def case(self, case: "Mapping[str, Any] | Case", /) -> "Case":
        """Return what is known of a person, checked."""

    def recommend(self, case: "Mapping[str, Any] | Case", /) -> Any:
        """Return the answer for a case."""


@record
class Case:
    """What is known about one person; everything else is unknown.

    Attributes:
        values: for each fact but sets, the values it can still have: one when it is known, several when it is known in part. Numbers of a score with a
            `step` are counted in steps; `to_dict` has them as they were given.
        members: for each set, the members known to be in it (True) or not in it (False).
        facts: the facts with which it was read, by id. With other facts its values could mean something else, so `read_by` reads it again. None for
            a case that carelevel builds itself.
        ends: for scores and sums, by id, the lowest and the highest number that they can still be, as far as `logic/meaning.py` has worked them out.
    """

    _shown = ("values", "members")

    values: FrozenDict[str, frozenset[Value]] = field(default_factory=FrozenDict)
    members: FrozenDict[str, FrozenDict[str, bool]] = field(default_factory=FrozenDict)
    facts: "Mapping[str, AnyFact | Named] | None" = field(default=None, compare=False, repr=False)
    ends: "dict[str, tuple[Score | Sum, tuple[int, int]]]" = field(default_factory=dict, init=False, compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the case as a mapping that any criteria, such as another version, can read.

        The same criteria read it back as the same case. Other criteria read it as new input and reject what they do not know. A top value that means
        "52 or more" is written `{"at_least": 52}`, since other criteria may count further.

        >>> import carelevel
        >>> criteria = carelevel.load("adult-mental-health")
        >>> answer = criteria.recommend({"age": 34, "phq9": {"at_least": 10}, "suicide_risk": "imminent"})
        >>> answer.case.to_dict()
        {'suicide_risk': 'imminent', 'age': 34, 'phq9': {'at_least': 10}}
        >>> criteria.recommend(answer.case.to_dict()) == answer
        True
        """
        facts = self.facts or {}
        named = left_open(facts, as_given(facts, self))
        given: dict[str, Any] = thawed({**named, **{name: said for name, said in _value_by_value(self).items() if name not in named}})
        return given

    @classmethod
    def from_dict(cls, given: Mapping[str, Any], criteria: ReadingCriteria) -> "Case":
        """Return the case that a dictionary of `to_dict` describes.

        Args:
            given: the dictionary.
            criteria: the criteria set by which it is read.

        Raises:
            CaseError: with every problem of the case.

        >>> import carelevel
        >>> criteria = carelevel.load("adult-mental-health")
        >>> case = criteria.case({"age": 34, "phq9": {"at_least": 10}})
        >>> carelevel.types.Case.from_dict(case.to_dict(), criteria) == case
        True
        """
        expect_criteria(criteria)
        return criteria.case(given)

    def narrowed(self, fact: str, values: frozenset[Value]) -> "Case":
        """Return the case with fewer possible values for a fact."""
        return Case(FrozenDict({**self.values, fact: values}), self.members, self.facts)

    def with_member(self, fact: str, member: str, included: bool) -> "Case":
        """Return the case with one more known member of a set."""
        known = FrozenDict({**self.members.get(fact, {}), member: included})
        return Case(self.values, FrozenDict({**self.members, fact: known}), self.facts)

    def includes(self, fact: str, member: str) -> bool | None:
        """Return whether a member is in a set, or None if unknown."""
        known = self.members.get(fact)
        return None if known is None else known.get(member)

    def parts(self) -> "tuple[Part, ...]":
        """Return the known facts and set members."""
        return (*((fact, None) for fact in self.values), *((fact, member) for fact, known in self.members.items() for member in known))

    def only(self, parts: "Sequence[Part]") -> "Case":
        """Return the case with only these facts and set members."""
        values = {fact: self.values[fact] for fact, member in parts if member is None}
        members: dict[str, dict[str, bool]] = {}
        for fact, member in parts:
            if member is not None:
                members.setdefault(fact, {})[member] = self.members[fact][member]
        return Case(FrozenDict(values), FrozenDict({fact: FrozenDict(known) for fact, known in members.items()}), self.facts)

    def __reduce__(self) -> tuple[Any, ...]:
        # With the facts that it names, and no others: they may be hundreds.
        facts = self.facts and FrozenDict({name: self.facts[name] for name in (*self.values, *self.members) if name in self.facts})
        return Case, (self.values, self.members, facts)


# The smallest thing that can be known: a fact, or one member of a set.
Part = tuple[str, str | None]


def knows(case: Case, fact: Fact) -> bool:
    """Return whether a fact is completely known."""
    if isinstance(fact, SetOf):
        return len(case.members.get(fact.id, ())) == len(fact.values)
    return len(case.values.get(fact.id, ())) == 1 or len(domain(fact)) == 1


def check_case(facts: "Mapping[str, AnyFact | Named]", given: Mapping[str, Any]) -> Case:
    """Return a mapping of facts to values as a `Case`.

    Args:
        facts: every fact of the criteria by id, derived ones included.
        given: for each fact id a value; a number perhaps with its unit (`{"value": 4.0, "unit": "mmol/l"}`); operators (`{"at_least": 10}`) for a partly
            known fact; for a set its complete list, or a mapping of members to yes or no; None for unknown. A band can be given instead of its score.

    Raises:
        CaseError: with every problem: unknown facts and values, wrong types, values outside the range or between two steps, contradictions.
    """
    report = Report()
    case = read_case(facts, given, report)
    if report.problems:
        raise CaseError(report.problems)
    return case


def read_case(facts: "Mapping[str, AnyFact | Named]", given: object, report: Report, path: Path = ()) -> Case:
    """Return a mapping as a case, and report its problems by path.

    If there are problems, the case must not be used.
    """
    if not isinstance(given, Mapping):
        report.add("wrong-type", path, f"a case is a mapping of facts to their values; found {described(given)}")
        return Case()
    values: dict[str, frozenset[Value]] = {}
    members: dict[str, FrozenDict[str, bool]] = {}
    for name, known in _text_keyed(given, path, report):
        fact = _named(facts, name, (*path, name), report)
        if fact is None or known is None:
            continue
        if isinstance(fact, SetOf):
            found = _members(fact, known, (*path, name), report)
            if found:
                members[fact.id] = found
        else:
            _narrow(fact, known, values, (*path, name), report)
    return Case(FrozenDict(values), FrozenDict(members), facts)


def read_by(facts: "Mapping[str, AnyFact | Named]", case: Case) -> Case:
    """Return a case as read with these facts.

    The case is unchanged if each of its facts is defined in the same way. Otherwise it is read again as new input, and unknown facts and values are rejected.

    Raises:
        CaseError: with every problem of the case.
    """
    was = case.facts
    if was is facts or was is None:
        return case
    if all(name in was and (was[name] is facts.get(name) or was[name] == facts.get(name)) for name in (*case.values, *case.members)):
        return Case(case.values, case.members, facts)
    read = check_case(facts, case.to_dict())
    changed = [name for name, values in case.values.items() if _has_other_meaning(was.get(name), facts[name], values, read)]
    if changed:
        raise CaseError([Problem("other-criteria", _ANOTHER.format(quoted(name)), path=(name,), hint="enter the fact again") for name in changed])
    return read


_ANOTHER = "what was known of {} was read by other criteria, with other values, another order or another unit"


def _has_other_meaning(was: "AnyFact | Named | None", fact: "AnyFact | Named", values: frozenset[Value], read: Case) -> bool:
    """Return whether values mean something else for `fact`: in another unit or another order."""
    if isinstance(was, Score) and isinstance(fact, Score):
        if was.unit and fact.unit and was.unit != fact.unit:
            return True
        numbers = _as_steps(was, frozenset(value for value in values if not is_never(was, value)), fact)
        # A fact that has no `never` does not have this number either.
        never = {fact.last if fact.or_never else fact.last + 1} if any(is_never(was, value) for value in values) else set[int]()
        values = frozenset((*((min(int(value), fact.high) for value in numbers) if fact.or_more else numbers), *never))
    assert isinstance(fact, Scalar)
    return not values <= read.values.get(fact.id, frozenset(domain(fact)))


def _as_steps(was: Score, values: frozenset[Value], fact: Score) -> frozenset[Value]:
    """Return numbers in the steps of another version; those that are between two of its steps are left out, as they were refused."""
    if was.step == fact.step:
        return values
    found = (steps_in(fact.step, exact(outside(was, value)) or Fraction(0)) for value in values)
    return frozenset(int(steps) for steps in found if steps.denominator == 1)


def _near(name: str, facts: "Mapping[str, AnyFact | Named]", report: Report) -> str | None:
    """Return a hint for a name that no fact has: a fact with a name like this, or with this title."""
    given = [known for known in facts.values() if _is_given(known)]
    return report.near(name, (known.id for known in given), by_title((known.id, known.about.title) for known in given))


def _named(facts: "Mapping[str, AnyFact | Named]", name: str, path: Path, report: Report) -> AnyFact | None:
    """Return the fact that a case can give by this name, or None after reporting why not."""
    fact = facts.get(name)
    if fact is None:
        report.add_key("unknown-fact", path, f"no fact is called {quoted(name)}", _near(name, facts, report))
        return None
    if _is_given(fact):
        return fact
    report.add_key("derived-fact", path, f"{quoted(name)} is derived from other facts and cannot be given", _hint_instead(fact))
    return None


def _hint_instead(fact: "AnyFact | Named") -> str:
    """Return a hint on what to give instead of a derived fact."""
    if isinstance(fact, Derived):
        return f"give the facts it is derived from: {listed(base_facts(fact))}"
    return "give the facts in its condition"


def _is_given(fact: "AnyFact | Named") -> TypeGuard[Fact | Bands]:
    """Return whether cases can give a fact: any declared fact, and bands of a declared score."""
    return isinstance(fact, Fact) or (isinstance(fact, Bands) and isinstance(fact.of, Score))


def _narrow(fact: AnyFact, known: object, values: dict[str, frozenset[Value]], path: Path, report: Report) -> None:
    """Add what is known about a fact; for a band, about its score."""
    assert not isinstance(fact, SetOf)
    allowed = _possible(fact, known, path, report)
    if allowed is None:
        return
    base: Scalar = fact
    if isinstance(fact, Bands):
        base = fact.of
        allowed = in_bands(fact, allowed)
    left = allowed & values.get(base.id, allowed)
    if not left:
        report.add("contradiction", path, f"{quoted(fact.id)} contradicts {quoted(base.id)}, which is also in this case")
    elif len(left) < len(domain(base)):
        values[base.id] = left


def _possible(fact: Scalar, known: object, path: Path, report: Report) -> frozenset[Value] | None:
    """Return the values that a fact can still have."""
    if isinstance(known, Mapping) and "unit" in known and isinstance(fact, Score):
        if not _has_unit(fact, known["unit"], (*path, "unit"), report):
            return None
        known = {key: value for key, value in known.items() if key != "unit"}
        if known.keys() == {"value"}:
            value = None if known["value"] is None else checked_value(fact, known["value"], (*path, "value"), report)
            return None if value is None else standing_for(fact, value)
    if not isinstance(known, Mapping):
        value = checked_value(fact, known, path, report)
        return None if value is None else standing_for(fact, value)
    if not known:
        report.add("empty-group", path, f"this mapping is empty; it needs at least one operator for {quoted(fact.id)}")
        return None
    possible = frozenset(domain(fact))
    noted = len(report.problems)
    for operator, operand in _text_keyed(known, path, report):
        if operator not in operators_of(fact):
            wrong_operator(fact, operator, operand, (*path, operator), report)
            continue
        allowed = allowed_values(fact, operator, operand, (*path, operator), report)
        possible = possible if allowed is None else possible & allowed
    if len(report.problems) > noted:
        return None
    if not possible:
        report.add("contradiction", path, f"no value of {quoted(fact.id)} fits all of this at once")
        return None
    return possible


def _has_unit(fact: Score, unit: object, path: Path, report: Report) -> bool:
    """Return whether a case gives a number in the unit of its fact; no unit is converted."""
    if unit == fact.unit and unit is not None:
        return True
    if fact.unit is None:
        report.add("wrong-unit", path, f"{quoted(fact.id)} has no unit; found {described(unit)}", "leave `unit` out")
    else:
        hint = f"convert the number, and write {{value: ..., unit: {fact.unit}}}"
        report.add("wrong-unit", path, f"{quoted(fact.id)} is given in {quoted(fact.unit)}; found {described(unit)}", hint)
    return False


def _members(fact: SetOf, known: object, path: Path, report: Report) -> FrozenDict[str, bool] | None:
    """Return which members are known to be present or absent."""
    match known:
        case Mapping() if any(isinstance(key, str) and key in OF_WORDS for key in known):
            return _members_by_operator(fact, known, path, report)
        case Mapping():
            return _members_by_name(fact, known, path, report)
        case list() | tuple() | set() | frozenset():
            listed_members = sorted(known, key=described) if isinstance(known, set | frozenset) else known
            if not listed_members:
                return FrozenDict(dict.fromkeys(fact.values, False))
            included = checked_values(fact, listed_members, path, report)
            return None if included is None else FrozenDict({member: member in included for member in fact.values})
        case _:
            is_member = isinstance(known, str) and known in fact.values
            hint = f"write [{known}] if no other member is present, {{{known}: yes}} if the others are unknown" if is_member else None
            message = f"{quoted(fact.id)} is a set: write a complete list, or a mapping of members to yes or no; found {described(known)}"
            report.add("wrong-type", path, message, hint)
            return None


def _members_by_name(fact: SetOf, known: Mapping[Any, Any], path: Path, report: Report) -> FrozenDict[str, bool]:
    members: dict[str, bool] = {}
    for member, raw in _text_keyed(known, path, report):
        if member not in fact.values:
            message = f"{quoted(member)} is not a member of {quoted(fact.id)}; allowed are {listed(fact.values)}"
            report.add_key("unknown-value", (*path, member), message, report.near(member, fact.values, by_title(fact.about.titles.items())))
        elif raw is not None:
            answer = _yes_or_no(raw)
            if answer is None:
                report.add("wrong-type", (*path, member), f"a member takes `yes` or `no`; found {described(raw)}")
            else:
                members[member] = answer
    return FrozenDict(members)


def _text_keyed(known: Mapping[Any, Any], path: Path, report: Report) -> Iterator[tuple[str, Any]]:
    """Yield the entries with text keys, and report the others."""
    for key, value in known.items():
        if isinstance(key, str):
            yield str.__str__(key), value
        else:
            report.add("wrong-type", path, f"a key must be text; found {described(key)}")


def _yes_or_no(raw: object) -> bool | None:
    raw = unwrapped(raw)
    if isinstance(raw, bool):
        return raw
    return {YES: True, NO: False}.get(raw) if isinstance(raw, str) else None


def _members_by_operator(fact: SetOf, known: Mapping[Any, Any], path: Path, report: Report) -> FrozenDict[str, bool] | None:
    members: dict[str, bool] = {}
    for operator, operand in _text_keyed(known, path, report):
        step = (*path, operator)
        if operator == "includes_any":
            message = "`includes_any` cannot be used in a case: it does not say which member is present"
            report.add_key("wrong-operator", step, message, "name the members that are known, with `includes` or `includes_all`")
            continue
        if operator not in operators_of(fact):
            wrong_operator(fact, operator, operand, step, report)
            continue
        one = operator in {"includes", "excludes"}
        value = checked_value(fact, operand, step, report) if one else checked_values(fact, operand, step, report)
        for member in () if value is None else (value,) if one else value:
            is_present = operator in {"includes", "includes_all"}
            if members.setdefault(member, is_present) is not is_present:
                report.add("contradiction", step, f"{quoted(member)} cannot be both in {quoted(fact.id)} and not in it")
    return FrozenDict(members)


def as_given(facts: "Mapping[str, AnyFact | Named]", case: Case) -> FrozenDict[str, Any]:
    """Return a case as a mapping that `check_case` reads back, in the order of the facts."""
    given: dict[str, Any] = {}
    for name, fact in facts.items():
        if name in case.values and isinstance(fact, Scalar):
            given[name] = said(fact, case.values[name])
        elif name in case.members:
            given[name] = _members_as_given(case.members[name])
    return FrozenDict(given)


def left_open(facts: "Mapping[str, AnyFact | Named]", given: Mapping[str, Any]) -> FrozenDict[str, Any]:
    """Return the mapping of `as_given` with an `or_more` top written as `at_least`.

    So facts with a wider range read it correctly.
    """
    return FrozenDict({name: _left_open(facts.get(name), value) for name, value in given.items()})


def _left_open(fact: "AnyFact | Named | None", value: Any) -> Any:
    if isinstance(fact, Score) and fact.or_more:
        listed_values = value.get("one_of", ()) if isinstance(value, Mapping) else (value,)
        high = outside(fact, fact.high)
        if listed_values == (high,):
            return FrozenDict({"at_least": high, **({"is_not": NEVER} if fact.or_never else {})})
        if fact.or_never and isinstance(value, Mapping) and value.get("between", ())[1:] == (high,):
            return FrozenDict(at_least=value["between"][0], is_not=NEVER)
        if high in listed_values:
            return FrozenDict(none_of=tuple(other for other in (outside(fact, each) for each in domain(fact)) if other not in listed_values))
    return value


def _value_by_value(case: Case) -> dict[str, Any]:
    """Return a case as a mapping of possible values, without using its facts."""
    values = {name: FrozenDict(one_of=tuple(sorted(possible, key=str))) for name, possible in case.values.items()}
    return {**values, **{name: _members_as_given(known) for name, known in case.members.items()}}


def _members_as_given(known: Mapping[str, bool]) -> FrozenDict[str, str]:
    return FrozenDict({member: YES if is_present else NO for member, is_present in known.items()})


def said(fact: Scalar, values: frozenset[Value]) -> Any:
    """Return possible values in their shortest form: one value, or operators."""
    if isinstance(fact, Percent):
        return said_in_percent(fact, [int(value) for value in values])
    if isinstance(fact, Score) and fact.or_never:
        return _outside(fact, _said_with_never(fact, values))
    shortest = _in_steps(fact, values)
    return shortest if step_of(fact) is None else _outside(fact, shortest)


def _said_with_never(fact: Score, values: frozenset[Value]) -> Any:
    """Return possible values of a score with `never`: `at_least` includes it, and every other range leaves it out."""
    numbers = sorted(int(value) for value in values if not is_never(fact, value))
    if len(numbers) == len(values) == len(numbers_of(fact)):
        return FrozenDict(is_not=NEVER)
    return _in_steps(fact, values)


def _outside(fact: Scalar, known: Any) -> Any:
    """Return what is known of a number as a case gives it."""
    if isinstance(known, Mapping):
        return FrozenDict({operator: _outside(fact, operand) for operator, operand in known.items()})
    return tuple(outside(fact, each) for each in known) if isinstance(known, tuple) else outside(fact, known)


def _in_steps(fact: Scalar, values: frozenset[Value]) -> Any:
    if isinstance(fact, Score) and fact.beyond:
        return _said_with_more(fact, values)
    every = domain(fact)
    ranks = ranks_of(values, every)
    if len(ranks) == 1:
        return every[ranks[0]]
    low, high = every[ranks[0]], every[ranks[-1]]
    if not is_ordered(fact) or ranks[-1] - ranks[0] >= len(ranks):
        return FrozenDict(one_of=tuple(every[rank] for rank in ranks))
    if ranks[-1] == len(every) - 1:
        return FrozenDict(at_least=low)
    if ranks[0] == 0:
        return FrozenDict(at_most=high)
    return FrozenDict(between=(low, high))


def _said_with_more(fact: Score, values: frozenset[Value]) -> Any:
    """Return possible values of an `or_more` score with numbers above its top, for reading back."""
    if holds_top(fact, values):
        return _in_steps(stated(fact), values.intersection(domain(stated(fact))))
    wide = all_told_apart(fact)
    numbers = [value for value in domain(wide) if value in values]
    last = int(numbers[-1])
    is_run = last - int(numbers[0]) < len(numbers)
    if fact.high not in values or (is_run and last > fact.high):
        return _in_steps(wide, values)
    run = frozenset(range(int(numbers[0]), max(last, fact.high + 1) + 1))
    without = sorted(run - values)
    return FrozenDict(_in_steps(wide, run), **({"is_not": without[0]} if len(without) == 1 else {"none_of": tuple(without)}))
