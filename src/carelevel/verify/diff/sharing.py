"""A fact of two versions: the values that people can have in both, and how each version reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from carelevel.model.facts import NEVER, Choice, Fact, Scale, Score, SetOf, Value, YesNo, bare_text, domain, numbers_of, span_text
from carelevel.model.frozen import FrozenDict, record
from carelevel.verify.diff.names import labels, same

Values = frozenset[Value]


@record
class Shared:
    """A fact that people are compared by.

    Attributes:
        fact: the fact, with every value that both versions have; of a set, every member of either.
        was: each value of the old version with the shared ones that it reads as this one; of a set, the members that are this one when one of them is.
        is_now: the same of the new version.
        left_out: the values of one version alone, in words; people who have one are not compared.
        only_old: the values of the old version that people who are left out have.
        only_new: the same of the new version.
    """

    fact: Fact
    was: FrozenDict[Value, Values]
    is_now: FrozenDict[Value, Values]
    left_out: tuple[str, ...] = ()
    only_old: Values = frozenset()
    only_new: Values = frozenset()


def shared(old: Fact, new: Fact, renamed: Mapping[str, str]) -> Shared | str:
    """Return what two versions of a fact share; or in words why they are two facts.

    Args:
        old: the fact in the old version.
        new: the same in the new one.
        renamed: old names of its values, with the new ones.
    """
    match old, new:
        case YesNo(), YesNo():
            return Shared(new, _alike(domain(new)), _alike(domain(new)))
        case Score(), Score():
            return _scores(old, new)
        case SetOf(), SetOf():
            return _sets(old, new, same(old.values, new.values, renamed))
        case Scale(), Scale():
            return _words(old, new, same(old.values, new.values, renamed))
        case Choice(), Choice():
            return _words(old, new, same(old.values, new.values, renamed))
        case _:
            return "is another kind of fact now: what was recorded before says nothing of it"


def alone(fact: Fact) -> Shared:
    """Return a fact that one version alone has."""
    alike = _alike(fact.values if isinstance(fact, SetOf) else domain(fact))
    return Shared(fact, alike, alike)


def _alike(values: Iterable[Value]) -> FrozenDict[Value, Values]:
    return FrozenDict({value: frozenset((value,)) for value in values})


def _words(old: Scale | Choice, new: Scale | Choice, pairs: Mapping[str, str]) -> Shared | str:
    order = [new.values.index(now) for now in (pairs[value] for value in old.values if value in pairs)]
    if not order or (isinstance(new, Scale) and order != sorted(order)):
        return "has its values in another order now, or none in common: the two are taken as two facts"
    named = labels(old.values, new.values, pairs)
    kept = [value for value in old.values if value in pairs]
    if isinstance(new, Choice):
        kept.sort(key=lambda value: new.values.index(pairs[value]))
    was = {value: [named[value]] if value in pairs else [] for value in old.values}
    is_now = {value: [named[each] for each in kept if pairs[each] == value] for value in new.values}
    gone, added = ([value for value, found in each.items() if not found] for each in (was, is_now))
    left_out = (*(named[value] for value in gone), *added)
    fact = replace(new, values=tuple(named[value] for value in kept))
    return Shared(fact, _reading(was), _reading(is_now), left_out, frozenset(gone), frozenset(added))


def _sets(old: SetOf, new: SetOf, pairs: Mapping[str, str]) -> Shared:
    """Return a set with the members of both versions: a version reads a person without the members that it does not have."""
    named = labels(old.values, new.values, pairs)
    sources = {member: [named[each] for each, now in pairs.items() if now == member] or [member] for member in new.values}
    members = dict.fromkeys((*(each for member in new.values for each in sources[member]), *named.values()))
    return Shared(replace(new, values=tuple(members)), _reading({member: [label] for member, label in named.items()}), _reading(sources))


def _reading(values: Mapping[str, Iterable[str]]) -> FrozenDict[Value, Values]:
    return FrozenDict({value: frozenset(found) for value, found in values.items()})


def _scores(old: Score, new: Score) -> Shared | str:
    """Return the numbers that both have: a version whose top means "this or more" reads every higher number as its top."""
    if old.step != new.step:
        was, now = ("whole numbers" if each.step is None else f"steps of {each.step}" for each in (old, new))
        return f"counts in {now} now, and in {was} before: the two are taken as two facts"
    tops = [each.cap for each in (old, new)]
    low = max(old.low, new.low)
    is_endless = old.or_more and new.or_more
    high = max(tops) if is_endless else min(top for each, top in zip((old, new), tops, strict=True) if not each.or_more)
    if low > high:
        return "has no value in common with what it was: the two are taken as two facts"
    fact = Score(new.id, new.about, low, high, new.unit, is_endless, new.worse, new.changes, step=new.step, or_never=old.or_never and new.or_never)
    # One above the highest number would be said as `never`.
    plain = replace(fact, or_never=False)
    below = _span(plain, min(old.low, new.low), low - 1)
    above = "" if is_endless else f"{bare_text(plain, high + 1)} or more" if old.or_more or new.or_more else _span(plain, high + 1, max(tops))
    left_out = tuple(words for words in (below, above, NEVER if old.or_never is not new.or_never else "") if words)
    return Shared(fact, _read(old, fact), _read(new, fact), left_out, _outside(old, fact), _outside(new, fact))


def _read(fact: Score, numbers: Score) -> FrozenDict[Value, Values]:
    """Return each value of a score with the numbers that are read as it."""
    shared_numbers = numbers_of(numbers)
    found: dict[Value, Values] = {value: frozenset({value}.intersection(shared_numbers)) for value in numbers_of(fact)}
    if fact.or_more:
        found[fact.cap] = frozenset(number for number in shared_numbers if number >= fact.cap)
    if fact.or_never:
        found[fact.last] = frozenset((numbers.last,) if numbers.or_never else ())
    return FrozenDict(found)


def _outside(fact: Score, numbers: Score) -> Values:
    """Return the values of a score that represent other numbers too, or only those."""
    more = {fact.cap} if fact.or_more and not numbers.or_more else set[Value]()
    never = {fact.last} if fact.or_never and not numbers.or_never else set[Value]()
    return frozenset(more | never).union(value for value in numbers_of(fact) if value not in numbers_of(numbers))


def _span(fact: Score, low: int, high: int) -> str:
    return "" if low > high else span_text(fact, low, high)
