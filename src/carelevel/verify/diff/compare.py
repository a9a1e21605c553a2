"""Compares two versions by what they decide: who moves, how many, which criteria do it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from carelevel.logic.decision_formulas import Decisions, differ
from carelevel.logic.levels import rules_out
from carelevel.logic.sat import UndecidedError
from carelevel.logic.work import proofs
from carelevel.model.cases import Case, as_given
from carelevel.model.conditions import Condition
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CriteriaError, Problem, quoted
from carelevel.model.serialize import condition_plain, decision_digest, digest
from carelevel.verify.diff.align import Aligned, joined
from carelevel.verify.diff.regions import MOST_CHANGED, Changed, Regions
from carelevel.verify.diff.results import Difference, Move, ServiceMove, Turned, Version
from carelevel.verify.diff.through import changed_through

UNTOLD = (None, ())


@proofs()
def compared(old: Definition, new: Definition) -> Difference:
    """Return what a new definition does to the people of an old one.

    Raises:
        CriteriaError: `renamed` of the new one contradicts itself or the names of both; or nobody is left to compare.
    """
    both = joined(old, new)
    comparing = _Comparing(both)
    comparing.refuse_nobody()
    changed = comparing.changed()
    moves = tuple(comparing.moves(changed))
    services = tuple(comparing.services())
    notes = (*both.notes, *comparing.splits(moves))
    # As they are written: over the facts of both, named conditions and sections may read otherwise.
    olds = {each.id: was for each, was in zip(both.old.criteria, old.criteria, strict=True)}
    news = {each.id: each for each in new.criteria}
    turned = tuple(replace(each, through=_through(old, new, olds, news, each)) for each in map(_turned, changed))
    contradictions = tuple(_contradictions(both.old, both.new))
    parts = tuple(_parts(both.old, both.new))
    titles = {level.id: level.title for definition in (old, new) for level in definition.levels}
    titles |= {service.id: service.title for definition in (old, new) for service in definition.services}
    undecided = tuple(comparing.undecided)
    return Difference(
        _version(old),
        _version(new),
        moves,
        services,
        turned,
        notes,
        undecided,
        contradictions,
        both.left_out,
        FrozenDict(titles),
        parts=parts,
        documentation=tuple(_documentation(old, new)),
        asked_when=tuple(_gates(old, new)),
    )


def _documentation(old: Definition, new: Definition) -> Iterator[Turned]:
    """Yield the documentation that changed."""
    olds, news = ({item.id: item for item in definition.documentation} for definition in (old, new))
    for name in dict.fromkeys((*news, *olds)):
        if name not in olds or name not in news:
            yield Turned(name, "new" if name in news else "gone")
        elif olds[name].levels != news[name].levels or _written(*olds[name].conditions) != _written(*news[name].conditions):
            yield Turned(name, "met by others")


def _gates(old: Definition, new: Definition) -> Iterator[Turned]:
    """Yield the facts of both that are asked in other cases than before."""
    before, now = ({name: _written(when) for name, when in definition.asked_when.items()} for definition in (old, new))
    both = [fact.id for fact in new.facts if fact.id in old.fact_places()]
    yield from (Turned(name, "met by others") for name in both if before.get(name) != now.get(name))


def _written(*conditions: Condition) -> list[Any]:
    """Return conditions without the texts of their facts."""
    return [condition_plain(condition, as_written=False) for condition in conditions]


def _contradictions(old: Definition, new: Definition) -> Iterator[Turned]:
    """Yield the contradictions that changed: people in whom one stands are not compared."""
    olds, news = ({item.id: item for item in definition.contradictions} for definition in (old, new))
    for name in dict.fromkeys((*news, *olds)):
        if name not in olds or name not in news:
            yield Turned(name, "new" if name in news else "gone")
        elif (olds[name].when, olds[name].unless) != (news[name].when, news[name].unless):
            yield Turned(name, "met by others")
        elif set(olds[name].disputed) != set(news[name].disputed):
            yield Turned(name, "says something else")


def _parts(old: Definition, new: Definition) -> Iterator[Turned]:
    """Yield the parts of `applies_when` that changed: a person whom the criteria are not for can be referred otherwise."""
    olds, news = ({part.id: part for part in definition.applies_parts} for definition in (old, new))
    for name in dict.fromkeys((*news, *olds)):
        if name not in olds or name not in news:
            yield Turned(name, "new" if name in news else "gone")
        elif olds[name].when != news[name].when:
            yield Turned(name, "met by others")
        elif olds[name].refer_to != news[name].refer_to:
            yield Turned(name, "says something else")


def _version(definition: Definition) -> Version:
    return Version(definition.id, definition.version, digest(definition), decision_digest(definition))


def _turned(changed: Changed) -> Turned:
    if changed.old is None or changed.new is None:
        return Turned(changed.id, "new" if changed.old is None else "gone")
    return Turned(changed.id, "says something else" if changed.old.when is changed.new.when else "met by others")


def _through(old: Definition, new: Definition, olds: Mapping[str, Criterion], news: Mapping[str, Criterion], turned: Turned) -> tuple[str, ...]:
    return changed_through(old, new, olds[turned.criterion], news[turned.criterion]) if turned.how == "met by others" else ()


class _Comparing:
    """Two definitions over the same people.

    Attributes:
        undecided: what was neither proved nor refuted, in words.
    """

    def __init__(self, both: Aligned) -> None:
        self._both = both
        self._everyone = both.everyone()
        self._old, self._new = Decisions(both.old), Decisions(both.new)
        self.undecided: list[str] = []

    def refuse_nobody(self) -> None:
        """Refuse to compare when there is no person to compare: every proof about an empty population would hold.

        Raises:
            CriteriaError: no person is possible in both versions.
        """
        if not self._is_somebody("whether anybody is possible in both versions", ()) and not self.undecided:
            message = "nobody is left to compare: no person is possible in both versions"
            raise CriteriaError([Problem("nobody-to-compare", message, hint="look at `impossible` in both: together they rule out everybody")])

    def splits(self, moves: Sequence[Move]) -> Iterator[str]:
        """Yield the levels that went into another one, and those whose people are at several levels now, of which the old version did not have all."""
        if self.undecided:
            return
        before, now = ([level.id for level in definition.levels] for definition in (self._both.old, self._both.new))
        to = {level: [move.is_now for move in moves if move.was == level] for level in before}
        for level, places in to.items():
            is_gone = level in self._both.gone
            if is_gone and len(places) == 1 and places[0] in before:
                yield f"merged: everybody who was at {quoted(level)} is at {quoted(places[0])} now"
            new = [each for each in places if each in now and each not in before and (is_gone or [name for name in before if each in to[name]] == [level])]
            stays = [level] if new and level in now and self._stays(level) else []
            if len([*stays, *new]) > 1:
                named = [_name(each) for each in (*stays, *places)]
                yield f"split: whoever was at {quoted(level)} is at {', '.join(named[:-1])} or {named[-1]} now"

    def _stays(self, level: str) -> bool:
        old, new = (next(parts for name, parts in _outcomes(decisions) if name == level) for decisions in (self._old, self._new))
        return self._is_somebody(f"whether somebody stays at {quoted(level)}", (*old, *new))

    def moves(self, changed: Sequence[Changed]) -> Iterator[Move]:
        """Yield the people who move, by their level before and now."""
        regions = self._regions(changed)
        for was, before in _outcomes(self._old):
            for is_now, after in _outcomes(self._new):
                if was == is_now:
                    continue
                question = f"whether somebody moves from {_name(was)} to {_name(is_now)}"
                if self._is_somebody(question, (*before, *after)):
                    lines, because = UNTOLD if regions is None or None in {was, is_now} else regions.of(self._rank(was), self._rank(is_now))
                    yield Move(was, is_now, self._witness((*before, *after)), self._share((*before, *after)), lines, because)

    def services(self) -> Iterator[ServiceMove]:
        """Yield the people who gain or lose a service."""
        names = dict.fromkeys(name for decisions in (self._old, self._new) for each in decisions.definition.criteria for name in each.adds)
        for name in names:
            old, new = self._old.adds(name), self._new.adds(name)
            for is_added, parts in ((True, (new, self._new.negated(old))), (False, (old, self._old.negated(new)))):
                whom = (*parts, *_whom(self._old), *_whom(self._new))
                if self._is_somebody(f"whether somebody {'gains' if is_added else 'loses'} the service {quoted(name)}", whom):
                    yield ServiceMove(name, is_added, self._witness(whom), self._share(whom))

    def changed(self) -> list[Changed]:
        """Return the criteria that are not what they were, those that are gone last."""
        olds = {each.id: each for each in self._both.old.criteria}
        news = {each.id: each for each in self._both.new.criteria}
        pairs = [(olds.get(name), each) for name, each in news.items()]
        found = [found for old, new in pairs if (found := self._change(old, new)) is not None]
        return [*found, *(Changed(each, None) for name, each in olds.items() if name not in news)]

    def _change(self, old: Criterion | None, new: Criterion) -> Changed | None:
        """Return a criterion with its predecessor when they do not decide the same; with one condition where they are met by the same people."""
        if old is None:
            return Changed(None, new)
        if old.when == new.when or self._are_met_by_the_same(old, new):
            says_the_same = (old.effect, old.level, old.rules_out, set(old.adds)) == (new.effect, new.level, new.rules_out, set(new.adds))
            return None if says_the_same else Changed(replace(old, when=new.when), new)
        return Changed(old, new)

    def _are_met_by_the_same(self, old: Criterion, new: Criterion) -> bool:
        """Return whether two criteria are proved to be met by the same people: what is not decided is no reason to call a criterion unchanged."""
        try:
            return not self._everyone.has(differ(old.when, new.when))
        except UndecidedError:
            self.undecided.append(f"whether {quoted(new.id)} is met by the same people")
            return False

    def _regions(self, changed: Sequence[Changed]) -> Regions | None:
        """Return what describes who moves; None where that would not be short: with other levels, or with many changed criteria."""
        bearing = [each for each in changed if any(one is not None and one.level is not None for one in (each.old, each.new))]
        same_levels = [level.id for level in self._both.old.levels] == [level.id for level in self._both.new.levels]
        if not same_levels or not bearing:
            return None
        names = {each.id for each in bearing}
        # What is ruled out is no rank: criteria that rule out levels are told one by one, also those that did not change.
        bearing += [Changed(each, each) for each in self._both.new.criteria if rules_out(each.effect) and each.id not in names]
        if len(bearing) > MOST_CHANGED:
            return None
        names = {each.id for each in bearing}
        rest = replace(self._both.new, criteria=tuple(each for each in self._both.new.criteria if each.id not in names))
        try:
            return Regions(self._everyone, (*_whom(self._old), *_whom(self._new)), Decisions(rest), bearing)
        except UndecidedError:
            self.undecided.append("who exactly moves")
            return None

    def _is_somebody(self, question: str, parts: Sequence[Condition]) -> bool:
        try:
            return self._everyone.has(*parts)
        except UndecidedError:
            self.undecided.append(question)
            return False

    def _rank(self, level: str | None) -> int:
        return self._both.new.rank(level or "")

    def _witness(self, parts: Sequence[Condition]) -> FrozenDict[str, object]:
        try:
            someone = self._everyone.someone(*parts)
        except UndecidedError:  # which facts are enough; somebody told of completely was found before
            someone = next(person for person in self._everyone.met(parts[0]) if self._everyone.is_one(person, parts))
        return as_given({fact.id: fact for fact in self._both.facts}, someone or Case())

    def _share(self, parts: Sequence[Condition]) -> Fraction | None:
        try:
            return self._everyone.count(*parts)
        except UndecidedError:
            return None


def _whom(decisions: Decisions) -> tuple[Condition, ...]:
    return () if decisions.definition.is_for_everybody else (decisions.definition.applies_when,)


def _outcomes(decisions: Decisions) -> Iterator[tuple[str | None, tuple[Condition, ...]]]:
    """Yield each level with the conditions of the people who have it, and None with those of the people whom the criteria are not for."""
    for rank, level in enumerate(decisions.definition.levels):
        yield level.id, (*_whom(decisions), *decisions.is_level(rank))
    for applies in _whom(decisions):
        yield None, (decisions.negated(applies),)


def _name(level: str | None) -> str:
    return "no level" if level is None else quoted(level)
