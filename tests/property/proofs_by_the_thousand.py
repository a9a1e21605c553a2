"""The proofs of `check` and the comparisons of `diff` against a look at every person, by the thousand.

    python -m tests.property.proofs_by_the_thousand SETS [SEED]

Each set is drawn anew, and so is a second version of one in four, both in whole numbers or both in steps. It prints how far it has come, and stops at the first difference with the set that shows it.
"""

import sys
import time
from collections import Counter
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.property.drawn_proofs import sets_with_faults
from tests.property.oracle import Plain
from tests.property.steps import perhaps_steps
from tests.property.test_diff import compare_versions, two_versions
from tests.property.test_proofs import compare

BATCH = 100


def run(sets: int, first: int) -> Counter[str]:
    """Compare so many sets; return how often each finding came up."""
    seen: Counter[str] = Counter()

    @seed(first)
    @settings(max_examples=sets, database=None, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(*[sets_with_faults()] * 3, two_versions()), perhaps_steps)
    def once(drawn: Plain | tuple[Plain, Plain], step: Decimal | None) -> None:
        if isinstance(drawn, tuple):
            compare_versions(*drawn, step)
            seen["versions"] += 1
        else:
            seen.update({code for code, _ in compare(drawn).all()} or {"nothing"})
            seen["sets"] += 1

    once()
    return seen


def main() -> None:
    """Compare as many sets as asked for, a hundred at a time."""
    sets, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    start, seen = time.monotonic(), Counter[str]()
    for batch in range((sets + BATCH - 1) // BATCH):
        seen += run(BATCH, first * 1000 + batch)
        print(f"{dict(seen)}, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
