"""The fold over conditions: with the truth of atoms it comes to what the definition says of every condition."""

from collections.abc import Iterable
from itertools import product

import pytest

from carelevel.logic.fold import Fold
from carelevel.logic.levels import level_of, reaches
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, Among, Atom, Holds, Named
from carelevel.model.facts import About, YesNo
from carelevel.model.truth import Truth, all_of, any_of, negate
from tests.property.drawn_sets import Drawing

ASKED = Among(YesNo("asked", About("Asked")), frozenset(("yes",)))


class Kleene(Fold[Truth]):
    """Folds conditions to their truth in one case."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case
        self.atoms: list[Atom] = []

    def atom(self, atom: Atom) -> Truth:
        self.atoms.append(atom)
        return meaning(atom, self.case)

    def all_of(self, parts: Iterable[Truth]) -> Truth:
        return all_of(parts)

    def any_of(self, parts: Iterable[Truth]) -> Truth:
        return any_of(parts)

    def negated(self, part: Truth) -> Truth:
        return negate(part)


@pytest.mark.parametrize("seed", range(40))
def test_a_fold_with_the_truth_of_atoms_is_the_definition(seed: int) -> None:
    """Groups, counts and named conditions included: every engine that folds relies on it."""
    drawing = Drawing(seed)
    drawing.definition()
    conditions = [drawing.condition(3) for _ in range(5)]
    for case in [drawing.case() for _ in range(5)]:
        fold = Kleene(case)
        assert [fold.condition(condition) for condition in conditions] == [meaning(condition, case) for condition in conditions]


def test_a_named_condition_is_folded_once() -> None:
    inside = AllOf((ASKED, ASKED))
    named = Named("named", About("Named"), inside)
    fold = Kleene(Case())

    assert fold.condition(AllOf((Holds(named, expected=True), Holds(named, expected=False), inside))) is Truth.UNKNOWN
    assert fold.atoms == [ASKED]


def test_a_level_is_reached_as_the_formula_says() -> None:
    """`reaches` asks about each rank what `level_of` answers at once."""
    top = 3
    make = Kleene(Case())
    truth = {True: Truth.MET, False: Truth.UNMET}
    for required, suggested, limit in product(range(top + 1), repeat=3):
        level = level_of(required, max(required, suggested), limit)
        for rank in range(1, top + 1):
            found = reaches(make, [truth[required >= rank]], [truth[suggested >= rank]], [truth[limit < rank]])
            assert found is truth[level >= rank]
