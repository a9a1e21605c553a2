"""Which small changes of a criteria set its examples and vignettes would not notice.

A mutant is killed by an example that comes out otherwise under it, or by a vignette that fails. Of those that nothing kills it is proved whether they decide
the same for everyone; then there is nothing to notice. What is left has survived, and comes with a person for whom it decides otherwise.
"""

from collections.abc import Iterator, Sequence

from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet
from carelevel.logic.contradictions import undisputed
from carelevel.logic.decision_formulas import Decisions
from carelevel.logic.meaning import meaning
from carelevel.logic.sat import UndecidedError
from carelevel.logic.work import proofs
from carelevel.model.cases import Case
from carelevel.model.conditions import EVERYBODY, NOBODY, AllOf, Condition, NoneOf
from carelevel.model.criteria import Criterion, Definition, Documentation
from carelevel.model.frozen import record
from carelevel.model.truth import Truth
from carelevel.model.vignettes import Expectation, Vignette
from carelevel.verify.checks.expected import differences
from carelevel.verify.testing.atoms import Places
from carelevel.verify.testing.coverage import anybody
from carelevel.verify.testing.full_witness import somebody
from carelevel.verify.testing.mutants import Mutant, mutants

_DOCUMENTATION = {"documentation_there", "documentation_lacking", "documentation_unknown", "missing_for_documentation"}
"""The members of answers that follow from documentation."""


@record
class Otherwise:
    """A person for whom a mutant answers otherwise, and in what; in the level, or in whether the criteria apply, where nothing else is named.

    Attributes:
        person: as few facts as are enough, whatever else may be true of the person.
        service: the service in which the answer differs.
        documentation: the documentation in which it differs.
    """

    person: Case
    service: str | None = None
    documentation: str | None = None


@record
class Survivor:
    """A mutant that no test noticed, and a person for whom it answers otherwise.

    Attributes:
        mutant: the mutant.
        otherwise: the person, and in what the answer differs.
        answer: the answer for the person under the criteria as they are.
    """

    mutant: Mutant
    otherwise: Otherwise
    answer: Recommendation


@record
class Mutation:
    """What became of the mutants of a criteria set.

    Attributes:
        killed: how many an example or a vignette noticed.
        same: those that were not noticed and decide the same for everyone, which is proved.
        survivors: those that were not noticed and decide otherwise for some person.
        undecided: those that were not noticed, where the budget did not decide it.
    """

    killed: int
    same: tuple[Mutant, ...]
    survivors: tuple[Survivor, ...]
    undecided: tuple[Mutant, ...]

    @property
    def total(self) -> int:
        """How many mutants there were."""
        return self.killed + len(self.same) + len(self.survivors) + len(self.undecided)


@proofs()
def mutation(criteria: CriteriaSet, places: Places, vignettes: Sequence[Vignette], *, with_examples: bool = True) -> Mutation:
    """Return what becomes of every mutant of a criteria set whose examples and vignettes pass.

    Args:
        criteria: the set.
        places: where the leaves of its conditions are written.
        vignettes: those that pass; none that is still to do.
        with_examples: whether its examples may notice, too.
    """
    definition = criteria.definition
    tests = _Tests(definition, vignettes, with_examples=with_examples)
    proofs = _Proofs(definition)
    killed = 0
    same: list[Mutant] = []
    undecided: list[Mutant] = []
    survivors: list[Survivor] = []
    for mutant in mutants(definition, places):
        if tests.kill(mutant):
            killed += 1
            continue
        try:
            found = proofs.someone_decided_otherwise(mutant)
        except UndecidedError:
            undecided.append(mutant)
            continue
        if found is None:
            same.append(mutant)
        else:
            survivors.append(Survivor(mutant, found, criteria.recommend(found.person)))
    return Mutation(killed, tuple(same), tuple(survivors), tuple(undecided))


