"""Facts that are not asked although they could still matter, and documentation that nobody lacks."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar

from carelevel.logic.breakpoints import cuts
from carelevel.logic.decision_formulas import Decisions, Rewriting, differ
from carelevel.model.cases import Case, as_given
from carelevel.model.conditions import AllOf, Among, AnyOf, Atom, Condition, Includes, NoneOf
from carelevel.model.criteria import Definition, Documentation
from carelevel.model.facts import AnyFact, Bands, Choice, Fact, Percent, Points, Scale, Score, SetOf, Sum, Weighted, Worst, YesNo, base_facts, domain
from carelevel.model.frozen import FrozenDict, thawed
from carelevel.model.problems import Problem, quoted
from carelevel.verify.checks.findings import Proving, Subject, proved
from carelevel.verify.proofs.case_space import CaseSpace

A = TypeVar("A", bound=AnyFact)

OTHERWISE = " otherwise"
"""Ends the name of the second copy of a fact; no fact of a file is called so."""


def gates_that_hide(proving: Proving) -> Iterator[Problem]:
    """Yield the facts that could still matter to somebody although their `asked_when` is unmet.

    The proof is about two people who may differ in facts that neither of them is asked: everything that is decided must be the same for both. Each fact is
    looked at alone, and where none of them matters alone, all of them together.
    """
    definition = proving.definition
    facts = [fact for fact in definition.facts if fact.id in definition.asked_when]
    is_silent = True
    for group in ([fact] for fact in facts):
        found = list(_hides(definition, group))
        is_silent = is_silent and not found
        yield from found
    if is_silent and len(facts) > 1:
        yield from _hides(definition, facts)


def _hides(definition: Definition, facts: Collection[Fact]) -> Iterator[Problem]:
    first = next(iter(facts))
    subject = Subject("facts", first.id, first.about.place)
    question = f"whether {quoted(first.id)} can matter where it is not asked" if len(facts) == 1 else "whether facts that are not asked can matter together"
    yield from proved(question, subject, _found(definition, facts))


def _found(definition: Definition, facts: Collection[Fact]) -> Iterator[Problem]:
    two = _Two(definition, facts)
    found = two.differ()
    if found is None:
        return
    what, one, other = found
    fact = next(fact for fact in facts if _told(one, fact) != _told(other, fact))
    message = f"{quoted(fact.id)} is not asked where its `asked_when` is unmet, but there it can still change {what}"
    if len(facts) > 1:
        message += ", together with other facts that are not asked"
    hint = f"widen `asked_when`, or let the conditions that look at {quoted(fact.id)} look at the facts of `asked_when`, too"
    named = definition.by_id()
    witness = [thawed(as_given(named, person)) for person in (one, other)]
    yield Subject("facts", fact.id, fact.about.place).finding("asked-when-hides", message, hint=hint, witness=witness)


def _told(person: Case, fact: Fact) -> object:
    return person.members.get(fact.id) if isinstance(fact, SetOf) else person.values.get(fact.id)


class _Two:
    """Two possible people who differ only in facts that neither of them is asked.

    The second one has a copy of each of these facts, so that both are one person with more facts.
    """

    def __init__(self, definition: Definition, facts: Collection[Fact]) -> None:
        self._definition = definition
        self._copies = _Copies(facts)
        self._other = Rewriting(self._copies.atom)
        self._ids = {fact.id for fact in facts}
        every = [*self._conditions(), *(item.when for item in definition.impossible), *definition.asked_when.values()]
        tied = [AllOf((_unlike(fact, self._copies.of(fact), every), AnyOf(self._both(definition.asked_when[fact.id])))) for fact in facts]
        self._untied = tuple(NoneOf((each,)) for each in tied)

    def differ(self) -> tuple[str, Case, Case] | None:
        """Return what can differ, with the two people who show it; None where nothing can.

        Raises:
            UndecidedError: that was neither proved nor refuted within the budget.
        """
        definition = self._definition
        one, other = Decisions(definition), Decisions(self._other.definition(definition))
        theirs, others = one.answers(), other.answers()
        decided = [("the level, the services or the barriers", theirs[name], others[name]) for name in theirs]
        found = self._first(self._space(definition.applies_when, *self._contradictions()), decided)
        if found is None:
            # The people in whom facts disagree count here, and those whom the criteria are not for.
            told = [("whether the criteria are for somebody", definition.applies_when)]
            told += [("whether facts disagree", each.stands) for each in definition.contradictions]
            told += [("which documentation is there", condition) for item in definition.documentation for condition in _statuses(item)]
            found = self._first(self._space(AllOf(())), [(what, condition, self._other.of(condition)) for what, condition in told])
        return found

    def _first(self, people: CaseSpace, pairs: Collection[tuple[str, Condition, Condition]]) -> tuple[str, Case, Case] | None:
        for what, first, second in pairs:
            if first is not second and first != second:
                parts = (differ(first, second), *self._untied)
                if people.has(*parts):
                    person = people.someone(*parts)
                    assert person is not None
                    return (what, *self._apart(person))
        return None

    def _apart(self, person: Case) -> tuple[Case, Case]:
        """Return the two people whom one witness tells of."""
        one: list[dict[str, Any]] = []
        other: list[dict[str, Any]] = []
        for told in (person.values, person.members):
            own = {name: known for name, known in told.items() if not name.endswith(OTHERWISE)}
            copied = {name.removesuffix(OTHERWISE): known for name, known in told.items() if name.endswith(OTHERWISE)}
            one.append(own)
            other.append({name: known for name, known in own.items() if name not in self._ids} | copied)
        return Case(FrozenDict(one[0]), FrozenDict(one[1])), Case(FrozenDict(other[0]), FrozenDict(other[1]))

    def _space(self, whom: Condition, *contradictions: Any) -> CaseSpace:
        nobody = [condition for item in self._definition.impossible for condition in self._both(item.when)]
        facts = (*self._definition.facts, *self._copies.made.values())
        conditions = [condition for each in self._conditions() for condition in self._both(each)]
        return CaseSpace(facts, nobody, self._both(whom), conditions, contradictions)

    def _conditions(self) -> Iterator[Condition]:
        definition = self._definition
        yield from (criterion.when for criterion in definition.criteria)
        yield definition.applies_when
        yield from (condition for each in definition.contradictions for condition in (each.when, each.unless))
        yield from (condition for item in definition.documentation for condition in item.conditions)

    def _contradictions(self) -> Iterator[Any]:
        for each in self._definition.contradictions:
            yield each
            when, unless = self._other.of(each.when), self._other.of(each.unless)
            if when is not each.when or unless is not each.unless:
                yield replace(each, when=when, unless=unless)

    def _both(self, condition: Condition) -> tuple[Condition, ...]:
        """Return a condition on the one, and on the other where that is another condition."""
        other = self._other.of(condition)
        return (condition,) if other is condition else (condition, other)


def _statuses(item: Documentation) -> tuple[Condition, Condition]:
    """Return "it is needed and there" and "it is needed and lacking"."""
    return AllOf((item.when, item.needs)), AllOf((item.when, NoneOf((item.needs,))))


def _unlike(fact: Fact, copy: Fact, conditions: Collection[Condition]) -> Condition:
    """Return "the two differ in this fact", as far as some conditions tell its values apart."""
    if isinstance(fact, SetOf) and isinstance(copy, SetOf):
        return AnyOf(tuple(differ(Includes(fact, member), Includes(copy, member)) for member in fact.values))
    assert not isinstance(fact, SetOf)
    assert not isinstance(copy, SetOf)
    every = domain(fact)
    places = [0, *cuts(fact, conditions), len(every)]
    alike = [frozenset(every[low:high]) for low, high in pairwise(places) if low < high]
    return AnyOf(tuple(AllOf((Among(fact, values), NoneOf((Among(copy, values),)))) for values in alike))


class _Copies:
    """Facts with a copy of each of some given facts in their place."""

    def __init__(self, facts: Collection[Fact]) -> None:
        self.made: Mapping[str, Fact] = {fact.id: replace(fact, id=f"{fact.id}{OTHERWISE}") for fact in facts}

    def atom(self, atom: Atom) -> Condition:
        """Return an atom on the copies."""
        if self.made.keys().isdisjoint(base_facts(atom.fact)):
            return atom
        return Includes(self.of(atom.fact), atom.member) if isinstance(atom, Includes) else Among(self.of(atom.fact), atom.values)

    def of(self, fact: A) -> A:
        """Return a fact, or what is derived from it, with the copies."""
        if self.made.keys().isdisjoint(base_facts(fact)):
            return fact
        # What says something about points comes here as a count of their conditions.
        assert not isinstance(fact, Points)
        made: Any
        match fact:
            case Scale() | Choice() | Score() | YesNo() | SetOf():
                made = self.made[fact.id]
            case Sum():
                made = replace(fact, id=f"{fact.id}{OTHERWISE}", parts=tuple(Weighted(self.of(part.of), part.times) for part in fact.parts))
            case Percent():
                made = replace(fact, id=f"{fact.id}{OTHERWISE}", of=self.of(fact.of), to=self.of(fact.to))
            case Worst():
                made = replace(fact, id=f"{fact.id}{OTHERWISE}", parts=tuple(map(self.of, fact.parts)))
            case Bands():
                made = replace(fact, id=f"{fact.id}{OTHERWISE}", of=self.of(fact.of))
        assert isinstance(made, type(fact))
        return made


def documentation_that_nobody_lacks(proving: Proving) -> Iterator[Problem]:
    """Yield the documentation that nobody can lack: whoever has one of its levels and meets `when` meets `needs` as well."""
    for each in proving.definition.documentation:
        subject = Subject("documentation", each.id, each.place)
        yield from proved(f"whether anybody lacks {quoted(each.id)}", subject, _never_lacking(proving, each, subject))


def _never_lacking(proving: Proving, each: Documentation, subject: Subject) -> Iterator[Problem]:
    of_level = proving.decisions.one_of(each.levels)
    if proving.everyone.has(of_level, each.when, NoneOf((each.needs,))):
        return
    is_needed = proving.everyone.has(of_level, each.when)
    why = "whoever needs it meets its `needs`" if is_needed else f"no {proving.person} with one of its levels is as its `when` says"
    hint = (
        "`needs` says what has to be there, and `when` for whom; one of them may be wrong"
        if is_needed
        else "two parts of `when` and `for` may exclude each other"
    )
    yield subject.finding("never-lacking", f"nobody lacks {quoted(each.id)}: {why}", hint=hint)
