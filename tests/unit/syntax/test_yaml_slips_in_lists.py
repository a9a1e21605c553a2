"""Slips at the beginning of list items, and open quotation marks: said at their own line, and not at the one where reading stopped."""

import pytest

from carelevel.api import loads
from carelevel.model.problems import CriteriaError

FILE = """\
carelevel: 1
id: lists
version: "1"
title: "A title"
population: "Adults"
levels: {low: {title: Low}, high: {title: High}}
facts: {risk: {type: yes_no}}
criteria:
  - id: first
    requires: high
    when: {risk: yes}
    because: Because.
    examples:
      - {case: {risk: yes}, is: met}
      - {case: {risk: no}, is: unmet}

  - id: second
    suggests: low
    when: {risk: no}
    because: Because.
"""


@pytest.mark.parametrize(
    ("whole", "slip", "said"),
    [
        ("  - id: second", "  - id second", "17:5: not-yaml: there is no colon in this line"),
        ("  - id: second", "  -id: second", "17:3: not-yaml: a space is missing after the dash"),
        ("  - id: second", "  - id:second", "17:5: not-yaml: a space is missing after the colon of `id`"),
        ("      - {case: {risk: yes}", "       {case: {risk: yes}", "14:8: not-yaml: this line is in a list but has no dash"),
        ("      - {case: {risk: yes}", "      {case: {risk: yes}", "14:7: not-yaml: this line is in a list but has no dash"),
        ('"A title"', '"A title', "4:8: not-yaml: the quotation mark that opens here is not closed in its line"),
        ('"Adults"', '"Adults" and others', "5:22: not-yaml: a text goes on after its closing quotation mark"),
    ],
)
def test_a_slip_is_said_at_its_line(whole: str, slip: str, said: str) -> None:
    assert FILE.count(whole) == 1

    with pytest.raises(CriteriaError) as caught:
        loads(FILE.replace(whole, slip), "lists.yaml")

    assert [str(problem).partition("\n")[0] for problem in caught.value.problems] == [f"lists.yaml:{said}"]
