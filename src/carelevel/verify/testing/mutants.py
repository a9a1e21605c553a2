"""Mutants: definitions with one small change each, like a typing error.

A bound is moved by one step, a value or a part is left out, `all` and `any` are swapped, the level of an effect is moved by one, a service, a whole criterion
or a document is left out. Instruments and impossible combinations stay unchanged: they are no decisions of the criteria. So do gates: they change no answer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import assert_never

from carelevel.logic.awarding import fact_over_points, over_points, points_in, with_awards
from carelevel.logic.levels import rules_out
from carelevel.model.conditions import EVERYBODY, AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, Named, NoneOf, is_on_points, on_score, with_parts
from carelevel.model.criteria import Criterion, Definition, Documentation, with_applies_parts, with_applies_when
from carelevel.model.facts import Award, Bands, Choice, Derived, Points, Value, bare_text, domain, with_more
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.problems import Place, quoted
from carelevel.model.sections import with_conditions, without
from carelevel.verify.testing.atoms import Key, Owner, Places, bounds, leaves, named_in, owners, text


@record
class Mutant:
    """A definition with one small change.

    Attributes:
        key: the condition, the criterion, or the documentation that was changed.
        words: what was done to it.
        place: where.
        definition: the changed definition.
    """

    key: Key
    words: str
    place: Place | None
    definition: Definition


@record
class _Change:
    """A changed condition: what was done, and how many leaves of the whole come before it."""

    words: str
    leaf: int
    condition: Condition


def mutants(definition: Definition, places: Places) -> Iterator[Mutant]:
    """Yield every mutant of a definition, in the order of the file."""
    criteria = {criterion.id: criterion for criterion in definition.criteria}
    documentation = {item.id: item for item in definition.documentation}
    for owner in owners(definition, places):
        yield from _of_points(definition, owner)
        for change in _changes(owner.when, 0):
            if (changed := _with_condition(definition, owner, change.condition)) is not None:
                yield Mutant(owner.key, change.words, owner.leaves[change.leaf][1], changed)
        if owner.key[0] == "applies_when" and len(definition.applies_parts) > 1:
            rest = [part for part in definition.applies_parts if part.id != owner.key[1]]
            yield Mutant(owner.key, "the part is left out", owner.place, with_applies_parts(definition, rest))
        if owner.key[0] == "sections":
            everybody = with_conditions(definition, {owner.key[1]: EVERYBODY}, {})
            yield Mutant(owner.key, "the `when` of the section is left out", owner.place, everybody)
        if owner.key[0] == "criteria":
            yield from _of_effect(definition, criteria[owner.key[1]])
        if owner.key[0] == "documentation" and owner.part == 1:
            yield from _of_documentation(definition, documentation[owner.key[1]])


def _of_documentation(definition: Definition, item: Documentation) -> Iterator[Mutant]:
    """Yield the mutants without documentation, or without its `when`, and those in which one level more takes it, or one less, next to those that do."""
    key: Key = ("documentation", item.id)
    if item.when != EVERYBODY:
        yield Mutant(key, "the `when` of the documentation is left out", item.place, _with_documentation(definition, item.id, replace(item, when=EVERYBODY)))
    ids = [level.id for level in definition.levels]
    edges = [pair for pair in pairwise(ids) if (pair[0] in item.levels) is not (pair[1] in item.levels)]
    for name in dict.fromkeys(name for pair in edges for name in pair):
        levels = tuple(each for each in ids if (each in item.levels) is not (each == name))
        if levels:
            words = f"{quoted(name)} {'no longer' if name in item.levels else 'also'} takes it"
            yield Mutant(key, words, item.place, _with_documentation(definition, item.id, replace(item, levels=levels)))
    yield Mutant(key, "the documentation is left out", item.place, _with_documentation(definition, item.id, None))


def _of_points(definition: Definition, owner: Owner) -> Iterator[Mutant]:
    """Yield the mutants with one point more, or one less, for a condition of points."""
    if owner.key[0] != "derived" or owner.part is None:
        return
    fact = _points(definition, owner)
    award = fact.awards[owner.part]
    for points in (award.points - 1, award.points + 1):
        if points and (changed := _with_award(definition, owner, replace(award, points=points))) is not None:
            words = f"{quoted(text(award.when))} has {bare_text(fact, points)} points in place of {bare_text(fact, award.points)}"
            yield Mutant(owner.key, words, owner.leaves[0][1], changed)


def _points(definition: Definition, owner: Owner) -> Points:
    return next(fact for fact in definition.derived if isinstance(fact, Points) and fact.id == owner.key[1])


def _of_effect(definition: Definition, criterion: Criterion) -> Iterator[Mutant]:
    key: Key = ("criteria", criterion.id)
    if rules_out(criterion.effect):
        yield from _of_ruled_out(definition, criterion)
    elif criterion.level is not None:
        rank = definition.rank(criterion.level)
        for other in (rank - 1, rank + 1):
            if 0 <= other < len(definition.levels):
                level = definition.levels[other].id
                words = f"{quoted(f'{criterion.effect}: {criterion.level}')} becomes {quoted(f'{criterion.effect}: {level}')}"
                yield Mutant(key, words, criterion.place, _with_criterion(definition, replace(criterion, level=level)))
    for service in criterion.adds if len(criterion.adds) > 1 else ():
        fewer = tuple(other for other in criterion.adds if other != service)
        yield Mutant(key, f"{quoted(service)} is no longer added", criterion.place, _with_criterion(definition, replace(criterion, adds=fewer)))
    if len(definition.criteria) > 1:
        yield Mutant(key, "the criterion is left out", criterion.place, without(definition, criterion))


def _of_ruled_out(definition: Definition, criterion: Criterion) -> Iterator[Mutant]:
    """Yield the mutants that rule out one level less, or one more; the ends cannot be ruled out."""
    for level in definition.levels[1:-1]:
        is_out = level.id in criterion.rules_out
        others = tuple(each.id for each in definition.levels if (each.id in criterion.rules_out) is not (each.id == level.id))
        if others:
            words = f"{quoted(level.id)} is {'no longer' if is_out else 'also'} ruled out"
            mutant = replace(criterion, level=others[0], rules_out=others)
            yield Mutant(("criteria", criterion.id), words, criterion.place, _with_criterion(definition, mutant))


def _with_criterion(definition: Definition, criterion: Criterion) -> Definition:
    return replace(definition, criteria=tuple(criterion if other.id == criterion.id else other for other in definition.criteria))


def _with_condition(definition: Definition, owner: Owner, when: Condition) -> Definition | None:
    match owner.key:
        case ("applies_when", ""):
            return replace(definition, applies_when=when)
        case ("applies_when", name):
            return with_applies_parts(definition, [replace(part, when=when) if part.id == name else part for part in definition.applies_parts])
        case ("criteria", name):
            return with_conditions(definition, {}, {name: when})
        case ("sections", name):
            return with_conditions(definition, {name: when}, {})
        case ("documentation", name):
            item = next(each for each in definition.documentation if each.id == name)
            return _with_documentation(definition, name, replace(item, when=when) if owner.part == 0 else replace(item, needs=when))
        case _ if owner.part is not None:
            return _with_award(definition, owner, replace(_points(definition, owner).awards[owner.part], when=when))
        case (_, name):
            return _Renewing(name, when, ()).definition(definition)


def _with_documentation(definition: Definition, name: str, item: Documentation | None) -> Definition:
    """Return a definition with other documentation, or without it."""
    others = tuple(item if each.id == name else each for each in definition.documentation)
    return replace(definition, documentation=tuple(each for each in others if each is not None))


def _with_award(definition: Definition, owner: Owner, award: Award) -> Definition | None:
    """Return a definition with another condition of points, or other points for it, wherever the points are named; None where loading would refuse it."""
    awards = tuple(award if number == owner.part else other for number, other in enumerate(_points(definition, owner).awards))
    return _Renewing(owner.key[1], EVERYBODY, awards).definition(definition)


class _Renewing:
    """Rebuilds a definition with one other named condition, or with other awards of points, wherever they are named.

    Args:
        name: the id of the named condition, or of the points.
        when: the other condition.
        awards: the other awards.
    """

    def __init__(self, name: str, when: Condition, awards: tuple[Award, ...]) -> None:
        self._name = name
        self._when = when
        self._awards = awards
        self._named: dict[int, Named] = {}
        self._points: dict[int, Points] = {}
        self._is_refused = False  # a band, or what a condition asks for, is out of the range of the other points

    def definition(self, definition: Definition) -> Definition | None:
        """Return a definition rebuilt; None where loading would refuse it."""
        changed = replace(
            with_applies_when(definition, self._condition),
            derived=tuple(self._derived(each) for each in definition.derived),
            sections=tuple(replace(each, when=self._condition(each.when)) for each in definition.sections),
            criteria=tuple(replace(each, when=self._condition(each.when)) for each in definition.criteria),
            documentation=tuple(replace(each, when=self._condition(each.when), needs=self._condition(each.needs)) for each in definition.documentation),
            asked_when=FrozenDict({name: self._condition(gate) for name, gate in definition.asked_when.items()}),
        )
        return None if self._is_refused else changed

    def _derived(self, fact: Derived | Named) -> Derived | Named:
        if isinstance(fact, Named):
            return self._named_anew(fact)
        anew: Derived = fact_over_points(fact, self._points_anew)
        if isinstance(fact, Bands) and isinstance(anew, Bands) and len(anew.bands) < len(fact.bands):
            self._is_refused = True
        return anew

    def _condition(self, condition: Condition) -> Condition:
        # A condition that does not depend on the name stays the same object, so that it is not compiled again.
        names = {*(each.id for each in named_in(condition)), *(each.id for each in points_in(condition))}
        return self._rebuilt(condition) if self._name in names else condition

    def _rebuilt(self, condition: Condition) -> Condition:
        if isinstance(condition, Holds):
            return Holds(self._named_anew(condition.named), condition.expected)
        if is_on_points(condition):
            anew = over_points(condition, self._points_anew)
            self._is_refused |= not 0 < len(anew.values) < len(domain(anew.fact))
            return anew
        return with_parts(condition, self._rebuilt)

    def _named_anew(self, old: Named) -> Named:
        if id(old) not in self._named:
            self._named[id(old)] = replace(old, when=self._when if old.id == self._name else self._condition(old.when))
        return self._named[id(old)]

    def _points_anew(self, old: Points) -> Points:
        if id(old) not in self._points:
            awards = self._awards if old.id == self._name else tuple(replace(each, when=self._condition(each.when)) for each in old.awards)
            self._points[id(old)] = with_awards(old, awards)
        return self._points[id(old)]


def _changes(condition: Condition, leaf: int) -> Iterator[_Change]:
    """Yield every small change of a condition; `leaf` is the number of leaves before it."""
    match condition:
        case Among():
            yield from _of_atom(condition, leaf)
        case Includes() | Holds():
            return
        case AllOf(parts):
            yield from _of_group(parts, leaf, AllOf)
            yield from _swapped("all", "any", AnyOf(parts), leaf)
        case AnyOf(parts):
            yield from _of_group(parts, leaf, AnyOf)
            yield from _swapped("any", "all", AllOf(parts), leaf)
        case NoneOf(parts):
            yield from _of_group(parts, leaf, NoneOf)
            yield from _swapped("none", "not all", NoneOf((AllOf(parts),)), leaf)
        case CountOf():
            yield from _of_count(condition, leaf)
        case _:
            assert_never(condition)


def _of_atom(atom: Among, leaf: int) -> Iterator[_Change]:
    """Yield an atom with each bound moved by one step, or, where there is no order, with each of several values left out."""
    base = on_score(atom)
    moved = [base.values | with_more(base.fact, (bound.outside,)) for bound in bounds(atom)]
    moved += [base.values - with_more(base.fact, (bound.inside,)) for bound in bounds(atom)]
    left_out: list[frozenset[Value]] = []
    if isinstance(atom.fact, Choice):
        left_out = [atom.values - {value} for value in domain(atom.fact) if value in atom.values]
    # Bounds that are equal on both sides, as of one value, are moved alike.
    for values in dict.fromkeys((*moved, *left_out)):
        if 0 < len(values) < len(domain(base.fact)):
            changed = Among(base.fact, values)
            yield _Change(f"{quoted(text(atom))} becomes {quoted(text(changed))}", leaf, changed)


def _of_group(parts: Sequence[Condition], leaf: int, make: Callable[[tuple[Condition, ...]], Condition]) -> Iterator[_Change]:
    """Yield a group with each part left out, and with each part changed."""
    at = leaf
    for i, part in enumerate(parts):
        rest = (*parts[:i], *parts[i + 1 :])
        if rest:
            is_alone = len(rest) == 1 and make is not NoneOf
            yield _Change(f"{quoted(text(part))} is left out", at, rest[0] if is_alone else make(rest))
        for change in _changes(part, at):
            yield replace(change, condition=make((*parts[:i], change.condition, *parts[i + 1 :])))
        at += sum(1 for _ in leaves(part))


def _swapped(word: str, other: str, changed: Condition, leaf: int) -> Iterator[_Change]:
    parts = changed.parts[0].parts if isinstance(changed, NoneOf) and isinstance(changed.parts[0], AllOf) else getattr(changed, "parts", ())
    if len(parts) > 1:
        said = ", ".join(map(text, parts))
        yield _Change(f"{quoted(word)} becomes {quoted(other)}, of {quoted(said)}", leaf, changed)


def _of_count(count: CountOf, leaf: int) -> Iterator[_Change]:
    parts, fewest, most = count.parts, count.fewest, count.most
    size = len(parts)

    def counted(parts: tuple[Condition, ...]) -> Condition:
        # A part less: what was "all of them" stays so.
        return CountOf(parts, min(fewest, len(parts)), len(parts) if most == size else min(most, len(parts)))

    for change in _of_group(parts, leaf, counted):
        if isinstance(change.condition, CountOf) and (change.condition.fewest > 0 or change.condition.most < len(change.condition.parts)):
            yield change
    ways = [(fewest - 1, most), (fewest + 1, most)] if most == size else [(fewest, most - 1), (fewest, most + 1)] if fewest == 0 else []
    ways += [(fewest - 1, most - 1), (fewest + 1, most + 1)] if fewest == most not in {0, size} else []
    for low, high in dict.fromkeys(ways):
        if 0 <= low <= high <= size and (low > 0 or high < size):
            changed = CountOf(parts, low, high)
            yield _Change(f"{quoted(text(count))} becomes {quoted(text(changed))}", leaf, changed)
