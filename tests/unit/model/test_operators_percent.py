"""Bounds of percentages: what is refused, and what to write."""

import pytest

from carelevel.api import loads
from carelevel.model.problems import CriteriaError

SHARES = """
carelevel: 1
id: shares
version: "1"
title: Shares
levels: {{low: {{title: Low}}, high: {{title: High}}}}
facts: {{now: {{type: score, range: [0, 9]}}, start: {{type: score, range: [0, 9]}}}}
derived: {{share: {{percent: {{of: now, to: start}}}}}}
criteria:
  - {{id: worse, suggests: high, when: {{share: {said}}}, because: It got worse.}}
"""


@pytest.mark.parametrize(
    ("said", "code", "hint"),
    [
        ('"50 %"', "wrong-type", "write 50"),
        ('{at_least: "50"}', "wrong-type", "write 50"),
        ("{at_least: much}", "wrong-type", None),
        ("{at_least: 50.5}", "wrong-type", None),
        ("{at_least: 1e400}", "wrong-type", None),
        ("{at_least: 2000}", "out-of-range", None),
        ('">= 50"', "wrong-type", "write {at_least: 50}"),
        ('"> 50"', "wrong-type", "write {over: 50}"),
        ('">= x"', "wrong-type", None),
        ('"not 50"', "wrong-type", "write {is_not: 50}"),
        ('"!= x"', "wrong-type", None),
    ],
)
def test_what_is_no_whole_percent_is_refused_with_what_to_write(said: str, code: str, hint: str | None) -> None:
    with pytest.raises(CriteriaError) as caught:
        loads(SHARES.format(said=said))

    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == (code, hint)
    assert "0 to 1000" in problem.message


def test_a_bound_that_excludes_itself_is_named_as_it_is_written() -> None:
    with pytest.raises(CriteriaError) as caught:
        loads(SHARES.format(said="{above: 50}"))

    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == ("unknown-key", "write `over: 50`")
