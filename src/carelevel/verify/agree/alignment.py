"""Two criteria sets over the same people: the facts that both have in the same way are one fact, all others are two."""

from collections.abc import Iterator
from dataclasses import replace

from carelevel.logic.english import joined
from carelevel.model.conditions import Condition, NoneOf
from carelevel.model.criteria import Definition, Renamed
from carelevel.model.facts import Fact, Score
from carelevel.model.frozen import record
from carelevel.model.problems import CriteriaError, Problem, listed, quoted
from carelevel.verify.diff.align import over
from carelevel.verify.diff.names import labels
from carelevel.verify.diff.sharing import Shared, alone, shared
from carelevel.verify.proofs.case_space import CaseSpace


@record
class ComparedSet:
    """One of two sets.

    Attributes:
        definition: the set over the facts of both.
        own: the facts that it alone has, by id.
        below: for each of its levels how many of the shared levels lie below it.
        possible: conditions that everyone meets who is possible in it, whom it is for, and whose facts do not disagree.
    """

    definition: Definition
    own: frozenset[str]
    below: tuple[int, ...]
    possible: tuple[Condition, ...]


@record
class Both:
    """Two sets over the same people.

    Attributes:
        one: the one.
        other: the other.
        facts: the facts that people differ in: those of both.
        shared: ids of the facts that both have.
        alone: ids of the facts that each has for itself, as its own file has them.
        levels: ids of the levels that both have, the least intensive first.
        notes: facts and levels that are not compared, in words.
    """

    one: ComparedSet
    other: ComparedSet
    facts: tuple[Fact, ...]
    shared: tuple[str, ...]
    alone: tuple[tuple[str, ...], tuple[str, ...]]
    levels: tuple[str, ...]
    notes: tuple[str, ...]

    def apart(self, rank: int, other_rank: int) -> int:
        """Return how many steps lead from a level of the one to a level of the other over the shared levels; a level of its own is a step of its own."""
        one, other = self.one.definition.levels[rank].id, self.other.definition.levels[other_rank].id
        if one == other:
            return 0
        below, other_below = self.one.below[rank], self.other.below[other_rank]
        # Between them lie the shared levels below the higher one that are neither the lower one nor below it.
        to_other = other_below - below - (one in self.levels)
        to_one = below - other_below - (other in self.levels)
        return max(to_other, to_one, 0) + 1

    def everyone(self) -> CaseSpace:
        """Return the people who are possible in both, whom both are for, and in whom no facts disagree."""
        definitions = self.one.definition, self.other.definition
        nobody = [item.when for each in definitions for item in each.impossible]
        asked = [criterion.when for each in definitions for criterion in each.criteria]
        whom = [each.applies_when for each in definitions]
        return CaseSpace(self.facts, nobody, whom, asked, [item for each in definitions for item in each.contradictions])


def aligned(one: Definition, other: Definition) -> Both:
    """Return two sets over the same people.

    Raises:
        CriteriaError: they share no fact, or no two levels, or have these in another order.
    """
    levels = _levels(one, other)
    known = {fact.id: fact for fact in other.facts}
    found = {fact.id: _alike(fact, known[fact.id]) for fact in one.facts if fact.id in known}
    both = {name: each for name, each in found.items() if isinstance(each, Shared)}
    if not both:
        raise CriteriaError([Problem("nothing-shared", "the two sets share no fact", hint="a fact is shared under one id, with the same type and values")])
    own = labels((fact.id for fact in one.facts), (fact.id for fact in other.facts), {name: name for name in both})
    first = {fact.id: both.get(fact.id) or alone(replace(fact, id=own[fact.id])) for fact in one.facts}
    second = {fact.id: both.get(fact.id) or alone(fact) for fact in other.facts}
    facts = tuple({each.fact.id: each.fact for each in (*first.values(), *second.values())}.values())
    sides = (
        over({name: (each.fact, each.was) for name, each in first.items()}, replace(one, renamed=Renamed())),
        over({name: (each.fact, each.is_now) for name, each in second.items()}, replace(other, renamed=Renamed())),
    )
    owned = [frozenset(each.fact.id for each in some.values()).difference(both) for some in (first, second)]
    one_side, other_side = (_side(each, names, levels) for each, names in zip(sides, owned, strict=True))
    alone_in_one, alone_in_other = (tuple(fact.id for fact in each.facts if fact.id not in both) for each in (one, other))
    return Both(one_side, other_side, facts, tuple(both), (alone_in_one, alone_in_other), levels, tuple(_notes(one, other, found, levels)))


def _side(definition: Definition, own: frozenset[str], levels: tuple[str, ...]) -> ComparedSet:
    below = tuple(sum(level.id in levels for level in definition.levels[:rank]) for rank in range(len(definition.levels)))
    nobody = (*(item.when for item in definition.impossible), *(item.stands for item in definition.contradictions))
    return ComparedSet(definition, own, below, (definition.applies_when, *(NoneOf((condition,)) for condition in nobody)))


def _levels(one: Definition, other: Definition) -> tuple[str, ...]:
    known = {level.id for level in other.levels}
    levels = tuple(level.id for level in one.levels if level.id in known)
    order = tuple(level.id for level in other.levels if level.id in levels)
    if len(levels) < 2:
        raise CriteriaError([Problem("nothing-shared", "the two sets share fewer than two levels", hint="a level is shared under one id")])
    if levels != order:
        message = f"the levels that the two sets share are in another order: {listed(levels)} in {quoted(one.id)}, {listed(order)} in {quoted(other.id)}"
        raise CriteriaError([Problem("nothing-shared", message)])
    return levels


def _alike(one: Fact, other: Fact) -> Shared | str:
    """Return a fact that two sets share, with the values of both; or in words why it is two."""
    found = shared(one, other, {})
    if isinstance(found, str):
        return "has another type or other values"
    if isinstance(one, Score) and isinstance(other, Score):
        numbers = [(fact.low, fact.cap, fact.or_more, fact.or_never, fact.step) for fact in (one, other)]
        if one.unit != other.unit:
            return f"has the unit {quoted(one.unit or 'none')} in one, and {quoted(other.unit or 'none')} in the other"
        return found if numbers[0] == numbers[1] else "has another range"
    values = [frozenset(getattr(fact, "values", ())) for fact in (one, other)]
    return found if values[0] == values[1] else "has other values"


def _notes(one: Definition, other: Definition, found: dict[str, Shared | str], levels: tuple[str, ...]) -> Iterator[str]:
    for name, each in found.items():
        if isinstance(each, str):
            yield f"{quoted(name)} {each}: it counts as a fact of its own in each set"
    given = [{fact.id for fact in definition.facts} for definition in (one, other)]
    for definition, names, which in ((one, given[1], other), (other, given[0], one)):
        for fact in definition.derived:
            if fact.id in names:
                yield f"{quoted(fact.id)} is derived in {quoted(definition.id)} and given in {quoted(which.id)}: it counts as a fact of its own in each set"
    texts = [{fact.id: (fact.about.ask, fact.about.help, fact.about.titles) for fact in definition.facts} for definition in (one, other)]
    words = [name for name, each in found.items() if isinstance(each, Shared) and texts[0][name] != texts[1][name]]
    if words:
        yield f"asked in other words in each set: {joined(list(map(quoted, words)))}; they count as shared, so make sure that they mean the same"
    for definition in (one, other):
        more = [level.id for level in definition.levels if level.id not in levels]
        if more:
            yield f"only {quoted(definition.id)} has {joined(list(map(quoted, more)))}: each is a step of its own between the levels that both share"
