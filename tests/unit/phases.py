"""A small set with sections: admission and continued stay."""

from carelevel.api import CriteriaSet, loads

PHASES = """\
carelevel: 1
id: phases
version: "1"
title: Phases
levels:
  outpatient: {title: Outpatient care}
  iop: {title: Intensive outpatient program}
  php: {title: Partial hospitalization}
services: {rest: Rest}
facts:
  stage: {type: choice, values: [admission, continued_stay]}
  symptoms: {type: scale, values: [none, mild, moderate, severe], worse: high}
  progress: {type: yes_no}
criteria:
  - {id: tired, adds: [rest], when: {symptoms: moderate, progress: no}, because: Rest helps.}
  - {id: danger, requires: php, when: {symptoms: severe, progress: no}, because: It cannot wait.}
sections:
  - id: admission
    title: Admission
    when: {stage: admission}
    source: leaflet
    examples:
      - {case: {stage: admission}, is: met}
    criteria:
      - id: severe
        suggests: php
        when: {symptoms: severe}
        because: Severe symptoms need days.
        examples:
          - {case: {symptoms: severe}, is: met}
      - {id: moderate, suggests: iop, when: {symptoms: moderate}, because: Moderate symptoms need hours.}
      - {id: better, limits_to: iop, when: {progress: yes}, because: Days would be too much.}
    otherwise: {id: no-admission, suggests: outpatient, because: Weekly care is enough., source: leaflet}
  - id: continued-stay
    title: Continued stay
    when: {stage: continued_stay}
    criteria:
      - {id: still-severe, suggests: iop, when: {symptoms: {at_least: moderate}, progress: yes}, because: The program helps.}
    otherwise: {id: step-down, suggests: outpatient, because: Step-down is to be planned.}
sources:
  leaflet: {title: A leaflet}
"""


def phases(old: str = "", new: str = "") -> CriteriaSet:
    """Return the set, with one text in place of another."""
    assert old in PHASES
    return loads(PHASES.replace(old, new) if old else PHASES)
