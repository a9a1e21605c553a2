"""Two definitions put over the same people, as far as that can be done honestly; what cannot be compared is said."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from carelevel.conditions import Among, Atom, Condition, Includes
from carelevel.criteria import Contradiction, Criterion, Definition
from carelevel.facts import Bands, Choice, Fact, Scalar, Scale, Score, SetOf, Sum, Weighted, Worst, YesNo, carried_over
from carelevel.frozen import FrozenDict, record
from carelevel.interpret.solver import UndecidedError
from carelevel.problems import listed, quoted
from carelevel.proofs.everyone import Everyone, disagreeing
from carelevel.proofs.statements import Rewriting


@record
class Joined:
    """Two definitions over the same facts.

    Attributes:
        old: the one, with its names as the other has them.
        new: the other.
        facts: the facts that people differ in: those of both.
        notes: what cannot be compared, and how it is treated, in words.
    """

    old: Definition
    new: Definition
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]

    def everyone(self) -> Everyone:
        """Return the people who are possible in both, and in whom no facts disagree in either."""
        nobody = [item.when for definition in (self.old, self.new) for item in definition.impossible]
        asked = [criterion.when for definition in (self.new, self.old) for criterion in definition.criteria]
        whom = [condition for condition in (self.new.applies_when, self.old.applies_when) if condition is not None]
        return Everyone(self.facts, nobody, (), [*asked, *whom], (*self.old.contradictions, *self.new.contradictions))


def joined(old: Definition, new: Definition) -> Joined:
    """Return two definitions over the facts of both."""
    known = {fact.id: fact for fact in new.facts}
    names = new.renamed.get("facts", FrozenDict())
    facts: dict[str, Fact] = {}
    was: dict[str, Fact] = {}
    notes: list[str] = []
    for fact in old.facts:
        name = names.get(fact.id, fact.id)
        common = _common(fact, known[name], notes) if name in known else None
        was[fact.id] = common or replace(fact, id=name if name not in known else f"{fact.id} before")
        facts[was[fact.id].id] = was[fact.id]
    every = {**{name: facts.get(name, fact) for name, fact in known.items()}, **facts}
    olds = _Over(was).definition(_renamed(old, new.renamed))
    news = _Over({name: every[name] for name in known}).definition(new)
    notes += _only_in_one(old, new, names)
    left_out = [f"{which}, {said}" for which, said in (("before", disagreeing(old)), ("now", disagreeing(new))) if said]
    return Joined(olds, news, tuple(every.values()), (*notes, *left_out, *_impossible_in_one(olds, news, tuple(every.values()))))


def _renamed(definition: Definition, renamed: Mapping[str, Mapping[str, str]]) -> Definition:
    """Return a definition with the ids of levels, services and criteria as a newer version has them."""
    levels, services, criteria = (renamed.get(section, {}) for section in ("levels", "services", "criteria"))

    def criterion(each: Criterion) -> Criterion:
        level = None if each.level is None else levels.get(each.level, each.level)
        return replace(each, id=criteria.get(each.id, each.id), level=level, adds=tuple(services.get(name, name) for name in each.adds))

    return replace(
        definition,
        levels=tuple(replace(level, id=levels.get(level.id, level.id)) for level in definition.levels),
        services=tuple(replace(service, id=services.get(service.id, service.id)) for service in definition.services),
        criteria=tuple(map(criterion, definition.criteria)),
    )


def _common(old: Fact, new: Fact, notes: list[str]) -> Fact | None:
    """Return a fact with the values that both versions of it have; None when they are not the same fact any more."""
    if type(old) is not type(new):
        notes.append(f"{quoted(new.id)} is another kind of fact now: what was recorded before says nothing of it")
        return None
    match old, new:
        case YesNo(), YesNo():
            return new
        case SetOf(), SetOf():
            return replace(new, values=tuple(dict.fromkeys((*new.values, *old.values))))
        case Scale() | Choice(), Scale() | Choice():
            return _common_words(old, new, notes)
        case Score(), Score():
            return _common_numbers(old, new, notes)
        case _:
            return None


def _common_numbers(old: Score, new: Score, notes: list[str]) -> Score | None:
    """Return a score with the numbers that are values in both versions; a number above a top that means "this or more" is one."""
    low = max(old.low, new.low)
    tops = [score.high for score in (old, new) if not score.or_more]
    or_more, top = not tops, min(tops, default=max(old.cap, new.cap))
    if low > top:
        notes.append(f"{quoted(new.id)} has no value in common with what it was")
        return None
    high = max(low, max(old.high, new.high) if or_more else top)
    _note_values(new.id, list(_outside(old, new, low, high)), f"{low} to {high}{' or more' if or_more else ''}", notes)
    return replace(new, low=low, high=high, or_more=or_more, beyond=max(top - high, 2) if top > high else 0)


def _outside(old: Score, new: Score, low: int, high: int) -> Iterator[str]:
    """Yield the values of two scores that lie outside what they have in common."""
    lowest, highest = min(old.low, new.low), max(old.high, new.high)
    for start, stop in ((lowest, low - 1), (high + 1, highest)):
        if start <= stop:
            yield f"{start} to {stop}" if start < stop else str(start)


def _common_words(old: Scale | Choice, new: Scale | Choice, notes: list[str]) -> Fact | None:
    common = tuple(value for value in new.values if value in old.values)
    if not common or (isinstance(new, Scale) and common != tuple(value for value in old.values if value in common)):
        notes.append(f"{quoted(new.id)} has its values in another order now, or none in common: the two are taken as two facts")
        return None
    only = [value for value in (*old.values, *new.values) if value not in common]
    _note_values(new.id, only, listed(common), notes)
    return replace(new, values=common)


def _note_values(fact: str, others: list[str], common: str, notes: list[str]) -> None:
    if others:
        notes.append(f"of {quoted(fact)} only what both versions have is compared ({common}); people with another value ({listed(others)}) are left out")


def _only_in_one(old: Definition, new: Definition, names: Mapping[str, str]) -> Iterator[str]:
    """Yield what facts and levels came and went."""
    before = {names.get(fact.id, fact.id) for fact in old.facts}
    for word, some in (("new", [fact.id for fact in new.facts if fact.id not in before]), ("gone", sorted(before - {fact.id for fact in new.facts}))):
        if some:
            what = "the fact" if len(some) == 1 else "the facts"
            yield f"{word}: {what} {listed(some)}; everybody has some value there, which the other version does not ask for"
    renamed = new.renamed.get("levels", FrozenDict())
    levels = [renamed.get(level.id, level.id) for level in old.levels], [level.id for level in new.levels]
    for word, some in (("new", [name for name in levels[1] if name not in levels[0]]), ("gone", [name for name in levels[0] if name not in levels[1]])):
        if some:
            yield f"{word}: {'the level' if len(some) == 1 else 'the levels'} {listed(some)}"


def _impossible_in_one(old: Definition, new: Definition, facts: tuple[Fact, ...]) -> Iterator[str]:
    """Yield that somebody is possible in one version alone, and so is not compared."""
    for which, one, other in (("before", old, new), ("now", new, old)):
        possible = Everyone(facts, [item.when for item in one.impossible], (), [item.when for item in (*one.impossible, *other.impossible)])
        named = [item.id for item in other.impossible if _may_be_somebody(possible, item.when)]
        if named:
            yield f"people whom {listed(named)} declares impossible in the other version are possible only {which}, and left out"


def _may_be_somebody(possible: Everyone, condition: Condition) -> bool:
    """Return whether somebody meets a condition, or that is not decided: who is left out is rather named once too often."""
    try:
        return possible.has(condition)
    except UndecidedError:
        return True


class _Over:
    """Reads a definition over other facts of the same ids."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts
        self._rewriting = Rewriting(self._atom)

    def definition(self, definition: Definition) -> Definition:
        over = self._rewriting.definition(definition)
        applies = None if over.applies_when is None else self._rewriting.of(over.applies_when)
        impossible = tuple(replace(item, when=self._rewriting.of(item.when)) for item in over.impossible)
        return replace(over, applies_when=applies, impossible=impossible, contradictions=tuple(map(self._contradiction, over.contradictions)))

    def _contradiction(self, item: Contradiction) -> Contradiction:
        disputed = tuple(self._facts[name].id if name in self._facts else name for name in item.disputed)
        return replace(item, when=self._rewriting.of(item.when), unless=self._rewriting.of(item.unless), disputed=disputed)

    def _atom(self, atom: Atom) -> Condition:
        if isinstance(atom, Includes):
            members = self._facts.get(atom.fact.id, atom.fact)
            return Includes(members, atom.member) if isinstance(members, SetOf) else atom
        fact = self._scalar(atom.fact)
        return atom if fact is atom.fact else Among(fact, carried_over(atom.fact, atom.values, fact))

    def _scalar(self, fact: Scalar) -> Scalar:
        match fact:
            case Sum():
                parts = tuple(Weighted(self._score(part.of), part.times) for part in fact.parts)
                ends = [sorted((part.of.low * part.times, part.of.high * part.times)) for part in parts]
                low, high = sum(low for low, _ in ends), sum(high for _, high in ends)
                # Where its top means "this or more", it is what people are told apart by, whatever the parts have in common.
                return replace(fact, parts=parts, low=low, high=fact.high if fact.or_more else high)
            case Worst():
                return replace(fact, parts=tuple(self._scale(part) for part in fact.parts))
            case Bands():
                return replace(fact, of=self._score(fact.of))
            case _:
                found = self._facts.get(fact.id, fact)
                return fact if found == fact or isinstance(found, SetOf) else found

    def _score(self, fact: Score | Sum) -> Score | Sum:
        found = self._scalar(fact)
        return found if isinstance(found, Score | Sum) else fact

    def _scale(self, fact: Scale | Worst | Bands) -> Scale | Worst | Bands:
        found = self._scalar(fact)
        return found if isinstance(found, Scale | Worst | Bands) else fact
