"""Budgets made small, to see what is said when they run out."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from carelevel import engine, exact
from carelevel.proofs import everyone


@contextmanager
def without_room(nodes: int) -> Iterator[None]:
    """Leave diagrams no more than some nodes, and the solver as little work."""
    with pytest.MonkeyPatch.context() as patch:
        if nodes < engine.NODES:
            patch.setattr(engine, "NODES", nodes)
            patch.setattr(exact, "SOLVER_WORK", 0)
            for budget in ("NODES", "FEW_NODES"):
                patch.setattr(everyone, budget, nodes)
            patch.setattr(everyone, "SOLVER_WORK", 0)
        yield
