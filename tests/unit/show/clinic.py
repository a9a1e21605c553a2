"""A small criteria set that has one of everything that a reader is shown."""

CLINIC = """
carelevel: 1
id: clinic
version: "3"
title: Our clinic
population: Adults who ask for care
applies_when: {age: {at_least: 18}}
effective: {from: 2026-11-01}
sources:
  guideline: {title: "Guideline, 2nd edition", url: "https://example.org/guideline", doi: 10.1234/abc}
  convention: {title: Convention of our clinic}
levels:
  outpatient: {title: Outpatient, setting: home, hours_per_week: [0, 3]}
  iop: {title: Intensive outpatient (IOP), setting: home, hours_per_week: [9, 19], source: [guideline]}
  residential: {title: Residential, setting: facility}
  inpatient: {title: Inpatient, setting: hospital}
services:
  cbt: Cognitive behavioural therapy
  erp: Exposure and response prevention
  plan: Safety plan, with means out of reach
facts:
  age: {type: score, range: [0, 120], or_more: yes, unit: years, changes: no, ask: How old is the person?}
  suicide_risk:
    type: scale
    values: [none, low, high, imminent]
    worse: high
    titles: {none: absent}
    ask: What did the assessment of suicide risk find?
    help: Of today.
    source: [guideline]
  weeks: {type: score, range: [0, 52], or_more: yes, unit: weeks, title: time in weekly therapy}
  phq9: {type: score, range: [0, 27], worse: high, title: PHQ-9 total}
  phq9_at_start: {type: score, range: [0, 27], worse: high, title: PHQ-9 total at the start}
  weekly_therapy:
    type: choice
    values: [never_tried, helping, not_enough]
    ask: How has weekly therapy gone?
  works:
    type: yes_no
    titles: {yes: the person works or studies, no: the person neither works nor studies}
    ask: Does the person work or study?
  needs_structure: {type: yes_no, worse: yes}
  conditions: {type: set, values: [ocd, ptsd, anxiety], titles: {ocd: OCD, ptsd: PTSD}}
derived:
  phq9_band: {bands: {of: phq9, low: [0, 9], middle: [10, 14], high: [15, 27]}, title: PHQ-9 band}
  gain: {sum: [phq9_at_start, {of: phq9, times: -1}], title: gain since the start}
  failed:
    when: {weekly_therapy: not_enough, weeks: {at_least: 6}}
    titles: {yes: weekly therapy was given a fair try, no: weekly therapy was given no fair try}
impossible:
  - {id: no-weeks, when: {weekly_therapy: never_tried, weeks: {at_least: 1}}, because: Weeks are counted for someone who has had some., source: [convention]}
criteria:
  - id: danger
    requires: inpatient
    when: {suicide_risk: imminent}
    because: Cannot be kept safe at home
    source: [{id: guideline, at: section 4}]
  - id: high-risk
    requires: iop
    when: {suicide_risk: {at_least: high}}
    because: High risk asks for contact on several days a week.
    source: [guideline, convention]
  - {id: failed-therapy, suggests: iop, when: {failed: yes}, because: Weekly therapy was not enough., source: [guideline]}
  - {id: structure, suggests: residential, when: {needs_structure: yes}, because: Structure is needed at night too.}
  - {id: little-gain, suggests: iop, when: {phq9_band: {at_least: middle}, gain: {at_most: 0}}, because: Nothing has changed for the better.}
  - {id: work, limits_to: outpatient, when: {works: yes}, because: Work would have to be put down., source: [convention]}
  - {id: ocd, adds: [erp, cbt], when: {conditions: {includes: ocd}}, because: These are the first choice for OCD., source: [guideline]}
  - {id: plan, adds: [plan], when: {any: [suicide_risk: {at_least: low}, phq9: {at_least: 20}]}, because: Any sign of thoughts of suicide goes with a plan.}
invariants:
  - {id: danger-is-inpatient, when: {suicide_risk: imminent}, level: {is: inpatient}}
  - {id: high-is-more, when: {suicide_risk: {at_least: high}}, level: {at_least: iop}, because: Nobody at high risk goes home with an appointment., source: [guideline]}
notices:
  - {id: crisis, unless: {suicide_risk: none}, text: In danger now? Call the emergency number., source: [guideline]}
"""

SAFE = {"age": 34, "suicide_risk": "none", "needs_structure": "no", "works": "no"}
"""A person for whom nothing but therapy is open."""
