"""The proofs of `check` against an outside solver; `python -m tests.property.with_z3` does it by the hundred."""

import pytest

z3 = pytest.importorskip("z3", reason="a cross-check: pip install --group cross-check")


def test_the_proofs_of_larger_sets_agree_with_z3() -> None:
    from tests.property.with_z3 import Larger, Ruling, compare

    drawing, ruling = Larger("with z3"), Ruling("with z3")

    assert compare(drawing.definition()) + compare(drawing.definition()) + compare(ruling.definition())
