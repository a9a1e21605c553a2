"""Compares two criteria sets by the facts that both share.

A person is what is known of the shared facts, all of them. Each set then leaves a range of levels possible, since the facts that it alone has are open.
Compared are the lower ends: the level that is certain whatever else is true. "The lowest level is this one" says two things: someone with these shared facts
has the level, and nobody with them has a lower one. The second is about everybody who differs in other facts. It is found by trying: a person is proposed,
whoever refutes it is sought, and what refutes it is kept as a condition on the shared facts alone, until nobody is proposed or nobody refutes.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from carelevel.answers.results import Barrier, Reason, Recommendation, RuledOut
from carelevel.api import CriteriaSet
from carelevel.logic.decision_formulas import Decisions, Rewriting, as_if
from carelevel.logic.english import joined
from carelevel.logic.meaning import meaning
from carelevel.logic.sat import UndecidedError
from carelevel.logic.work import proofs
from carelevel.model.cases import Case, as_given
from carelevel.model.conditions import EVERYBODY, NOBODY, AllOf, AnyOf, Atom, Condition, NoneOf
from carelevel.model.criteria import AgreesWith, Definition
from carelevel.model.facts import SetOf, base_facts
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CriteriaError, Problem, best_guess, did_you_mean, quoted
from carelevel.model.serialize import decision_digest, digest
from carelevel.model.truth import Truth
from carelevel.syntax.bundled import bundled_ids
from carelevel.verify.agree.alignment import Both, ComparedSet, aligned
from carelevel.verify.agree.results import Consistency, SharedPerson
from carelevel.verify.diff.results import Version

TRIES = 400
"""How many people are proposed for one pair of levels before it is given up."""


@proofs()
def agreement(one: CriteriaSet, other: CriteriaSet, within: int | None) -> Consistency:
    """Return whether two sets are at most so many levels apart on the facts that they share.

    Raises:
        CriteriaError: there is nothing to compare.
    """
    definitions = one.definition, other.definition
    said = [each for here, there in (definitions, definitions[::-1]) for each in here.agrees_with if each.id == there.id]
    if within is None and not said:
        _refuse_slips(*definitions)
    allowed = min((each.within for each in said), default=0) if within is None else within
    because = tuple(dict.fromkeys(each.because for each in said if within is None and each.within == allowed))
    both = aligned(*definitions)
    comparing = _Comparing(both)
    comparing.refuse_nobody()
    people = tuple(_person(found, (one, other), comparing) for found in comparing.further_apart(allowed))
    titles = [FrozenDict({level.id: level.title for level in each.levels}) for each in definitions]
    notes = (*both.notes, *(_what_files_say(definitions, said) if within is None else ()))
    versions = [Version(each.id, each.version, digest(each), decision_digest(each)) for each in definitions]
    return Consistency(
        one=versions[0],
        other=versions[1],
        within=allowed,
        because=because,
        facts=both.shared,
        alone=both.alone,
        levels=both.levels,
        people=people,
        notes=notes,
        undecided=tuple(comparing.undecided),
        titles=(titles[0], titles[1]),
    )


def _refuse_slips(one: Definition, other: Definition) -> None:
    """Refuse two sets of which neither names the other, but one names a set with nearly its id.

    Raises:
        CriteriaError: there is such a name.
    """
    slips = [
        Problem(
            "unknown-set",
            f"{quoted(each.id)} is neither of the two sets, and neither file names the other",
            place=each.place,
            hint=did_you_mean(each.id, (there.id,)),
        )
        for here, there in ((one, other), (other, one))
        for each in here.agrees_with
        if each.id not in bundled_ids() and best_guess(each.id, (there.id,)) is not None
    ]
    if slips:
        raise CriteriaError(slips)


def _what_files_say(definitions: tuple[Definition, Definition], said: list[AgreesWith]) -> Iterator[str]:
    """Yield what the files leave open, or say in two ways, of how many levels the sets may be apart."""
    if not said:
        names = joined([quoted(each.id) for each in definitions])
        yield f"of {names} neither names the other under `agrees_with`: no difference is allowed"
    numbers = sorted({each.within for each in said})
    if len(numbers) > 1:
        yield f"the files say different numbers of levels under `agrees_with`, {numbers[0]} and {numbers[-1]}: the smaller one counts"


class _Found:
    """Someone of whom all shared facts are known, with the rank of the lowest level that each set leaves possible."""

    def __init__(self, shared: Case, ranks: tuple[int, int], apart: int) -> None:
        self.shared = shared
        self.ranks = ranks
        self.apart = apart


class _Comparing:
    """Two sets over the same people.

    Attributes:
        facts: the facts that people differ in, by id.
        undecided: what was neither proved nor refuted, in words.
    """

    def __init__(self, both: Both) -> None:
        self._both = both
        self.facts = {fact.id: fact for fact in both.facts}
        self._everyone = both.everyone()
        self._lowest = _Lowest(both.one, both), _Lowest(both.other, both)
        self.undecided: list[str] = []

    def refuse_nobody(self) -> None:
        """Refuse to compare when there is no person to compare: every proof about nobody would hold.

        Raises:
            CriteriaError: no person is possible in both sets, or both are for none.
        """
        try:
            somebody = self._everyone.somebody()
        except UndecidedError:
            self.undecided.append("whether anybody is possible in both sets")
        else:
            if somebody is None:
                message = "nobody is left to compare: no person is possible in both sets, or the two are for different people"
                raise CriteriaError([Problem("nobody-to-compare", message, hint="look at `impossible` and `applies_when` in both")])

    def further_apart(self, within: int) -> Iterator[_Found]:
        """Yield someone for each pair of levels that lie further apart, the furthest first."""
        one, other = self._both.one, self._both.other
        pairs = product(range(len(one.below)), range(len(other.below)))
        apart = [(distance, *pair) for pair in pairs if (distance := self._both.apart(*pair)) > within]
        for distance, rank, other_rank in sorted(apart, key=lambda each: (-each[0], -max(each[1:]), each)):
            try:
                shared = self._someone(rank, other_rank)
            except UndecidedError:
                names = (quoted(side.definition.levels[at].id) for side, at in ((one, rank), (other, other_rank)))
                self.undecided.append(f"whether somebody is at {' in the one and at '.join(names)} in the other")
            else:
                if shared is not None:
                    yield _Found(shared, (rank, other_rank), distance)

    def _someone(self, *ranks: int) -> Case | None:
        """Return shared facts with which the lowest level of each set is the one of a rank; None when nobody has such.

        Raises:
            UndecidedError: diagrams and solver are over their budgets, or it took too many tries.
        """
        pairs = list(zip(self._lowest, ranks, strict=True))
        wanted = [part for lowest, rank in pairs for part in lowest.is_level(rank)]
        for _ in range(TRIES):
            person = self._everyone.somebody(*wanted, *(part for lowest, rank in pairs for part in lowest.learned(rank)))
            if person is None:
                return None
            shared = _only(person, frozenset(self._both.shared))
            known = self._everyone.as_conditions(shared)
            if not any(self._is_refuted(lowest, rank, known) for lowest, rank in pairs):
                return shared
        raise UndecidedError

    def _is_refuted(self, lowest: "_Lowest", rank: int, known: tuple[Condition, ...]) -> bool:
        """Return whether someone with the same shared facts has a lower level; what that teaches is kept."""
        if rank == 0:
            return False
        lower = self._everyone.somebody(lowest.below(rank), *known)
        if lower is not None:
            lowest.learn(lower, rank)
        return lower is not None

    def fewest(self, shared: Case) -> Case:
        """Return as few of someone's shared facts as are enough for the same lowest and highest levels of both sets."""
        ends = [(min(ranks), max(ranks)) for ranks in self._ranks(shared)]
        found = shared
        for part in sorted(shared.parts(), key=lambda part: (part[1] is None, isinstance(self.facts[part[0]], SetOf))):
            fewer = found.only([each for each in found.parts() if each != part])
            if self._is_within(fewer, ends):
                found = fewer
        return found

    def _is_within(self, known: Case, ends: list[tuple[int, int]]) -> bool:
        """Return whether nobody of whom some facts are known has a level outside of a range, in either set; False where that was not decided."""
        parts = self._everyone.as_conditions(known)
        outside = [condition for each, (low, high) in zip(self._lowest, ends, strict=True) for condition in (each.below(low), each.above(high))]
        try:
            return all(self._everyone.somebody(condition, *parts) is None for condition in outside)
        except UndecidedError:
            return False

    def possible(self, known: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the levels that each set leaves possible for people of whom some facts are known."""
        sides = zip((self._both.one, self._both.other), self._ranks(known), strict=True)
        one, other = (tuple(side.definition.levels[rank].id for rank in ranks) for side, ranks in sides)
        return one, other

    def _ranks(self, known: Case) -> tuple[list[int], list[int]]:
        """Return the ranks of the levels that each set leaves possible; with those of which it was not decided."""
        parts = self._everyone.as_conditions(known)
        one, other = ([rank for rank in range(len(each.definition.levels)) if self._may_be(each.is_level(rank), parts)] for each in self._lowest)
        return one, other

    def _may_be(self, level: tuple[Condition, ...], parts: tuple[Condition, ...]) -> bool:
        try:
            return self._everyone.somebody(*level, *parts) is not None
        except UndecidedError:
            return True


class _Lowest:
    """The lowest level that one set leaves possible, as conditions."""

    def __init__(self, side: ComparedSet, both: Both) -> None:
        self._side = side
        self._facts = {fact.id: fact for fact in both.facts}
        self._decisions = Decisions(side.definition)
        self._learned: dict[int, list[Condition]] = {}

    def is_level(self, rank: int) -> tuple[Condition, ...]:
        """Return "the level is this one"."""
        return self._decisions.is_level(rank)

    @property
    def definition(self) -> Definition:
        return self._side.definition

    def above(self, rank: int) -> Condition:
        """Return "the level is a higher one"."""
        return self._decisions.at_least(rank + 1) if rank + 1 < len(self.definition.levels) else NOBODY

    def below(self, rank: int) -> Condition:
        """Return "the level is a lower one"."""
        return self._decisions.negated(self._decisions.at_least(rank))

    def learned(self, rank: int) -> list[Condition]:
        """Return what is known to be true of the shared facts of everyone whose lowest level is the one of a rank."""
        return self._learned.get(rank, [])

    def learn(self, person: Case, rank: int) -> None:
        """Keep that people with the facts that this person has beyond the shared ones have the level of a rank, or are not possible."""
        fixed = Rewriting(lambda atom: self._fixed(atom, person))
        outside = NoneOf((AllOf(tuple(map(fixed.of, self._side.possible))),))
        self._learned.setdefault(rank, []).append(AnyOf((outside, fixed.of(self._decisions.at_least(rank)))))

    def _fixed(self, atom: Atom, person: Case) -> Condition:
        """Return an atom as it is for someone with this person's values of the facts that are not shared."""
        bases = base_facts(atom.fact)
        own = [name for name in bases if name in self._side.own]
        if not own:
            return atom
        if len(own) == len(bases):
            return EVERYBODY if meaning(atom, person) is Truth.MET else NOBODY
        changed: Condition = atom
        for name in own:
            (value,) = person.values[name]
            changed = as_if(self._facts[name], value).of(changed)
        return changed


def _only(person: Case, names: frozenset[str]) -> Case:
    """Return a case with some of its facts."""
    return person.only([(fact, member) for fact, member in person.parts() if fact in names])


def _person(found: _Found, sets: tuple[CriteriaSet, CriteriaSet], comparing: _Comparing) -> SharedPerson:
    """Return someone with as few of the shared facts as are enough for both sets to leave possible what they do when all are known."""
    witness = comparing.fewest(found.shared)
    case = as_given(comparing.facts, witness)
    one, other = (each.recommend(case) for each in sets)
    possible, other_possible = comparing.possible(witness)
    return SharedPerson(
        levels=_two(each.definition.levels[rank].id for each, rank in zip(sets, found.ranks, strict=True)),
        apart=found.apart,
        witness=case,
        possible=(possible, other_possible),
        because=(_bearing(one), _bearing(other)),
        disputed=(_disputed(one), _disputed(other)),
    )


def _two(names: Iterable[str]) -> tuple[str, str]:
    one, other = names
    return one, other


def _disputed(answer: Recommendation) -> tuple[str, ...]:
    return tuple(each.id for each in answer.contradictions)


def _bearing(answer: Recommendation) -> FrozenDict[str, str]:
    """Return the criteria that are met and bear on the level, with their reasons."""
    bearing: tuple[Reason | Barrier | RuledOut, ...] = (*answer.reasons, *answer.barriers, *answer.ruled_out)
    return FrozenDict({each.criterion: each.because for each in bearing})
