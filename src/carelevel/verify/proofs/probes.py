"""Probes: a fact's values tried on single people, as cheap evidence that the fact matters before anything is proved."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import assert_never

from carelevel.logic.levels import Range, level_range, rules_of
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.conditions import atoms
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.facts import Scalar, SetOf, Value, base_facts
from carelevel.model.truth import Truth
from carelevel.verify.proofs.case_space import CaseSpace

Answer = tuple[int, int, int, frozenset[str], frozenset[str]]


class Trials:
    """Tries values on people who meet one criterion and are ordinary otherwise.

    Args:
        definition: what is tried.
        everyone: its people.
    """

    def __init__(self, definition: Definition, everyone: CaseSpace) -> None:
        self._definition = definition
        self._everyone = everyone
        self._rules = [rule for _, rule in rules_of(definition)]
        self._naming: dict[str, list[Criterion]] = {}
        for criterion in definition.criteria:
            for name in dict.fromkeys(name for atom in atoms(criterion.when) for name in base_facts(atom.fact)):
                self._naming.setdefault(name, []).append(criterion)
        self._truths: dict[Case, Mapping[str, Truth]] = {}

    def naming(self, fact: str) -> Sequence[Criterion]:
        """Return the criteria that name a fact."""
        return self._naming.get(fact, [])

    def turns(self, fact: Scalar, values: Sequence[Value]) -> Iterator[int]:
        """Yield the places in a list of values at which the answer of some person changes, all other facts being the same."""
        for person in self._people(fact.id):
            answers = self._answers(person, fact.id, (person.narrowed(fact.id, frozenset((value,))) for value in values))
            yield from (place for place, (one, other) in enumerate(pairwise(answers), 1) if None not in {one, other} and one != other)

    def members_matter(self, fact: SetOf) -> bool:
        """Return whether the answer of some person changes when one member is added to a set or removed from it."""
        for person in self._people(fact.id):
            for member in fact.values:
                answers = set(self._answers(person, fact.id, (person.with_member(fact.id, member, held) for held in (False, True))))
                if len(answers) == 2 and None not in answers:
                    return True
        return False

    def _people(self, fact: str) -> Iterator[Case]:
        return (person for criterion in self.naming(fact) for person in self._everyone.met(criterion.when))

    def _answers(self, person: Case, fact: str, others: Iterable[Case]) -> Iterator[Answer | None]:
        """Yield the answer for a person with one fact changed in some ways; None where no possible person is like that."""
        if person not in self._truths:
            self._truths[person] = {each.id: meaning(each.when, person) for each in self._definition.criteria}
        truths = self._truths[person]
        for other in others:
            if self._everyone.is_one(other, ()):
                yield self._answer({**truths, **{each.id: meaning(each.when, other) for each in self.naming(fact)}})
            else:
                yield None

    def _answer(self, truths: Mapping[str, Truth]) -> Answer:
        bearing = [truths[criterion.id] for criterion in self._definition.criteria if criterion.level is not None]
        known = level_range(self._rules, bearing, len(self._definition.levels) - 1)
        met = [criterion for criterion in self._definition.criteria if truths[criterion.id] is Truth.MET]
        services = frozenset(service for criterion in met for service in criterion.adds)
        named = frozenset(each.id for each in met if self._is_named(each, known))
        return known.lowest, known.unraised.lowest, known.required[0], services, named

    def _is_named(self, criterion: Criterion, known: Range) -> bool:
        """Return whether an answer names a criterion that is met, whatever the level: as a barrier, as a reason for the lowest level, or as what raised it."""
        match criterion.effect:
            case "limits_to":
                return self._definition.rank(criterion.level or "") < known.suggested[0]
            case "suggests":
                return known.lowest == 0 and self._definition.rank(criterion.level or "") == 0
            case "rules_out":
                return any(known.unraised.lowest <= self._definition.rank(level) < known.lowest for level in criterion.rules_out)
            case "requires" | "adds":
                return False
            case _:
                assert_never(criterion.effect)
