"""Budgets made small, to see what is said when they run out."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from carelevel.logic import level_diagram, possible_by_solver, possible_levels
from carelevel.verify.proofs import case_space


@contextmanager
def without_room(nodes: int) -> Iterator[None]:
    """Leave diagrams no more than some nodes, and the solver as little work."""
    with pytest.MonkeyPatch.context() as patch:
        if nodes < level_diagram.NODES:
            patch.setattr(level_diagram, "NODES", nodes)
            patch.setattr(possible_levels, "NODES", nodes)
            patch.setattr(possible_by_solver, "SOLVER_WORK", 0)
            for budget in ("NODES", "FEW_NODES"):
                patch.setattr(case_space, budget, nodes)
            patch.setattr(case_space, "SOLVER_WORK", 0)
        yield