class _Tests:
    """Examples and vignettes, ready to be run on mutants. The truth of each criterion in each case is remembered."""

    def __init__(self, definition: Definition, vignettes: Sequence[Vignette], *, with_examples: bool) -> None:
        self._definition = definition
        self._with_examples = with_examples
        self._vignettes = vignettes
        self._statuses = [self._of(definition, undisputed(definition, vignette.case)) for vignette in vignettes]

    def _of(self, definition: Definition, case: Case) -> dict[str, tuple[Condition, Truth]]:
        return {criterion.id: (criterion.when, meaning(criterion.when, case)) for criterion in definition.criteria}

    def kill(self, mutant: Mutant) -> bool:
        """Return whether an example changes, or a vignette fails, under a mutant."""
        old = {criterion.id: criterion for criterion in self._definition.criteria}
        changed = [criterion for criterion in mutant.definition.criteria if criterion != old[criterion.id]]
        if self._with_examples and self._example_turns(mutant.definition, [(old[criterion.id], criterion) for criterion in changed]):
            return True
        gone = [criterion for criterion in self._definition.criteria if criterion.id not in {other.id for other in mutant.definition.criteria}]
        changed_set = CriteriaSet(mutant.definition)
        return any(self._fails(changed_set, vignette) for vignette in self._touched(mutant.definition, changed, gone))

    def _example_turns(self, definition: Definition, changed: Sequence[tuple[Criterion, Criterion]]) -> bool:
        """Return whether an example of a changed criterion, or section, comes out otherwise."""
        phases = zip(self._definition.sections, definition.sections, strict=True)
        turned = [(old.when, new.when, old.examples) for old, new in phases if old.when is not new.when]
        turned += [(old.own, new.own, old.examples) for old, new in changed if old.own is not new.own]
        return any(
            meaning(old, case) is not meaning(new, case)
            for old, new, examples in turned
            for case in (undisputed(self._definition, example.case) for example in examples)
        )

    def _touched(self, definition: Definition, changed: Sequence[Criterion], gone: Sequence[Criterion]) -> Iterator[Vignette]:
        """Yield the vignettes whose answer can change, those in which a criterion certainly changed first."""
        later: list[Vignette] = []
        are_documents_changed = bool(_changed_documentation(self._definition, definition))
        for vignette, statuses in zip(self._vignettes, self._statuses, strict=True):
            pairs = [(statuses[each.id][1], meaning(each.when, undisputed(definition, vignette.case)), each.when is statuses[each.id][0]) for each in changed]
            pairs += [(statuses[each.id][1], Truth.UNMET, False) for each in gone]
            is_about_documentation = are_documents_changed and not _DOCUMENTATION.isdisjoint(_members(vignette.expect))
            if is_about_documentation or definition.applies_when is not self._definition.applies_when or any(old is not new for old, new, _ in pairs):
                yield vignette
            # The truth is the same both times, for every completion of the case: only what a criterion says when it is met can differ.
            elif any(old is Truth.UNKNOWN or (is_same_condition and old is Truth.MET) for old, _, is_same_condition in pairs):
                later.append(vignette)
        yield from later

    def _fails(self, criteria: CriteriaSet, vignette: Vignette) -> bool:
        return any(True for _ in differences(vignette.expect, criteria.recommend(vignette.case)))


