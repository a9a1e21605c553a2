"""Two definitions aligned over the same people; notes say what cannot be compared."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from carelevel.logic.decision_formulas import Rewriting
from carelevel.logic.sat import UndecidedError
from carelevel.model.conditions import NOBODY, AllOf, Among, AnyOf, Atom, Condition, Includes, NoneOf
from carelevel.model.criteria import Contradiction, Criterion, Definition, with_applies_when
from carelevel.model.facts import Bands, Fact, Percent, Points, Scalar, Scale, Score, SetOf, Sum, Value, Weighted, Worst, bare_text, domain, in_bands
from carelevel.model.frozen import record
from carelevel.model.problems import listed, quoted
from carelevel.model.serialize import decision_digest
from carelevel.verify.diff.names import Matched, labels, matched
from carelevel.verify.diff.sharing import Shared, Values, alone, shared
from carelevel.verify.proofs.case_space import CaseSpace, disagreeing


@record
class Aligned:
    """Two definitions over the same facts.

    Attributes:
        old: the one, with its names as the other has them.
        new: the other.
        facts: the facts that people differ in: those of both.
        notes: names that collide, and what cannot be compared, and how it is treated, in words.
        left_out: those of the notes that say who is not compared.
        gone: the levels of the old version that are none of the new one.
    """

    old: Definition
    new: Definition
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    left_out: tuple[str, ...]
    gone: tuple[str, ...]

    def everyone(self) -> CaseSpace:
        """Return the people who are possible in both versions, and have no disagreeing facts in either."""
        nobody = [item.when for definition in (self.old, self.new) for item in definition.impossible]
        asked = [criterion.when for definition in (self.new, self.old) for criterion in definition.criteria]
        return CaseSpace(self.facts, nobody, (), [*asked, self.new.applies_when, self.old.applies_when], (*self.old.contradictions, *self.new.contradictions))


def joined(old: Definition, new: Definition) -> Aligned:
    """Return two definitions over the facts of both.

    Raises:
        CriteriaError: as `matched`.
    """
    names = matched(old, new)
    notes = [*names.notes]
    facts, differing = shared_facts(old, new, names)
    notes += differing
    pairs = {was: now for was, now in names.facts.items() if was in facts}
    named = labels((fact.id for fact in old.facts), (fact.id for fact in new.facts), pairs)
    before = {fact.id: facts.get(fact.id) or alone(replace(fact, id=named[fact.id])) for fact in old.facts}
    now = {fact.id: alone(fact) for fact in new.facts} | {pairs[was]: each for was, each in facts.items()}
    every = tuple({each.fact.id: each.fact for each in (*now.values(), *before.values())}.values())
    olds = _Over({name: (each.fact, each.was) for name, each in before.items()}).definition(_renamed(old, new, names))
    news = _Over({name: (each.fact, each.is_now) for name, each in now.items()}).definition(new)
    left_out = [*_other_values(old, new, facts), *_impossible_in_one(olds, news, every)]
    if (old.contradictions or new.contradictions) and decision_digest(old) != decision_digest(new):
        left_out += [f"{which}, {said}" for which, said in (("before", disagreeing(old)), ("now", disagreeing(new))) if said]
    notes += [*_only_in_one(old, new, names, pairs), *left_out]
    gone = tuple(after.id for level, after in zip(old.levels, olds.levels, strict=True) if level.id not in names.levels)
    return Aligned(olds, news, every, tuple(notes), tuple(left_out), gone)


def shared_facts(old: Definition, new: Definition, names: Matched) -> tuple[dict[str, Shared], list[str]]:
    """Return the facts that two versions share, by their old names; and why others of the same name are two facts, in words."""
    known = {fact.id: fact for fact in new.facts}
    found = {fact.id: shared(fact, known[now], new.renamed.values.get(now, {})) for fact in old.facts if (now := names.facts.get(fact.id)) is not None}
    notes = [f"{quoted(names.facts[name])} {each}" for name, each in found.items() if isinstance(each, str)]
    return {name: each for name, each in found.items() if isinstance(each, Shared)}, notes


def _renamed(old: Definition, new: Definition, names: Matched) -> Definition:
    """Return the old definition with names of levels, services and criteria that do not collide with those of the new one."""
    levels, services, criteria = (
        labels((each.id for each in before), (each.id for each in after), pairs)
        for before, after, pairs in (
            (old.levels, new.levels, names.levels),
            (old.services, new.services, names.services),
            (old.criteria, new.criteria, names.criteria),
        )
    )

    def criterion(each: Criterion) -> Criterion:
        level = None if each.level is None else levels[each.level]
        ruled_out = tuple(levels[name] for name in each.rules_out)
        return replace(each, id=criteria[each.id], level=level, adds=tuple(services[name] for name in each.adds), rules_out=ruled_out)

    return replace(
        old,
        levels=tuple(replace(level, id=levels[level.id]) for level in old.levels),
        services=tuple(replace(service, id=services[service.id]) for service in old.services),
        criteria=tuple(map(criterion, old.criteria)),
    )


def _other_values(old: Definition, new: Definition, facts: Mapping[str, Shared]) -> Iterator[str]:
    """Yield a note for each fact with values that one version alone has, where some possible person has one of them."""
    sides = [(definition, _possible(definition)) for definition in (old, new)]
    for name, each in facts.items():
        values = ((name, each.only_old), (each.fact.id, each.only_new))
        if any(_has(people, _fact(definition, fact), only) for (definition, people), (fact, only) in zip(sides, values, strict=True) if only):
            common = _range(each.fact) if isinstance(each.fact, Score) else listed(domain_of(each.fact))
            others = listed(each.left_out)
            yield f"of {quoted(each.fact.id)} only what both versions have is compared ({common}); people with another value ({others}) are left out"


def _range(fact: Score) -> str:
    return f"{bare_text(fact, fact.low)} to {bare_text(fact, fact.high)}{' or more' * fact.or_more}{', or never' * fact.or_never}"


def _fact(definition: Definition, name: str) -> Fact:
    return next(fact for fact in definition.facts if fact.id == name)


def domain_of(fact: Fact) -> tuple[Value, ...]:
    """Return the values of a fact, or the members of a set."""
    return fact.values if isinstance(fact, SetOf) else tuple(domain(fact))


def _has(people: CaseSpace, fact: Fact, values: Values) -> bool:
    assert not isinstance(fact, SetOf)
    return _may_be_somebody(people, Among(fact, values))


def _possible(definition: Definition) -> CaseSpace:
    """Return everybody who is possible in one version, whether its criteria are for them or not."""
    return CaseSpace(definition.facts, [item.when for item in definition.impossible], (), [item.when for item in definition.impossible])


def _only_in_one(old: Definition, new: Definition, names: Matched, pairs: Mapping[str, str]) -> Iterator[str]:
    """Yield what facts and levels came and went."""
    # There is a note already for a fact whose name is taken, or that is of another kind.
    gone = [fact.id for fact in old.facts if fact.id not in pairs and fact.id not in names.facts and fact.id not in names.facts.values()]
    added = [fact.id for fact in new.facts if fact.id not in names.facts.values()]
    for word, some in (("new", added), ("gone", sorted(gone))):
        if some:
            what = "the fact" if len(some) == 1 else "the facts"
            yield f"{word}: {what} {listed(some)}; everybody has some value there, which the other version does not ask for"
    levels = [level.id for level in new.levels if level.id not in names.levels.values()], [level.id for level in old.levels if level.id not in names.levels]
    for word, some in zip(("new", "gone"), levels, strict=True):
        if some:
            yield f"{word}: {'the level' if len(some) == 1 else 'the levels'} {listed(some)}"


def _impossible_in_one(old: Definition, new: Definition, facts: tuple[Fact, ...]) -> Iterator[str]:
    """Yield a note where people are possible in one version alone, and so are not compared."""
    for which, one, other in (("before", old, new), ("now", new, old)):
        possible = CaseSpace(facts, [item.when for item in one.impossible], (), [item.when for item in (*one.impossible, *other.impossible)])
        named = [item.id for item in other.impossible if _may_be_somebody(possible, item.when)]
        if named:
            yield f"people whom {listed(named)} declares impossible in the other version are possible only {which}, and left out"


def _may_be_somebody(possible: CaseSpace, condition: Condition) -> bool:
    """Return whether some person meets a condition, or that is not decided: a needless note is better than a missing one."""
    try:
        return possible.has(condition)
    except UndecidedError:
        return True


def over(facts: Mapping[str, tuple[Fact, Mapping[Value, Values]]], definition: Definition) -> Definition:
    """Return a definition over other facts: for each given fact the one that replaces it, and for each value, or member, the ones that replace it."""
    return _Over(facts).definition(definition)


class _Over:
    """Reads a definition over other facts.

    Args:
        facts: for each given fact of the definition the fact that replaces it, and for each value, or member, the ones that replace it.
    """

    def __init__(self, facts: Mapping[str, tuple[Fact, Mapping[Value, Values]]]) -> None:
        self._facts = facts
        self._rewriting = Rewriting(self._atom)

    def definition(self, definition: Definition) -> Definition:
        over = self._rewriting.definition(definition)
        impossible = tuple(replace(item, when=self._rewriting.of(item.when)) for item in over.impossible)
        changed = replace(over, impossible=impossible, contradictions=tuple(map(self._contradiction, over.contradictions)))
        return with_applies_when(changed, self._rewriting.of)

    def _contradiction(self, item: Contradiction) -> Contradiction:
        disputed = tuple(self._facts[name][0].id if name in self._facts else name for name in item.disputed)
        return replace(item, when=self._rewriting.of(item.when), unless=self._rewriting.of(item.unless), disputed=disputed)

    def _atom(self, atom: Atom) -> Condition:
        if isinstance(atom, Includes):
            members, reading = self._facts[atom.fact.id]
            assert isinstance(members, SetOf)
            found = [Includes(members, str(member)) for member in sorted(map(str, reading[atom.member]))]
            return found[0] if len(found) == 1 else AnyOf(tuple(found))
        if self._is_unchanged(atom.fact):
            fact = self._alike(atom.fact)
            return atom if fact == atom.fact else Among(fact, atom.values)
        return self._among(atom.fact, atom.values)

    def _is_unchanged(self, fact: Scalar) -> bool:
        """Return whether a fact keeps its values, each meaning the same; for a derived fact, whether all facts below it do."""
        match fact:
            case Sum():
                return all(self._is_unchanged(part.of) for part in fact.parts)
            case Percent():
                return self._is_unchanged(fact.of) and self._is_unchanged(fact.to)
            case Worst():
                return all(map(self._is_unchanged, fact.parts))
            case Bands():
                return self._is_unchanged(fact.of)
            case _:
                found, reading = self._facts[fact.id]
                # A top by itself may be one of many numbers in the other version, where sums and bands have to be read anew.
                is_as_high = not isinstance(fact, Score) or (isinstance(found, Score) and (found.high, found.beyond) == (fact.high, fact.beyond))
                return is_as_high and (*reading,) == (*domain(fact),) and all(read == {value} for value, read in reading.items())

    def _among(self, fact: Scalar, values: Values) -> Condition:
        """Return "the fact has one of these values" over facts with other values."""
        match fact:
            case Sum():
                return self._sum(fact, values)
            case Percent():
                share = self._percent(fact)
                return Among(share, values.intersection(domain(share)))
            case Worst():
                return self._worst(fact, values)
            case Bands():
                return self._among(fact.of, in_bands(fact, values))
            case _:
                found, reading = self._facts[fact.id]
                assert not isinstance(found, SetOf)
                return Among(found, frozenset[Value]().union(*(reading[value] for value in values)))

    def _sum(self, fact: Sum, values: Values) -> Condition:
        """Return the same of a sum: a top that means "this or more" of one of its scores is one of the sum's too."""
        found = self._score(fact)
        assert isinstance(found, Sum)
        more = range(fact.high + 1, found.high + 1) if fact.high in values and found.high > fact.high else ()
        return Among(found, values.intersection(domain(found)).union(more))

    def _worst(self, fact: Worst, values: Values) -> Condition:
        """Return the same of the worst of scales: run by run of its values, some scale is as bad as the first, and none is worse than the last."""
        order = fact.values if fact.worse == "high" else fact.values[::-1]
        parts: list[Condition] = []
        for start, value in enumerate(order):
            if value in values and (start == 0 or order[start - 1] not in values):
                stop = next((end for end in range(start, len(order)) if order[end] not in values), len(order))
                at_least, worse = (AnyOf(tuple(self._among(part, frozenset(order[rank:])) for part in fact.parts)) for rank in (start, stop))
                parts.append(AllOf((at_least, NoneOf((worse,)))) if stop < len(order) else at_least)
        return AnyOf(tuple(parts)) if parts else NOBODY

    def _alike(self, fact: Scalar) -> Scalar:
        """Return a fact over the replaced ones, where these have the same values."""
        match fact:
            case Sum():
                return self._score(fact)
            case Percent():
                return self._percent(fact)
            case Worst():
                return self._scale(fact)
            case Bands():
                assert not isinstance(fact.of, Points)  # atoms on points are rewritten as counts
                return replace(fact, of=self._percent(fact.of) if isinstance(fact.of, Percent) else self._score(fact.of))
            case _:
                found, _ = self._facts[fact.id]
                assert not isinstance(found, SetOf)
                return found

    def _percent(self, fact: Percent) -> Percent:
        return replace(fact, of=self._score(fact.of), to=self._score(fact.to))

    def _score(self, fact: Score | Sum) -> Score | Sum:
        if isinstance(fact, Score):
            found, _ = self._facts[fact.id]
            assert isinstance(found, Score)
            return found
        parts = tuple(Weighted(self._score(part.of), part.times) for part in fact.parts)
        ends = [sorted((int(domain(part.of)[0]) * part.times, int(domain(part.of)[-1]) * part.times)) for part in parts]
        return replace(fact, parts=parts, low=sum(low for low, _ in ends), high=sum(high for _, high in ends))

    def _scale(self, fact: Scale | Worst | Bands) -> Scale | Worst | Bands:
        found = replace(fact, parts=tuple(map(self._scale, fact.parts))) if isinstance(fact, Worst) else self._alike(fact)
        assert isinstance(found, Scale | Worst | Bands)
        return found
