"""A small clinic that keeps records."""

import pytest

from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet, loads

WHEN = "2026-11-25T14:30:00+01:00"

CRITERIA = """
carelevel: 1
id: clinic
version: "1"
title: Clinic
levels: {outpatient: {title: Outpatient}, iop: {title: IOP}, inpatient: {title: Inpatient}}
override_reasons:
  no-place: No place is free at this level within reach.
  declined: The person declines this level.
facts:
  age: {type: score, range: [0, 120]}
  phq9: {type: score, range: [0, 27], worse: high}
  gad7: {type: score, range: [0, 21], worse: high}
  suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
  therapy: {type: choice, values: [never, helping, stopped, not_enough]}
  conditions: {type: set, values: [ocd, ptsd, anxiety]}
  has_work: {type: yes_no}
  shoe_size: {type: score, range: [20, 50]}
derived:
  distress: {sum: [phq9, gad7]}
applies_when: {age: {at_least: 18}}
criteria:
  - {id: imminent-risk, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
  - {id: distress, suggests: iop, when: {distress: {at_least: 20}, therapy: not_enough}, because: Therapy did not help.}
  - {id: older, suggests: iop, when: {age: {at_least: 65}, suicide_risk: {at_least: high}}, because: Older people need more.}
  - {id: ocd, suggests: iop, when: {conditions: {includes: ocd}, phq9: {at_least: 15}}, because: OCD needs more.}
"""

PERSON = {"age": 34, "phq9": 12, "gad7": 13, "suicide_risk": "low", "therapy": "not_enough", "conditions": ["ptsd"], "has_work": "yes", "shoe_size": 41}


@pytest.fixture(scope="session")
def clinic() -> CriteriaSet:
    return loads(CRITERIA, "clinic.yaml")


@pytest.fixture(scope="session")
def answer(clinic: CriteriaSet) -> Recommendation:
    return clinic.recommend(PERSON)