class _Proofs:
    """Everyone, and what the definition decides of them, for all mutants together."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._decisions = Decisions(definition)
        # A witness includes the facts that `applies_when` asks about: without them its answer would not be settled.
        self._people = anybody(definition)
        self._applies = definition.applies_when

    def someone_decided_otherwise(self, mutant: Mutant) -> Otherwise | None:
        """Return a person with a settled answer for whom a mutant answers otherwise.

        None when it decides the same for everyone.

        Raises:
            UndecidedError: that was neither proved nor refuted within the budget.
        """
        applied = self._applied_otherwise(mutant.definition) or self._part_otherwise(mutant.definition)
        if applied is not None:
            return applied
        found = [*self._decided(Decisions(mutant.definition)), *self._documented(mutant.definition)]
        return min(found, key=lambda each: len(each.person.parts()), default=None)

    def _decided(self, other: Decisions) -> Iterator[Otherwise]:
        """Yield people with another level or another service."""
        for service, parts in self._ways(other):
            person = somebody(self._people, (self._applies, *parts), [self._applies])
            if person is not None:
                yield Otherwise(person, service)

    def _documented(self, other: Definition) -> Iterator[Otherwise]:
        """Yield people with one level for whom documentation is shown by only one of two definitions, or there by only one."""
        own = self._decisions
        for old, new in _changed_documentation(self._definition, other):
            for rank, level in enumerate(own.definition.levels):
                before, after = (_needed_and_there(item, level.id) for item in (old, new))
                decisive = [self._applies, *before, *after]
                for parts in _differing(before, after):
                    person = somebody(self._people, (self._applies, *own.is_level(rank), *parts), decisive)
                    if person is not None:
                        yield Otherwise(person, documentation=old.id)

    def _ways(self, other: Decisions) -> Iterator[tuple[str | None, Sequence[Condition]]]:
        """Yield the ways to be decided otherwise: at this level and not at it any more; with this service and no longer, without it and now with it."""
        own = self._decisions
        for rank in range(own.top + 1):
            parts = own.is_level(rank)
            if any(old != new for old, new in zip(parts, other.is_level(rank), strict=True)):
                yield None, (*parts, NoneOf((AllOf(other.is_level(rank)),)))
        for service in dict.fromkeys(service for criterion in self._definition.criteria for service in criterion.adds):
            old, new = own.adds(service), other.adds(service)
            if old != new:
                yield service, (old, other.negated(new))
                yield service, (own.negated(old), new)

    def _applied_otherwise(self, other: Definition) -> Otherwise | None:
        """Return a person that only one of two definitions is for."""
        old, new = self._applies, other.applies_when
        if old is new:
            return None
        found = [somebody(self._people, parts, [old, new]) for parts in ((old, NoneOf((new,))), (NoneOf((old,)), new))]
        return next((Otherwise(person) for person in found if person is not None), None)

    def _part_otherwise(self, other: Definition) -> Otherwise | None:
        """Return a person who meets a part of `applies_when` by only one of two definitions: what the answer refers to is not the same."""
        new = {part.id: part.when for part in other.applies_parts}
        for part in self._definition.applies_parts:
            old, now = part.when, new.get(part.id, EVERYBODY)
            if old is not now:
                for parts in ((old, NoneOf((now,))), (NoneOf((old,)), now)):
                    person = somebody(self._people, parts, [old, now])
                    if person is not None:
                        return Otherwise(person)
        return None


def _changed_documentation(old: Definition, new: Definition) -> list[tuple[Documentation, Documentation | None]]:
    """Return the documentation of a definition that is another one in a mutant; None for what the mutant leaves out."""
    anew = {item.id: item for item in new.documentation}
    pairs = [(item, anew.get(item.id)) for item in old.documentation]
    return [(item, other) for item, other in pairs if other is None or not _is_same(item, other)]


def _is_same(one: Documentation, other: Documentation) -> bool:
    # Conditions that a mutant leaves as they are stay the same objects.
    return one.levels == other.levels and one.when is other.when and one.needs is other.needs


def _needed_and_there(item: Documentation | None, level: str) -> tuple[Condition, Condition]:
    """Return the conditions under which documentation is shown with a level, and is there."""
    return item.conditions if item is not None and level in item.levels else (NOBODY, NOBODY)


def _differing(old: tuple[Condition, Condition], new: tuple[Condition, Condition]) -> Iterator[tuple[Condition, ...]]:
    """Yield the ways in which documentation differs: it is needed by only one of two definitions, or by both and there by only one."""
    for one, other in ((old, new), (new, old)):
        if one[0] is not other[0]:
            yield one[0], NoneOf((other[0],))
        if one[1] is not other[1]:
            yield *one, other[0], NoneOf((other[1],))


def _members(expect: Expectation) -> set[str]:
    """Return the members of answers that an expectation is about."""
    return {*expect.among, *expect.exactly, *expect.without}
