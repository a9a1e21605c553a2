"""Where every fact pushes the level one way, two completions have the lowest and the highest level."""

from carelevel.api import loads
from carelevel.logic.monotonicity import best_and_worst, open_atoms
from carelevel.model.cases import Case

SET = """
carelevel: 1
id: one-way
version: "1"
title: One way
levels: {outpatient: {title: Outpatient}, inpatient: {title: Inpatient}}
facts:
  risk: {type: scale, values: [low, high], worse: high}
  harm: {type: scale, values: [low, high], worse: high}
  phq: {type: score, range: [0, 27], worse: high}
  gad: {type: score, range: [0, 21]}
  conditions: {type: set, values: [ocd, ptsd]}
derived:
  phq_band: {bands: {of: phq, low: [0, 9], high: [10, 27]}}
  overall: {worst: [risk, harm, phq_band]}
  total: {sum: [phq, gad]}
  total_band: {bands: {of: total, low: [0, 20], high: [21, 48]}}
criteria:
  - id: everything
    requires: inpatient
    because: All of it at once.
    when: {overall: high, total_band: high, total: {at_least: 48}, conditions: {includes: ocd, excludes: ptsd}}
"""


def test_the_best_and_the_worst_of_facts_that_push_one_way() -> None:
    criteria = loads(SET)
    nobody = Case()

    found = best_and_worst(nobody, open_atoms(criteria.definition.criteria[0].when, nobody))

    assert found is not None
    best, worst = found
    assert (criteria.decide(best).level, criteria.decide(worst).level) == ("outpatient", "inpatient")
    assert [case.includes("conditions", member) for case in found for member in ("ocd", "ptsd")] == [False, True, True, False]
    assert {name: min(known, key=str) for name, known in worst.values.items()} == {"risk": "high", "harm": "high", "phq": 27, "gad": 21}


def test_facts_that_push_both_ways_have_neither() -> None:
    criteria = loads(SET.replace("excludes: ptsd}}", "excludes: ptsd}, risk: low}"))

    assert best_and_worst(Case(), open_atoms(criteria.definition.criteria[0].when, Case())) is None
