"""Where nobody is possible, shares are none and no contradiction leaves anybody out."""

from fractions import Fraction

from carelevel.api import loads
from carelevel.verify.proofs.case_space import CaseSpace, disagreeing

NOBODY = """
carelevel: 1
id: nobody
version: "1"
title: Nobody
levels: {outpatient: {title: Outpatient}, inpatient: {title: Inpatient}}
facts:
  danger: {type: yes_no}
  reviewed: {type: yes_no}
impossible:
  - {id: all, when: {any: [{danger: yes}, {danger: no}]}, because: Nobody is like this.}
contradictions:
  - {id: both, when: {danger: yes}, disputed: [danger], unless: {reviewed: yes}, because: They disagree.}
criteria:
  - {id: in-danger, requires: inpatient, when: {danger: yes}, because: Danger.}
"""


def test_of_nobody_nobody_is_left_out() -> None:
    definition = loads(NOBODY).definition
    everyone = CaseSpace(definition.facts, [item.when for item in definition.impossible], (), ())

    assert everyone.count(definition.criteria[0].when) == Fraction(0)
    assert disagreeing(definition) == ""
